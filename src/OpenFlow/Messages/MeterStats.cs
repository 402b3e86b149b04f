using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks for a meter's counters, or those of all. OpenFlow 1.5.1, 7.3.5.13.</summary>
public sealed record MeterStatsRequest(uint MeterId = MeterConfig.All) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.MeterStats;

    internal override void WriteRequest(ref OfWriter w) => w.Put(new PaddedId { Id = MeterId });

    internal static MeterStatsRequest Read(ref OfReader r) => new(r.Take<PaddedId>("the meter").Id);

    internal override void Print(StringBuilder to) => to.Append($" meter={MeterText.NameOf(MeterId)}");
}

/// <summary>ofp_meter_stats; counters of the bands follow. OpenFlow 1.5.1, 7.3.5.13.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct MeterStatsBody
{
    public Be32 MeterId;
    public Be16 Length;
    public Be16 Pad0;
    public Be32 Pad1;
    public Be32 RefCount;
    public Be64 PacketInCount;
    public Be64 ByteInCount;
    public Be32 DurationSec;
    public Be32 DurationNsec;
}

/// <summary>ofp_meter_band_stats. OpenFlow 1.5.1, 7.3.5.13.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct MeterBandStatsBody
{
    public Be64 PacketBandCount;
    public Be64 ByteBandCount;
}

/// <summary>What a band has done to: packets over its rate, and their bytes.</summary>
public readonly record struct MeterBandStats(
    [property: JsonPropertyName("packet_band_count")] ulong Packets, [property: JsonPropertyName("byte_band_count")] ulong Bytes);

/// <summary>What a meter has counted.</summary>
public sealed record MeterStats(uint MeterId)
{
    const int FixedBytes = 40, BandBytes = 16;

    /// <summary>The flows that send packets here.</summary>
    [JsonPropertyName("ref_count")]
    public uint References { get; init; }

    [JsonPropertyName("packet_in_count")]
    public ulong Packets { get; init; }

    [JsonPropertyName("byte_in_count")]
    public ulong Bytes { get; init; }

    [JsonPropertyName("duration_sec")]
    public uint DurationSeconds { get; init; }

    /// <summary>Beyond <see cref="DurationSeconds"/>.</summary>
    [JsonPropertyName("duration_nsec")]
    public uint DurationNanoseconds { get; init; }

    [JsonPropertyName("band_stats")]
    public ValueList<MeterBandStats> Bands { get; init; } = [];

    internal static MeterStats Read(ref OfReader r)
    {
        var body = r.Take<MeterStatsBody>("a meter's counters");
        if (body.Length < FixedBytes || (body.Length - FixedBytes) % BandBytes != 0)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a meter's counters of {(ushort)body.Length} bytes");
        var rest = r.Sub(body.Length - FixedBytes, Errors.OFPBRC_BAD_LEN, "a meter's counters");
        var bands = new List<MeterBandStats>();
        while (rest.Left > 0)
        {
            var band = rest.Take<MeterBandStatsBody>("a band's counters");
            bands.Add(new(band.PacketBandCount, band.ByteBandCount));
        }
        return new(body.MeterId)
        {
            References = body.RefCount,
            Packets = body.PacketInCount,
            Bytes = body.ByteInCount,
            DurationSeconds = body.DurationSec,
            DurationNanoseconds = body.DurationNsec,
            Bands = bands,
        };
    }

    internal void Write(ref OfWriter w)
    {
        w.Put(new MeterStatsBody
        {
            MeterId = MeterId,
            Length = (ushort)(FixedBytes + BandBytes * Bands.Count),
            RefCount = References,
            PacketInCount = Packets,
            ByteInCount = Bytes,
            DurationSec = DurationSeconds,
            DurationNsec = DurationNanoseconds,
        });
        foreach (var band in Bands.Span)
            w.Put(new MeterBandStatsBody { PacketBandCount = band.Packets, ByteBandCount = band.Bytes });
    }

    internal void Print(StringBuilder to)
    {
        to.Append($"\nmeter:{MeterText.NameOf(MeterId)} flow_count:{References} packet_in_count:{Packets} byte_in_count:{Bytes} duration:");
        Printing.WriteDuration(to, DurationSeconds, DurationNanoseconds);
        to.Append(" bands:\n");
        for (var i = 0; i < Bands.Count; i++)
            to.Append($"{i}: packet_count:{Bands[i].Packets} byte_count:{Bands[i].Bytes}\n");
    }
}

/// <summary>Counters of meters.</summary>
public sealed record MeterStatsReply(ValueList<MeterStats> Stats) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.MeterStats;

    internal static MeterStatsReply Read(ref OfReader r) => new(r.ReadAll(MeterStats.Read));

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var stats in Stats.Span)
            stats.Write(ref w);
    }

    internal override void Print(StringBuilder to)
    {
        foreach (var stats in Stats)
            stats.Print(to);
    }
}
