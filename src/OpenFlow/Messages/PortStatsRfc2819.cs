using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>intel_port_stats_rfc2819, behind the experimenter's numbers (Open vSwitch, intel-ext.h).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortStatsRfc2819Body
{
    public Be32 Pad;
    public Be64 Rx1To64Packets;
    public Be64 Rx65To127Packets;
    public Be64 Rx128To255Packets;
    public Be64 Rx256To511Packets;
    public Be64 Rx512To1023Packets;
    public Be64 Rx1024To1522Packets;
    public Be64 Rx1523ToMaxPackets;
    public Be64 Tx1To64Packets;
    public Be64 Tx65To127Packets;
    public Be64 Tx128To255Packets;
    public Be64 Tx256To511Packets;
    public Be64 Tx512To1023Packets;
    public Be64 Tx1024To1522Packets;
    public Be64 Tx1523ToMaxPackets;
    public Be64 TxMulticastPackets;
    public Be64 RxBroadcastPackets;
    public Be64 TxBroadcastPackets;
    public Be64 RxUndersizedErrors;
    public Be64 RxOversizeErrors;
    public Be64 RxFragmentedErrors;
    public Be64 RxJabberErrors;
}

/// <summary>What an interface counts for remote monitoring (RFC 2819): packets by their sizes, and more; all ones where it does not.</summary>
public sealed record PortStatsRfc2819 : Property<PortStats>
{
    [JsonPropertyName("rx_1_to_64_packets")]
    public ulong Rx1To64Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("rx_65_to_127_packets")]
    public ulong Rx65To127Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("rx_128_to_255_packets")]
    public ulong Rx128To255Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("rx_256_to_511_packets")]
    public ulong Rx256To511Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("rx_512_to_1023_packets")]
    public ulong Rx512To1023Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("rx_1024_to_1522_packets")]
    public ulong Rx1024To1522Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("rx_1523_to_max_packets")]
    public ulong Rx1523ToMaxPackets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("tx_1_to_64_packets")]
    public ulong Tx1To64Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("tx_65_to_127_packets")]
    public ulong Tx65To127Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("tx_128_to_255_packets")]
    public ulong Tx128To255Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("tx_256_to_511_packets")]
    public ulong Tx256To511Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("tx_512_to_1023_packets")]
    public ulong Tx512To1023Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("tx_1024_to_1522_packets")]
    public ulong Tx1024To1522Packets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("tx_1523_to_max_packets")]
    public ulong Tx1523ToMaxPackets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("tx_multicast_packets")]
    public ulong TxMulticastPackets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("rx_broadcast_packets")]
    public ulong RxBroadcastPackets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("tx_broadcast_packets")]
    public ulong TxBroadcastPackets { get; init; } = ulong.MaxValue;

    [JsonPropertyName("rx_undersized_errors")]
    public ulong RxUndersizedErrors { get; init; } = ulong.MaxValue;

    [JsonPropertyName("rx_oversize_errors")]
    public ulong RxOversizeErrors { get; init; } = ulong.MaxValue;

    [JsonPropertyName("rx_fragmented_errors")]
    public ulong RxFragmentedErrors { get; init; } = ulong.MaxValue;

    [JsonPropertyName("rx_jabber_errors")]
    public ulong RxJabberErrors { get; init; } = ulong.MaxValue;

    internal static PortStatsRfc2819 Read(ref OfReader r)
    {
        var body = Wire.Properties.Only<PortStatsRfc2819Body>(ref r, "RFC 2819's counters");
        return new()
        {
            Rx1To64Packets = body.Rx1To64Packets,
            Rx65To127Packets = body.Rx65To127Packets,
            Rx128To255Packets = body.Rx128To255Packets,
            Rx256To511Packets = body.Rx256To511Packets,
            Rx512To1023Packets = body.Rx512To1023Packets,
            Rx1024To1522Packets = body.Rx1024To1522Packets,
            Rx1523ToMaxPackets = body.Rx1523ToMaxPackets,
            Tx1To64Packets = body.Tx1To64Packets,
            Tx65To127Packets = body.Tx65To127Packets,
            Tx128To255Packets = body.Tx128To255Packets,
            Tx256To511Packets = body.Tx256To511Packets,
            Tx512To1023Packets = body.Tx512To1023Packets,
            Tx1024To1522Packets = body.Tx1024To1522Packets,
            Tx1523ToMaxPackets = body.Tx1523ToMaxPackets,
            TxMulticastPackets = body.TxMulticastPackets,
            RxBroadcastPackets = body.RxBroadcastPackets,
            TxBroadcastPackets = body.TxBroadcastPackets,
            RxUndersizedErrors = body.RxUndersizedErrors,
            RxOversizeErrors = body.RxOversizeErrors,
            RxFragmentedErrors = body.RxFragmentedErrors,
            RxJabberErrors = body.RxJabberErrors,
        };
    }

    internal override void WriteBody(ref OfWriter w) => w.Put(new PortStatsRfc2819Body
    {
        Rx1To64Packets = Rx1To64Packets,
        Rx65To127Packets = Rx65To127Packets,
        Rx128To255Packets = Rx128To255Packets,
        Rx256To511Packets = Rx256To511Packets,
        Rx512To1023Packets = Rx512To1023Packets,
        Rx1024To1522Packets = Rx1024To1522Packets,
        Rx1523ToMaxPackets = Rx1523ToMaxPackets,
        Tx1To64Packets = Tx1To64Packets,
        Tx65To127Packets = Tx65To127Packets,
        Tx128To255Packets = Tx128To255Packets,
        Tx256To511Packets = Tx256To511Packets,
        Tx512To1023Packets = Tx512To1023Packets,
        Tx1024To1522Packets = Tx1024To1522Packets,
        Tx1523ToMaxPackets = Tx1523ToMaxPackets,
        TxMulticastPackets = TxMulticastPackets,
        RxBroadcastPackets = RxBroadcastPackets,
        TxBroadcastPackets = TxBroadcastPackets,
        RxUndersizedErrors = RxUndersizedErrors,
        RxOversizeErrors = RxOversizeErrors,
        RxFragmentedErrors = RxFragmentedErrors,
        RxJabberErrors = RxJabberErrors,
    });

    // Open vSwitch writes the direction before the names of the last two received counters, and of no other.
    internal void Print(StringBuilder to)
    {
        Print(to, "rx", [
            ("1_to_64_packets", Rx1To64Packets),
            ("65_to_127_packets", Rx65To127Packets),
            ("128_to_255_packets", Rx128To255Packets),
            ("256_to_511_packets", Rx256To511Packets),
            ("512_to_1023_packets", Rx512To1023Packets),
            ("1024_to_1522_packets", Rx1024To1522Packets),
            ("1523_to_max_packets", Rx1523ToMaxPackets),
            ("broadcast_packets", RxBroadcastPackets),
            ("undersized_errors", RxUndersizedErrors),
            ("oversize_errors", RxOversizeErrors),
            ("rx_fragmented_errors", RxFragmentedErrors),
            ("rx_jabber_errors", RxJabberErrors),
        ]);
        Print(to, "tx", [
            ("1_to_64_packets", Tx1To64Packets),
            ("65_to_127_packets", Tx65To127Packets),
            ("128_to_255_packets", Tx128To255Packets),
            ("256_to_511_packets", Tx256To511Packets),
            ("512_to_1023_packets", Tx512To1023Packets),
            ("1024_to_1522_packets", Tx1024To1522Packets),
            ("1523_to_max_packets", Tx1523ToMaxPackets),
            ("multicast_packets", TxMulticastPackets),
            ("broadcast_packets", TxBroadcastPackets),
        ]);
    }

    static void Print(StringBuilder to, string direction, ReadOnlySpan<(string Name, ulong Count)> counters)
    {
        var start = to.Length;
        foreach (var (name, count) in counters)
        {
            if (count != ulong.MaxValue)
                to.Append($"{name}={count}, ");
        }
        if (to.Length > start)
            to.Insert(start, $"           {direction} rfc2819 ").Append('\n');
    }
}
