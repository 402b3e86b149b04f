using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>A match as ovs-ofctl prints it: the order and the shorthands of OVS's match_format().</summary>
static class MatchText
{
    // Between the two, the protocol: tcp, arp, ip, ...
    static readonly Field[] BeforeProtocol =
    [
        Fields.PktMark, Fields.RecircId, Fields.DpHash, Fields.ConjId, Fields.ActsetOutput, Fields.CtState, Fields.CtZone,
        Fields.CtMark, Fields.CtLabel, Fields.CtNwSrc, Fields.CtIpv6Src, Fields.CtNwDst, Fields.CtIpv6Dst,
        Fields.CtNwProto, Fields.CtTpSrc, Fields.CtTpDst, Fields.PacketType,
    ];

    static readonly Field[] BeforeVlan =
    [
        .. Enumerable.Range(0, 16).Select(Fields.Register),
        Fields.TunnelId, Fields.TunSrc, Fields.TunDst, Fields.TunIpv6Src, Fields.TunIpv6Dst, Fields.TunGbpId,
        Fields.TunGbpFlags, Fields.TunErspanVer, Fields.TunErspanIdx, Fields.TunErspanDir, Fields.TunErspanHwid,
        Fields.TunGtpuFlags, Fields.TunGtpuMsgtype, Fields.TunFlags, Fields.Metadata, Fields.InPort,
    ];

    static readonly Field[] AfterEthType =
    [
        Fields.Ipv6Src, Fields.Ipv6Dst, Fields.Ipv6Label, Fields.ArpSpa, Fields.ArpTpa, Fields.NshFlags, Fields.NshTtl,
        Fields.NshMdtype, Fields.NshNp, Fields.NshSpi, Fields.NshSi, Fields.NshC1, Fields.NshC2, Fields.NshC3,
        Fields.NshC4, Fields.Ipv4Src, Fields.Ipv4Dst,
    ];

    static readonly Field[] AfterIpProto =
    [
        Fields.ArpOp, Fields.ArpSha, Fields.ArpTha, Fields.IpDscp, Fields.IpEcn, Fields.NwTtl, Fields.MplsLabel,
        Fields.MplsTc, Fields.MplsTtl, Fields.MplsBos, Fields.IpFrag, Fields.Icmpv4Type, Fields.Icmpv4Code,
        Fields.Icmpv6Type, Fields.Icmpv6Code, Fields.NdTarget, Fields.NdSll, Fields.NdTll, Fields.NdReserved,
        Fields.NdOptionsType, Fields.TcpSrc, Fields.UdpSrc, Fields.SctpSrc, Fields.TcpDst, Fields.UdpDst,
        Fields.SctpDst, Fields.TcpFlags,
    ];

    internal static string Format(Match match, Names names)
    {
        var text = new StringBuilder();
        Write(text, match, names);
        return text.ToString();
    }

    internal static void Write(StringBuilder text, Match match, Names names)
    {
        var start = text.Length;
        WriteAll(text, match, BeforeProtocol, names);
        var protocol = ProtocolNames.Of(match);
        if (protocol is { } known)
            text.Append(known.Name).Append(',');
        WriteAll(text, match, BeforeVlan, names);
        WriteVlan(text, match);
        WriteAll(text, match, [Fields.EthSrc, Fields.EthDst], names);
        if (protocol is null && match[Fields.EthType] is { IsOpen: false } type)
            text.Append($"dl_type=0x{(uint)type.Value:x4},");
        WriteAll(text, match, AfterEthType, names);
        if (protocol is not { SaysIpProto: true })
            WriteAll(text, match, [Fields.IpProto], names);
        WriteAll(text, match, AfterIpProto, names);
        if (text.Length > start)
            text.Length--;   // the last comma
    }

    static void WriteAll(StringBuilder text, Match match, ReadOnlySpan<Field> fields, Names names)
    {
        foreach (var field in fields)
        {
            if (match[field] is { IsOpen: false } part)
                text.Append(field.MatchName).Append('=').Append(FieldText.InMatch(part, names)).Append(',');
        }
    }

    /// <summary>A tag's id and priority: as dl_vlan and dl_vlan_pcp where they say it all, else as vlan_tci.</summary>
    static void WriteVlan(StringBuilder text, Match match)
    {
        var (vid, pcp) = (match[Fields.VlanVid], match[Fields.VlanPcp]);
        if (vid.Mask == 0 && pcp.Mask == 0)
            return;
        var idMask = vid.Mask & 0xfff;
        if ((vid.Value & 0x1000) != 0 && idMask is var id && (id == 0 || id == 0xfff) && (id != 0 || pcp.Mask != 0))
        {
            if (idMask != 0)
                text.Append($"dl_vlan={vid.Value & 0xfff},");
            if (pcp.Mask != 0)
                text.Append($"dl_vlan_pcp={pcp.Value},");
            return;
        }
        var (tci, mask) = ((uint)(pcp.Value << 13 | vid.Value), (uint)(pcp.Mask << 13 | vid.Mask));
        text.Append(mask == 0xffff ? $"vlan_tci=0x{tci:x4}," : $"vlan_tci=0x{tci:x4}/0x{mask:x4},");
    }
}
