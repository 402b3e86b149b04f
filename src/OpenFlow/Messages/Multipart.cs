using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;
using static Sdn.OpenFlow.BodyLength;

namespace Sdn.OpenFlow;

/// <summary>The numbers of the multipart messages (ofp_multipart_type).</summary>
public enum MultipartType : ushort
{
    Desc = 0,
    FlowDesc = 1,
    Aggregate = 2,
    TableStats = 3,
    PortStats = 4,
    QueueStats = 5,
    GroupStats = 6,
    GroupDesc = 7,
    GroupFeatures = 8,
    MeterStats = 9,
    MeterConfig = 10,
    MeterFeatures = 11,
    TableFeatures = 12,
    PortDesc = 13,
    TableDesc = 14,
    QueueDesc = 15,
    FlowMonitor = 16,
    ControllerStatus = 18,
    BundleFeatures = 19,
    Experimenter = 0xffff,
}

/// <summary>The numbers of Nicira's multipart messages that Open vSwitch has with OpenFlow 1.5 (ofp-msgs.h).</summary>
enum NxMultipartType : uint
{
    IpfixBridge = 3,
    IpfixFlow = 4,
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

    /// <summary>All flags, known or not (ofp_multipart_request_flags).</summary>
    [JsonIgnore]
    public ushort Flags { get; init; }

    /// <summary>Another part of the same request follows.</summary>
    [JsonIgnore]
    public bool HasMore
    {
        get => (Flags & MultipartReply.MoreFlag) != 0;
        init => Flags = (ushort)(value ? Flags | MultipartReply.MoreFlag : Flags & ~MultipartReply.MoreFlag);
    }

    internal abstract void WriteRequest(ref OfWriter w);

    internal sealed override void WriteBody(ref OfWriter w)
    {
        w.Put(new MultipartHeader { Type = (ushort)Multipart, Flags = Flags });
        WriteRequest(ref w);
    }
}

/// <summary>A part of an answer, or all of it.</summary>
public abstract record MultipartReply : OpenFlowMessage
{
    private protected MultipartReply()
    {
    }

    internal const ushort MoreFlag = 1;   // OFPMPF_REQ_MORE and OFPMPF_REPLY_MORE

    public sealed override MessageType Type => MessageType.MultipartReply;

    public abstract MultipartType Multipart { get; }

    /// <summary>All flags, known or not (ofp_multipart_reply_flags).</summary>
    [JsonIgnore]
    public ushort Flags { get; init; }

    /// <summary>Another part follows.</summary>
    [JsonIgnore]
    public bool HasMore
    {
        get => (Flags & MoreFlag) != 0;
        init => Flags = (ushort)(value ? Flags | MoreFlag : Flags & ~MoreFlag);
    }

    internal abstract void WriteReply(ref OfWriter w);

    internal sealed override void WriteBody(ref OfWriter w)
    {
        w.Put(new MultipartHeader { Type = (ushort)Multipart, Flags = Flags });
        WriteReply(ref w);
    }
}

delegate MultipartRequest MultipartRequestReader(ref OfReader r);

delegate MultipartReply MultipartReplyReader(ref OfReader r);

/// <summary>A type of multipart message: its names in the specification and in what ovs-ofctl prints, and its two directions: how long the body is, the record, and what reads it.</summary>
sealed record MultipartRow(
    MultipartType Type, string Name, string OvsName,
    BodyLength RequestLength, Type Request, MultipartRequestReader ReadRequest,
    BodyLength ReplyLength, Type Reply, MultipartReplyReader ReadReply)
{
    /// <summary>Who defined it, with its own number; zeros for the specification's.</summary>
    internal (uint Id, uint Type) Experimenter { get; init; }

    /// <summary>The name without its prefix: <c>FLOW_DESC</c>; what is of experimenters goes by their numbers.</summary>
    internal string JsonName => Experimenter == default ? Name["OFPMP_".Length..] : "EXPERIMENTER";
}

/// <summary>All multipart messages. One row a type.</summary>
static class MultipartTable
{
    static readonly MultipartRow[] Rows =
    [
        new(MultipartType.Desc, "OFPMP_DESC", "OFPST_DESC", Nothing, typeof(DescRequest), static (ref r) => new DescRequest(), Exactly(1056), typeof(DescReply), DescReply.Read),
        new(MultipartType.FlowDesc, "OFPMP_FLOW_DESC", "OFPST_FLOW", Multiple(8, after: 32), typeof(FlowDescRequest), static (ref r) => new FlowDescRequest(FlowFilter.Read(ref r)), Any, typeof(FlowDescReply), FlowDescReply.Read),
        new(MultipartType.Aggregate, "OFPMP_AGGREGATE_STATS", "OFPST_AGGREGATE", Multiple(8, after: 32), typeof(AggregateRequest), static (ref r) => new AggregateRequest(FlowFilter.Read(ref r)), Any, typeof(AggregateReply), static (ref r) => new AggregateReply(FlowStats.Read(ref r))),
        new(MultipartType.TableStats, "OFPMP_TABLE_STATS", "OFPST_TABLE", Nothing, typeof(TableStatsRequest), static (ref r) => new TableStatsRequest(), Multiple(24), typeof(TableStatsReply), TableStatsReply.Read),
        new(MultipartType.PortStats, "OFPMP_PORT_STATS", "OFPST_PORT", Exactly(8), typeof(PortStatsRequest), PortStatsRequest.Read, Multiple(8), typeof(PortStatsReply), PortStatsReply.Read),
        new(MultipartType.QueueStats, "OFPMP_QUEUE_STATS", "OFPST_QUEUE", Exactly(8), typeof(QueueStatsRequest), QueueStatsRequest.Read, Multiple(8), typeof(QueueStatsReply), QueueStatsReply.Read),
        new(MultipartType.GroupStats, "OFPMP_GROUP_STATS", "OFPST_GROUP", Exactly(8), typeof(GroupStatsRequest), GroupStatsRequest.Read, Multiple(8), typeof(GroupStatsReply), GroupStatsReply.Read),
        new(MultipartType.GroupDesc, "OFPMP_GROUP_DESC", "OFPST_GROUP_DESC", Exactly(8), typeof(GroupDescRequest), GroupDescRequest.Read, Multiple(8), typeof(GroupDescReply), GroupDescReply.Read),
        new(MultipartType.GroupFeatures, "OFPMP_GROUP_FEATURES", "OFPST_GROUP_FEATURES", Nothing, typeof(GroupFeaturesRequest), static (ref r) => new GroupFeaturesRequest(), Exactly(40), typeof(GroupFeaturesReply), GroupFeaturesReply.Read),
        new(MultipartType.MeterStats, "OFPMP_METER_STATS", "OFPST_METER", Exactly(8), typeof(MeterStatsRequest), MeterStatsRequest.Read, Multiple(8), typeof(MeterStatsReply), MeterStatsReply.Read),
        new(MultipartType.MeterConfig, "OFPMP_METER_DESC", "OFPST_METER_CONFIG", Exactly(8), typeof(MeterConfigRequest), MeterConfigRequest.Read, Multiple(8), typeof(MeterConfigReply), MeterConfigReply.Read),
        new(MultipartType.MeterFeatures, "OFPMP_METER_FEATURES", "OFPST_METER_FEATURES", Nothing, typeof(MeterFeaturesRequest), static (ref r) => new MeterFeaturesRequest(), Exactly(16), typeof(MeterFeaturesReply), MeterFeaturesReply.Read),
        new(MultipartType.TableFeatures, "OFPMP_TABLE_FEATURES", "OFPST_TABLE_FEATURES", Multiple(8), typeof(TableFeaturesRequest), TableFeaturesRequest.Read, Multiple(8, after: 64), typeof(TableFeaturesReply), TableFeaturesReply.Read),
        new(MultipartType.PortDesc, "OFPMP_PORT_DESC", "OFPST_PORT_DESC", Exactly(8), typeof(PortDescRequest), PortDescRequest.Read, Multiple(8), typeof(PortDescReply), PortDescReply.Read),
        new(MultipartType.TableDesc, "OFPMP_TABLE_DESC", "OFPST_TABLE_DESC", Nothing, typeof(TableDescRequest), static (ref r) => new TableDescRequest(), Multiple(8, after: 8), typeof(TableDescReply), TableDescReply.Read),
        new(MultipartType.QueueDesc, "OFPMP_QUEUE_DESC", "OFPST_QUEUE_DESC", Exactly(8), typeof(QueueDescRequest), QueueDescRequest.Read, Multiple(8), typeof(QueueDescReply), QueueDescReply.Read),
        new(MultipartType.FlowMonitor, "OFPMP_FLOW_MONITOR", "OFPST_FLOW_MONITOR", Multiple(8), typeof(FlowMonitorRequest), FlowMonitorRequest.Read, Multiple(8), typeof(FlowMonitorReply), FlowMonitorReply.Read),
        new(MultipartType.ControllerStatus, "OFPMP_CONTROLLER_STATUS", "OFPMP_CONTROLLER_STATUS", Nothing, typeof(ControllerStatusRequest), static (ref r) => new ControllerStatusRequest(), Multiple(8), typeof(ControllerStatusReply), ControllerStatusReply.Read),
        new(MultipartType.BundleFeatures, "OFPMP_BUNDLE_FEATURES", "OFPMP_BUNDLE_FEATURES", Any, typeof(BundleFeaturesRequest), BundleFeaturesRequest.Read, Any, typeof(BundleFeaturesReply), BundleFeaturesReply.Read),
        new(MultipartType.Experimenter, "NXST_IPFIX_BRIDGE", "NXST_IPFIX_BRIDGE", Nothing, typeof(IpfixBridgeRequest), static (ref r) => new IpfixBridgeRequest(), Exactly(88), typeof(IpfixBridgeReply), IpfixBridgeReply.Read) { Experimenter = Nicira(NxMultipartType.IpfixBridge) },
        new(MultipartType.Experimenter, "NXST_IPFIX_FLOW", "NXST_IPFIX_FLOW", Nothing, typeof(IpfixFlowRequest), static (ref r) => new IpfixFlowRequest(), Multiple(88), typeof(IpfixFlowReply), IpfixFlowReply.Read) { Experimenter = Nicira(NxMultipartType.IpfixFlow) },
    ];

    static readonly FrozenDictionary<(ushort, (uint, uint)), MultipartRow> ByNumber =
        Rows.ToFrozenDictionary(row => ((ushort)row.Type, row.Experimenter));

    static readonly FrozenDictionary<Type, MultipartRow> ByRecord =
        Rows.SelectMany(row => new[] { (row.Request, row), (row.Reply, row) }).ToFrozenDictionary(pair => pair.Item1, pair => pair.row);

    internal static IReadOnlyList<MultipartRow> All => Rows;

    internal static MultipartRow Of(OpenFlowMessage message) => ByRecord[message.GetType()];

    internal static MultipartRow? Find(MultipartType type, (uint Id, uint Type) experimenter = default) =>
        ByNumber.GetValueOrDefault(((ushort)type, experimenter));

    /// <summary>The row that JSON means: by the name without its prefix, <c>FLOW_DESC</c>, or by an experimenter's numbers.</summary>
    internal static MultipartRow? Named(string jsonName, (uint Id, uint Type) experimenter) => experimenter == default
        ? Array.Find(Rows, row => row.Experimenter == default && row.JsonName == jsonName)
        : jsonName == "EXPERIMENTER" ? Find(MultipartType.Experimenter, experimenter) : null;

    internal static void WriteHead(ref OfWriter w, NxMultipartType type) =>
        w.Put(new ExperimenterHeader { Experimenter = ActionCodec.Nicira, Type = (uint)type });

    internal static OpenFlowMessage ReadRequest(ref OfReader r)
    {
        var head = r.Take<MultipartHeader>("the multipart header");
        ushort flags = head.Flags;
        var row = FindRow(ref r, head.Type);
        row.RequestLength.Check(in r, row.Name);
        return row.ReadRequest(ref r) with { Flags = flags };
    }

    internal static OpenFlowMessage ReadReply(ref OfReader r)
    {
        var head = r.Take<MultipartHeader>("the multipart header");
        ushort flags = head.Flags;
        var row = FindRow(ref r, head.Type);
        row.ReplyLength.Check(in r, row.Name);
        return row.ReadReply(ref r) with { Flags = flags };
    }

    static MultipartRow FindRow(ref OfReader r, ushort type)
    {
        if (type != (ushort)MultipartType.Experimenter)
            return Find((MultipartType)type) ?? throw r.Error(Errors.OFPBRC_BAD_STAT, $"no multipart message has the type {type}");
        var head = r.Take<ExperimenterHeader>("the experimenter's header");
        if (Find(MultipartType.Experimenter, (head.Experimenter, head.Type)) is { } row)
            return row;
        throw (uint)head.Experimenter is ActionCodec.Nicira or ActionCodec.OpenNetworking
            ? r.Error(Errors.OFPBRC_BAD_SUBTYPE, $"experimenter 0x{(uint)head.Experimenter:x} has no multipart message {(uint)head.Type}")
            : r.Error(Errors.OFPBRC_BAD_VENDOR, $"no multipart message of experimenter 0x{(uint)head.Experimenter:x} is known");
    }

    static (uint, uint) Nicira(NxMultipartType type) => (ActionCodec.Nicira, (uint)type);
}
