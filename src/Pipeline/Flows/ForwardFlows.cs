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

    public static IEnumerable<Flow> Routes(Surroundings surroundings) =>
    [
        Tables.Route.Flow(Bypass, Cookies.Of(Tables.Route), [Registers.Source.Is(PacketSource.Tunnel)], [Goto(Tables.Forward)]),
        .. surroundings.Hosted.SelectMany(Routes),
    ];

    static IEnumerable<Flow> Routes(Segment segment)
    {
        var application = segment.Application;
        var cookie = Cookies.Of(application);
        FieldMatch[] toGateway = [Registers.Application.Is(application.Number), Fields.EthDst.Is(application.GatewayMac)];

        foreach (var subnet in new[] { application.Ipv4, application.Ipv6 }.OfType<IPNetwork>())
            yield return Tables.Route.Flow(Gateway, cookie, [.. toGateway, .. To(Addresses.Gateway(subnet))], Drop(DropReason.ToGateway));

        foreach (var ip in new[] { Ipv4, Ipv6 })
        {
            // dec_ttl would end them too, but count them nowhere.
            foreach (var ttl in new byte[] { 0, 1 })
                yield return Tables.Route.Flow(Expired, cookie, [.. toGateway, ip, Fields.NwTtl.Is(ttl)], Drop(DropReason.TtlExpired));
        }

        foreach (var (endpoint, other, _) in segment.Linked)
        {
            foreach (var address in new[] { endpoint.Ipv4, endpoint.Ipv6 }.OfType<IPAddress>())
            {
                yield return Tables.Route.Flow(Routed, Cookies.Of(endpoint), [.. toGateway, .. To(address)],
                [
                    Fields.EthSrc.Set(other.GatewayMac),   // as if from the router's leg in the other application
                    Fields.EthDst.Set(endpoint.Mac),
                    new DecTtl(),
                    Registers.Routed.Load(1),
                    Goto(Tables.Forward),
                ]);
            }
        }

        yield return Tables.Route.Flow(NotRouted, cookie, toGateway, Drop(DropReason.NoRoute));
    }

    public static IEnumerable<Flow> Forwards(Surroundings surroundings)
    {
        foreach (var segment in surroundings.Segments)
        {
            foreach (var destination in segment.Own)
                yield return Forward(segment, destination, ToOwn(destination));

            foreach (var destination in segment.Linked)
            {
                // A container gets here only through Route: what it addresses to the MAC itself would carry an IP address
                // that policy was asked about in vain.
                if (segment.IsHosted)
                    yield return Forward(segment, destination, [Registers.Source.Is(PacketSource.Container), Registers.Routed.Is(1)]);
                if (destination.Peer is null && segment.Members.Count > 0)
                    yield return Forward(segment, destination, [Registers.Source.Is(PacketSource.Tunnel)]);
            }
        }

        // A peer whose plan is older or newer than this one.
        yield return Tables.Forward.Flow(
            FromTunnel, Cookies.Of(Tables.Forward), [Registers.Source.Is(PacketSource.Tunnel)], Drop(DropReason.NotHere));
    }

    // Split horizon: what came from a tunnel never goes back into one.
    static FieldMatch[] ToOwn(Destination destination) =>
        destination.Peer is null ? [] : [Registers.Source.Is(PacketSource.Container)];

    static Flow Forward(Segment segment, Destination destination, FieldMatch[] from)
    {
        var (endpoint, application, peer) = destination;
        return Tables.Forward.Flow(
            Endpoint, Cookies.Of(endpoint),
            [Registers.Application.Is(segment.Application.Number), Fields.EthDst.Is(endpoint.Mac), .. from],
            [
                Registers.DestinationApplication.Load(application.Number),
                .. peer is null ? ToPort(endpoint.OfPort) : ToPeer(segment.Application, peer),
                Goto(Tables.IngressPolicy),
            ]);
    }

    static Action[] ToPort(uint port) =>
        [Registers.Destination.Load(PacketDestination.Local), Registers.OutPort.Load(port)];

    public static Action[] ToPeer(FleetApplication application, FleetDevice peer) =>
    [
        Registers.Destination.Load(PacketDestination.Tunnel),
        Registers.Peer.Load(peer.Number),
        Registers.OutPort.Load(TunnelPort.OfPort(application)),
    ];

    public static IEnumerable<Flow> Outputs() =>
        from destination in new[] { PacketDestination.Local, PacketDestination.Tunnel }
        select Tables.Output.Flow(
            Sent, Cookies.Of(Tables.Output), [Registers.Destination.Is(destination)], [new OutputField(Registers.OutPort.Bits)]);

    public static IEnumerable<Flow> Drops() =>
        from reason in DropReason.All
        select Tables.Dropped.Flow(Sent, Cookies.Of(reason), [Registers.Reason.Is(reason.Number)], []);
}
