using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>nx_ipfix_stats_reply.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct IpfixStatsBody
{
    public Be64 TotalFlows;
    public Be64 CurrentFlows;
    public Be64 Packets;
    public Be64 Ipv4Packets;
    public Be64 Ipv6Packets;
    public Be64 ErrorPackets;
    public Be64 Ipv4ErrorPackets;
    public Be64 Ipv6ErrorPackets;
    public Be64 TxPackets;
    public Be64 TxErrors;
    public Be32 CollectorSetId;
    public Be32 Pad;
}

/// <summary>What an exporter of flow records has counted; all ones where it does not count.</summary>
public sealed record IpfixStats
{
    public uint CollectorSetId { get; init; }

    public ulong TotalFlows { get; init; }

    public ulong CurrentFlows { get; init; }

    [JsonPropertyName("pkts")]
    public ulong Packets { get; init; }

    [JsonPropertyName("ipv4_pkts")]
    public ulong Ipv4Packets { get; init; }

    [JsonPropertyName("ipv6_pkts")]
    public ulong Ipv6Packets { get; init; }

    [JsonPropertyName("error_pkts")]
    public ulong ErrorPackets { get; init; }

    [JsonPropertyName("ipv4_error_pkts")]
    public ulong Ipv4ErrorPackets { get; init; }

    [JsonPropertyName("ipv6_error_pkts")]
    public ulong Ipv6ErrorPackets { get; init; }

    [JsonPropertyName("tx_pkts")]
    public ulong TxPackets { get; init; }

    public ulong TxErrors { get; init; }

    internal void Write(ref OfWriter w) => w.Put(new IpfixStatsBody
    {
        TotalFlows = TotalFlows,
        CurrentFlows = CurrentFlows,
        Packets = Packets,
        Ipv4Packets = Ipv4Packets,
        Ipv6Packets = Ipv6Packets,
        ErrorPackets = ErrorPackets,
        Ipv4ErrorPackets = Ipv4ErrorPackets,
        Ipv6ErrorPackets = Ipv6ErrorPackets,
        TxPackets = TxPackets,
        TxErrors = TxErrors,
        CollectorSetId = CollectorSetId,
    });

    internal static IpfixStats Read(ref OfReader r)
    {
        var body = r.Take<IpfixStatsBody>("the exporter's counters");
        return new()
        {
            CollectorSetId = body.CollectorSetId,
            TotalFlows = body.TotalFlows,
            CurrentFlows = body.CurrentFlows,
            Packets = body.Packets,
            Ipv4Packets = body.Ipv4Packets,
            Ipv6Packets = body.Ipv6Packets,
            ErrorPackets = body.ErrorPackets,
            Ipv4ErrorPackets = body.Ipv4ErrorPackets,
            Ipv6ErrorPackets = body.Ipv6ErrorPackets,
            TxPackets = body.TxPackets,
            TxErrors = body.TxErrors,
        };
    }

    internal void Print(StringBuilder to, int indent)
    {
        to.Append($"flows={Show(TotalFlows)}, current flows={Show(CurrentFlows)}, sampled pkts={Show(Packets)}, ");
        to.Append($"ipv4 ok={Show(Ipv4Packets)}, ipv6 ok={Show(Ipv6Packets)}, tx pkts={Show(TxPackets)}\n");
        to.Append(' ', indent);
        to.Append($"pkts errs={Show(ErrorPackets)}, ipv4 errs={Show(Ipv4ErrorPackets)}, ipv6 errs={Show(Ipv6ErrorPackets)}, tx errs={Show(TxErrors)}\n");
    }

    static string Show(ulong count) => count == ulong.MaxValue ? "?" : count.ToString();
}

/// <summary>Asks for the counters of the bridge's exporter of flow records (NXST_IPFIX_BRIDGE).</summary>
public sealed record IpfixBridgeRequest : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.Experimenter;

    internal override void WriteRequest(ref OfWriter w) => MultipartTable.WriteHead(ref w, NxMultipartType.IpfixBridge);
}

/// <summary>The counters of the bridge's exporter.</summary>
public sealed record IpfixBridgeReply(ValueList<IpfixStats> Stats) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.Experimenter;

    internal override void WriteReply(ref OfWriter w)
    {
        MultipartTable.WriteHead(ref w, NxMultipartType.IpfixBridge);
        foreach (var stats in Stats)
            stats.Write(ref w);
    }

    internal static IpfixBridgeReply Read(ref OfReader r)
    {
        var stats = new List<IpfixStats>();
        do
            stats.Add(IpfixStats.Read(ref r));
        while (r.Left > 0);
        return new(stats);
    }

    internal override void Print(StringBuilder to)
    {
        foreach (var stats in Stats)
        {
            to.Append("\n  bridge ipfix: ");
            stats.Print(to, indent: 16);
        }
    }
}

/// <summary>Asks for the counters of the exporters that flows sample for (NXST_IPFIX_FLOW).</summary>
public sealed record IpfixFlowRequest : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.Experimenter;

    internal override void WriteRequest(ref OfWriter w) => MultipartTable.WriteHead(ref w, NxMultipartType.IpfixFlow);
}

/// <summary>The counters of the exporters that flows sample for.</summary>
public sealed record IpfixFlowReply(ValueList<IpfixStats> Stats) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.Experimenter;

    internal override void WriteReply(ref OfWriter w)
    {
        MultipartTable.WriteHead(ref w, NxMultipartType.IpfixFlow);
        foreach (var stats in Stats)
            stats.Write(ref w);
    }

    internal static IpfixFlowReply Read(ref OfReader r) => new(r.ReadAll(IpfixStats.Read));

    internal override void Print(StringBuilder to)
    {
        to.Append($" {Stats.Count} ids\n");
        foreach (var stats in Stats)
        {
            to.Append($"  id {stats.CollectorSetId,3}: ");
            stats.Print(to, indent: 10);
        }
    }
}
