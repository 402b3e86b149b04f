using System.Runtime.InteropServices;

namespace Sdn.OpenFlow.Wire;

/// <summary>ofp_bucket; actions and properties follow. OpenFlow 1.5.1, 7.3.4.3.1.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct BucketBody
{
    public Be16 Length;
    public Be16 ActionArrayLength;
    public Be32 BucketId;
}

/// <summary>ofp_group_bucket_prop_weight, behind type and length; the length counts the padding here.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct WeightBody
{
    public Be16 Weight;
    public Be16 Pad;
}

/// <summary>ntr_group_prop_selection_method, behind the experimenter's numbers; fields follow (Open vSwitch, netronome-ext.h).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct SelectionMethodBody
{
    public Be32 Pad;
    public Text16 SelectionMethod;
    public Be64 SelectionMethodParam;
}

/// <summary>Buckets and properties of groups on the wire.</summary>
static class GroupCodec
{
    /// <summary>The last number that a bucket can have (OFPG_BUCKET_MAX).</summary>
    internal const uint BucketIdMax = 0xffffff00;

    /// <summary>Kinds of properties of buckets (ofp_group_bucket_prop_type).</summary>
    const ushort Weight = 0, WatchPort = 1, WatchGroup = 2;

    /// <summary>The method that a select group picks by. Open vSwitch 2.4 had the wrong number for Netronome.</summary>
    static readonly ulong SelectionMethod = Properties.OfExperimenter(0x154d, 1), OldSelectionMethod = Properties.OfExperimenter(0x1540, 1);

    internal static void WriteBuckets(ref OfWriter w, ValueList<Bucket> buckets)
    {
        foreach (var bucket in buckets.Span)
        {
            var start = w.Position;
            w.Put(new BucketBody { BucketId = bucket.Id });
            ActionCodec.WriteList(ref w, bucket.Actions);
            w.Patch16(start + 2, w.Position - start - 8);
            if (bucket.Weight is { } weight)
                Properties.Put(ref w, Weight, new WeightBody { Weight = weight });
            if (bucket.WatchPort != Ports.Any)
                Properties.Put<Be32>(ref w, WatchPort, bucket.WatchPort);
            if (bucket.WatchGroup != Group.Any)
                Properties.Put<Be32>(ref w, WatchGroup, bucket.WatchGroup);
            w.Patch16(start, w.Position - start);
        }
    }

    internal static ValueList<Bucket> ReadBuckets(ref OfReader outer, int length)
    {
        var r = outer.Sub(length, Errors.OFPGMFC_BAD_BUCKET, "the buckets");
        var buckets = new List<Bucket>();
        var ids = new HashSet<uint>();
        while (r.Left > 0)
        {
            var head = r.Take<BucketBody>("a bucket");
            if (head.Length < 8 || head.ActionArrayLength > head.Length - 8)
                throw r.Error(Errors.OFPGMFC_BAD_BUCKET, $"a bucket of {(ushort)head.Length} bytes, {(ushort)head.ActionArrayLength} of them actions");
            var body = r.Sub(head.Length - 8, Errors.OFPGMFC_BAD_BUCKET, "a bucket");
            if (head.ActionArrayLength % 8 != 0)
                throw r.Error(Errors.OFPBRC_BAD_LEN, $"a bucket's actions take {(ushort)head.ActionArrayLength} bytes, no multiple of 8");
            var actions = body.Sub(head.ActionArrayLength, Errors.OFPBAC_BAD_LEN, "a bucket's actions");
            buckets.Add(ReadProperties(ref body, new(head.BucketId, ActionCodec.ReadList(ref actions))));
            if (head.BucketId > BucketIdMax)
                throw r.Error(Errors.OFPGMFC_BAD_BUCKET, $"a bucket has the number 0x{(uint)head.BucketId:x}, at most 0x{BucketIdMax:x} is allowed");
            if (!ids.Add(head.BucketId))
                throw r.Error(Errors.OFPGMFC_BAD_BUCKET, $"two buckets have the number {(uint)head.BucketId}");
        }
        return buckets;
    }

    static Bucket ReadProperties(ref OfReader r, Bucket bucket)
    {
        while (Properties.NextOfAny(ref r, out var type, out var body))
        {
            if (type == Weight)
                bucket = bucket with { Weight = body.Take<Be16>("the weight") };
            else if (type == WatchPort)
                bucket = bucket with { WatchPort = Wire.Properties.Only<Be32>(ref body, "the watched port") };
            else if (type == WatchGroup)
                bucket = bucket with { WatchGroup = Wire.Properties.Only<Be32>(ref body, "the watched group") };
            else
                throw Properties.Unknown(in body, "a bucket", type);
        }
        Ports.Check(in r, bucket.WatchPort, Errors.OFPGMFC_BAD_WATCH);
        return bucket;
    }

    internal static void WriteSelection(ref OfWriter w, Group group)
    {
        if (group.SelectionMethod.Length == 0)
            return;
        var start = w.Position;
        Properties.WriteHead(ref w, SelectionMethod);
        w.Put(new SelectionMethodBody { SelectionMethod = group.SelectionMethod, SelectionMethodParam = group.SelectionParameter });
        foreach (var field in group.SelectionFields.Span)
            OxmCodec.WriteBits(ref w, field);
        w.Patch16(start + 2, w.Position - start);
        w.PadTo8(start);
    }

    /// <summary>Reads the properties of a group that a switch has, or that a command (null if it is none) is to make.</summary>
    internal static Group ReadSelection(ref OfReader r, Group group, GroupModCommand? command = null)
    {
        while (Properties.NextOfAny(ref r, out var type, out var body))
        {
            if (type != SelectionMethod && type != OldSelectionMethod)
                throw Properties.Unknown(in body, "a group", type);
            if (group.Type > GroupType.FastFailover)
                throw body.Error(Errors.OFPGMFC_BAD_TYPE, $"no group has the type {(byte)group.Type}");
            if (group.Type != GroupType.Select || command is GroupModCommand.Delete or GroupModCommand.InsertBucket or GroupModCommand.RemoveBucket)
                throw body.Error(Errors.OFPBPC_BAD_VALUE, "only a select group has a selection method, when it is made or changed");
            if (command is { } unknown && !Enum.IsDefined(unknown))
                throw body.Error(Errors.OFPGMFC_BAD_COMMAND, $"no group mod has the command {(ushort)unknown}");
            group = ReadSelectionMethod(ref body, group);
        }
        return group;
    }

    static Group ReadSelectionMethod(ref OfReader body, Group group)
    {
        var head = body.Take<SelectionMethodBody>("the selection method");
        string method = head.SelectionMethod;
        if (method is not ("hash" or "dp_hash"))
            throw body.Error(Errors.OFPBPC_BAD_VALUE, $"the selection method '{method}' is neither hash nor dp_hash");
        if (body.Left > 0 && method != "hash")
            throw body.Error(Errors.OFPBPC_BAD_VALUE, $"the selection method {method} has no fields");
        var list = body.Sub(body.Left, Errors.OFPBMC_BAD_LEN, "the fields");
        var fields = new List<FieldMatch>();
        while (list.Left > 0)
        {
            var field = OxmCodec.ReadBits(ref list);
            if (fields.Exists(other => other.Field == field.Field))
                throw list.Error(Errors.OFPBMC_DUP_FIELD, $"{field.Field.Name} is there twice");
            fields.Add(field);
        }
        return group with
        {
            SelectionMethod = method,
            SelectionParameter = head.SelectionMethodParam,
            SelectionFields = fields,
        };
    }
}
