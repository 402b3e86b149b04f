using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Meters, with rates of one unit or of none.</summary>
static class AnyMeter
{
    /// <summary>A meter's number; <see cref="Filter"/> asks for one, or all, or the switch's own.</summary>
    internal static readonly Gen<uint> Id = AnyNumber.UIntUpTo(MeterConfig.Max - 1).Select(n => n + 1);

    internal static readonly Gen<uint> Filter = Gen.Frequency((4, Id), (1, Gen.OneOf(MeterConfig.All, MeterConfig.SlowPath, MeterConfig.Controller)));

    const MeterFlags Units = MeterFlags.KilobitsPerSecond | MeterFlags.PacketsPerSecond;

    static readonly Gen<MeterFlags> Unit = Gen.OneOf(MeterFlags.KilobitsPerSecond, MeterFlags.PacketsPerSecond, MeterFlags.None);

    static Gen<MeterBand> Band(uint numberMin) => Drawn.By(d =>
    {
        var type = d.From(Gen.Enum<MeterBandType>());
        return new MeterBand(type, Math.Max(numberMin, d.From(AnyNumber.UInt)), Math.Max(numberMin, d.From(AnyNumber.UInt)))
        {
            PrecedenceLevel = type == MeterBandType.DscpRemark ? Math.Max((byte)numberMin, d.From(AnyNumber.Byte)) : (byte)0,
        };
    });

    internal static readonly Gen<MeterConfig> Any = Drawn.By(d => new MeterConfig(
        d.From(Id), d.From(Unit) | d.OneOf(MeterFlags.None, MeterFlags.Burst) | d.OneOf(MeterFlags.None, MeterFlags.Stats), d.List(Band(0), 0, 3)));

    /// <summary>What ovs-ofctl reads too: without unit or bands, or with numbers of 0, a meter has no text.</summary>
    internal static readonly Gen<MeterConfig> Written = Any.Where(meter => (meter.Flags & Units) != 0)
        .Select(Band(1).List(1, 3), (meter, bands) => new MeterConfig(meter.Id, meter.Flags, bands));

    internal static readonly Gen<MeterStats> Stats = Drawn.By(d => new MeterStats(d.From(Id))
    {
        References = d.From(AnyNumber.UInt),
        Packets = d.From(AnyNumber.ULong),
        Bytes = d.From(AnyNumber.ULong),
        DurationSeconds = d.From(AnyNumber.UInt),
        DurationNanoseconds = d.From(AnyNumber.Nanoseconds),
        Bands = d.List(Drawn.By(b => new MeterBandStats(b.From(AnyNumber.ULong), b.From(AnyNumber.ULong))), 0, 3),
    });

    internal static readonly Gen<MeterFeaturesReply> Features = Drawn.By(d => new MeterFeaturesReply(
        d.From(AnyNumber.UInt), d.From(AnyNumber.UInt), d.From(AnyNumber.UInt), d.From(AnyNumber.Byte), d.From(AnyNumber.Byte)));

    internal static readonly Gen<MeterMod> Mod = Drawn.By(d => d.From(Gen.Enum<MeterModCommand>()) switch
    {
        MeterModCommand.Delete => MeterMod.Delete(d.OneOf(d.From(Id), MeterConfig.All)),
        var command => new MeterMod(command, d.From(Any)),
    });
}
