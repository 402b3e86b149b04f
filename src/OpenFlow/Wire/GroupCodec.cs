using System.Runtime.InteropServices;

namespace Sdn.OpenFlow.Wire;

/// <summary>ofp_bucket; actions and properties follow. OpenFlow 1.5.1, 7.3.4.3.1.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct BucketBody
{
    public Be16 Length;
    public Be16 ActionsLength;
    public Be32 BucketId;
}

/// <summary>ntr_group_prop_selection_method, behind type and length, up to the method's name (netronome-ext.h).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct SelectionHeader
{
    public Be32 Experimenter;
    public Be32 Type;
    public Be32 Pad;
}

/// <summary>Buckets and properties of groups on the wire.</summary>
static class GroupCodec
{
    const ushort WeightProperty = 0, WatchPortProperty = 1, WatchGroupProperty = 2;
    const uint Netronome = 0x154d, OldNetronome = 0x1540, SelectionMethod = 1;   // Open vSwitch reads both
    const int MethodBytes = 16;

    internal static void WriteBuckets(ref OfWriter w, ValueList<Bucket> buckets)
    {
        foreach (var bucket in buckets.Span)
        {
            var start = w.Position;
            w.Put(new BucketBody { BucketId = bucket.Id });
            ActionCodec.WriteList(ref w, bucket.Actions);
            w.Patch16(start + 2, w.Position - start - 8);
            if (bucket.Weight != 0)
                Properties.Put(ref w, WeightProperty, new WeightBody { Weight = bucket.Weight });
            if (bucket.WatchPort != Ports.Any)
                Properties.Put<Be32>(ref w, WatchPortProperty, bucket.WatchPort);
            if (bucket.WatchGroup != Group.Any)
                Properties.Put<Be32>(ref w, WatchGroupProperty, bucket.WatchGroup);
            w.Patch16(start, w.Position - start);
        }
    }

    internal static ValueList<Bucket> ReadBuckets(ref OfReader outer, int length)
    {
        var r = outer.Sub(length, Errors.OFPGMFC_BAD_BUCKET, "the buckets");
        var buckets = new List<Bucket>();
        while (r.Left > 0)
        {
            var head = r.Take<BucketBody>("a bucket");
            if (head.Length < 8 || head.Length % 8 != 0)
                throw r.Error(Errors.OFPGMFC_BAD_BUCKET, $"a bucket of {(ushort)head.Length} bytes");
            var body = r.Sub(head.Length - 8, Errors.OFPGMFC_BAD_BUCKET, "a bucket");
            var actions = body.Sub(head.ActionsLength, Errors.OFPBAC_BAD_LEN, "a bucket's actions");
            buckets.Add(ReadProperties(ref body, new(head.BucketId, ActionCodec.ReadList(ref actions))));
        }
        return buckets;
    }

    static Bucket ReadProperties(ref OfReader r, Bucket bucket)
    {
        while (Properties.Next(ref r, out var type, out var body))
        {
            bucket = type switch
            {
                WeightProperty => bucket with { Weight = body.Take<Be16>("the weight") },
                WatchPortProperty => bucket with { WatchPort = body.Take<Be32>("the watched port") },
                WatchGroupProperty => bucket with { WatchGroup = body.Take<Be32>("the watched group") },
                _ => throw body.Error(Errors.OFPBPC_BAD_TYPE, $"a bucket has no property {type}"),
            };
        }
        return bucket;
    }

    internal static void WriteSelection(ref OfWriter w, Group group)
    {
        if (group.SelectionMethod.Length == 0)
            return;
        var start = w.Position;
        w.Put(new Tlv { Type = Properties.Experimenter });
        w.Put(new SelectionHeader { Experimenter = Netronome, Type = SelectionMethod });
        w.PutText(group.SelectionMethod, MethodBytes);
        w.Put<Be64>(group.SelectionParameter);
        foreach (var field in group.SelectionFields.Span)
            OxmCodec.Write(ref w, new(field.Field, field.Mask, field.Field.AllOnes));   // the mask stands where values do
        w.Patch16(start + 2, w.Position - start);
        w.PadTo8(start);
    }

    internal static Group ReadSelection(ref OfReader r, Group group)
    {
        while (Properties.Next(ref r, out var type, out var body))
        {
            if (type != Properties.Experimenter)
                throw body.Error(Errors.OFPBPC_BAD_TYPE, $"a group has no property {type}");
            var head = body.Take<SelectionHeader>("a group's property");
            if ((uint)head.Experimenter is not (Netronome or OldNetronome))
                throw body.Error(Errors.OFPBPC_BAD_EXPERIMENTER, $"experimenter 0x{(uint)head.Experimenter:x} is unknown");
            if (head.Type != SelectionMethod)
                throw body.Error(Errors.OFPBPC_BAD_EXP_TYPE, $"Netronome has no property {(uint)head.Type}");
            group = group with
            {
                SelectionMethod = body.TakeText(MethodBytes, "the selection method"),
                SelectionParameter = body.Take<Be64>("the selection parameter"),
            };
            var fields = new List<FieldMatch>();
            while (body.Left > 0)
            {
                var field = OxmCodec.Read(ref body);
                fields.Add(new(field.Field, field.Value, field.Value));
            }
            group = group with { SelectionFields = fields };
        }
        return group;
    }
}

/// <summary>ofp_group_bucket_prop_weight, behind type and length; the length counts the padding here.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct WeightBody
{
    public Be16 Weight;
    public Be16 Pad;
}
