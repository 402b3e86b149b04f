using System.Net;
using System.Net.Sockets;
using Sdn.OpenFlow;
using static Sdn.Pipeline.Steps;

namespace Sdn.Pipeline;

/// <summary>
/// TunnelAdmit and Encapsulate: each has one flow for each application and peer, whose counters are the tunnel's.
/// </summary>
public static class TunnelFlows
{
    const ushort Peer = 100, Stray = 50;

    /// <summary>The flow that admits the application's frames from a peer: it counts what was received.</summary>
    public static FlowKey Admit(FleetApplication application, FleetDevice peer) => new(Tables.TunnelAdmit.Id, Peer, new Match(
        Registers.Application.Is(application.Number),
        IsIpv4(peer.Vtep) ? Fields.TunSrc.Is(peer.Vtep) : Fields.TunIpv6Src.Is(peer.Vtep),

        // The port's key has made sure already; who reads the flow need not know.
        Fields.TunnelId.Is(application.Key)));

    /// <summary>The flow that encapsulates the application's frames for a peer: it counts what was sent.</summary>
    public static FlowKey Encapsulate(FleetApplication application, FleetDevice peer) => new(Tables.Encapsulate.Id, Peer, new Match(
        Registers.Application.Is(application.Number),
        Registers.Destination.Is(PacketDestination.Tunnel),
        Registers.Peer.Is(peer.Number)));

    internal static IEnumerable<Flow> Admits(Surroundings surroundings) =>
        from segment in surroundings.Segments
        from member in segment.Members
        select Tables.TunnelAdmit.Flow(
            Peer, Cookies.Of(member), Admit(segment.Application, member).Match.Span, [Goto(Tables.Conntrack)]);

    internal static IEnumerable<Flow> Encapsulates(Surroundings surroundings)
    {
        var local = surroundings.Device.Vtep;
        foreach (var segment in surroundings.Segments)
        {
            foreach (var peer in segment.Peers)
            {
                // Both addresses, always: those of a received tunnel header would stay otherwise.
                yield return Tables.Encapsulate.Flow(Peer, Cookies.Of(peer), Encapsulate(segment.Application, peer).Match.Span,
                [
                    (IsIpv4(local) ? Fields.TunSrc : Fields.TunIpv6Src).Set(local),
                    (IsIpv4(peer.Vtep) ? Fields.TunDst : Fields.TunIpv6Dst).Set(peer.Vtep),
                    Goto(Tables.Output),
                ]);
            }
        }

        yield return Tables.Encapsulate.Flow(
            Stray, Cookies.Of(Tables.Encapsulate), [Registers.Destination.Is(PacketDestination.Tunnel)], Drop(DropReason.NoTunnel));
    }

    static bool IsIpv4(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork;
}
