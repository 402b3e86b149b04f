using System.Collections.Frozen;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Reads the body of one type of message.</summary>
delegate OpenFlowMessage MessageReader(ref OfReader r);

/// <summary>A type of message: its name, and what reads its body.</summary>
sealed record MessageRow(MessageType Type, string Name, MessageReader Read);

/// <summary>All messages. One row a type.</summary>
static class MessageTable
{
    static readonly MessageRow[] Rows =
    [
        new(MessageType.Hello, "OFPT_HELLO", Hello.Read),
        new(MessageType.Error, "OFPT_ERROR", ErrorMessage.Read),
        new(MessageType.EchoRequest, "OFPT_ECHO_REQUEST", static (ref r) => new EchoRequest(r.TakeRest())),
        new(MessageType.EchoReply, "OFPT_ECHO_REPLY", static (ref r) => new EchoReply(r.TakeRest())),
        new(MessageType.Experimenter, "OFPT_EXPERIMENTER", ExperimenterMessage.Read),
        new(MessageType.FeaturesRequest, "OFPT_FEATURES_REQUEST", static (ref r) => new FeaturesRequest()),
        new(MessageType.FeaturesReply, "OFPT_FEATURES_REPLY", FeaturesReply.Read),
        new(MessageType.GetConfigRequest, "OFPT_GET_CONFIG_REQUEST", static (ref r) => new GetConfigRequest()),
        new(MessageType.GetConfigReply, "OFPT_GET_CONFIG_REPLY", GetConfigReply.Read),
        new(MessageType.SetConfig, "OFPT_SET_CONFIG", SetConfig.Read),
        new(MessageType.PacketIn, "OFPT_PACKET_IN", PacketIn.Read),
        new(MessageType.FlowRemoved, "OFPT_FLOW_REMOVED", FlowRemoved.Read),
        new(MessageType.PortStatus, "OFPT_PORT_STATUS", PortStatus.Read),
        new(MessageType.PacketOut, "OFPT_PACKET_OUT", PacketOut.Read),
        new(MessageType.FlowMod, "OFPT_FLOW_MOD", FlowMod.Read),
        new(MessageType.GroupMod, "OFPT_GROUP_MOD", GroupMod.Read),
        new(MessageType.MultipartRequest, "OFPT_MULTIPART_REQUEST", MultipartTable.ReadRequest),
        new(MessageType.MultipartReply, "OFPT_MULTIPART_REPLY", MultipartTable.ReadReply),
        new(MessageType.BarrierRequest, "OFPT_BARRIER_REQUEST", static (ref r) => new BarrierRequest()),
        new(MessageType.BarrierReply, "OFPT_BARRIER_REPLY", static (ref r) => new BarrierReply()),
        new(MessageType.RoleRequest, "OFPT_ROLE_REQUEST", RoleRequest.Read),
        new(MessageType.RoleReply, "OFPT_ROLE_REPLY", RoleReply.Read),
        new(MessageType.GetAsyncRequest, "OFPT_GET_ASYNC_REQUEST", static (ref r) => new GetAsyncRequest()),
        new(MessageType.GetAsyncReply, "OFPT_GET_ASYNC_REPLY", static (ref r) => new GetAsyncReply(AsyncMask.ReadList(ref r))),
        new(MessageType.SetAsync, "OFPT_SET_ASYNC", static (ref r) => new SetAsync(AsyncMask.ReadList(ref r))),
        new(MessageType.MeterMod, "OFPT_METER_MOD", MeterMod.Read),
        new(MessageType.RoleStatus, "OFPT_ROLE_STATUS", RoleStatus.Read),
        new(MessageType.BundleControl, "OFPT_BUNDLE_CONTROL", BundleControl.Read),
        new(MessageType.BundleAddMessage, "OFPT_BUNDLE_ADD_MESSAGE", BundleAdd.Read),
    ];

    static readonly FrozenDictionary<byte, MessageRow> ByType = Rows.ToFrozenDictionary(row => (byte)row.Type);

    internal static MessageRow? Find(byte type) => ByType.GetValueOrDefault(type);

    internal static string NameOf(MessageType type) => Find((byte)type)?.Name ?? type.ToString();
}
