using System.Collections.Frozen;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Reads the body of one type of message.</summary>
delegate OpenFlowMessage MessageReader(ref OfReader r);

/// <summary>A type of message: its name in the specification, its record (for those with subtypes what these have in common), and what reads its body.</summary>
sealed record MessageRow(MessageType Type, string Name, Type Record, MessageReader Read);

/// <summary>All messages. One row a type.</summary>
static class MessageTable
{
    static readonly MessageRow[] Rows =
    [
        new(MessageType.Hello, "OFPT_HELLO", typeof(Hello), Hello.Read),
        new(MessageType.Error, "OFPT_ERROR", typeof(ErrorMessage), ErrorMessage.Read),
        new(MessageType.EchoRequest, "OFPT_ECHO_REQUEST", typeof(EchoRequest), static (ref r) => new EchoRequest(r.TakeRest())),
        new(MessageType.EchoReply, "OFPT_ECHO_REPLY", typeof(EchoReply), static (ref r) => new EchoReply(r.TakeRest())),
        new(MessageType.Experimenter, "OFPT_EXPERIMENTER", typeof(OpenFlowMessage), ExperimenterTable.Read),
        new(MessageType.FeaturesRequest, "OFPT_FEATURES_REQUEST", typeof(FeaturesRequest), static (ref r) => new FeaturesRequest()),
        new(MessageType.FeaturesReply, "OFPT_FEATURES_REPLY", typeof(FeaturesReply), FeaturesReply.Read),
        new(MessageType.GetConfigRequest, "OFPT_GET_CONFIG_REQUEST", typeof(GetConfigRequest), static (ref r) => new GetConfigRequest()),
        new(MessageType.GetConfigReply, "OFPT_GET_CONFIG_REPLY", typeof(GetConfigReply), GetConfigReply.Read),
        new(MessageType.SetConfig, "OFPT_SET_CONFIG", typeof(SetConfig), SetConfig.Read),
        new(MessageType.PacketIn, "OFPT_PACKET_IN", typeof(PacketIn), PacketIn.Read),
        new(MessageType.FlowRemoved, "OFPT_FLOW_REMOVED", typeof(FlowRemoved), FlowRemoved.Read),
        new(MessageType.PortStatus, "OFPT_PORT_STATUS", typeof(PortStatus), PortStatus.Read),
        new(MessageType.PacketOut, "OFPT_PACKET_OUT", typeof(PacketOut), PacketOut.Read),
        new(MessageType.FlowMod, "OFPT_FLOW_MOD", typeof(FlowMod), FlowMod.Read),
        new(MessageType.GroupMod, "OFPT_GROUP_MOD", typeof(GroupMod), GroupMod.Read),
        new(MessageType.PortMod, "OFPT_PORT_MOD", typeof(PortMod), PortMod.Read),
        new(MessageType.TableMod, "OFPT_TABLE_MOD", typeof(TableMod), TableMod.Read),
        new(MessageType.MultipartRequest, "OFPT_MULTIPART_REQUEST", typeof(MultipartRequest), MultipartTable.ReadRequest),
        new(MessageType.MultipartReply, "OFPT_MULTIPART_REPLY", typeof(MultipartReply), MultipartTable.ReadReply),
        new(MessageType.BarrierRequest, "OFPT_BARRIER_REQUEST", typeof(BarrierRequest), static (ref r) => new BarrierRequest()),
        new(MessageType.BarrierReply, "OFPT_BARRIER_REPLY", typeof(BarrierReply), static (ref r) => new BarrierReply()),
        new(MessageType.RoleRequest, "OFPT_ROLE_REQUEST", typeof(RoleRequest), RoleRequest.Read),
        new(MessageType.RoleReply, "OFPT_ROLE_REPLY", typeof(RoleReply), RoleReply.Read),
        new(MessageType.GetAsyncRequest, "OFPT_GET_ASYNC_REQUEST", typeof(GetAsyncRequest), static (ref r) => new GetAsyncRequest()),
        new(MessageType.GetAsyncReply, "OFPT_GET_ASYNC_REPLY", typeof(GetAsyncReply), static (ref r) => new GetAsyncReply(AsyncMask.ReadList(ref r, Unknown.Skip))),
        new(MessageType.SetAsync, "OFPT_SET_ASYNC", typeof(SetAsync), static (ref r) => new SetAsync(AsyncMask.ReadList(ref r, Unknown.Refuse))),
        new(MessageType.MeterMod, "OFPT_METER_MOD", typeof(MeterMod), MeterMod.Read),
        new(MessageType.RoleStatus, "OFPT_ROLE_STATUS", typeof(RoleStatus), RoleStatus.Read),
        new(MessageType.TableStatus, "OFPT_TABLE_STATUS", typeof(TableStatus), TableStatus.Read),
        new(MessageType.RequestForward, "OFPT_REQUESTFORWARD", typeof(RequestForward), RequestForward.Read),
        new(MessageType.BundleControl, "OFPT_BUNDLE_CONTROL", typeof(BundleControl), BundleControl.Read),
        new(MessageType.ControllerStatus, "OFPT_CONTROLLER_STATUS", typeof(ControllerStatus), ControllerStatus.Read),
        new(MessageType.BundleAddMessage, "OFPT_BUNDLE_ADD_MESSAGE", typeof(BundleAdd), BundleAdd.Read),
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
