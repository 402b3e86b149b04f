using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks for a port's counters, or those of all. OpenFlow 1.5.1, 7.3.5.6.</summary>
public sealed record PortStatsRequest([property: JsonPropertyName("port_no")] uint Port = Ports.Any) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.PortStats;

    internal override void WriteRequest(ref OfWriter w) => w.Put(new PaddedId { Id = Port });

    internal static PortStatsRequest Read(ref OfReader r) => new(Ports.Checked(r.Take<PaddedId>("the port").Id, in r));

    internal override void Print(StringBuilder to) => to.Append($" port_no={Ports.Show(Port)}");
}

/// <summary>ofp_port_stats; properties follow. OpenFlow 1.5.1, 7.3.5.6.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortStatsBody
{
    public Be16 Length;
    public Be16 Pad;
    public Be32 PortNo;
    public Be32 DurationSec;
    public Be32 DurationNsec;
    public Be64 RxPackets;
    public Be64 TxPackets;
    public Be64 RxBytes;
    public Be64 TxBytes;
    public Be64 RxDropped;
    public Be64 TxDropped;
    public Be64 RxErrors;
    public Be64 TxErrors;
}

/// <summary>What a port has counted; all ones where the interface does not count.</summary>
public sealed record PortStats([property: JsonPropertyName("port_no")] uint Port)
{
    const int FixedBytes = 80;

    [JsonPropertyName("duration_sec")]
    public uint DurationSeconds { get; init; }

    /// <summary>Beyond <see cref="DurationSeconds"/>.</summary>
    [JsonPropertyName("duration_nsec")]
    public uint DurationNanoseconds { get; init; }

    public ulong RxPackets { get; init; }

    public ulong TxPackets { get; init; }

    public ulong RxBytes { get; init; }

    public ulong TxBytes { get; init; }

    public ulong RxDropped { get; init; }

    public ulong TxDropped { get; init; }

    public ulong RxErrors { get; init; }

    public ulong TxErrors { get; init; }

    /// <summary>What the port counts beyond these.</summary>
    public ValueList<Property<PortStats>> Properties { get; init; } = [];

    internal static PortStats Read(ref OfReader r)
    {
        var body = r.Take<PortStatsBody>("a port's counters");
        if (body.Length < FixedBytes)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a port's counters of {(ushort)body.Length} bytes");
        var rest = r.Sub(body.Length - FixedBytes, Errors.OFPBRC_BAD_LEN, "a port's counters");
        return new(Ports.Checked(body.PortNo, in r))
        {
            DurationSeconds = body.DurationSec,
            DurationNanoseconds = body.DurationNsec,
            RxPackets = body.RxPackets,
            TxPackets = body.TxPackets,
            RxBytes = body.RxBytes,
            TxBytes = body.TxBytes,
            RxDropped = body.RxDropped,
            TxDropped = body.TxDropped,
            RxErrors = body.RxErrors,
            TxErrors = body.TxErrors,
            Properties = PortStatsProperties.Table.Read(ref rest),
        };
    }

    internal void Write(ref OfWriter w)
    {
        var start = w.Position;
        w.Put(new PortStatsBody
        {
            PortNo = Port,
            DurationSec = DurationSeconds,
            DurationNsec = DurationNanoseconds,
            RxPackets = RxPackets,
            TxPackets = TxPackets,
            RxBytes = RxBytes,
            TxBytes = TxBytes,
            RxDropped = RxDropped,
            TxDropped = TxDropped,
            RxErrors = RxErrors,
            TxErrors = TxErrors,
        });
        PortStatsProperties.Table.Write(ref w, Properties);
        w.Patch16(start, w.Position - start);
    }

    internal void Print(StringBuilder to)
    {
        var ethernet = Properties.OfType<PortStatsEthernet>().LastOrDefault() ?? PortStatsEthernet.NotCounted;
        to.Append("  port ").Append(Ports.Narrow(Port) < 10 ? " " : "").Append(Ports.Show(Port));
        to.Append($": rx pkts={Count(RxPackets)}, bytes={Count(RxBytes)}, drop={Count(RxDropped)}, errs={Count(RxErrors)}");
        to.Append($", frame={Count(ethernet.RxFrameErr)}, over={Count(ethernet.RxOverErr)}, crc={Count(ethernet.RxCrcErr)}\n");
        to.Append($"           tx pkts={Count(TxPackets)}, bytes={Count(TxBytes)}, drop={Count(TxDropped)}, errs={Count(TxErrors)}");
        to.Append($", coll={Count(ethernet.Collisions)}\n");
        if (DurationSeconds != uint.MaxValue)
        {
            Printing.WriteDuration(to.Append("           duration="), DurationSeconds, DurationNanoseconds);
            to.Append('\n');
        }
        Properties.OfType<PortStatsRfc2819>().LastOrDefault()?.Print(to);
        Properties.OfType<PortStatsCustom>().LastOrDefault()?.Print(to);
    }

    static string Count(ulong count) => count == ulong.MaxValue ? "?" : count.ToString();
}

/// <summary>Counters of ports.</summary>
public sealed record PortStatsReply(ValueList<PortStats> Stats) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.PortStats;

    internal static PortStatsReply Read(ref OfReader r) => new(r.ReadAll(PortStats.Read));

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var stats in Stats.Span)
            stats.Write(ref w);
    }

    internal override void Print(StringBuilder to)
    {
        to.Append($" {Stats.Count} ports\n");
        foreach (var stats in Stats)
            stats.Print(to);   // with its last newline, before which a space may stand that stays
    }
}
