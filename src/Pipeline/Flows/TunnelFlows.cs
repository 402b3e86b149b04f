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

    internal static Flow AdmitFlow(FleetApplication application, FleetDevice member) => Tables.TunnelAdmit.Flow(
        Peer, Cookies.Of(member), Admit(application, member).Match.Span, [Goto(Tables.Conntrack)]);

    internal static Flow EncapsulateFlow(FleetApplication application, FleetDevice peer) => Tables.Encapsulate.Flow(
        Peer, Cookies.Of(peer), Encapsulate(application, peer).Match.Span,
        [
            (IsIpv4(peer.Vtep) ? Fields.TunDst : Fields.TunIpv6Dst).Set(peer.Vtep),
            Goto(Tables.Output),
        ]);

    internal static Flow StrayFlow() => Tables.Encapsulate.Flow(
        Stray, Cookies.Of(Tables.Encapsulate), [Registers.Destination.Is(PacketDestination.Tunnel)], Drop(DropReason.NoTunnel));

    /// <summary>Gives what is sent through a tunnel the device's own tunnel address.</summary>
    internal static SetField Source(FleetDevice device) =>
        (IsIpv4(device.Vtep) ? Fields.TunSrc : Fields.TunIpv6Src).Set(device.Vtep);

    static bool IsIpv4(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork;
}
