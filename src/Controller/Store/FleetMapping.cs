using System.Net;
using Sdn.Api;
using Sdn.OpenFlow;
using Sdn.Pipeline;

namespace Sdn.Controller.Store;

/// <summary>Stored resources as the planner needs them.</summary>
static class FleetMapping
{
    public static FleetDevice ToFleet(this Device device, uint number) => new(
        ResourceNames.Id(device.Name),
        number,
        IPAddress.Parse(device.Spec.VtepAddress),
        (int)device.Spec.UnderlayMtu);

    public static FleetApplication ToFleet(this Application application) => new(
        ResourceNames.Id(application.Name),
        (ushort)application.Status.Number,
        application.Spec.Encapsulation == Encapsulation.Gre ? TunnelType.Gre : TunnelType.Vxlan,
        application.Status.Key,
        ToNetwork(application.Status.Ipv4Subnet),
        ToNetwork(application.Status.Ipv6Subnet),
        MacAddress.Parse(application.Status.GatewayMac),
        (int)application.Status.Mtu,
        application.Spec.InternalTraffic != InternalTraffic.ByPolicy);

    public static FleetEndpoint ToFleet(this Endpoint endpoint, uint number) => new(
        ResourceNames.Id(endpoint.Name),
        number,
        ResourceNames.Id(endpoint.Spec.Device),
        ResourceNames.Id(endpoint.Spec.Application),
        endpoint.Spec.Interface,
        endpoint.Status.Ofport,
        MacAddress.Parse(endpoint.Status.MacAddress),
        ToAddress(endpoint.Status.Ipv4Address),
        ToAddress(endpoint.Status.Ipv6Address));

    public static FleetPolicy ToFleet(this Policy policy, uint number) => new(
        ResourceNames.Id(policy.Name),
        number,
        ResourceNames.Id(policy.Spec.Application),
        [.. policy.Spec.Rules.Select(ToFleet)]);

    /// <summary>The address in `10.64.0.2/24`; null for an empty text.</summary>
    public static IPAddress? ToAddress(string addressWithLength) =>
        addressWithLength.Length == 0 ? null : IPAddress.Parse(addressWithLength.AsSpan(0, addressWithLength.IndexOf('/', StringComparison.Ordinal)));

    public static IPNetwork? ToNetwork(string subnet) => subnet.Length == 0 ? null : IPNetwork.Parse(subnet);

    static FleetPolicyRule ToFleet(PolicyRule rule) => new(
        [.. rule.Peers.Select(p => new FleetPolicyPeer(ResourceNames.Id(p.Application), ToNetwork(p.IpPrefix)))],
        rule.Protocol switch
        {
            Protocol.Tcp => PolicyProtocol.Tcp,
            Protocol.Udp => PolicyProtocol.Udp,
            Protocol.Sctp => PolicyProtocol.Sctp,
            Protocol.Icmp => PolicyProtocol.Icmp,
            _ => null,
        },
        [.. rule.Ports.Select(p => new FleetPortRange((ushort)p.First, (ushort)(p.Last == 0 ? p.First : p.Last)))]);
}
