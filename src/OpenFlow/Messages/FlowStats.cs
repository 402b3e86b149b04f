using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>
/// What a flow, or many, have counted: an OXS list on the wire, in which a switch leaves out what it does not count.
/// OpenFlow 1.5.1, 7.2.4.
/// </summary>
public readonly record struct FlowStats
{
    enum Statistic : byte   // OXS fields of class OFPXSC_OPENFLOW_BASIC
    {
        Duration = 0,
        IdleTime = 1,
        FlowCount = 3,
        PacketCount = 4,
        ByteCount = 5,
    }

    const uint BasicClass = 0x8002, ExperimenterClass = 0xffff;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public uint? DurationSeconds { get; init; }

    /// <summary>Beyond <see cref="DurationSeconds"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint DurationNanoseconds { get; init; }

    /// <summary>Since the last packet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public uint? IdleSeconds { get; init; }

    /// <summary>Beyond <see cref="IdleSeconds"/>; Open vSwitch counts whole seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint IdleNanoseconds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? PacketCount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? ByteCount { get; init; }

    /// <summary>How many flows were counted together; only in an aggregate.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public uint? FlowCount { get; init; }

    internal static FlowStats Read(ref OfReader r)
    {
        if (r.Left < 4)
            throw r.Error(Errors.OFPBMC_BAD_LEN, $"{r.Left} bytes are no statistics");
        r.Skip(2, "the statistics");
        int length = r.Take<Be16>("the statistics' length");
        if (length < 4 || (length + 7) / 8 * 8 - 4 > r.Left)
            throw r.Error(Errors.OFPBMC_BAD_LEN, $"statistics of {length} bytes, {r.Left + 4} are left");
        var body = r.Sub(length - 4, Errors.OFPBMC_BAD_LEN, "the statistics");
        r.Skip((8 - length % 8) % 8, "the padding of the statistics");
        var stats = new FlowStats();
        while (body.Left > 0)
            stats = stats.With(ref body);
        return stats;
    }

    FlowStats With(ref OfReader r)
    {
        uint header = r.Take<Be32>("a statistic");
        var length = (int)(header & 0xff);
        if (header >> 16 == ExperimenterClass && length < 4)
            throw r.Error(Errors.OFPBMC_BAD_LEN, $"an experimenter's statistic of {length} bytes");
        var value = r.Sub(length, Errors.OFPBMC_BAD_LEN, "a statistic");
        if (header >> 16 != BasicClass)
            return this;
        return ((Statistic)(header >> 9 & 0x7f), length) switch
        {
            (Statistic.Duration, 8) => this with { DurationSeconds = value.Take<Be32>("duration"), DurationNanoseconds = value.Take<Be32>("duration") },
            (Statistic.IdleTime, 8) => this with { IdleSeconds = value.Take<Be32>("idle time"), IdleNanoseconds = value.Take<Be32>("idle time") },
            (Statistic.FlowCount, 4) => this with { FlowCount = value.Take<Be32>("flow count") },
            (Statistic.PacketCount, 8) => this with { PacketCount = value.Take<Be64>("packet count") },
            (Statistic.ByteCount, 8) => this with { ByteCount = value.Take<Be64>("byte count") },
            _ => this,   // what later versions count is not ours to refuse
        };
    }

    internal void Write(ref OfWriter w)
    {
        var start = w.Position;
        w.Pad(4);
        if (DurationSeconds is { } duration)
            Put(ref w, Statistic.Duration, (ulong)duration << 32 | DurationNanoseconds);
        if (IdleSeconds is { } idle)
            Put(ref w, Statistic.IdleTime, (ulong)idle << 32 | IdleNanoseconds);
        if (PacketCount is { } packets)
            Put(ref w, Statistic.PacketCount, packets);
        if (ByteCount is { } bytes)
            Put(ref w, Statistic.ByteCount, bytes);
        if (FlowCount is { } flows)
        {
            w.Put<Be32>(BasicClass << 16 | (uint)Statistic.FlowCount << 9 | 4);
            w.Put<Be32>(flows);
        }

        w.Patch16(start + 2, w.Position - start);
        w.PadTo8(start);
    }

    static void Put(ref OfWriter w, Statistic statistic, ulong value)
    {
        w.Put<Be32>(BasicClass << 16 | (uint)statistic << 9 | 8);
        w.Put<Be64>(value);
    }
}
