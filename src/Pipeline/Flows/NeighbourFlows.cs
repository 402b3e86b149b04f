using System.Net;
using Sdn.OpenFlow;
using static Sdn.OpenFlow.Fields;
using static Sdn.Pipeline.Steps;

namespace Sdn.Pipeline;

/// <summary>
/// Neighbour: the switch answers for every endpoint of the application and for the gateway, so that no broadcast leaves
/// the device and answers come while the controller is away.
/// </summary>
static class NeighbourFlows
{
    const ushort Answer = 200, Unanswered = 100;
    const byte EchoReply = 0, EchoRequest = 8, Echov6Request = 128, Echov6Reply = 129, Solicitation = 135, Advertisement = 136;
    const byte TargetLinkLayerAddress = 2;   // RFC 4861, 4.6.1

    // Router, solicited, override (RFC 4861, 4.4).
    const uint EndpointFlags = 0x6000_0000, GatewayFlags = 0xe000_0000;

    /// <summary>Answers for the gateway of an application that is hosted.</summary>
    public static IEnumerable<Flow> Gateways(FleetApplication application)
    {
        foreach (var subnet in new[] { application.Ipv4, application.Ipv6 }.OfType<IPNetwork>())
        {
            var gateway = Addresses.Gateway(subnet);
            yield return Echo(application, gateway);
            foreach (var flow in Answers(application, Cookies.Of(application), application.GatewayMac, gateway, GatewayFlags))
                yield return flow;
        }
    }

    /// <summary>Answers for an endpoint, wherever it is, to containers of its application.</summary>
    public static IEnumerable<Flow> Of(FleetApplication application, FleetEndpoint endpoint) =>
        from address in new[] { endpoint.Ipv4, endpoint.Ipv6 }.OfType<IPAddress>()
        from flow in Answers(application, Cookies.Of(endpoint), endpoint.Mac, address, EndpointFlags)
        select flow;

    /// <summary>What asks goes no further, answered or not; IP goes on.</summary>
    public static IEnumerable<Flow> Everywhere() =>
    [
        Tables.Neighbour.Flow(Unanswered, Cookies.Of(Tables.Neighbour), [Arp], Drop(DropReason.UnknownNeighbour)),
        Tables.Neighbour.Flow(Unanswered, Cookies.Of(Tables.Neighbour), Icmpv6(Solicitation), Drop(DropReason.UnknownNeighbour)),
    ];

    static IEnumerable<Flow> Answers(FleetApplication application, ulong cookie, MacAddress mac, IPAddress address, uint flags) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? [ArpAnswer(application, cookie, mac, address)]
            : NdAnswer(application, cookie, mac, address, flags);

    static Flow ArpAnswer(FleetApplication application, ulong cookie, MacAddress mac, IPAddress address) => Tables.Neighbour.Flow(
        Answer, cookie, [Registers.Application.Is(application.Number), Arp, ArpOp.Is(1), ArpTpa.Is(address)],
        [
            new Move(EthSrc.All, EthDst.All),
            EthSrc.Set(mac),
            ArpOp.Set(2),
            new Move(ArpSha.All, ArpTha.All),
            ArpSha.Set(mac),
            new Move(ArpSpa.All, ArpTpa.All),
            ArpSpa.Set(address),
            Output.InPort,
        ]);

    // In two tables, as a flow may set only the fields that its match says are there: nd_tll needs a match on an
    // advertisement, which the solicitation becomes in the first (ovs-fields(7)).
    static IEnumerable<Flow> NdAnswer(FleetApplication application, ulong cookie, MacAddress mac, IPAddress address, uint flags) =>
    [
        Tables.Neighbour.Flow(
            Answer, cookie, [Registers.Application.Is(application.Number), .. Nd(Solicitation), NdTarget.Is(address)],
            [
                Icmpv6Type.Set(Advertisement),
                NdOptionsType.Set(TargetLinkLayerAddress),
                NdReserved.Set(flags),
                new Resubmit(Tables.NeighbourAdvert.Id),
            ]),
        Tables.NeighbourAdvert.Flow(
            Answer, cookie, [Registers.Application.Is(application.Number), .. Nd(Advertisement), NdTarget.Is(address)],
            [
                new Move(EthSrc.All, EthDst.All),
                EthSrc.Set(mac),
                new Move(Ipv6Src.All, Ipv6Dst.All),
                Ipv6Src.Set(address),
                NdTll.Set(mac),
                Output.InPort,
            ]),
    ];

    // The first thing that people try. Before conntrack, so that it leaves no trace there.
    static Flow Echo(FleetApplication application, IPAddress gateway)
    {
        var isIpv4 = gateway.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        var (source, destination) = isIpv4 ? (Ipv4Src, Ipv4Dst) : (Ipv6Src, Ipv6Dst);
        FieldMatch[] request = isIpv4
            ? [.. Icmp(EchoRequest), Icmpv4Code.Is(0)]
            : [.. Icmpv6(Echov6Request), Icmpv6Code.Is(0)];
        return Tables.Neighbour.Flow(
            Answer, Cookies.Of(application), [Registers.Application.Is(application.Number), .. request, destination.Is(gateway)],
            [
                new Move(EthSrc.All, EthDst.All),
                EthSrc.Set(application.GatewayMac),
                new Move(source.All, destination.All),
                source.Set(gateway),
                isIpv4 ? Icmpv4Type.Set(EchoReply) : Icmpv6Type.Set(Echov6Reply),
                Output.InPort,
            ]);
    }
}
