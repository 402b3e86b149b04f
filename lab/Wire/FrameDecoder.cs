using System.Buffers.Binary;
using System.Net;
using PacketDotNet;

namespace Sdn.Wire;

/// <summary>Reads captured bytes: the outer packet, a tunnel header, and again the packet inside.</summary>
public static class FrameDecoder
{
    const ushort VxlanPort = 4789;                     // RFC 7348, 5
    const ushort TransparentEthernetBridging = 0x6558; // GRE's protocol type for a frame, RFC 1701
    const int DepthMax = 4;                            // tunnels in tunnels: deeper ones are not ours

    public static Frame Decode(byte[] bytes) => DecodeEthernet(bytes, depth: 0);

    static Frame DecodeEthernet(ReadOnlySpan<byte> bytes, int depth) =>
        bytes.Length < 14 || depth > DepthMax
            ? Malformed
            : Decode(LinkLayers.Ethernet, bytes, depth);

    static Frame DecodeIp(ReadOnlySpan<byte> bytes, int depth) =>
        bytes.Length < 20 || depth > DepthMax
            ? Malformed
            : Decode(LinkLayers.Raw, bytes, depth);

    static Frame Decode(LinkLayers link, ReadOnlySpan<byte> bytes, int depth)
    {
        try
        {
            var frame = bytes.ToArray();
            var packet = Packet.ParsePacket(link, frame);
            return Outermost(packet) switch
            {
                ArpPacket arp => new Plain("arp", arp.SenderProtocolAddress, arp.TargetProtocolAddress),
                IPPacket ip => DecodeIpPayload(ip, Payload(ip, frame), depth),
                _ => new Plain(EthernetKind(packet), null, null),
            };
        }
        // PacketDotNet reads past the end of packets that were cut off or lie about their lengths.
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or InvalidOperationException
            or OverflowException or NotImplementedException)
        {
            return Malformed;
        }
    }

    static Plain Malformed => new("malformed", null, null);

    // The first packet that has addresses of its own; PacketDotNet also looks into some tunnels, which is for us to do.
    static Packet? Outermost(Packet packet)
    {
        var next = packet;
        while (next is not null and not ArpPacket and not IPPacket)
            next = next.PayloadPacket;
        return next;
    }

    static string EthernetKind(Packet packet) =>
        packet is EthernetPacket ethernet ? $"ethertype 0x{(ushort)ethernet.Type:x4}" : "malformed";

    static Frame DecodeIpPayload(IPPacket ip, ReadOnlySpan<byte> payload, int depth)
    {
        if (IsLaterFragment(ip))
            return new Plain("ip fragment", ip.SourceAddress, ip.DestinationAddress);
        return ip.Protocol switch
        {
            ProtocolType.Udp => DecodeUdp(ip, payload, depth),
            ProtocolType.Tcp => DecodeTcp(ip, payload),
            ProtocolType.Gre => DecodeGre(ip, payload, depth),
            ProtocolType.Icmp => DecodeIcmp4(ip, payload, depth),
            ProtocolType.IcmpV6 => DecodeIcmp6(ip, payload, depth),
            ProtocolType.IPSecEncapsulatingSecurityPayload => Between(ip, "esp"),
            _ => Between(ip, $"ip protocol {(int)ip.Protocol}"),
        };
    }

    // The captured bytes after the IP header and its extensions. PacketDotNet would parse them further, fail on some,
    // and write others anew.
    static ReadOnlySpan<byte> Payload(IPPacket ip, byte[] frame) =>
        frame.AsSpan(ip.HeaderSegment.Offset + ip.HeaderSegment.Length);

    // Without the first part, a fragment does not say what it carries.
    static bool IsLaterFragment(IPPacket ip) => ip switch
    {
        IPv4Packet v4 => v4.FragmentOffset != 0,
        IPv6Packet v6 => v6.ExtensionHeaders.OfType<IPv6FragmentationExtensionHeader>().Any(h => h.FragmentOffset != 0),
        _ => false,
    };

    static Plain Between(IPPacket ip, string kind) => new(kind, ip.SourceAddress, ip.DestinationAddress);

    static Frame DecodeUdp(IPPacket ip, ReadOnlySpan<byte> udp, int depth)
    {
        if (udp.Length < 8)
            return Between(ip, "malformed");
        var destination = BinaryPrimitives.ReadUInt16BigEndian(udp[2..]);
        return destination == VxlanPort
            ? DecodeVxlan(ip, udp[8..], depth)
            : Between(ip, ServiceName("udp", BinaryPrimitives.ReadUInt16BigEndian(udp), destination));
    }

    // RFC 7348, 5: flags (8, the I bit is 0x08), reserved (24), VNI (24), reserved (8).
    static Frame DecodeVxlan(IPPacket ip, ReadOnlySpan<byte> vxlan, int depth)
    {
        if (vxlan.Length < 8 || (vxlan[0] & 0x08) == 0)
            return Between(ip, "malformed vxlan");
        var vni = BinaryPrimitives.ReadUInt32BigEndian(vxlan[4..]) >> 8;
        return new Tunnelled(Encapsulation.Vxlan, vni, ip.SourceAddress, ip.DestinationAddress,
            DecodeEthernet(vxlan[8..], depth + 1));
    }

    // RFC 2784 and 2890: flags and version (16), protocol type (16), then as flagged checksum and reserved (32),
    // key (32), sequence number (32).
    static Frame DecodeGre(IPPacket ip, ReadOnlySpan<byte> gre, int depth)
    {
        if (gre.Length < 4)
            return Between(ip, "malformed gre");
        var flags = gre[0];
        var protocol = BinaryPrimitives.ReadUInt16BigEndian(gre[2..]);
        var (hasChecksum, hasKey, hasSequence) = ((flags & 0x80) != 0, (flags & 0x20) != 0, (flags & 0x10) != 0);
        var keyAt = hasChecksum ? 8 : 4;
        var innerAt = keyAt + (hasKey ? 4 : 0) + (hasSequence ? 4 : 0);
        if (gre.Length < innerAt)
            return Between(ip, "malformed gre");
        uint? key = hasKey ? BinaryPrimitives.ReadUInt32BigEndian(gre[keyAt..]) : null;
        var inner = protocol switch
        {
            TransparentEthernetBridging => DecodeEthernet(gre[innerAt..], depth + 1),
            (ushort)EthernetType.IPv4 or (ushort)EthernetType.IPv6 => DecodeIp(gre[innerAt..], depth + 1),
            _ => new Plain($"ethertype 0x{protocol:x4}", null, null),
        };
        return new Tunnelled(Encapsulation.Gre, key, ip.SourceAddress, ip.DestinationAddress, inner);
    }

    static Plain DecodeTcp(IPPacket ip, ReadOnlySpan<byte> tcp) =>
        tcp.Length < 4
            ? Between(ip, "malformed")
            : Between(ip, ServiceName("tcp", BinaryPrimitives.ReadUInt16BigEndian(tcp),
                BinaryPrimitives.ReadUInt16BigEndian(tcp[2..])));

    // RFC 792: destination unreachable, source quench, redirect, time exceeded and parameter problem quote a packet.
    static Frame DecodeIcmp4(IPPacket ip, ReadOnlySpan<byte> icmp, int depth) =>
        icmp.Length < 8 ? Between(ip, "malformed")
        : icmp[0] is 3 or 4 or 5 or 11 or 12 ? QuotedIn(ip, icmp[8..], depth)
        : Between(ip, "icmp");

    // RFC 4443: types below 128 are errors and quote a packet. RFC 4861: 133 to 137 are neighbour discovery.
    static Frame DecodeIcmp6(IPPacket ip, ReadOnlySpan<byte> icmp, int depth) =>
        icmp.Length < 8 ? Between(ip, "malformed")
        : icmp[0] < 128 ? QuotedIn(ip, icmp[8..], depth)
        : icmp[0] is 135 or 136 && icmp.Length >= 24
            ? new Plain("neighbour discovery", ip.SourceAddress, new IPAddress(icmp[8..24]))
        : icmp[0] is >= 133 and <= 137 ? Between(ip, "neighbour discovery")
        : icmp[0] is 130 or 131 or 132 or 143 ? Between(ip, "multicast listener discovery")
        : Between(ip, "icmp");

    static Quoting QuotedIn(IPPacket ip, ReadOnlySpan<byte> quoted, int depth) =>
        new(ip.SourceAddress, ip.DestinationAddress, DecodeIp(quoted, depth + 1));

    // The port that is a known service names the conversation, whichever side it is on; else the lower one does.
    static string ServiceName(string protocol, ushort source, ushort destination) =>
        Service(protocol, source) ?? Service(protocol, destination) ?? $"{protocol} {Math.Min(source, destination)}";

    static string? Service(string protocol, ushort port) => (protocol, port) switch
    {
        ("tcp", 6640) => "ovsdb",
        ("tcp", 6653) => "openflow",
        ("tcp", 6650) => "grpc",
        ("udp", 500) => "ike",
        ("udp", 4500) => "esp in udp",
        _ => null,
    };
}
