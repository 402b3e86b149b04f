using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>ofp_queue_stats_request and ofp_queue_desc_request. OpenFlow 1.5.1, 7.3.5.8 and 7.3.5.20.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct QueueRequestBody
{
    public Be32 PortNo;
    public Be32 QueueId;
}

/// <summary>ofp_queue_stats; properties follow. OpenFlow 1.5.1, 7.3.5.8.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct QueueStatsBody
{
    public Be16 Length;
    public Be16 Pad0;
    public Be32 Pad1;
    public Be32 PortNo;
    public Be32 QueueId;
    public Be64 TxBytes;
    public Be64 TxPackets;
    public Be64 TxErrors;
    public Be32 DurationSec;
    public Be32 DurationNsec;
}

/// <summary>The numbers of queues that are none, and how ovs-ofctl writes them.</summary>
public static class Queues
{
    /// <summary>Every queue of a port (OFPQ_ALL).</summary>
    public const uint All = 0xffffffff;

    internal static string Show(uint queue) => queue == All ? "ALL" : queue.ToString();
}

/// <summary>Asks for a queue's counters, or those of all queues of a port or of all ports. OpenFlow 1.5.1, 7.3.5.8.</summary>
public sealed record QueueStatsRequest(
    [property: JsonPropertyName("port_no")] uint Port = Ports.Any,
    [property: JsonPropertyName("queue_id")] uint Queue = Queues.All) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.QueueStats;

    internal override void WriteRequest(ref OfWriter w) => w.Put(new QueueRequestBody { PortNo = Port, QueueId = Queue });

    internal static QueueStatsRequest Read(ref OfReader r)
    {
        var body = r.Take<QueueRequestBody>("the queue");
        return new(Ports.Checked(body.PortNo, in r), body.QueueId);
    }

    internal override void Print(StringBuilder to) => to.Append($" port={Ports.Show(Port)} queue={Queues.Show(Queue)}");
}

/// <summary>What a queue has counted; all ones where the port does not count.</summary>
public sealed record QueueStats(
    [property: JsonPropertyName("port_no")] uint Port, [property: JsonPropertyName("queue_id")] uint Queue)
{
    const int FixedBytes = 48;

    /// <summary>The kinds of properties that counters of queues have: none but those of experimenters (ofp_queue_stats_prop_type).</summary>
    internal static readonly PropertyTable<QueueStats> PropertyTable = new();

    public ulong TxBytes { get; init; }

    public ulong TxPackets { get; init; }

    public ulong TxErrors { get; init; }

    [JsonPropertyName("duration_sec")]
    public uint DurationSeconds { get; init; }

    /// <summary>Beyond <see cref="DurationSeconds"/>.</summary>
    [JsonPropertyName("duration_nsec")]
    public uint DurationNanoseconds { get; init; }

    /// <summary>What experimenters count.</summary>
    public ValueList<Property<QueueStats>> Properties { get; init; } = [];

    internal static QueueStats Read(ref OfReader r)
    {
        var body = r.Take<QueueStatsBody>("a queue's counters");
        if (body.Length < FixedBytes)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a queue's counters of {(ushort)body.Length} bytes");
        var rest = r.Sub(body.Length - FixedBytes, Errors.OFPBRC_BAD_LEN, "a queue's counters");
        return new(Ports.Checked(body.PortNo, in r), body.QueueId)
        {
            TxBytes = body.TxBytes,
            TxPackets = body.TxPackets,
            TxErrors = body.TxErrors,
            DurationSeconds = body.DurationSec,
            DurationNanoseconds = body.DurationNsec,
            Properties = PropertyTable.ReadWhole(ref rest),
        };
    }

    internal void Write(ref OfWriter w)
    {
        var start = w.Position;
        w.Put(new QueueStatsBody
        {
            PortNo = Port,
            QueueId = Queue,
            TxBytes = TxBytes,
            TxPackets = TxPackets,
            TxErrors = TxErrors,
            DurationSec = DurationSeconds,
            DurationNsec = DurationNanoseconds,
        });
        PropertyTable.Write(ref w, Properties);
        w.Patch16(start, w.Position - start);
    }

    internal void Print(StringBuilder to)
    {
        to.Append($"  port {Ports.Show(Port)} queue {Queues.Show(Queue)}: ");
        to.Append($"bytes={Count(TxBytes)}, pkts={Count(TxPackets)}, errors={Count(TxErrors)}, duration=");
        if (DurationSeconds != uint.MaxValue)
            Printing.WriteDuration(to, DurationSeconds, DurationNanoseconds);
        else
            to.Append('?');
        to.Append('\n');
    }

    static string Count(ulong count) => count == ulong.MaxValue ? "?" : count.ToString();
}

/// <summary>Counters of queues.</summary>
public sealed record QueueStatsReply(ValueList<QueueStats> Stats) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.QueueStats;

    internal static QueueStatsReply Read(ref OfReader r) => new(r.ReadAll(QueueStats.Read));

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var stats in Stats.Span)
            stats.Write(ref w);
    }

    internal override void Print(StringBuilder to)
    {
        to.Append($" {Stats.Count} queues\n");
        foreach (var stats in Stats)
            stats.Print(to);
    }
}
