using Sdn.Api;
using Sdn.Controller.Store;
using Sdn.Pipeline;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Sdn.Controller.Services;

/// <summary>Questions about who is where, answered from the fleet.</summary>
static class Topology
{
    /// <summary>The devices that carry flows of a policy: those that host its application or one of its peers.</summary>
    public static IEnumerable<string> DevicesOf(Fleet fleet, Policy policy) => policy.Spec.Rules
        .SelectMany(r => r.Peers)
        .Select(p => p.Application)
        .Append(policy.Spec.Application)
        .Distinct()
        .SelectMany(name => fleet.DevicesOf(ResourceNames.Id(name)))
        .Distinct()
        .Order(StringComparer.Ordinal);

    /// <summary>The other devices that host an application or one that a policy joins with it, by name.</summary>
    public static IReadOnlyList<string> PeersOf(Fleet fleet, string application, string device) => [.. fleet
        .LinkedApplications(application)
        .Append(application)
        .SelectMany(fleet.DevicesOf)
        .Where(d => d != device)
        .Distinct()
        .Order(StringComparer.Ordinal)];

    /// <summary>
    /// What encapsulation adds to a container's IP packet: the inner Ethernet header (14), VXLAN with UDP (16) or GRE with a
    /// key (8), and the outer IP header (20 or 40).  RFC 7348 section 5, RFC 2890 section 2.
    /// </summary>
    public static int Overhead(TunnelType type, AddressFamily underlay) =>
        14 + (type == TunnelType.Vxlan ? 16 : 8) + (underlay == AddressFamily.InterNetwork ? 20 : 40);

    /// <summary>The largest MTU of an application's containers on a device.</summary>
    public static int MtuMax(FleetApplication application, FleetDevice device) =>
        device.UnderlayMtu - Overhead(application.TunnelType, device.Vtep.AddressFamily);
}
