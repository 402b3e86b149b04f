namespace Sdn.OpenFlow;

/// <summary>The numbers of protocols that prerequisites and text speak of.</summary>
public static class EtherTypes
{
    public const ushort
        Ipv4 = 0x0800,
        Arp = 0x0806,
        Rarp = 0x8035,
        Vlan = 0x8100,
        ServiceVlan = 0x88a8,
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

/// <summary>What a field tells about a packet that prerequisites of others ask for.</summary>
enum Fact : byte
{
    Nothing,
    PacketType,
    EthType,
    Vlan,
    IpProto,
    Fragment,
    Icmpv6Type,
    Icmpv6Code,
    CtState,
}

/// <summary>
/// What the fields of a match say about a packet, as far as other fields require it (ovs-fields(7)). What no field says is
/// zero, as in Open vSwitch's struct flow: no tag, no Ethernet type (flow.h, is_ip_any() and the like).
/// </summary>
struct Prerequisites
{
    const byte NeighbourSolicitation = 135, NeighbourAdvertisement = 136;
    const uint EtherTypes16 = 1;   // the packet type namespace in which types are Ethernet types

    uint _packetType, _ethType, _vlan, _ipProto, _fragment, _icmpv6Type, _icmpv6Code, _ctState, _ctStateMask;

    internal void Learn(in FieldMatch part)
    {
        switch (part.Field.Tells)
        {
            case Fact.Nothing: break;
            case Fact.PacketType: _packetType = (uint)part.Value; break;
            case Fact.EthType: _ethType = (uint)part.Value; break;
            case Fact.Vlan: _vlan = (uint)part.Value; break;
            case Fact.IpProto: _ipProto = (uint)part.Value; break;
            case Fact.Fragment: _fragment = (uint)part.Value; break;
            case Fact.Icmpv6Type: _icmpv6Type = (uint)part.Value; break;
            case Fact.Icmpv6Code: _icmpv6Code = (uint)part.Value; break;
            case Fact.CtState: (_ctState, _ctStateMask) = ((uint)part.Value, (uint)part.Mask); break;
            default: throw new System.Diagnostics.UnreachableException($"{part.Field.Name} tells {part.Field.Tells}");
        }
    }

    // What actions change of a packet, which is then another one to those behind them.

    internal uint PacketType { readonly get => _packetType; set => _packetType = value; }

    internal uint EthType { readonly get => _ethType; set => _ethType = value; }

    internal uint IpProto { readonly get => _ipProto; set => _ipProto = value; }

    internal bool HasTag { readonly get => (_vlan & 0x1000) != 0; set => _vlan = value ? 0x1000u : 0; }

    internal readonly bool IsInvalid => (_ctState & CtStates.Invalid) != 0;

    internal readonly bool Hold(Prerequisite prerequisite) => prerequisite switch
    {
        Prerequisite.None => true,
        Prerequisite.Ethernet => _packetType == 0,
        Prerequisite.Vlan => _packetType == 0 && (_vlan & 0x1000) != 0,
        Prerequisite.Arp => Type is EtherTypes.Arp or EtherTypes.Rarp,
        Prerequisite.Ipv4 => Type == EtherTypes.Ipv4,
        Prerequisite.Ipv6 => Type == EtherTypes.Ipv6,
        Prerequisite.Ip => IsIp,
        Prerequisite.Mpls => Type is EtherTypes.Mpls or EtherTypes.MplsMulticast,
        Prerequisite.Nsh => Type == EtherTypes.Nsh,
        Prerequisite.Tcp => HasPorts(IpProtocols.Tcp),
        Prerequisite.Udp => HasPorts(IpProtocols.Udp),
        Prerequisite.Sctp => HasPorts(IpProtocols.Sctp),
        Prerequisite.Icmpv4 => Type == EtherTypes.Ipv4 && _ipProto == IpProtocols.Icmp,
        Prerequisite.Icmpv6 => IsIcmpv6,
        Prerequisite.NdSolicit => IsNeighbour && _icmpv6Type == NeighbourSolicitation,
        Prerequisite.NdAdvert => IsNeighbour && _icmpv6Type == NeighbourAdvertisement,
        Prerequisite.Nd => IsNeighbour,
        Prerequisite.Ct => IsTracked,
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
        Prerequisite.Tcp => "tcp or tcp6, and not on later fragments",
        Prerequisite.Udp => "udp or udp6, and not on later fragments",
        Prerequisite.Sctp => "sctp or sctp6, and not on later fragments",
        Prerequisite.Icmpv4 => "icmp",
        Prerequisite.Icmpv6 => "icmp6",
        Prerequisite.NdSolicit => "icmp6,icmp_type=135 (and icmp_code=0)",
        Prerequisite.NdAdvert => "icmp6,icmp_type=136 (and icmp_code=0)",
        Prerequisite.Nd => "icmp6,icmp_type=135 or 136 (and icmp_code=0)",
        Prerequisite.Ct => "a connection: ct_state=+new, +est, +rel, +rpl, +snat, +dnat or +trk-inv",
        _ => throw new ArgumentOutOfRangeException(nameof(prerequisite), prerequisite, null),
    };

    // In a match on packets without an Ethernet header the packet type says what eth_type says elsewhere.
    readonly uint Type => _packetType == 0 ? _ethType : _packetType >> 16 == EtherTypes16 ? _packetType & 0xffff : 0;

    readonly bool IsIp => Type is EtherTypes.Ipv4 or EtherTypes.Ipv6;

    readonly bool IsIcmpv6 => Type == EtherTypes.Ipv6 && _ipProto == IpProtocols.Icmpv6;

    readonly bool IsNeighbour => IsIcmpv6 && _icmpv6Code == 0 && _icmpv6Type is NeighbourSolicitation or NeighbourAdvertisement;

    // At least one bit that implies a valid connection, or an explicit "not invalid" (ovs-fields(7), "ct_nw_src").
    readonly bool IsTracked => (_ctState & CtStates.Valid) != 0
        || (_ctState & CtStates.Tracked) != 0 && (_ctStateMask & ~_ctState & CtStates.Invalid) != 0;

    // A later fragment does not have the header with the ports.
    readonly bool HasPorts(byte protocol) => IsIp && _ipProto == protocol && (_fragment & 2) == 0;
}
