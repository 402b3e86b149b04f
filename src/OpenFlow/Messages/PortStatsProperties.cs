using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>ofp_port_stats_prop_ethernet, behind type and length. OpenFlow 1.5.1, 7.3.5.6.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortStatsEthernetBody
{
    public Be32 Pad;
    public Be64 RxFrameErr;
    public Be64 RxOverErr;
    public Be64 RxCrcErr;
    public Be64 Collisions;
}

/// <summary>ofp_port_stats_prop_optical, behind type and length. OpenFlow 1.5.1, 7.3.5.6.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortStatsOpticalBody
{
    public Be32 Pad;
    public Be32 Flags;
    public Be32 TxFreqLmda;
    public Be32 TxOffset;
    public Be32 TxGridSpan;
    public Be32 RxFreqLmda;
    public Be32 RxOffset;
    public Be32 RxGridSpan;
    public Be16 TxPwr;
    public Be16 RxPwr;
    public Be16 BiasCurrent;
    public Be16 Temperature;
}

/// <summary>intel_port_custom_stats, behind the experimenter's numbers; counters follow (Open vSwitch, intel-ext.h).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortStatsCustomBody
{
    public Be16 Pad;
    public Be16 StatsArraySize;
}

/// <summary>The kinds of properties that counters of ports have (ofp_port_stats_prop_type, and Intel's as Open vSwitch sends them).</summary>
static class PortStatsProperties
{
    const uint Intel = 0xaa01;

    internal static readonly PropertyTable<PortStats> Table = new(
        new(0, "ethernet", typeof(PortStatsEthernet), PortStatsEthernet.Read),
        new(1, "optical", typeof(PortStatsOptical), PortStatsOptical.Read),
        new(Properties.OfExperimenter(Intel, 1), "rfc2819", typeof(PortStatsRfc2819), PortStatsRfc2819.Read),
        new(Properties.OfExperimenter(Intel, 2), "custom", typeof(PortStatsCustom), PortStatsCustom.Read));
}

/// <summary>What an Ethernet port counts beyond the rest; all ones where it does not.</summary>
public sealed record PortStatsEthernet(ulong RxFrameErr, ulong RxOverErr, ulong RxCrcErr, ulong Collisions) : Property<PortStats>
{
    internal static readonly PortStatsEthernet NotCounted = new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    internal static PortStatsEthernet Read(ref OfReader r)
    {
        var body = Wire.Properties.Only<PortStatsEthernetBody>(ref r, "a port's Ethernet counters");
        return new(body.RxFrameErr, body.RxOverErr, body.RxCrcErr, body.Collisions);
    }

    internal override void WriteBody(ref OfWriter w) => w.Put(new PortStatsEthernetBody
    {
        RxFrameErr = RxFrameErr,
        RxOverErr = RxOverErr,
        RxCrcErr = RxCrcErr,
        Collisions = Collisions,
    });
}

/// <summary>How an optical port is tuned and fares; Open vSwitch has none.</summary>
public sealed record PortStatsOptical : Property<PortStats>
{
    /// <summary>Bits of ofp_port_stats_optical_flags.</summary>
    public uint Flags { get; init; }

    public uint TxFreqLmda { get; init; }

    public uint TxOffset { get; init; }

    public uint TxGridSpan { get; init; }

    public uint RxFreqLmda { get; init; }

    public uint RxOffset { get; init; }

    public uint RxGridSpan { get; init; }

    public ushort TxPwr { get; init; }

    public ushort RxPwr { get; init; }

    public ushort BiasCurrent { get; init; }

    public ushort Temperature { get; init; }

    internal static PortStatsOptical? Read(ref OfReader r)
    {
        if (r.Left != Unsafe.SizeOf<PortStatsOpticalBody>())
            return null;
        var body = r.Take<PortStatsOpticalBody>("a port's optical counters");
        return new()
        {
            Flags = body.Flags,
            TxFreqLmda = body.TxFreqLmda,
            TxOffset = body.TxOffset,
            TxGridSpan = body.TxGridSpan,
            RxFreqLmda = body.RxFreqLmda,
            RxOffset = body.RxOffset,
            RxGridSpan = body.RxGridSpan,
            TxPwr = body.TxPwr,
            RxPwr = body.RxPwr,
            BiasCurrent = body.BiasCurrent,
            Temperature = body.Temperature,
        };
    }

    internal override void WriteBody(ref OfWriter w) => w.Put(new PortStatsOpticalBody
    {
        Flags = Flags,
        TxFreqLmda = TxFreqLmda,
        TxOffset = TxOffset,
        TxGridSpan = TxGridSpan,
        RxFreqLmda = RxFreqLmda,
        RxOffset = RxOffset,
        RxGridSpan = RxGridSpan,
        TxPwr = TxPwr,
        RxPwr = RxPwr,
        BiasCurrent = BiasCurrent,
        Temperature = Temperature,
    });
}

/// <summary>A counter of an interface's own, with the name that it gives it.</summary>
public readonly record struct CustomCounter(string Name, ulong Value);

/// <summary>What an interface counts under names of its own.</summary>
public sealed record PortStatsCustom([property: JsonPropertyName("stats")] ValueList<CustomCounter> Counters) : Property<PortStats>
{
    const int NameCharactersMax = 63;   // Open vSwitch cuts longer names (NETDEV_CUSTOM_STATS_NAME_SIZE)

    internal static PortStatsCustom Read(ref OfReader r)
    {
        var body = r.Take<PortStatsCustomBody>("a port's own counters");
        var counters = new List<CustomCounter>();
        for (var i = 0; i < body.StatsArraySize; i++)
        {
            int length = r.Take<byte>("the length of a counter's name");
            var name = Encoding.Latin1.GetString(r.TakeBytes(length, "a counter's name"));
            counters.Add(new(name, r.Take<Be64>("a counter")));
        }
        r.SkipUpTo(r.Left);
        return new(counters);
    }

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new PortStatsCustomBody { StatsArraySize = (ushort)Counters.Count });
        foreach (var counter in Counters.Span)
        {
            var name = Encoding.Latin1.GetBytes(counter.Name.Length > byte.MaxValue ? counter.Name[..byte.MaxValue] : counter.Name);
            w.Put((byte)name.Length);
            w.PutBytes(name);
            w.Put<Be64>(counter.Value);
        }
    }

    internal void Print(StringBuilder to)
    {
        if (Counters.Count == 0)
            return;
        to.Append("           CUSTOM Statistics");
        for (var i = 0; i < Counters.Count; i++)
        {
            var name = Counters[i].Name.Split('\0')[0];
            if (name.Length == 0)
                continue;
            to.Append(i % 3 == 0 ? "\n                      " : " ");
            to.Append($"{(name.Length > NameCharactersMax ? name[..NameCharactersMax] : name)}={Counters[i].Value},");
        }
        to.Append('\n');
    }
}
