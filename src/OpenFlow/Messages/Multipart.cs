using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>The numbers of the multipart messages (ofp_multipart_type).</summary>
public enum MultipartType : ushort
{
    Desc = 0,
    FlowDesc = 1,
    Aggregate = 2,
    PortStats = 4,
    GroupDesc = 7,
    MeterConfig = 10,
    PortDesc = 13,
    TableDesc = 14,
    Experimenter = 0xffff,
}

/// <summary>ofp_multipart_request and ofp_multipart_reply. OpenFlow 1.5.1, 7.3.5.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct MultipartHeader
{
    public Be16 Type;
    public Be16 Flags;
    public Be32 Pad;
}

/// <summary>A request whose answer may come in several messages.</summary>
public abstract record MultipartRequest : OpenFlowMessage
{
    private protected MultipartRequest()
    {
    }

    public sealed override MessageType Type => MessageType.MultipartRequest;

    public abstract MultipartType Multipart { get; }

    internal abstract void WriteRequest(ref OfWriter w);

    internal sealed override void WriteBody(ref OfWriter w)
    {
        w.Put(new MultipartHeader { Type = (ushort)Multipart });
        WriteRequest(ref w);
    }
}

/// <summary>A part of an answer, or all of it.</summary>
public abstract record MultipartReply : OpenFlowMessage
{
    private protected MultipartReply()
    {
    }

    internal const ushort MoreFlag = 1;   // OFPMPF_REPLY_MORE

    public sealed override MessageType Type => MessageType.MultipartReply;

    public abstract MultipartType Multipart { get; }

    /// <summary>Another part follows.</summary>
    public bool HasMore { get; init; }

    internal abstract void WriteReply(ref OfWriter w);

    internal sealed override void WriteBody(ref OfWriter w)
    {
        w.Put(new MultipartHeader { Type = (ushort)Multipart, Flags = HasMore ? MoreFlag : (ushort)0 });
        WriteReply(ref w);
    }
}

delegate MultipartRequest MultipartRequestReader(ref OfReader r);

delegate MultipartReply MultipartReplyReader(ref OfReader r);

/// <summary>A type of multipart message, and what reads its two directions.</summary>
sealed record MultipartRow(MultipartType Type, string Name, MultipartRequestReader ReadRequest, MultipartReplyReader ReadReply);

/// <summary>All multipart messages. One row a type.</summary>
static class MultipartTable
{
    static readonly MultipartRow[] Rows =
    [
        new(MultipartType.Desc, "OFPMP_DESC", static (ref r) => new DescRequest(), DescReply.Read),
        new(MultipartType.FlowDesc, "OFPMP_FLOW_DESC", static (ref r) => new FlowDescRequest(FlowFilter.Read(ref r)), FlowDescReply.Read),
        new(MultipartType.Aggregate, "OFPMP_AGGREGATE_STATS", static (ref r) => new AggregateRequest(FlowFilter.Read(ref r)), static (ref r) => new AggregateReply(FlowStats.Read(ref r))),
        new(MultipartType.PortStats, "OFPMP_PORT_STATS", PortStatsRequest.Read, PortStatsReply.Read),
        new(MultipartType.GroupDesc, "OFPMP_GROUP_DESC", GroupDescRequest.Read, GroupDescReply.Read),
        new(MultipartType.MeterConfig, "OFPMP_METER_DESC", MeterConfigRequest.Read, MeterConfigReply.Read),
        new(MultipartType.PortDesc, "OFPMP_PORT_DESC", PortDescRequest.Read, PortDescReply.Read),
        new(MultipartType.TableDesc, "OFPMP_TABLE_DESC", static (ref r) => new TableDescRequest(), TableDescReply.Read),
    ];

    static readonly FrozenDictionary<ushort, MultipartRow> ByType = Rows.ToFrozenDictionary(row => (ushort)row.Type);

    internal static OpenFlowMessage ReadRequest(ref OfReader r)
    {
        var head = r.Take<MultipartHeader>("the multipart header");
        return ByType.TryGetValue(head.Type, out var row) ? row.ReadRequest(ref r) : throw Unknown(in r, head.Type);
    }

    internal static OpenFlowMessage ReadReply(ref OfReader r)
    {
        var head = r.Take<MultipartHeader>("the multipart header");
        var hasMore = (head.Flags & MultipartReply.MoreFlag) != 0;
        return ByType.TryGetValue(head.Type, out var row)
            ? row.ReadReply(ref r) with { HasMore = hasMore }
            : throw Unknown(in r, head.Type);
    }

    static OpenFlowException Unknown(in OfReader r, ushort type) =>
        r.Error(Errors.OFPBRC_BAD_STAT, $"no multipart message has the type {type}");
}
