using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a flow, or many, have counted: an OXS list on the wire. OpenFlow 1.5.1, 7.2.4.</summary>
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

    const uint BasicClass = 0x8002;

    public ulong PacketCount { get; init; }

    public ulong ByteCount { get; init; }

    /// <summary>How many flows were counted together; only in an aggregate.</summary>
    public uint FlowCount { get; init; }

    public uint DurationSeconds { get; init; }

    /// <summary>Beyond <see cref="DurationSeconds"/>.</summary>
    public uint DurationNanoseconds { get; init; }

    public uint IdleSeconds { get; init; }

    public TimeSpan Duration => TimeSpan.FromSeconds(DurationSeconds) + TimeSpan.FromTicks(DurationNanoseconds / 100);

    internal static FlowStats Read(ref OfReader r)
    {
        r.Skip(2, "the statistics");
        int length = (ushort)r.Take<Be16>("the statistics' length");
        if (length < 4)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"statistics of {length} bytes");
        var body = r.Sub(length - 4, Errors.OFPBRC_BAD_LEN, "the statistics");
        r.SkipUpTo((8 - length % 8) % 8);
        var stats = new FlowStats();
        while (body.Left > 0)
            stats = stats.With(ref body);
        return stats;
    }

    FlowStats With(ref OfReader r)
    {
        var header = (uint)r.Take<Be32>("a statistic");
        var value = r.Sub((int)(header & 0xff), Errors.OFPBRC_BAD_LEN, "a statistic");
        return header >> 16 != BasicClass
            ? this
            : (Statistic)(header >> 9 & 0x7f) switch
            {
                Statistic.Duration => this with { DurationSeconds = value.Take<Be32>("duration"), DurationNanoseconds = value.Take<Be32>("duration") },
                Statistic.IdleTime => this with { IdleSeconds = value.Take<Be32>("idle time") },
                Statistic.FlowCount => this with { FlowCount = value.Take<Be32>("flow count") },
                Statistic.PacketCount => this with { PacketCount = value.Take<Be64>("packet count") },
                Statistic.ByteCount => this with { ByteCount = value.Take<Be64>("byte count") },
                _ => this,   // what later versions count is not ours to refuse
            };
    }

    internal void Write(ref OfWriter w)
    {
        var start = w.Position;
        w.Pad(4);
        Put(ref w, Statistic.Duration, (ulong)DurationSeconds << 32 | DurationNanoseconds);
        Put(ref w, Statistic.IdleTime, (ulong)IdleSeconds << 32);
        if (FlowCount != 0)
        {
            w.Put<Be32>(BasicClass << 16 | (uint)Statistic.FlowCount << 9 | 4);
            w.Put<Be32>(FlowCount);
        }
        Put(ref w, Statistic.PacketCount, PacketCount);
        Put(ref w, Statistic.ByteCount, ByteCount);
        w.Patch16(start + 2, w.Position - start);
        w.PadTo8(start);
    }

    static void Put(ref OfWriter w, Statistic statistic, ulong value)
    {
        w.Put<Be32>(BasicClass << 16 | (uint)statistic << 9 | 8);
        w.Put<Be64>(value);
    }
}
