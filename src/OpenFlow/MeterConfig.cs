using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow;

/// <summary>How a meter counts (ofp_meter_flags).</summary>
[Flags]
public enum MeterFlags : ushort
{
    None = 0,
    KilobitsPerSecond = 1 << 0,
    PacketsPerSecond = 1 << 1,
    Burst = 1 << 2,
    Stats = 1 << 3,
}

/// <summary>What a meter does to packets over a band's rate (ofp_meter_band_type).</summary>
public enum MeterBandType : ushort
{
    Drop = 1,
    DscpRemark = 2,
}

/// <summary>A rate, and what happens above it; units as the meter's flags say.</summary>
public sealed record MeterBand(MeterBandType Type, uint Rate, uint BurstSize = 0)
{
    /// <summary>How many drop precedences a packet goes up, for <see cref="MeterBandType.DscpRemark"/>.</summary>
    [JsonPropertyName("prec_level")]
    public byte PrecedenceLevel { get; init; }

    public override string ToString() => MeterText.Format(this);
}

/// <summary>A meter: the rates that it lets through.</summary>
public sealed record MeterConfig([property: JsonPropertyName("meter_id")] uint Id, MeterFlags Flags, ValueList<MeterBand> Bands)
{
    public const uint Max = 0xffff0000, All = 0xffffffff;

    /// <summary>The meters of what the switch itself sends up: packets that are slow to forward, and packet-ins.</summary>
    public const uint SlowPath = 0xfffffffd, Controller = 0xfffffffe;

    /// <summary>The meter's rates. Without <see cref="MeterFlags.Burst"/> a burst size means nothing and is 0 here.</summary>
    // The userspace datapath makes one up and dumps it (dpif-netdev.c, dpif_netdev_meter_set).
    public ValueList<MeterBand> Bands { get; } = (Flags & MeterFlags.Burst) != 0
        ? Bands
        : [.. Bands.Select(band => band with { BurstSize = 0 })];

    /// <summary>As ovs-ofctl reads it: <c>meter=5,kbps,burst,band=type=drop,rate=10000,burst_size=1000</c>.</summary>
    public override string ToString() => MeterText.Format(this);

    /// <summary>Reads what ovs-ofctl's add-meter reads.</summary>
    public static MeterConfig Parse(string text) => MeterReader.Read(text);
}
