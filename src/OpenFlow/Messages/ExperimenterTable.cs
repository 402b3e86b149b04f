using System.Collections.Frozen;
using Sdn.OpenFlow.Wire;
using static Sdn.OpenFlow.BodyLength;

namespace Sdn.OpenFlow;

/// <summary>A message that an experimenter defined: its numbers, its name in what ovs-ofctl prints, how long its body is, its record and what reads its body.</summary>
sealed record ExperimenterRow(uint Experimenter, uint ExperimenterType, string Name, BodyLength Length, Type Record, MessageReader Read);

/// <summary>All messages of experimenters that Open vSwitch has with OpenFlow 1.5. One row a message.</summary>
static class ExperimenterTable
{
    static readonly ExperimenterRow[] Rows =
    [
        Nicira(NxMessageType.RoleRequest, "NXT_ROLE_REQUEST", Exactly(4), typeof(NxRoleRequest), NxRoleRequest.Read),
        Nicira(NxMessageType.RoleReply, "NXT_ROLE_REPLY", Exactly(4), typeof(NxRoleReply), NxRoleReply.Read),
        Nicira(NxMessageType.FlowMod, "NXT_FLOW_MOD", Multiple(8, after: 32), typeof(NxFlowMod), NxFlowMod.Read),
        Nicira(NxMessageType.FlowRemoved, "NXT_FLOW_REMOVED", Multiple(8, after: 40), typeof(NxFlowRemoved), NxFlowRemoved.Read),
        Nicira(NxMessageType.FlowModTableId, "NXT_FLOW_MOD_TABLE_ID", Exactly(8), typeof(FlowModTableId), FlowModTableId.Read),
        Nicira(NxMessageType.SetPacketInFormat, "NXT_SET_PACKET_IN_FORMAT", Exactly(4), typeof(SetPacketInFormat), SetPacketInFormat.Read),
        Nicira(NxMessageType.PacketIn, "NXT_PACKET_IN", AtLeast(24), typeof(NxPacketIn), NxPacketIn.Read),
        Nicira(NxMessageType.FlowAge, "NXT_FLOW_AGE", Nothing, typeof(FlowAge), static (ref r) => new FlowAge()),
        Nicira(NxMessageType.SetAsyncConfig, "NXT_SET_ASYNC_CONFIG", Exactly(24), typeof(NxSetAsyncConfig), NxSetAsyncConfig.Read),
        Nicira(NxMessageType.SetControllerId, "NXT_SET_CONTROLLER_ID", Exactly(8), typeof(SetControllerId), SetControllerId.Read),
        Nicira(NxMessageType.TlvTableMod, "NXT_TLV_TABLE_MOD", Multiple(8, after: 8), typeof(TlvTableMod), TlvTableMod.Read),
        Nicira(NxMessageType.TlvTableRequest, "NXT_TLV_TABLE_REQUEST", Nothing, typeof(TlvTableRequest), static (ref r) => new TlvTableRequest()),
        Nicira(NxMessageType.TlvTableReply, "NXT_TLV_TABLE_REPLY", Multiple(8, after: 16), typeof(TlvTableReply), TlvTableReply.Read),
        Nicira(NxMessageType.Resume, "NXT_RESUME", Multiple(8), typeof(Resume), static (ref r) => new Resume(PacketIn2.ReadProperties(ref r))),
        Nicira(NxMessageType.CtFlushZone, "NXT_CT_FLUSH_ZONE", Exactly(8), typeof(CtFlushZone), CtFlushZone.Read),
        Nicira(NxMessageType.PacketIn2, "NXT_PACKET_IN2", Multiple(8), typeof(PacketIn2), PacketIn2.ReadProperties),
        Nicira(NxMessageType.CtFlush, "NXT_CT_FLUSH", Multiple(8, after: 8), typeof(CtFlush), CtFlush.Read),
    ];

    static readonly FrozenDictionary<(uint, uint), ExperimenterRow> ByNumber = Rows.ToFrozenDictionary(row => (row.Experimenter, row.ExperimenterType));
    static readonly FrozenDictionary<Type, ExperimenterRow> ByRecord = Rows.ToFrozenDictionary(row => row.Record);

    internal static IReadOnlyList<ExperimenterRow> All => Rows;

    internal static ExperimenterRow? Find(uint experimenter, uint type) => ByNumber.GetValueOrDefault((experimenter, type));

    internal static ExperimenterRow? Find(OpenFlowMessage message) => ByRecord.GetValueOrDefault(message.GetType());

    internal static OpenFlowMessage Read(ref OfReader r)
    {
        var head = r.Take<ExperimenterHeader>("the experimenter's header");
        if (Find(head.Experimenter, head.Type) is { } row)
        {
            row.Length.Check(in r, row.Name);
            return row.Read(ref r);
        }
        throw (uint)head.Experimenter is ActionCodec.Nicira or ActionCodec.OpenNetworking
            ? r.Error(Errors.OFPBRC_BAD_SUBTYPE, $"experimenter 0x{(uint)head.Experimenter:x} has no message {(uint)head.Type}")
            : r.Error(Errors.OFPBRC_BAD_VENDOR, $"no message of experimenter 0x{(uint)head.Experimenter:x} is known");
    }

    internal static void WriteHead(ref OfWriter w, NxMessageType type) =>
        w.Put(new ExperimenterHeader { Experimenter = ActionCodec.Nicira, Type = (uint)type });

    static ExperimenterRow Nicira(NxMessageType type, string name, BodyLength length, Type record, MessageReader read) =>
        new(ActionCodec.Nicira, (uint)type, name, length, record, read);
}
