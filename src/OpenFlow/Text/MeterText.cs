using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>Meters as <c>ovs-ofctl add-meter</c> reads them.</summary>
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

    internal static string Format(MeterConfig meter)
    {
        var text = new StringBuilder($"meter={meter.Id}");
        foreach (var (flag, name) in FlagNames)
        {
            if ((meter.Flags & flag) != 0)
                text.Append(',').Append(name);
        }

        foreach (var band in meter.Bands)
            text.Append(",band=").Append(Format(band));
        return text.ToString();
    }

    internal static string Format(MeterBand band)
    {
        var name = Array.Find(BandNames, row => row.Type == band.Type).Name ?? ((ushort)band.Type).ToString();
        var burst = band.BurstSize != 0 ? $",burst_size={band.BurstSize}" : "";
        var level = band.Type == MeterBandType.DscpRemark ? $",prec_level={band.PrecedenceLevel}" : "";
        return $"type={name},rate={band.Rate}{burst}{level}";
    }
}
