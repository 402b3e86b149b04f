using System.Collections.Frozen;
using Sdn.OpenFlow.Wire;
using static Sdn.OpenFlow.BodyLength;

namespace Sdn.OpenFlow;

/// <summary>Reads the body of one type of message.</summary>
delegate OpenFlowMessage MessageReader(ref OfReader r);

/// <summary>A type of message: its name in the specification, how long its body is, its record (for those with subtypes what these have in common), and what reads its body.</summary>
sealed record MessageRow(MessageType Type, string Name, BodyLength Length, Type Record, MessageReader Read);

/// <summary>All messages. One row a type.</summary>
static class MessageTable
{
    static readonly MessageRow[] Rows =
    [
        new(MessageType.Hello, "OFPT_HELLO", Any, typeof(Hello), Hello.Read),
        new(MessageType.Error, "OFPT_ERROR", AtLeast(4), typeof(ErrorMessage), ErrorMessage.Read),
        new(MessageType.EchoRequest, "OFPT_ECHO_REQUEST", Any, typeof(EchoRequest), static (ref r) => new EchoRequest(r.TakeRest())),
        new(MessageType.EchoReply, "OFPT_ECHO_REPLY", Any, typeof(EchoReply), static (ref r) => new EchoReply(r.TakeRest())),
        new(MessageType.Experimenter, "OFPT_EXPERIMENTER", Any, typeof(OpenFlowMessage), ExperimenterTable.Read),
        new(MessageType.FeaturesRequest, "OFPT_FEATURES_REQUEST", Nothing, typeof(FeaturesRequest), static (ref r) => new FeaturesRequest()),
        new(MessageType.FeaturesReply, "OFPT_FEATURES_REPLY", Exactly(24), typeof(FeaturesReply), FeaturesReply.Read),
        new(MessageType.GetConfigRequest, "OFPT_GET_CONFIG_REQUEST", Nothing, typeof(GetConfigRequest), static (ref r) => new GetConfigRequest()),
        new(MessageType.GetConfigReply, "OFPT_GET_CONFIG_REPLY", Exactly(4), typeof(GetConfigReply), GetConfigReply.Read),
        new(MessageType.SetConfig, "OFPT_SET_CONFIG", Exactly(4), typeof(SetConfig), SetConfig.Read),
        new(MessageType.PacketIn, "OFPT_PACKET_IN", AtLeast(16), typeof(PacketIn), PacketIn.Read),
        new(MessageType.FlowRemoved, "OFPT_FLOW_REMOVED", Multiple(8, after: 16), typeof(FlowRemoved), FlowRemoved.Read),
        new(MessageType.PortStatus, "OFPT_PORT_STATUS", Multiple(8, after: 48), typeof(PortStatus), PortStatus.Read),
        new(MessageType.PacketOut, "OFPT_PACKET_OUT", AtLeast(8), typeof(PacketOut), PacketOut.Read),
        new(MessageType.FlowMod, "OFPT_FLOW_MOD", Multiple(8, after: 40), typeof(FlowMod), FlowMod.Read),
        new(MessageType.GroupMod, "OFPT_GROUP_MOD", Multiple(8, after: 16), typeof(GroupMod), GroupMod.Read),
        new(MessageType.PortMod, "OFPT_PORT_MOD", Multiple(8, after: 24), typeof(PortMod), PortMod.Read),
        new(MessageType.TableMod, "OFPT_TABLE_MOD", Multiple(8, after: 8), typeof(TableMod), TableMod.Read),
        new(MessageType.MultipartRequest, "OFPT_MULTIPART_REQUEST", Any, typeof(MultipartRequest), MultipartTable.ReadRequest),
        new(MessageType.MultipartReply, "OFPT_MULTIPART_REPLY", Any, typeof(MultipartReply), MultipartTable.ReadReply),
        new(MessageType.BarrierRequest, "OFPT_BARRIER_REQUEST", Nothing, typeof(BarrierRequest), static (ref r) => new BarrierRequest()),
        new(MessageType.BarrierReply, "OFPT_BARRIER_REPLY", Nothing, typeof(BarrierReply), static (ref r) => new BarrierReply()),
        new(MessageType.RoleRequest, "OFPT_ROLE_REQUEST", Exactly(16), typeof(RoleRequest), RoleRequest.Read),
        new(MessageType.RoleReply, "OFPT_ROLE_REPLY", Exactly(16), typeof(RoleReply), RoleReply.Read),
        new(MessageType.GetAsyncRequest, "OFPT_GET_ASYNC_REQUEST", Nothing, typeof(GetAsyncRequest), static (ref r) => new GetAsyncRequest()),
        new(MessageType.GetAsyncReply, "OFPT_GET_ASYNC_REPLY", Multiple(8), typeof(GetAsyncReply), static (ref r) => new GetAsyncReply(AsyncMask.ReadList(ref r, Unknown.Skip))),
        new(MessageType.SetAsync, "OFPT_SET_ASYNC", Multiple(8), typeof(SetAsync), static (ref r) => new SetAsync(AsyncMask.ReadList(ref r, Unknown.Refuse))),
        new(MessageType.MeterMod, "OFPT_METER_MOD", Multiple(8, after: 8), typeof(MeterMod), MeterMod.Read),
        new(MessageType.RoleStatus, "OFPT_ROLE_STATUS", Multiple(8, after: 16), typeof(RoleStatus), RoleStatus.Read),
        new(MessageType.TableStatus, "OFPT_TABLE_STATUS", Multiple(8, after: 8), typeof(TableStatus), TableStatus.Read),
        new(MessageType.RequestForward, "OFPT_REQUESTFORWARD", Multiple(8, after: 8), typeof(RequestForward), RequestForward.Read),
        new(MessageType.BundleControl, "OFPT_BUNDLE_CONTROL", Multiple(8, after: 8), typeof(BundleControl), BundleControl.Read),
        new(MessageType.ControllerStatus, "OFPT_CONTROLLER_STATUS", Multiple(8, after: 16), typeof(ControllerStatus), ControllerStatus.Read),
        new(MessageType.BundleAddMessage, "OFPT_BUNDLE_ADD_MESSAGE", AtLeast(8), typeof(BundleAdd), BundleAdd.Read),
    ];

    static readonly FrozenDictionary<byte, MessageRow> ByType = Rows.ToFrozenDictionary(row => (byte)row.Type);

    static readonly FrozenDictionary<string, MessageRow> ByJsonName = Rows.ToFrozenDictionary(row => row.Name["OFPT_".Length..]);

    internal static IReadOnlyList<MessageRow> All => Rows;

    internal static MessageRow? Find(byte type) => ByType.GetValueOrDefault(type);

    internal static string NameOf(MessageType type) => Find((byte)type)?.Name ?? type.ToString();

    /// <summary>The name without its prefix: <c>FLOW_MOD</c>.</summary>
    internal static string JsonName(MessageType type) => NameOf(type)["OFPT_".Length..];

    internal static MessageRow? Named(string jsonName) => ByJsonName.GetValueOrDefault(jsonName);
}
