using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>
/// A packet in one line, as ovs-ofctl shows those that come and go: <c>icmp,vlan_tci=0x0000,dl_src=... icmp_csum:208</c>
/// (flow_format() in lib/flow.c, ofp_packet_to_string() in lib/ofp-print.c).
/// </summary>
static class PacketText
{
    internal static string Format(ReadOnlySpan<byte> packet, uint packetType = 0)
    {
        var headers = PacketHeaders.Parse(packet, packetType);
        var text = new StringBuilder();
        WriteType(text, headers, packetType);
        if (headers.IsEthernet)
            WriteEthernet(text, headers);
        WriteNetwork(text, headers);
        if (headers.IsIp || headers.EthType == EtherTypes.Nsh)
            WriteIp(text, headers);
        if (text[^1] == ',')
            text.Length--;
        WriteChecksum(text, headers);
        return text.ToString();
    }

    static void WriteType(StringBuilder text, in PacketHeaders headers, uint packetType)
    {
        if (!headers.IsEthernet)
            text.Append($"packet_type=({packetType >> 16},0x{packetType & 0xffff:x}),");
        var name = ProtocolName(headers);
        if (name is not null)
            text.Append(name).Append(',');
    }

    /// <summary>The word that stands for type and protocol; null for types without one.</summary>
    static string? ProtocolName(in PacketHeaders headers) => (headers.EthType, headers.Protocol) switch
    {
        (EtherTypes.Ipv4, IpProtocols.Icmp) => "icmp",
        (EtherTypes.Ipv4, IpProtocols.Tcp) => "tcp",
        (EtherTypes.Ipv4, IpProtocols.Udp) => "udp",
        (EtherTypes.Ipv4, IpProtocols.Sctp) => "sctp",
        (EtherTypes.Ipv4, _) => "ip",
        (EtherTypes.Ipv6, IpProtocols.Icmpv6) => "icmp6",
        (EtherTypes.Ipv6, IpProtocols.Tcp) => "tcp6",
        (EtherTypes.Ipv6, IpProtocols.Udp) => "udp6",
        (EtherTypes.Ipv6, IpProtocols.Sctp) => "sctp6",
        (EtherTypes.Ipv6, _) => "ipv6",
        (EtherTypes.Arp, _) => "arp",
        (EtherTypes.Rarp, _) => "rarp",
        (EtherTypes.Mpls, _) => "mpls",
        (EtherTypes.MplsMulticast, _) => "mplsm",
        _ => null,
    };

    static void WriteEthernet(StringBuilder text, in PacketHeaders headers)
    {
        WriteVlan(text, "", headers.Vlans.Outer);
        if (headers.Vlans.Outer != 0)
            WriteVlan(text, "1", headers.Vlans.Inner);
        text.Append($"dl_src={headers.EthSrc},dl_dst={headers.EthDst},");
        if (ProtocolName(headers) is null)
            text.Append($"dl_type=0x{headers.EthType:x4},");
    }

    static void WriteVlan(StringBuilder text, string which, ushort tci) => text.Append(tci == 0
        ? $"vlan_tci{which}=0x0000,"
        : $"dl_vlan{which}={tci & 0xfff},dl_vlan_pcp{which}={tci >> 13},");

    static void WriteNetwork(StringBuilder text, in PacketHeaders headers)
    {
        if (headers.EthType == EtherTypes.Ipv4)
            text.Append($"nw_src={Ipv4(headers.Ipv4.Source)},nw_dst={Ipv4(headers.Ipv4.Destination)},");
        else if (headers.EthType == EtherTypes.Ipv6)
            text.Append($"ipv6_src={Ipv6(headers.Ipv6.Source)},ipv6_dst={Ipv6(headers.Ipv6.Destination)},ipv6_label=0x{headers.Ipv6Label:x5},");
        else if (headers.IsArp)
            WriteArp(text, headers);
        else if (headers.IsMpls)
            WriteMpls(text, headers);
        else if (headers.EthType == EtherTypes.Nsh)
            WriteNsh(text, headers.Nsh);
    }

    static void WriteArp(StringBuilder text, in PacketHeaders headers) => text.Append(
        $"arp_spa={Ipv4(headers.Ipv4.Source)},arp_tpa={Ipv4(headers.Ipv4.Destination)},arp_op={headers.Protocol},"
        + $"arp_sha={headers.Hardware.Source},arp_tha={headers.Hardware.Target}");

    static void WriteMpls(StringBuilder text, in PacketHeaders headers)
    {
        const uint BottomOfStack = 1 << 8;
        var (first, second, third) = headers.Mpls;
        text.Append($"mpls_label={first >> 12},mpls_tc={first >> 9 & 7},mpls_ttl={first & 0xff},mpls_bos={first >> 8 & 1},");
        if ((first & BottomOfStack) != 0)
            return;
        text.Append($"mpls_lse1={second},");
        if ((second & BottomOfStack) == 0)
            text.Append($"mpls_lse2={third},");
    }

    static void WriteNsh(StringBuilder text, NshFields nsh)
    {
        text.Append($"nsh_flags={nsh.Flags},nsh_ttl={nsh.Ttl},nsh_mdtype={nsh.MdType},nsh_np={nsh.NextProtocol},");
        text.Append($"nsh_spi=0x{nsh.Spi:x},nsh_si={nsh.Si},");
        if (nsh.MdType == 1)
        {
            var (c1, c2, c3, c4) = nsh.Context;
            text.Append($"nsh_c1=0x{c1:x},nsh_c2=0x{c2:x},nsh_c3=0x{c3:x},nsh_c4=0x{c4:x},");
        }
    }

    static void WriteIp(StringBuilder text, in PacketHeaders headers)
    {
        if (ProtocolName(headers) is null or "ip" or "ipv6")
            text.Append($"nw_proto={headers.Protocol},");
        text.Append($"nw_tos={headers.Tos & 0xfc},nw_ecn={headers.Tos & 3},nw_ttl={headers.Ttl},");
        text.Append(headers.IsLaterFragment ? "nw_frag=later," : headers.IsFragment ? "nw_frag=first," : "nw_frag=no,");
        if (!headers.IsLaterFragment)
            WriteTransport(text, headers);
    }

    static void WriteTransport(StringBuilder text, in PacketHeaders headers)
    {
        var (source, destination) = headers.Ports;
        switch (headers.Protocol)
        {
            case IpProtocols.Icmp when headers.EthType == EtherTypes.Ipv4:
            case IpProtocols.Icmpv6 when headers.EthType == EtherTypes.Ipv6:
                text.Append($"icmp_type={source},icmp_code={destination}");
                break;
            case IpProtocols.Icmp or IpProtocols.Icmpv6 or IpProtocols.Igmp or IpProtocols.Tcp or IpProtocols.Udp or IpProtocols.Sctp:
                text.Append($"tp_src={source},tp_dst={destination}");
                break;
        }
        if (headers.IsNeighbourDiscovery)
            text.Append($",nd_target={Ipv6(headers.NdTarget)},nd_sll={headers.Hardware.Source},nd_tll={headers.Hardware.Target}");
        if (headers.Protocol == IpProtocols.Tcp)
            text.Append($",tcp_flags={FlagNames.TcpFlags.Joined(headers.TcpFlags)}");
    }

    static void WriteChecksum(StringBuilder text, in PacketHeaders headers)
    {
        var transport = headers.Transport;
        switch (headers.Protocol)
        {
            case IpProtocols.Tcp when transport.Length >= 20: Write16(text, "tcp", transport[16..]); break;
            case IpProtocols.Udp when transport.Length >= 8: Write16(text, "udp", transport[6..]); break;
            case IpProtocols.Icmp when transport.Length >= 8: Write16(text, "icmp", transport[2..]); break;
            case IpProtocols.Icmpv6 when transport.Length >= 4: Write16(text, "icmp6", transport[2..]); break;
            case IpProtocols.Sctp when transport.Length >= 12:
                text.Append($" sctp_csum:{BinaryPrimitives.ReadUInt32BigEndian(transport[8..]):x}");
                break;
        }
    }

    static void Write16(StringBuilder text, string name, ReadOnlySpan<byte> checksum) =>
        text.Append($" {name}_csum:{BinaryPrimitives.ReadUInt16BigEndian(checksum):x}");

    static string Ipv4(uint address) => new IPAddress(BinaryPrimitives.ReverseEndianness(address)).ToString();

    static string Ipv6(UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPAddress(bytes).ToString();
    }
}
