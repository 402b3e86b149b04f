using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>A match as ovs-ofctl prints it: the order and the shorthands of OVS's match_format().</summary>
/// <remarks>
/// Open vSwitch keeps fields of several protocols in one place, and what a packet is decides the name: <c>nw_src</c> is
/// <c>arp_spa</c> in ARP. In a match that a switch would take prerequisites see to that; only packet-ins can tell otherwise.
/// </remarks>
static class MatchText
{
    // Between the two, the protocol: tcp, arp, ip, ...
    static readonly Field[] BeforeConntrackPorts =
    [
        Fields.PktMark, Fields.RecircId, Fields.DpHash, Fields.ConjId, Fields.ActsetOutput, Fields.CtState, Fields.CtZone,
        Fields.CtMark, Fields.CtLabel, Fields.CtNwSrc, Fields.CtIpv6Src, Fields.CtNwDst, Fields.CtIpv6Dst,
    ];

    static readonly Field[] ConntrackPorts = [Fields.CtNwProto, Fields.CtTpSrc, Fields.CtTpDst];

    static readonly Field[] BeforeErspan =
    [
        .. Enumerable.Range(0, Fields.RegisterCount).Select(Fields.Register),
        Fields.TunnelId, Fields.TunSrc, Fields.TunDst, Fields.TunIpv6Src, Fields.TunIpv6Dst, Fields.TunGbpId,
        Fields.TunGbpFlags, Fields.TunErspanVer,
    ];

    static readonly Field[] AfterErspan = [Fields.TunGtpuFlags, Fields.TunGtpuMsgtype, Fields.TunFlags];

    static readonly Field[] BeforeVlan = [Fields.Metadata, Fields.InPort];

    static readonly Field[] Ethernet = [Fields.EthSrc, Fields.EthDst];

    static readonly Field[] Ipv6 = [Fields.Ipv6Src, Fields.Ipv6Dst, Fields.Ipv6Label];

    static readonly Field[] Nsh = [Fields.NshFlags, Fields.NshTtl, Fields.NshMdtype, Fields.NshNp, Fields.NshSpi, Fields.NshSi];

    static readonly Field[] NshContext = [Fields.NshC1, Fields.NshC2, Fields.NshC3, Fields.NshC4];

    static readonly Field[] Arp = [Fields.ArpSha, Fields.ArpTha];

    static readonly Field[] BeforePorts =
    [
        Fields.IpDscp, Fields.IpEcn, Fields.NwTtl, Fields.MplsLabel, Fields.MplsTc, Fields.MplsTtl, Fields.MplsBos, Fields.IpFrag,
    ];

    static readonly Field[] Neighbour = [Fields.NdTarget, Fields.NdSll, Fields.NdTll, Fields.NdReserved, Fields.NdOptionsType];

    // Each is one place in Open vSwitch.
    static readonly Field[] Source = [Fields.Ipv4Src, Fields.ArpSpa];
    static readonly Field[] Destination = [Fields.Ipv4Dst, Fields.ArpTpa];
    static readonly Field[] Protocol = [Fields.IpProto, Fields.ArpOp];
    static readonly Field[] SourcePort = [Fields.TcpSrc, Fields.UdpSrc, Fields.SctpSrc, Fields.Icmpv4Type, Fields.Icmpv6Type];
    static readonly Field[] DestinationPort = [Fields.TcpDst, Fields.UdpDst, Fields.SctpDst, Fields.Icmpv4Code, Fields.Icmpv6Code];

    internal static string Format(Match match, Names names)
    {
        var text = new StringBuilder();
        Write(text, match, names);
        return text.ToString();
    }

    internal static void Write(StringBuilder text, Match match, Names names)
    {
        var start = text.Length;
        WriteAll(text, match, BeforeConntrackPorts, names);
        if (match.MayHave(Fields.CtNwProto))
            WriteAll(text, match, ConntrackPorts, names);
        var packetType = WritePacketType(text, match);
        var protocol = ProtocolNames.Of(match);
        if (protocol is { } known)
            text.Append(known.Name).Append(',');
        WriteAll(text, match, BeforeErspan, names);
        WriteErspan(text, match, names);
        WriteAll(text, match, AfterErspan, names);
        WriteOptions(text, match);
        WriteAll(text, match, BeforeVlan, names);
        WriteVlan(text, match);
        WriteAll(text, match, Ethernet, names);
        var hasType = Has(match, Fields.EthType);
        var type = packetType >> 16 == 1 ? packetType & 0xffff : (uint)match[Fields.EthType].Value;
        if (protocol is null && hasType)
            text.Append($"dl_type=0x{type:x4},");
        WriteNetwork(text, match, type, protocol is { SaysIpProto: true }, names);
        WriteAll(text, match, BeforePorts, names);
        WriteTransport(text, match, type, names);
        if (text.Length > start)
            text.Length--;   // the last comma
    }

    static bool Has(Match match, Field field) => match.MayHave(field) && !match[field].IsOpen;

    static void WriteAll(StringBuilder text, Match match, ReadOnlySpan<Field> fields, Names names)
    {
        foreach (var field in fields)
        {
            if (match.MayHave(field) && match[field] is { IsOpen: false } part)
                text.Append(field.MatchName).Append('=').Append(FieldText.InMatch(part, names)).Append(',');
        }
    }

    /// <summary>What the match says in the place that these fields have in common, under a name.</summary>
    static void WriteOneOf(StringBuilder text, Match match, string name, ReadOnlySpan<Field> fields)
    {
        foreach (var field in fields)
        {
            if (match.MayHave(field) && match[field] is { IsOpen: false } part)
                text.Append(name).Append('=').Append(FieldText.InMatch(part)).Append(',');
        }
    }

    // With a recirculation the match is about a datapath's flow, which always says what packets it is about.
    static uint WritePacketType(StringBuilder text, Match match)
    {
        if (match[Fields.PacketType] is { IsOpen: false } part)
        {
            text.Append("packet_type=").Append(FieldText.PacketType((uint)part.Value)).Append(',');
            return (uint)part.Value;
        }
        if (match.MayHave(Fields.PacketType) && Has(match, Fields.RecircId))
            text.Append("eth,");
        return 0;
    }

    // The version decides what else there is (format_flow_tunnel()).
    static void WriteErspan(StringBuilder text, Match match, Names names)
    {
        var version = match[Fields.TunErspanVer].Value;
        if (version == 1)
            WriteAll(text, match, [Fields.TunErspanIdx], names);
        else if (version == 2)
            WriteAll(text, match, [Fields.TunErspanDir, Fields.TunErspanHwid], names);
    }

    static void WriteOptions(StringBuilder text, Match match)
    {
        foreach (ref readonly var part in match.Span)
        {
            if (!part.Field.IsOption)
                continue;
            text.Append(part.Field.Name);
            if (part.Mask != 0 || part.Long is not null)
                text.Append('=').Append(FieldText.InMatch(part));
            text.Append(',');
        }
    }

    /// <summary>A tag's id and priority: as dl_vlan and dl_vlan_pcp where they say it all, else as vlan_tci.</summary>
    static void WriteVlan(StringBuilder text, Match match)
    {
        if (!match.MayHave(Fields.VlanTci))
            return;
        var (vid, pcp, whole) = (match[Fields.VlanVid], match[Fields.VlanPcp], match[Fields.VlanTci]);
        var (tci, mask) = ((uint)(pcp.Value << 13 | vid.Value | whole.Value), (uint)(pcp.Mask << 13 | vid.Mask | whole.Mask));
        if (mask == 0)
            return;
        var (idMask, pcpMask) = (mask & 0xfff, mask >> 13);
        if ((tci & 0x1000) != 0 && idMask is 0 or 0xfff && pcpMask is 0 or 7 && (idMask | pcpMask) != 0)
        {
            if (idMask != 0)
                text.Append($"dl_vlan={tci & 0xfff},");
            if (pcpMask != 0)
                text.Append($"dl_vlan_pcp={tci >> 13},");
            return;
        }
        text.Append(mask == 0xffff ? $"vlan_tci=0x{tci:x4}," : $"vlan_tci=0x{tci:x4}/0x{mask:x4},");
    }

    static void WriteNetwork(StringBuilder text, Match match, uint type, bool isProtocolKnown, Names names)
    {
        var isArp = type is EtherTypes.Arp or EtherTypes.Rarp;
        if (type == EtherTypes.Ipv6)
        {
            WriteAll(text, match, Ipv6, names);
        }
        else if (type == EtherTypes.Nsh)
        {
            WriteAll(text, match, Nsh, names);
            if (match[Fields.NshMdtype] is { IsOpen: false, Value: var kind } && kind == 1)
                WriteAll(text, match, NshContext, names);
        }
        else
        {
            WriteOneOf(text, match, isArp ? "arp_spa" : "nw_src", Source);
            WriteOneOf(text, match, isArp ? "arp_tpa" : "nw_dst", Destination);
        }
        if (!isProtocolKnown)
            WriteOneOf(text, match, isArp ? "arp_op" : "nw_proto", Protocol);
        if (isArp)
            WriteAll(text, match, Arp, names);
    }

    static void WriteTransport(StringBuilder text, Match match, uint type, Names names)
    {
        var protocol = (uint)match[Fields.IpProto].Value;
        var isIcmp = (type, protocol) is (EtherTypes.Ipv4, IpProtocols.Icmp) or (EtherTypes.Ipv6, IpProtocols.Icmpv6);
        WriteOneOf(text, match, isIcmp ? "icmp_type" : "tp_src", SourcePort);
        WriteOneOf(text, match, isIcmp ? "icmp_code" : "tp_dst", DestinationPort);
        if (isIcmp && type == EtherTypes.Ipv6)
            WriteAll(text, match, Neighbour, names);
        if (type is EtherTypes.Ipv4 or EtherTypes.Ipv6 && protocol == IpProtocols.Tcp)
            WriteAll(text, match, [Fields.TcpFlags], names);
    }
}
