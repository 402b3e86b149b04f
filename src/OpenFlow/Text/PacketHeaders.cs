using System.Buffers.Binary;

namespace Sdn.OpenFlow.Text;

/// <summary>
/// The headers of a packet as Open vSwitch sees them (flow_extract() in its lib/flow.c): what is cut off or broken stays
/// zero, and the parsing ends there.
/// </summary>
ref struct PacketHeaders
{
    /// <summary>Where a packet is no Ethernet frame, its type is an EtherType of this namespace (OpenFlow 1.5.1, 7.2.3.11).</summary>
    const uint EtherTypeNamespace = 1;

    const ushort VlanPresent = 0x1000;
    const ushort TypeNone = 0x5ff;   // FLOW_DL_TYPE_NONE: a length instead of a type, and no SNAP header
    const int VlansMax = 2;          // FLOW_MAX_VLAN_HEADERS

    ReadOnlySpan<byte> _rest;

    internal bool IsEthernet { get; private set; }

    internal MacAddress EthDst { get; private set; }

    internal MacAddress EthSrc { get; private set; }

    internal ushort EthType { get; private set; }

    /// <summary>The VLAN tags, outermost first; zero where there is none.</summary>
    internal (ushort Outer, ushort Inner) Vlans { get; private set; }

    /// <summary>The first three MPLS label stack entries; zero where there is none.</summary>
    internal (uint First, uint Second, uint Third) Mpls { get; private set; }

    /// <summary>IPv4 addresses, of ARP too.</summary>
    internal (uint Source, uint Destination) Ipv4 { get; private set; }

    internal (UInt128 Source, UInt128 Destination) Ipv6 { get; private set; }

    internal uint Ipv6Label { get; private set; }

    /// <summary>The IP protocol, or the low byte of ARP's operation.</summary>
    internal byte Protocol { get; private set; }

    internal byte Tos { get; private set; }

    internal byte Ttl { get; private set; }

    internal bool IsFragment { get; private set; }

    /// <summary>A fragment without transport header.</summary>
    internal bool IsLaterFragment { get; private set; }

    /// <summary>Ports, or type and code of ICMP and IGMP.</summary>
    internal (ushort Source, ushort Destination) Ports { get; private set; }

    internal ushort TcpFlags { get; private set; }

    internal UInt128 NdTarget { get; private set; }

    /// <summary>The hardware addresses in ARP, or in the options of neighbour discovery.</summary>
    internal (MacAddress Source, MacAddress Target) Hardware { get; private set; }

    internal NshFields Nsh { get; private set; }

    /// <summary>All behind the network header, without padding; empty where there is none.</summary>
    internal ReadOnlySpan<byte> Transport { get; private set; }

    internal readonly bool IsIp => EthType is EtherTypes.Ipv4 or EtherTypes.Ipv6;

    internal readonly bool IsArp => EthType is EtherTypes.Arp or EtherTypes.Rarp;

    internal readonly bool IsMpls => EthType is EtherTypes.Mpls or EtherTypes.MplsMulticast;

    internal readonly bool IsNeighbourDiscovery =>
        EthType == EtherTypes.Ipv6 && Protocol == IpProtocols.Icmpv6 && Ports is (135 or 136, 0);

    internal static PacketHeaders Parse(ReadOnlySpan<byte> packet, uint packetType)
    {
        var headers = new PacketHeaders { _rest = packet, IsEthernet = packetType == 0 };
        if (packetType >> 16 == EtherTypeNamespace)
            headers.EthType = (ushort)packetType;
        if (headers.IsEthernet && !headers.ParseEthernet())
            return headers;
        switch (headers.EthType)
        {
            case EtherTypes.Ipv4: headers.ParseIpv4(); break;
            case EtherTypes.Ipv6: headers.ParseIpv6(); break;
            case EtherTypes.Arp or EtherTypes.Rarp: headers.ParseArp(); break;
            case EtherTypes.Mpls or EtherTypes.MplsMulticast: headers.ParseMpls(); break;
            case EtherTypes.Nsh: headers.ParseNsh(); break;
        }
        return headers;
    }

    bool ParseEthernet()
    {
        if (_rest.Length < 14)
            return false;
        EthDst = MacAt(0);
        EthSrc = MacAt(6);
        _rest = _rest[12..];
        Span<ushort> tags = stackalloc ushort[VlansMax];
        tags.Clear();
        for (var i = 0; i < VlansMax && U16(0) is 0x8100 or 0x88a8 && _rest.Length >= 6; i++)
        {
            tags[i] = (ushort)(U16(2) | VlanPresent);
            _rest = _rest[4..];
        }
        Vlans = (tags[0], tags[1]);
        EthType = U16(0);
        _rest = _rest[2..];
        if (EthType >= 0x600)
            return true;
        EthType = _rest.Length >= 8 && _rest.StartsWith((ReadOnlySpan<byte>)[0xaa, 0xaa, 3, 0, 0, 0]) && U16(6) >= 0x600 ? U16(6) : TypeNone;
        if (EthType != TypeNone)
            _rest = _rest[8..];
        return true;
    }

    void ParseMpls()
    {
        const uint BottomOfStack = 1 << 8;
        Span<uint> entries = stackalloc uint[3];
        entries.Clear();
        for (var i = 0; i < entries.Length && _rest.Length >= 4; i++)
        {
            entries[i] = U32(0);
            _rest = _rest[4..];
            if ((entries[i] & BottomOfStack) != 0)
                break;
        }
        Mpls = (entries[0], entries[1], entries[2]);
    }

    void ParseIpv4()
    {
        const ushort MoreFragments = 0x2000, FragmentOffset = 0x1fff;
        if (_rest.Length < 20)
            return;
        var (headerBytes, totalBytes) = ((_rest[0] & 0xf) * 4, (int)U16(2));
        if (headerBytes < 20 || _rest.Length < headerBytes || totalBytes > _rest.Length || headerBytes > totalBytes
            || _rest.Length - totalBytes > ushort.MaxValue)
        {
            return;
        }
        (Tos, Ttl, Protocol) = (_rest[1], _rest[8], _rest[9]);
        Ipv4 = (U32(12), U32(16));
        IsLaterFragment = (U16(6) & FragmentOffset) != 0;
        IsFragment = (U16(6) & (FragmentOffset | MoreFragments)) != 0;
        _rest = _rest[headerBytes..totalBytes];
        ParseTransport();
    }

    void ParseIpv6()
    {
        if (_rest.Length < 40 || U16(4) + 40 > _rest.Length || _rest.Length - U16(4) - 40 > ushort.MaxValue)
            return;
        var (flow, payloadBytes, protocol, hops) = (U32(0), (int)U16(4), _rest[6], _rest[7]);
        Ipv6 = (U128(8), U128(24));
        _rest = _rest.Slice(40, payloadBytes);
        if (!SkipExtensions(ref protocol))
        {
            (IsFragment, IsLaterFragment) = (false, false);
            return;
        }
        (Tos, Ttl, Protocol, Ipv6Label) = ((byte)(flow >> 20), hops, protocol, flow & 0xfffff);
        ParseTransport();
    }

    bool SkipExtensions(ref byte protocol)
    {
        const byte HopByHop = 0, Routing = 43, FragmentHeader = 44, Authentication = 51, DestinationOptions = 60;
        while (protocol is HopByHop or Routing or FragmentHeader or Authentication or DestinationOptions)
        {
            if (_rest.Length < 8)
                return false;
            var bytes = protocol switch
            {
                Authentication => (_rest[1] + 2) * 4,
                FragmentHeader => 8,
                _ => (_rest[1] + 1) * 8,
            };
            var (isFragmentHeader, offset) = (protocol == FragmentHeader, U16(2));
            protocol = _rest[0];
            if (_rest.Length < bytes)
                return false;
            _rest = _rest[bytes..];
            if (!isFragmentHeader || offset == 0)
                continue;
            IsFragment = true;
            IsLaterFragment = (offset & 0xfff8) != 0;
            if (!IsLaterFragment)
                continue;
            protocol = FragmentHeader;
            return true;
        }
        return true;
    }

    void ParseTransport()
    {
        Transport = _rest;
        if (IsLaterFragment)
            return;
        switch (Protocol)
        {
            case IpProtocols.Tcp when _rest.Length >= 20 && (_rest[12] >> 4) * 4 is >= 20 and var bytes && bytes <= _rest.Length:
                Ports = (U16(0), U16(2));
                TcpFlags = (ushort)(U16(12) & 0xfff);
                break;
            case IpProtocols.Udp when _rest.Length >= 8:
            case IpProtocols.Sctp when _rest.Length >= 12:
                Ports = (U16(0), U16(2));
                break;
            case IpProtocols.Icmp or IpProtocols.Igmp or IpProtocols.Icmpv6 when _rest.Length >= 8:
                Ports = (_rest[0], _rest[1]);
                if (Protocol == IpProtocols.Icmpv6 && _rest[0] is 135 or 136 && _rest[1] == 0)
                    ParseNeighbourDiscovery(_rest[8..]);
                break;
        }
    }

    void ParseNeighbourDiscovery(ReadOnlySpan<byte> body)
    {
        const byte SourceLinkAddress = 1, TargetLinkAddress = 2;
        if (body.Length < 16)
            return;
        var target = BinaryPrimitives.ReadUInt128BigEndian(body);
        var (source, destination) = (default(MacAddress), default(MacAddress));
        for (body = body[16..]; body.Length >= 8 && body[1] != 0 && body[1] * 8 <= body.Length; body = body[(body[1] * 8)..])
        {
            if (body[1] != 1 || body[0] is not (SourceLinkAddress or TargetLinkAddress))
                continue;
            ref var address = ref body[0] == SourceLinkAddress ? ref source : ref destination;
            // The same option twice is an error: then nothing of the message counts.
            if (address.Value != 0)
                return;
            address = Mac(body[2..]);
        }
        (NdTarget, Hardware) = (target, (source, destination));
    }

    void ParseArp()
    {
        if (_rest.Length < 28 || U16(0) != 1 || U16(2) != EtherTypes.Ipv4 || _rest[4] != 6 || _rest[5] != 4)
            return;
        Protocol = U16(6) <= 0xff ? _rest[7] : (byte)0;
        Hardware = (MacAt(8), MacAt(18));
        Ipv4 = (U32(14), U32(24));
    }

    void ParseNsh()
    {
        const byte Type1 = 1;
        if (_rest.Length < 8)
            return;
        var (bytes, type) = ((U16(0) & 0x3f) * 4, (byte)(_rest[2] & 0xff));
        if (bytes > _rest.Length || _rest[0] >> 6 != 0 || (type == Type1 ? bytes != 24 : bytes < 8 && type == 2))
            return;
        Nsh = new()
        {
            Flags = (byte)(_rest[0] >> 4 & 3),
            Ttl = (byte)(U16(0) >> 6 & 0x3f),
            MdType = type,
            NextProtocol = _rest[3],
            Spi = U32(4) >> 8,
            Si = _rest[7],
            Context = type == Type1 ? (U32(8), U32(12), U32(16), U32(20)) : default,
        };
    }

    readonly ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_rest[at..]);

    readonly uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_rest[at..]);

    readonly UInt128 U128(int at) => BinaryPrimitives.ReadUInt128BigEndian(_rest[at..]);

    readonly MacAddress MacAt(int at) => Mac(_rest[at..]);

    static MacAddress Mac(ReadOnlySpan<byte> bytes) =>
        new((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32 | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]));
}

/// <summary>A network service header, RFC 8300.</summary>
readonly record struct NshFields
{
    internal byte Flags { get; init; }

    internal byte Ttl { get; init; }

    internal byte MdType { get; init; }

    internal byte NextProtocol { get; init; }

    internal uint Spi { get; init; }

    internal byte Si { get; init; }

    internal (uint C1, uint C2, uint C3, uint C4) Context { get; init; }
}
