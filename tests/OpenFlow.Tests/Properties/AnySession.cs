using System.Net;
using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>What messages about the session itself are made of: bundles, controllers, asynchronous messages, connections.</summary>
static class AnySession
{
    static readonly Gen<SwitchTime> Time = AnyNumber.ULong.Select(AnyNumber.UInt, (seconds, nanoseconds) => new SwitchTime(seconds, nanoseconds));

    internal static readonly Gen<BundleTimes?> Times = Drawn.By(d =>
        d.Percent(50) ? new BundleTimes(d.From(Time), d.From(Time), d.From(Time), d.From(Time)) : null);

    internal static readonly Gen<ValueList<BundleProperty>> BundleProperties = Drawn.By(d => d.OneOf(0, 0, 1, 2) switch
    {
        0 => ValueList<BundleProperty>.Empty,
        1 => [new() { Type = 1, Seconds = d.From(AnyNumber.ULong), Nanoseconds = d.From(AnyNumber.UInt) }],
        _ => [new() { Type = ushort.MaxValue, Payload = d.From(AnyNumber.Bytes(8, 20)) }],
    });

    internal static readonly Gen<ControllerState> Controller = Drawn.By(d => new ControllerState(
        d.From(AnyNumber.UShort), d.From(Gen.Enum<ControllerRole>()), d.From(Gen.Enum<ControllerStatusReason>()), d.From(Gen.Enum<ChannelStatus>()))
    {
        Uri = d.From(AnyText.Name(40)),
    });

    /// <summary>The reasons that each pair of types has, a bit each: of packet-in, port status, flow removed, role, table, request forward.</summary>
    static readonly uint[] Reasons = [0x3f, 0x7, 0x3f, 0x7, 0x18, 0x3];

    internal static readonly Gen<ValueList<AsyncMask>> AsyncMasks = Drawn.By(d =>
    {
        var masks = new SortedDictionary<AsyncMaskType, AsyncMask>();
        for (var left = d.From(Gen.Int[0, 6]); left > 0; left--)
        {
            var type = d.From(Gen.Enum<AsyncMaskType>());
            masks[type] = new(type, d.From(AnyNumber.UInt) & Reasons[(int)type / 2]);
        }
        return (ValueList<AsyncMask>)[.. masks.Values];
    });

    internal static readonly Gen<NxSetAsyncConfig> NxAsync = Drawn.By(d => new NxSetAsyncConfig
    {
        PacketInMaster = d.From(AnyNumber.UInt) & Reasons[0],
        PacketInSlave = d.From(AnyNumber.UInt) & Reasons[0],
        PortStatusMaster = d.From(AnyNumber.UInt) & Reasons[1],
        PortStatusSlave = d.From(AnyNumber.UInt) & Reasons[1],
        FlowRemovedMaster = d.From(AnyNumber.UInt) & Reasons[2],
        FlowRemovedSlave = d.From(AnyNumber.UInt) & Reasons[2],
    });

    internal static readonly Gen<CtFlush> CtFlush = Drawn.By(d =>
    {
        var protocol = d.OneOf<byte>(1, 6, 17, 58, 132);
        var bytes = d.OneOf(4, 16);
        return new CtFlush
        {
            IpProtocol = protocol,
            ZoneId = d.Percent(50) ? d.From(AnyNumber.UShort) : null,
            Original = DrawTuple(d, protocol, bytes),
            Reply = DrawTuple(d, protocol, bytes),
        };
    });

    static CtTuple DrawTuple(Draw d, byte protocol, int bytes)
    {
        var isIcmp = protocol is 1 or 58;
        return new()
        {
            Source = DrawAddress(d, bytes),
            Destination = DrawAddress(d, bytes),
            SourcePort = !isIcmp && d.Percent(50) ? d.From(AnyNumber.UShort) : null,
            DestinationPort = !isIcmp && d.Percent(50) ? d.From(AnyNumber.UShort) : null,
            IcmpId = isIcmp && d.Percent(50) ? d.From(AnyNumber.UShort) : null,
            IcmpType = isIcmp && d.Percent(50) ? d.From(AnyNumber.Byte) : null,
            IcmpCode = isIcmp && d.Percent(50) ? d.From(AnyNumber.Byte) : null,
        };
    }

    static IPAddress? DrawAddress(Draw d, int bytes)
    {
        if (d.Percent(30))
            return null;
        var address = new IPAddress([.. d.List(AnyNumber.Byte, bytes, bytes)]);
        return address.IsIPv4MappedToIPv6 ? IPAddress.IPv6Loopback : address;
    }

    internal static readonly Gen<IpfixStats> Ipfix = Drawn.By(d => new IpfixStats
    {
        CollectorSetId = d.From(AnyNumber.UInt),
        TotalFlows = d.From(AnyNumber.ULong),
        CurrentFlows = d.From(AnyNumber.ULong),
        Packets = d.From(AnyNumber.ULong),
        Ipv4Packets = d.From(AnyNumber.ULong),
        Ipv6Packets = d.From(AnyNumber.ULong),
        ErrorPackets = d.From(AnyNumber.ULong),
        Ipv4ErrorPackets = d.From(AnyNumber.ULong),
        Ipv6ErrorPackets = d.From(AnyNumber.ULong),
        TxPackets = d.From(AnyNumber.ULong),
        TxErrors = d.From(AnyNumber.ULong),
    });
}
