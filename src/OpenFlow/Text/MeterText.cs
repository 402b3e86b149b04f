using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>Meters as <c>ovs-ofctl dump-meters</c> prints them and <c>add-meter</c> reads them.</summary>
static class MeterText
{
    internal static readonly (MeterFlags Flag, string Name)[] FlagNames =
    [
        (MeterFlags.KilobitsPerSecond, "kbps"), (MeterFlags.PacketsPerSecond, "pktps"),
        (MeterFlags.Burst, "burst"), (MeterFlags.Stats, "stats"),
    ];

    internal static readonly (MeterBandType Type, string Name)[] BandNames =
    [
        (MeterBandType.Drop, "drop"), (MeterBandType.DscpRemark, "dscp_remark"),
    ];

    /// <summary>The meters that are not made by number.</summary>
    internal static readonly (uint Id, string Name)[] MeterNames =
    [
        (MeterConfig.SlowPath, "slowpath"), (MeterConfig.Controller, "controller"), (MeterConfig.All, "all"),
    ];

    internal static string NameOf(uint meter) => meter <= MeterConfig.Max
        ? meter.ToString()
        : Array.Find(MeterNames, row => row.Id == meter).Name ?? "unknown";

    internal static string NameOf(MeterBandType type) =>
        Array.Find(BandNames, row => row.Type == type).Name ?? ((ushort)type).ToString();

    /// <summary>As add-meter reads it.</summary>
    internal static string Format(MeterConfig meter)
    {
        var text = new StringBuilder($"meter={NameOf(meter.Id)}");
        foreach (var (flag, name) in FlagNames)
        {
            if ((meter.Flags & flag) != 0)
                text.Append(',').Append(name);
        }
        if (meter.Bands.Count > 0)
            text.Append(",band=").AppendJoin(',', meter.Bands.Select(Format));
        return text.ToString();
    }

    internal static string Format(MeterBand band)
    {
        var burst = band.BurstSize != 0 ? $",burst_size={band.BurstSize}" : "";
        var level = band.Type == MeterBandType.DscpRemark ? $",prec_level={band.PrecedenceLevel}" : "";
        return $"type={NameOf(band.Type)},rate={band.Rate}{burst}{level}";
    }

    /// <summary>As dump-meters prints it, a line for each band.</summary>
    internal static void Print(StringBuilder to, MeterConfig meter)
    {
        to.Append($"meter={NameOf(meter.Id)} ");
        var rest = meter.Flags;
        foreach (var (flag, name) in FlagNames)
        {
            if ((rest & flag) != 0)
                to.Append(name).Append(' ');
            rest &= ~flag;
        }
        if (rest != 0)
            to.Append($"flags:0x{(ushort)rest:x} ");
        to.Append("bands=");
        foreach (var band in meter.Bands)
        {
            to.Append($"\ntype={NameOf(band.Type)} rate={band.Rate}");
            if ((meter.Flags & MeterFlags.Burst) != 0)
                to.Append($" burst_size={band.BurstSize}");
            if (band.Type == MeterBandType.DscpRemark)
                to.Append($" prec_level={band.PrecedenceLevel}");
        }
        to.Append('\n');
    }
}
