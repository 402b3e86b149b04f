using System.Net;
using Sdn.OpenFlow;
using static Sdn.OpenFlow.Fields;
using static Sdn.Pipeline.Steps;

namespace Sdn.Pipeline;

/// <summary>PortSecurity: a container speaks only as itself, and never as a router or server.</summary>
/// <remarks>
/// Whatever has the container's MAC and IP address goes on. Its link-local address is the one that the kernel makes from
/// the MAC address; nobody but the container uses it, so it is let through only where it can ask the switch (neighbour
/// solicitation) or speak to a multicast group (mDNS). A neighbour solicitation ends in the switch, so its source
/// link-layer option can mislead nobody and is not looked at.
/// </remarks>
static class PortSecurityFlows
{
    const ushort
        Untagged = 400,     // first, so that what follows looks at the frame that a container would see
        Forbidden = 300,    // by what it says, whoever says it
        LinkControl = 250,  // ends here without being a fault
        Own = 220,          // ends here without being a fault
        Advert = 210,       // a neighbour advertisement for another address, though its sender be right
        Pinned = 200,
        SpoofedNd = 110,
        Spoofed = 100,      // right MAC address, wrong in the rest
        OtherProtocol = 80,
        OtherMac = 50;

    const ushort VlanPresent = 0x1000, DhcpServer = 67, DhcpClient = 68, Dhcpv6Server = 547, Dhcpv6Client = 546;

    static readonly IPNetwork AnyMulticast = IPNetwork.Parse("ff00::/8");

    /// <summary>What no container may say.</summary>
    public static IEnumerable<Flow> Everywhere() =>
    [
        All(Untagged, [VlanVid.Is(VlanPresent, VlanPresent)], DropReason.VlanTag),
        All(Forbidden, Icmpv6(134), DropReason.RouterAdvertisement),
        All(Forbidden, Icmpv6(137), DropReason.Redirect),
        All(Forbidden, Icmp(5), DropReason.Redirect),
        All(Forbidden, [Ipv4, IpProto.Is(IpProtocols.Udp), UdpSrc.Is(DhcpServer)], DropReason.DhcpServer),
        All(Forbidden, [Ipv6, IpProto.Is(IpProtocols.Udp), UdpSrc.Is(Dhcpv6Server)], DropReason.DhcpServer),
        All(LinkControl, [Ipv4, IpProto.Is(IpProtocols.Igmp)], DropReason.LinkControl),
        All(LinkControl, Icmpv6(130), DropReason.LinkControl),   // multicast listener query, RFC 2710
        All(LinkControl, Icmpv6(131), DropReason.LinkControl),   // report
        All(LinkControl, Icmpv6(132), DropReason.LinkControl),   // done
        All(LinkControl, Icmpv6(133), DropReason.LinkControl),   // router solicitation, RFC 4861
        All(LinkControl, Icmpv6(143), DropReason.LinkControl),   // multicast listener report, RFC 3810
        All(LinkControl, [Ipv4, IpProto.Is(IpProtocols.Udp), UdpSrc.Is(DhcpClient), UdpDst.Is(DhcpServer)], DropReason.LinkControl),
        All(LinkControl, [Ipv6, IpProto.Is(IpProtocols.Udp), UdpSrc.Is(Dhcpv6Client), UdpDst.Is(Dhcpv6Server)], DropReason.LinkControl),
    ];

    static Flow All(ushort priority, FieldMatch[] match, DropReason reason) =>
        Tables.PortSecurity.Flow(priority, Cookies.Of(Tables.PortSecurity), match, Drop(reason));

    /// <summary>What one container may say.</summary>
    public static IEnumerable<Flow> Of(FleetEndpoint endpoint)
    {
        var mac = endpoint.Mac;
        var linkLocal = Addresses.LinkLocal(mac);
        return
        [
            .. endpoint.Ipv4 is { } ipv4 ? Arps(endpoint, ipv4) : [],
            .. Solicitations(endpoint, linkLocal),
            Flow(Pinned, [.. Nd(135), Ipv6Src.Is(linkLocal)], [Goto(Tables.Neighbour)]),
            .. endpoint.Ipv6 is { } ipv6
                ?
                [
                    .. Solicitations(endpoint, ipv6),
                    Flow(Pinned, [Ipv6, Ipv6Src.Is(ipv6)], [Goto(Tables.Neighbour)]),
                    Flow(Pinned, [Ipv6, Ipv6Src.Is(linkLocal), Ipv6Dst.Is(AnyMulticast)], [Goto(Tables.Neighbour)]),
                ]
                : Array.Empty<Flow>(),
            Flow(Advert, Icmpv6(136), Drop(DropReason.SpoofedNd)),
            Flow(SpoofedNd, Icmpv6(135), Drop(DropReason.SpoofedNd)),
            Flow(Spoofed, [Arp], Drop(DropReason.SpoofedArp)),
            Flow(Spoofed, [Ipv4], Drop(DropReason.SpoofedIp)),
            Flow(Spoofed, [Ipv6], Drop(DropReason.SpoofedIp)),
            Flow(OtherProtocol, [], Drop(DropReason.NotIp)),
            Tables.PortSecurity.Flow(
                OtherMac, Cookies.Of(endpoint), [InPort.Is(endpoint.OfPort)], Drop(DropReason.SpoofedMac)),
        ];

        Flow Flow(ushort priority, FieldMatch[] match, Action[] actions) => Tables.PortSecurity.Flow(
            priority, Cookies.Of(endpoint), [InPort.Is(endpoint.OfPort), EthSrc.Is(mac), .. match], actions);
    }

    static IEnumerable<Flow> Arps(FleetEndpoint endpoint, IPAddress ipv4)
    {
        FieldMatch[] own = [InPort.Is(endpoint.OfPort), EthSrc.Is(endpoint.Mac), Arp, ArpSha.Is(endpoint.Mac)];
        return
        [
            Flow(Own, [.. own, ArpSpa.Is(IPAddress.Any), ArpTpa.Is(ipv4)], Drop(DropReason.OwnAddress)),   // probe, RFC 5227
            Flow(Own, [.. own, ArpSpa.Is(ipv4), ArpTpa.Is(ipv4)], Drop(DropReason.OwnAddress)),            // announcement
            Flow(Pinned, [.. own, ArpSpa.Is(ipv4)], [Goto(Tables.Neighbour)]),
            Flow(Pinned, [InPort.Is(endpoint.OfPort), EthSrc.Is(endpoint.Mac), Ipv4, Ipv4Src.Is(ipv4)], [Goto(Tables.Neighbour)]),
        ];

        Flow Flow(ushort priority, FieldMatch[] match, Action[] actions) =>
            Tables.PortSecurity.Flow(priority, Cookies.Of(endpoint), match, actions);
    }

    /// <summary>Duplicate address detection (RFC 4862, 5.4) and advertisements, for an address of the container's own.</summary>
    static IEnumerable<Flow> Solicitations(FleetEndpoint endpoint, IPAddress address)
    {
        return
        [
            Flow([.. Nd(135), Ipv6Src.Is(IPAddress.IPv6Any), NdTarget.Is(address)]),
            Flow([.. Nd(136), NdTarget.Is(address)]),
        ];

        Flow Flow(FieldMatch[] match) => Tables.PortSecurity.Flow(
            Own, Cookies.Of(endpoint), [InPort.Is(endpoint.OfPort), EthSrc.Is(endpoint.Mac), .. match], Drop(DropReason.OwnAddress));
    }
}
