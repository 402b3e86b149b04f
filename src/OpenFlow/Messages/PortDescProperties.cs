using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What an Ethernet link can do (ofp_port_features). OpenFlow 1.5.1, 7.2.1.1.</summary>
[Flags]
public enum PortFeatures : uint
{
    None = 0,
    HalfDuplex10M = 1 << 0,
    FullDuplex10M = 1 << 1,
    HalfDuplex100M = 1 << 2,
    FullDuplex100M = 1 << 3,
    HalfDuplex1G = 1 << 4,
    FullDuplex1G = 1 << 5,
    FullDuplex10G = 1 << 6,
    FullDuplex40G = 1 << 7,
    FullDuplex100G = 1 << 8,
    FullDuplex1T = 1 << 9,
    Other = 1 << 10,
    Copper = 1 << 11,
    Fiber = 1 << 12,
    AutoNegotiation = 1 << 13,
    Pause = 1 << 14,
    PauseAsymmetric = 1 << 15,

    /// <summary>Every bit that has a name; Open vSwitch drops the others.</summary>
    All = 0xffff,
}

/// <summary>Features as ovs-ofctl prints them.</summary>
static class PortFeaturesText
{
    static readonly BitNames Names = new(
        (1 << 0, "10MB-HD"), (1 << 1, "10MB-FD"), (1 << 2, "100MB-HD"), (1 << 3, "100MB-FD"),
        (1 << 4, "1GB-HD"), (1 << 5, "1GB-FD"), (1 << 6, "10GB-FD"), (1 << 7, "40GB-FD"),
        (1 << 8, "100GB-FD"), (1 << 9, "1TB-FD"), (1 << 10, "OTHER"), (1 << 11, "COPPER"),
        (1 << 12, "FIBER"), (1 << 13, "AUTO_NEG"), (1 << 14, "AUTO_PAUSE"), (1 << 15, "AUTO_PAUSE_ASYM"));

    internal static void Print(this PortFeatures features, StringBuilder to)
    {
        Names.Write(to, (uint)(features & PortFeatures.All), ' ');
        to.Append('\n');
    }
}

/// <summary>ofp_port_desc_prop_ethernet, behind type and length. OpenFlow 1.5.1, 7.2.1.2.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortEthernetBody
{
    public Be32 Pad;
    public Be32 Current;
    public Be32 Advertised;
    public Be32 Supported;
    public Be32 Peer;
    public Be32 CurrentSpeed;
    public Be32 MaxSpeed;
}

/// <summary>ofp_port_desc_prop_optical, behind type and length. OpenFlow 1.5.1, 7.2.1.2.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortOpticalBody
{
    public Be32 Pad;
    public Be32 Supported;
    public Be32 TxMinFreqLmda;
    public Be32 TxMaxFreqLmda;
    public Be32 TxGridFreqLmda;
    public Be32 RxMinFreqLmda;
    public Be32 RxMaxFreqLmda;
    public Be32 RxGridFreqLmda;
    public Be16 TxPwrMin;
    public Be16 TxPwrMax;
}

/// <summary>The kinds of properties of ports (ofp_port_desc_prop_type). Open vSwitch reads the first only and skips the rest.</summary>
static class PortDescProperties
{
    internal static readonly PropertyTable<PortDesc> Table = new(
        new(0, "ethernet", typeof(PortEthernet), PortEthernet.Read),
        new(1, "optical", typeof(PortOptical), PortOptical.Read),
        new(2, "pipeline_input", typeof(PortPipelineInput), static (ref r) => OxmId.TryReadList(ref r) is { } ids ? new PortPipelineInput(ids) : null),
        new(3, "pipeline_output", typeof(PortPipelineOutput), static (ref r) => OxmId.TryReadList(ref r) is { } ids ? new PortPipelineOutput(ids) : null),
        new(4, "recirculate", typeof(PortRecirculate), PortRecirculate.Read));
}

/// <summary>What the link can do and does. Speeds are in kbit/s, as the interface says; 0 if it does not.</summary>
public sealed record PortEthernet(
    [property: JsonPropertyName("curr")] PortFeatures Current,
    PortFeatures Advertised,
    PortFeatures Supported,
    PortFeatures Peer,
    [property: JsonPropertyName("curr_speed")] uint CurrentSpeedKbps,
    [property: JsonPropertyName("max_speed")] uint MaxSpeedKbps) : Property<PortDesc>
{
    internal static PortEthernet Read(ref OfReader r)
    {
        var body = Wire.Properties.Only<PortEthernetBody>(ref r, "a port's Ethernet property");
        return new(
            (PortFeatures)(uint)body.Current, (PortFeatures)(uint)body.Advertised, (PortFeatures)(uint)body.Supported,
            (PortFeatures)(uint)body.Peer, body.CurrentSpeed, body.MaxSpeed);
    }

    internal override void WriteBody(ref OfWriter w) => w.Put(new PortEthernetBody
    {
        Current = (uint)Current,
        Advertised = (uint)Advertised,
        Supported = (uint)Supported,
        Peer = (uint)Peer,
        CurrentSpeed = CurrentSpeedKbps,
        MaxSpeed = MaxSpeedKbps,
    });
}

/// <summary>What an optical port can be tuned to. Frequencies in MHz or wavelengths in nm * 100, power in dBm * 10.</summary>
public sealed record PortOptical : Property<PortDesc>
{
    /// <summary>Bits of ofp_optical_port_features.</summary>
    public uint Supported { get; init; }

    public uint TxMinFreqLmda { get; init; }

    public uint TxMaxFreqLmda { get; init; }

    public uint TxGridFreqLmda { get; init; }

    public uint RxMinFreqLmda { get; init; }

    public uint RxMaxFreqLmda { get; init; }

    public uint RxGridFreqLmda { get; init; }

    public ushort TxPwrMin { get; init; }

    public ushort TxPwrMax { get; init; }

    internal static PortOptical? Read(ref OfReader r)
    {
        if (r.Left != Unsafe.SizeOf<PortOpticalBody>())
            return null;
        var body = r.Take<PortOpticalBody>("a port's optical property");
        return new()
        {
            Supported = body.Supported,
            TxMinFreqLmda = body.TxMinFreqLmda,
            TxMaxFreqLmda = body.TxMaxFreqLmda,
            TxGridFreqLmda = body.TxGridFreqLmda,
            RxMinFreqLmda = body.RxMinFreqLmda,
            RxMaxFreqLmda = body.RxMaxFreqLmda,
            RxGridFreqLmda = body.RxGridFreqLmda,
            TxPwrMin = body.TxPwrMin,
            TxPwrMax = body.TxPwrMax,
        };
    }

    internal override void WriteBody(ref OfWriter w) => w.Put(new PortOpticalBody
    {
        Supported = Supported,
        TxMinFreqLmda = TxMinFreqLmda,
        TxMaxFreqLmda = TxMaxFreqLmda,
        TxGridFreqLmda = TxGridFreqLmda,
        RxMinFreqLmda = RxMinFreqLmda,
        RxMaxFreqLmda = RxMaxFreqLmda,
        RxGridFreqLmda = RxGridFreqLmda,
        TxPwrMin = TxPwrMin,
        TxPwrMax = TxPwrMax,
    });
}

/// <summary>The pipeline fields that packets bring along from the port (ofp_port_desc_prop_oxm).</summary>
public sealed record PortPipelineInput(ValueList<OxmId> OxmIds) : Property<PortDesc>
{
    internal override void WriteBody(ref OfWriter w) => OxmId.WriteList(ref w, OxmIds);
}

/// <summary>The pipeline fields that packets take along to the port (ofp_port_desc_prop_oxm).</summary>
public sealed record PortPipelineOutput(ValueList<OxmId> OxmIds) : Property<PortDesc>
{
    internal override void WriteBody(ref OfWriter w) => OxmId.WriteList(ref w, OxmIds);
}

/// <summary>The ports that packets come in from again which are sent to this one (ofp_port_desc_prop_recirculate).</summary>
public sealed record PortRecirculate(ValueList<uint> PortNos) : Property<PortDesc>
{
    internal static PortRecirculate? Read(ref OfReader r)
    {
        if (r.Left % 4 != 0)
            return null;
        var ports = new List<uint>();
        while (r.Left > 0)
            ports.Add(r.Take<Be32>("a port"));
        return new(ports);
    }

    internal override void WriteBody(ref OfWriter w)
    {
        foreach (var port in PortNos.Span)
            w.Put<Be32>(port);
    }
}
