using System.Net;
using Sdn.OpenFlow;
using static Sdn.Pipeline.Steps;

namespace Sdn.Pipeline;

/// <summary>Route, Forward and Output: from an address to a port.</summary>
/// <remarks>
/// Traffic between applications is routed where it is sent and stays in the sender's segment on the wire: the frame has
/// the sender's VNI, and the destination's device takes it from devices that host the sender's application and no others.
/// </remarks>
static class ForwardFlows
{
    const ushort Bypass = 400, Gateway = 300, Expired = 250, Routed = 200, NotRouted = 100;
    const ushort Endpoint = 200, FromTunnel = 100;
    const ushort Sent = 100;

    /// <summary>What is the same whatever a device hosts, but for its tunnel address.</summary>
    public static IEnumerable<Flow> Everywhere(FleetDevice device) =>
    [
        Tables.Route.Flow(Bypass, Cookies.Of(Tables.Route), [Registers.Source.Is(PacketSource.Tunnel)], [Goto(Tables.Forward)]),

        // A peer whose plan is older or newer than this one.
        Tables.Forward.Flow(
            FromTunnel, Cookies.Of(Tables.Forward), [Registers.Source.Is(PacketSource.Tunnel)], Drop(DropReason.NotHere)),
        .. Outputs(device),
        .. Drops(),
    ];

    /// <summary>The gateway of an application that is hosted.</summary>
    public static IEnumerable<Flow> Gateways(FleetApplication application)
    {
        var cookie = Cookies.Of(application);
        var toGateway = ToGateway(application);

        foreach (var subnet in new[] { application.Ipv4, application.Ipv6 }.OfType<IPNetwork>())
            yield return Tables.Route.Flow(Gateway, cookie, [.. toGateway, .. To(Addresses.Gateway(subnet))], Drop(DropReason.ToGateway));

        foreach (var ip in new[] { Ipv4, Ipv6 })
        {
            // dec_ttl would end them too, but count them nowhere.
            foreach (var ttl in new byte[] { 0, 1 })
                yield return Tables.Route.Flow(Expired, cookie, [.. toGateway, ip, Fields.NwTtl.Is(ttl)], Drop(DropReason.TtlExpired));
        }

        yield return Tables.Route.Flow(NotRouted, cookie, toGateway, Drop(DropReason.NoRoute));
    }

    /// <summary>From an application's containers, through its gateway, to an endpoint of another application.</summary>
    public static IEnumerable<Flow> Routes(FleetApplication application, Destination destination)
    {
        var (endpoint, other, _) = destination;
        foreach (var address in new[] { endpoint.Ipv4, endpoint.Ipv6 }.OfType<IPAddress>())
        {
            yield return Tables.Route.Flow(Routed, Cookies.Of(endpoint), [.. ToGateway(application), .. To(address)],
            [
                Fields.EthSrc.Set(other.GatewayMac),   // as if from the router's leg in the other application
                Fields.EthDst.Set(endpoint.Mac),
                new DecTtl(),
                Registers.Routed.Load(1),
                Goto(Tables.Forward),
            ]);
        }

        // A container gets there only through Route: what it addresses to the MAC itself would carry an IP address that policy
        // was asked about in vain.
        yield return Forward(application, destination, [Registers.Source.Is(PacketSource.Container), Registers.Routed.Is(1)]);
    }

    /// <summary>What peers have routed to an endpoint on this device, in the sender's segment.</summary>
    public static Flow Arrival(FleetApplication application, Destination destination) =>
        Forward(application, destination, [Registers.Source.Is(PacketSource.Tunnel)]);

    /// <summary>To an endpoint of the same application. Split horizon: what came from a tunnel never goes back into one.</summary>
    public static Flow Within(Destination destination) => Forward(
        destination.Application, destination, destination.Peer is null ? [] : [Registers.Source.Is(PacketSource.Container)]);

    static Flow Forward(FleetApplication segment, Destination destination, FieldMatch[] from)
    {
        var (endpoint, application, peer) = destination;
        return Tables.Forward.Flow(
            Endpoint, Cookies.Of(endpoint),
            [Registers.Application.Is(segment.Number), Fields.EthDst.Is(endpoint.Mac), .. from],
            [
                Registers.DestinationApplication.Load(application.Number),
                .. peer is null ? ToPort(endpoint.OfPort) : ToPeer(segment, peer),
                Goto(Tables.IngressPolicy),
            ]);
    }

    static FieldMatch[] ToGateway(FleetApplication application) =>
        [Registers.Application.Is(application.Number), Fields.EthDst.Is(application.GatewayMac)];

    static Action[] ToPort(uint port) =>
        [Registers.Destination.Load(PacketDestination.Local), Registers.OutPort.Load(port)];

    public static Action[] ToPeer(FleetApplication application, FleetDevice peer) =>
    [
        Registers.Destination.Load(PacketDestination.Tunnel),
        Registers.Peer.Load(peer.Number),
        Registers.OutPort.Load(TunnelPort.OfPort(application)),
    ];

    static IEnumerable<Flow> Outputs(FleetDevice device) =>
    [
        Tables.Output.Flow(
            Sent, Cookies.Of(Tables.Output), [Registers.Destination.Is(PacketDestination.Local)],
            [new OutputField(Registers.OutPort.Bits)]),

        // The source here, in one flow of each device, and the destination in Encapsulate: so the flows of a peer are the same
        // on every device. Both addresses, always: those of a received tunnel header would stay otherwise.
        Tables.Output.Flow(
            Sent, Cookies.Of(Tables.Output), [Registers.Destination.Is(PacketDestination.Tunnel)],
            [TunnelFlows.Source(device), new OutputField(Registers.OutPort.Bits)]),
    ];

    static IEnumerable<Flow> Drops() =>
        from reason in DropReason.All
        select Tables.Dropped.Flow(Sent, Cookies.Of(reason), [Registers.Reason.Is(reason.Number)], []);
}
