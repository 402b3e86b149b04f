namespace Sdn.OpenFlow.Text;

/// <summary>A shorthand for an Ethernet type and maybe an IP protocol: <c>tcp</c> is dl_type=0x800,nw_proto=6.</summary>
readonly record struct ProtocolName(string Name, ushort EthType, byte? IpProto)
{
    internal bool SaysIpProto => IpProto is not null;
}

/// <summary>The shorthands of ovs-ofctl(8), "Flow Syntax".</summary>
static class ProtocolNames
{
    static readonly ProtocolName[] All =
    [
        new("icmp",   EtherTypes.Ipv4, IpProtocols.Icmp),
        new("tcp",    EtherTypes.Ipv4, IpProtocols.Tcp),
        new("udp",    EtherTypes.Ipv4, IpProtocols.Udp),
        new("sctp",   EtherTypes.Ipv4, IpProtocols.Sctp),
        new("ip",     EtherTypes.Ipv4, null),
        new("icmp6",  EtherTypes.Ipv6, IpProtocols.Icmpv6),
        new("tcp6",   EtherTypes.Ipv6, IpProtocols.Tcp),
        new("udp6",   EtherTypes.Ipv6, IpProtocols.Udp),
        new("sctp6",  EtherTypes.Ipv6, IpProtocols.Sctp),
        new("ipv6",   EtherTypes.Ipv6, null),
        new("arp",    EtherTypes.Arp, null),
        new("rarp",   EtherTypes.Rarp, null),
        new("mpls",   EtherTypes.Mpls, null),
        new("mplsm",  EtherTypes.MplsMulticast, null),
        new("icmp4",  EtherTypes.Ipv4, IpProtocols.Icmp),   // read, never printed: the shorter name stands above
        new("icmpv6", EtherTypes.Ipv6, IpProtocols.Icmpv6),
        new("ipv4",   EtherTypes.Ipv4, null),
        new("ip4",    EtherTypes.Ipv4, null),
        new("ip6",    EtherTypes.Ipv6, null),
    ];

    /// <summary>The longest shorthand that the match fits; null if its Ethernet type has none.</summary>
    internal static ProtocolName? Of(Match match)
    {
        if (match[Fields.EthType] is not { IsOpen: false } type)
            return null;
        var protocol = match[Fields.IpProto];
        foreach (var name in All)
        {
            if (name.EthType == type.Value && (name.IpProto is null || protocol.Mask != 0 && name.IpProto == protocol.Value))
                return name;
        }

        return null;
    }

    internal static ProtocolName? Named(ReadOnlySpan<char> name)
    {
        foreach (var protocol in All)
        {
            if (name.SequenceEqual(protocol.Name))
                return protocol;
        }

        return null;
    }
}
