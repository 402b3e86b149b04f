using System.Runtime.InteropServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks for a group, or all. OpenFlow 1.5.1, 7.3.5.10.</summary>
public sealed record GroupDescRequest(uint GroupId = Group.All) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.GroupDesc;

    internal override void WriteRequest(ref OfWriter w)
    {
        w.Put<Be32>(GroupId);
        w.Pad(4);
    }

    internal static GroupDescRequest Read(ref OfReader r)
    {
        var group = r.Take<Be32>("the group");
        r.Skip(4, "the request's padding");
        return new(group);
    }
}

/// <summary>ofp_group_desc; buckets and properties follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct GroupDescBody
{
    public Be16 Length;
    public byte Type;
    public byte Pad0;
    public Be32 GroupId;
    public Be16 BucketsLength;
    public Be16 Pad1;
    public Be32 Pad2;
}

/// <summary>Groups that the switch has.</summary>
public sealed record GroupDescReply(ValueList<Group> Groups) : MultipartReply
{
    const int FixedBytes = 16;

    public override MultipartType Multipart => MultipartType.GroupDesc;

    internal static GroupDescReply Read(ref OfReader r)
    {
        var groups = new List<Group>();
        while (r.Left > 0)
        {
            var body = r.Take<GroupDescBody>("a group");
            if (body.Length < FixedBytes)
                throw r.Error(Errors.OFPBRC_BAD_LEN, $"a group of {(ushort)body.Length} bytes");
            var rest = r.Sub(body.Length - FixedBytes, Errors.OFPBRC_BAD_LEN, "a group");
            var buckets = GroupCodec.ReadBuckets(ref rest, body.BucketsLength);
            groups.Add(GroupCodec.ReadSelection(ref rest, new(body.GroupId, (GroupType)body.Type, buckets)));
        }
        return new(groups);
    }

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var group in Groups.Span)
        {
            var start = w.Position;
            w.Put(new GroupDescBody { Type = (byte)group.Type, GroupId = group.Id });
            var buckets = w.Position;
            GroupCodec.WriteBuckets(ref w, group.Buckets);
            w.Patch16(start + 8, w.Position - buckets);
            GroupCodec.WriteSelection(ref w, group);
            w.Patch16(start, w.Position - start);
        }
    }
}

/// <summary>Asks for a meter, or all. OpenFlow 1.5.1, 7.3.5.13.</summary>
public sealed record MeterConfigRequest(uint MeterId = MeterConfig.All) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.MeterConfig;

    internal override void WriteRequest(ref OfWriter w)
    {
        w.Put<Be32>(MeterId);
        w.Pad(4);
    }

    internal static MeterConfigRequest Read(ref OfReader r)
    {
        var meter = r.Take<Be32>("the meter");
        r.Skip(4, "the request's padding");
        return new(meter);
    }
}

/// <summary>Meters that the switch has.</summary>
public sealed record MeterConfigReply(ValueList<MeterConfig> Meters) : MultipartReply
{
    const int FixedBytes = 8;

    public override MultipartType Multipart => MultipartType.MeterConfig;

    internal static MeterConfigReply Read(ref OfReader r)
    {
        var meters = new List<MeterConfig>();
        while (r.Left > 0)
        {
            var body = r.Take<MeterBody>("a meter");
            if (body.CommandOrLength < FixedBytes)
                throw r.Error(Errors.OFPBRC_BAD_LEN, $"a meter of {(ushort)body.CommandOrLength} bytes");
            var bands = r.Sub(body.CommandOrLength - FixedBytes, Errors.OFPBRC_BAD_LEN, "a meter's bands");
            meters.Add(new(body.MeterId, (MeterFlags)(ushort)body.Flags, MeterMod.ReadBands(ref bands)));
        }
        return new(meters);
    }

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var meter in Meters.Span)
        {
            var start = w.Position;
            w.Put(new MeterBody { Flags = (ushort)meter.Flags, MeterId = meter.Id });
            MeterMod.WriteBands(ref w, meter.Bands);
            w.Patch16(start, w.Position - start);
        }
    }
}
