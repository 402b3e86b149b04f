using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>A type of message: its name as Open vSwitch prints it, its generator, and how many are tried in a run.</summary>
public sealed record MessageKind(string Name, Gen<OpenFlowMessage> Messages, int Count)
{
    /// <summary>Open vSwitch 3.1 does not read it, so that only this library can be asked.</summary>
    public bool IsOurs { get; init; }

    public override string ToString() => Name;
}

/// <summary>Every type of message. One row a type; what is larger than a line is in the file of its chapter.</summary>
static class AnyMessage
{
    const int Few = 100, Many = 400, More = 2_000, Most = 8_000;

    static readonly Gen<TlvMap> TlvMap = Drawn.By(d => new TlvMap(
        d.From(AnyNumber.UShort), d.From(AnyNumber.Byte), (byte)(4 * d.From(Gen.Int[1, 31])), d.From(AnyNumber.UShortUpTo(63))));

    internal static readonly MessageKind[] Kinds =
    [
        Row("OFPT_HELLO", Many, d => new Hello { Version = d.Maybe(Gen.Byte[1, 6], (byte)6, 10), Versions = d.List(AnyNumber.UInt, 0, 3), Unread = d.Maybe(AnyNumber.Bytes(1, 12), [], 10) }),
        Row("OFPT_ERROR", More, AnyRefusal.Draw),
        Row("OFPT_ECHO_REQUEST", Many, d => new EchoRequest(d.From(AnyNumber.Bytes(0, 40)))),
        Row("OFPT_ECHO_REPLY", Many, d => new EchoReply(d.From(AnyNumber.Bytes(0, 40)))),
        Row("OFPT_FEATURES_REQUEST", Few, _ => new FeaturesRequest()),
        Row("OFPT_FEATURES_REPLY", Many, d => new FeaturesReply(d.From(AnyNumber.ULong), d.From(AnyNumber.UInt), d.From(AnyNumber.Byte), d.From(AnyNumber.Byte), d.From(AnyNumber.Flags<Capabilities>()))),
        Row("OFPT_GET_CONFIG_REQUEST", Few, _ => new GetConfigRequest()),
        Row("OFPT_GET_CONFIG_REPLY", Many, d => new GetConfigReply(d.From(Gen.Enum<FragmentHandling>()), d.From(AnyNumber.UShort))),
        Row("OFPT_SET_CONFIG", Many, d => new SetConfig(d.From(Gen.Enum<FragmentHandling>()), d.From(AnyNumber.UShort))),
        Row("OFPT_PACKET_IN", Many, d => d.From(AnyPacket.In)),
        Row("OFPT_FLOW_REMOVED", Many, d => d.From(AnyFlow.Removed)),
        Row("OFPT_PORT_STATUS", Many, d => new PortStatus(d.From(Gen.Enum<PortReason>()), d.From(AnyPortDesc.Any))),
        Row("OFPT_PACKET_OUT", Many, d => d.From(AnyPacket.Out)),
        Row("OFPT_FLOW_MOD", Most, d => d.From(AnyFlow.Mod)),
        Row("OFPT_GROUP_MOD", Many, d => d.From(AnyGroup.Mod)),
        Row("OFPT_PORT_MOD", Many, d => d.From(AnyPortDesc.Mod)),
        Row("OFPT_TABLE_MOD", Many, d => d.From(AnyTable.Mod)),
        Row("OFPT_BARRIER_REQUEST", Few, _ => new BarrierRequest()),
        Row("OFPT_BARRIER_REPLY", Few, _ => new BarrierReply()),
        Row("OFPT_ROLE_REQUEST", Many, d => new RoleRequest(d.From(Gen.Enum<ControllerRole>()), d.From(AnyNumber.ULong)) { ShortId = d.From(AnyNumber.UShort) }),
        Row("OFPT_ROLE_REPLY", Many, d => new RoleReply(d.From(Gen.Enum<ControllerRole>()), d.From(AnyNumber.ULong)) { ShortId = d.From(AnyNumber.UShort) }),
        Row("OFPT_GET_ASYNC_REQUEST", Few, _ => new GetAsyncRequest()),
        Row("OFPT_GET_ASYNC_REPLY", Many, d => new GetAsyncReply(d.From(AnySession.AsyncMasks))),
        Row("OFPT_SET_ASYNC", Many, d => new SetAsync(d.From(AnySession.AsyncMasks))),
        Row("OFPT_METER_MOD", Many, d => d.From(AnyMeter.Mod)),
        Row("OFPT_ROLE_STATUS", Many, d => new RoleStatus(d.From(Gen.Enum<ControllerRole>()), d.From(Gen.Enum<RoleStatusReason>()), d.From(AnyNumber.ULong))),
        Row("OFPT_TABLE_STATUS", Many, d => new TableStatus(d.From(Gen.Enum<TableReason>()), d.From(AnyTable.Desc))),
        Row("OFPT_REQUESTFORWARD", Many, d => new RequestForward(d.From(Gen.OneOf<OpenFlowMessage>(AnyGroup.Mod, AnyMeter.Mod)) with { Xid = d.From(AnyNumber.UInt) })),
        Row("OFPT_BUNDLE_CONTROL", Many, d => new BundleControl(d.From(AnyNumber.UInt), d.From(Gen.Enum<BundleControlType>()), d.From(AnyNumber.Flags<BundleFlags>())) { Properties = d.From(AnySession.BundleProperties) }),
        Row("OFPT_CONTROLLER_STATUS", Many, d => new ControllerStatus(d.From(AnySession.Controller))) with { IsOurs = true },
        Row("OFPT_BUNDLE_ADD_MESSAGE", Many, DrawBundleAdd),
        Row("NXT_SET_PACKET_IN_FORMAT", Few, d => new SetPacketInFormat(d.From(Gen.Enum<PacketInFormat>()))),
        Row("NXT_ROLE_REQUEST", Few, d => new NxRoleRequest(d.From(Gen.UInt[0, 2]))),
        Row("NXT_ROLE_REPLY", Few, d => new NxRoleReply(d.From(Gen.UInt[0, 2]))),
        Row("NXT_FLOW_MOD", Many, d => d.From(AnyFlow.NxMod)),
        Row("NXT_FLOW_REMOVED", Many, d => d.From(AnyFlow.NxRemoved)),
        Row("NXT_FLOW_MOD_TABLE_ID", Few, d => new FlowModTableId(d.Percent(50))),
        Row("NXT_PACKET_IN", Many, d => d.From(AnyPacket.NxIn)),
        Row("NXT_FLOW_AGE", Few, _ => new FlowAge()),
        Row("NXT_SET_ASYNC_CONFIG", Many, d => d.From(AnySession.NxAsync)),
        Row("NXT_SET_CONTROLLER_ID", Few, d => new SetControllerId(d.From(AnyNumber.UShort))),
        Row("NXT_TLV_TABLE_MOD", Many, d => new TlvTableMod(d.From(Gen.Enum<TlvTableCommand>()), d.List(TlvMap, 0, 4))),
        Row("NXT_TLV_TABLE_REQUEST", Few, _ => new TlvTableRequest()),
        Row("NXT_TLV_TABLE_REPLY", Many, d => new TlvTableReply(d.From(AnyNumber.UInt), Math.Max(d.From(AnyNumber.UShort), (ushort)64), d.List(TlvMap, 0, 4))),
        Row("NXT_CT_FLUSH_ZONE", Few, d => new CtFlushZone(d.From(AnyNumber.UShort))),
        Row("NXT_CT_FLUSH", Many, d => d.From(AnySession.CtFlush)),
        Row("NXT_PACKET_IN2", Many, d => d.From(AnyPacket.In2)),
        Row("NXT_RESUME", Many, d => new Resume(d.From(AnyPacket.In2))),
        .. AnyMultipart.Kinds,
    ];

    internal static readonly TheoryData<MessageKind> All = new(Kinds);

    /// <summary>Those that Open vSwitch is asked about.</summary>
    internal static readonly TheoryData<MessageKind> Shared = new(Kinds.Where(kind => !kind.IsOurs));

    internal static MessageKind Row(string name, int count, Func<Draw, OpenFlowMessage> draw) =>
        new(name, Drawn.By(d => WithXid(draw(d), d.From(AnyNumber.UInt))), count);

    static BundleAdd DrawBundleAdd(Draw d)
    {
        var inner = d.From(Gen.OneOf<OpenFlowMessage>(AnyFlow.Mod, AnyGroup.Mod, AnyPacket.Out));
        return new(d.From(AnyNumber.UInt), d.From(AnyNumber.Flags<BundleFlags>()), inner) { Properties = d.From(AnySession.BundleProperties) };
    }

    static OpenFlowMessage WithXid(OpenFlowMessage message, uint xid) => message is BundleAdd { Message: var inner } add
        ? add with { Xid = xid, Message = inner with { Xid = xid } }   // both have one
        : message with { Xid = xid };
}
