namespace Sdn.OpenFlow;

/// <summary>The numbers of protocols that prerequisites and text speak of.</summary>
public static class EtherTypes
{
    public const ushort
        Ipv4 = 0x0800,
        Arp = 0x0806,
        Rarp = 0x8035,
        Vlan = 0x8100,
        Ipv6 = 0x86dd,
        Mpls = 0x8847,
        MplsMulticast = 0x8848,
        Nsh = 0x894f;
}

/// <summary>IP protocol numbers.</summary>
public static class IpProtocols
{
    public const byte
        Icmp = 1,
        Igmp = 2,
        Tcp = 6,
        Udp = 17,
        Icmpv6 = 58,
        Sctp = 132;
}

/// <summary>What fields require of the rest of a match (ovs-fields(7)).</summary>
static class Prerequisites
{
    const byte NeighbourSolicitation = 135, NeighbourAdvertisement = 136;

    internal static bool Hold(Prerequisite prerequisite, Match match) => prerequisite switch
    {
        Prerequisite.None => true,
        Prerequisite.Ethernet => match[Fields.PacketType].Mask == 0,
        Prerequisite.Vlan => (match[Fields.VlanVid].Value & 0x1000) != 0,
        Prerequisite.Arp => HasType(match, EtherTypes.Arp) || HasType(match, EtherTypes.Rarp),
        Prerequisite.Ipv4 => HasType(match, EtherTypes.Ipv4),
        Prerequisite.Ipv6 => HasType(match, EtherTypes.Ipv6),
        Prerequisite.Ip => HasType(match, EtherTypes.Ipv4) || HasType(match, EtherTypes.Ipv6),
        Prerequisite.Mpls => HasType(match, EtherTypes.Mpls) || HasType(match, EtherTypes.MplsMulticast),
        Prerequisite.Nsh => HasType(match, EtherTypes.Nsh),
        Prerequisite.Tcp => HasProtocol(match, IpProtocols.Tcp),
        Prerequisite.Udp => HasProtocol(match, IpProtocols.Udp),
        Prerequisite.Sctp => HasProtocol(match, IpProtocols.Sctp),
        Prerequisite.Icmpv4 => HasType(match, EtherTypes.Ipv4) && HasProtocol(match, IpProtocols.Icmp),
        Prerequisite.Icmpv6 => HasType(match, EtherTypes.Ipv6) && HasProtocol(match, IpProtocols.Icmpv6),
        Prerequisite.NdSolicit => IsNeighbour(match, NeighbourSolicitation),
        Prerequisite.NdAdvert => IsNeighbour(match, NeighbourAdvertisement),
        Prerequisite.Nd => IsNeighbour(match, NeighbourSolicitation) || IsNeighbour(match, NeighbourAdvertisement),
        Prerequisite.Ct => IsTracked(match),
        _ => throw new ArgumentOutOfRangeException(nameof(prerequisite), prerequisite, null),
    };

    internal static string Describe(Prerequisite prerequisite) => prerequisite switch
    {
        Prerequisite.None => "nothing",
        Prerequisite.Ethernet => "Ethernet packets",
        Prerequisite.Vlan => "a VLAN tag (vlan_vid=0x1000/0x1000)",
        Prerequisite.Arp => "arp or rarp",
        Prerequisite.Ipv4 => "ip (dl_type=0x800)",
        Prerequisite.Ipv6 => "ipv6 (dl_type=0x86dd)",
        Prerequisite.Ip => "ip or ipv6",
        Prerequisite.Mpls => "mpls or mplsm",
        Prerequisite.Nsh => "dl_type=0x894f",
        Prerequisite.Tcp => "tcp or tcp6",
        Prerequisite.Udp => "udp or udp6",
        Prerequisite.Sctp => "sctp or sctp6",
        Prerequisite.Icmpv4 => "icmp",
        Prerequisite.Icmpv6 => "icmp6",
        Prerequisite.NdSolicit => "icmp6,icmp_type=135 (and icmp_code=0)",
        Prerequisite.NdAdvert => "icmp6,icmp_type=136 (and icmp_code=0)",
        Prerequisite.Nd => "icmp6,icmp_type=135 or 136 (and icmp_code=0)",
        Prerequisite.Ct => "ip or ipv6, and on a connection: ct_state=+new, +est, +rel or +trk-inv",
        _ => throw new ArgumentOutOfRangeException(nameof(prerequisite), prerequisite, null),
    };

    // Inside a match on layer 3 packets the packet type says what eth_type says elsewhere.
    static bool HasType(Match match, ushort type) =>
        match[Fields.EthType] is { IsOpen: false } ethernet
            ? ethernet.Value == type
            : match[Fields.PacketType] is { IsOpen: false } packet && packet.Value == (1u << 16 | type);

    static bool HasProtocol(Match match, byte protocol) =>
        match[Fields.IpProto] is { IsOpen: false } ip && ip.Value == protocol;

    static bool IsNeighbour(Match match, byte type) =>
        match[Fields.Icmpv6Type] is { IsOpen: false } icmp && icmp.Value == type && match[Fields.Icmpv6Code].Value == 0;

    // At least one bit that implies a valid connection, or an explicit "not invalid" (ovs-fields(7), "ct_nw_src").
    static bool IsTracked(Match match)
    {
        var state = match[Fields.CtState];
        return (match[Fields.EthType].Mask != 0 || match[Fields.PacketType].Mask != 0)
            && ((state.Value & CtStates.Valid) != 0
                || (state.Value & CtStates.Tracked) != 0 && (state.Mask & ~state.Value & CtStates.Invalid) != 0);
    }
}
