using System.Net;
using Sdn.OpenFlow;

namespace Sdn.Pipeline;

/// <summary>How an application's frames travel between devices.</summary>
public enum TunnelType
{
    /// <summary>RFC 7348; the key is a 24-bit VNI.</summary>
    Vxlan,

    /// <summary>RFC 2890, Ethernet in GRE; the key has 32 bits.</summary>
    Gre,
}

/// <summary>A device as the planner needs it.</summary>
/// <param name="Name">The last part of its resource name.</param>
/// <param name="Number">Unique in the fleet and never used again; in reg2 while a packet is bound for the device.</param>
/// <param name="Vtep">Its tunnel address.</param>
/// <param name="UnderlayMtu">The largest IP packet of its underlay, in bytes.</param>
public sealed record FleetDevice(string Name, uint Number, IPAddress Vtep, int UnderlayMtu);

/// <summary>An application as the planner needs it.</summary>
/// <param name="Name">The last part of its resource name.</param>
/// <param name="Number">1 to 32,000: metadata, conntrack zone and the tunnel port's OpenFlow port number.</param>
/// <param name="TunnelType">How its frames travel.</param>
/// <param name="Key">The VNI or GRE key.</param>
/// <param name="Ipv4">Its IPv4 subnet, if it carries IPv4; the first address is the gateway.</param>
/// <param name="Ipv6">Its IPv6 subnet, if it carries IPv6; the first address is the gateway.</param>
/// <param name="GatewayMac">The MAC address that the switches answer with for the gateways.</param>
/// <param name="Mtu">The MTU of its containers, in bytes.</param>
/// <param name="IsInternalTrafficAllowed">Whether its containers reach each other without a policy.</param>
public sealed record FleetApplication(
    string Name,
    ushort Number,
    TunnelType TunnelType,
    uint Key,
    IPNetwork? Ipv4,
    IPNetwork? Ipv6,
    MacAddress GatewayMac,
    int Mtu,
    bool IsInternalTrafficAllowed);

/// <summary>An endpoint as the planner needs it.</summary>
/// <param name="Name">The last part of its resource name.</param>
/// <param name="Number">Unique in the fleet and never used again; in reg3 and the cookie.</param>
/// <param name="Device">The device's name.</param>
/// <param name="Application">The application's name.</param>
/// <param name="Interface">The host end of its veth pair.</param>
/// <param name="OfPort">Its OpenFlow port number, 32,768 or more.</param>
/// <param name="Mac">Its MAC address, unique in the fleet.</param>
/// <param name="Ipv4">Its IPv4 address, if the application carries IPv4.</param>
/// <param name="Ipv6">Its IPv6 address, if the application carries IPv6.</param>
public sealed record FleetEndpoint(
    string Name,
    uint Number,
    string Device,
    string Application,
    string Interface,
    uint OfPort,
    MacAddress Mac,
    IPAddress? Ipv4,
    IPAddress? Ipv6);

/// <summary>A policy as the planner needs it: what may be opened towards one application.</summary>
/// <param name="Name">The last part of its resource name.</param>
/// <param name="Number">Unique among policies and never used again.</param>
/// <param name="Application">The application that is reached.</param>
/// <param name="Rules">What may be opened.</param>
public sealed record FleetPolicy(string Name, uint Number, string Application, IReadOnlyList<FleetPolicyRule> Rules);

/// <summary>Peers that may open connections by one protocol to some ports.</summary>
/// <param name="Peers">Who may open.</param>
/// <param name="Protocol">The protocol; null for any.</param>
/// <param name="Ports">Destination ports, both ends included; empty for all.</param>
public sealed record FleetPolicyRule(
    IReadOnlyList<FleetPolicyPeer> Peers,
    PolicyProtocol? Protocol,
    IReadOnlyList<FleetPortRange> Ports);

/// <summary>The containers of an application, or those of them with an address in a prefix.</summary>
public sealed record FleetPolicyPeer(string Application, IPNetwork? Prefix);

/// <summary>A range of ports, both ends included.</summary>
public readonly record struct FleetPortRange(ushort First, ushort Last);

/// <summary>A protocol that a policy rule can name.</summary>
public enum PolicyProtocol
{
    Tcp,
    Udp,
    Sctp,

    /// <summary>ICMP for IPv4 and ICMPv6 for IPv6.</summary>
    Icmp,
}

/// <summary>A port that a device's integration bridge should have, with its one interface.</summary>
/// <param name="Name">The name of port and interface: <c>vx100</c>, <c>gr200</c> or the host end of a veth pair.</param>
/// <param name="Type">The interface's type in OVSDB: empty for a network device, <c>vxlan</c>, <c>gre</c>.</param>
/// <param name="OfPort">What <c>ofport_request</c> asks for.</param>
/// <param name="Options">The interface's <c>options</c>.</param>
/// <param name="ExternalIds">The interface's <c>external_ids</c>: whose port it is.</param>
public sealed record BridgePort(
    string Name,
    string Type,
    uint OfPort,
    IReadOnlyDictionary<string, string> Options,
    IReadOnlyDictionary<string, string> ExternalIds);
