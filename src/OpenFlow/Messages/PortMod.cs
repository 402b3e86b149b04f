using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>ofp_port_mod; properties follow. OpenFlow 1.5.1, 7.3.4.4.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortModBody
{
    public Be32 PortNo;
    public Be32 Pad;
    public Mac6 HwAddr;
    public Be16 Pad2;
    public Be32 Config;
    public Be32 Mask;
}

/// <summary>ofp_port_mod_prop_optical, behind type and length. OpenFlow 1.5.1, 7.3.4.4.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PortModOpticalBody
{
    public Be32 Configure;
    public Be32 FreqLmda;
    public Be32 FlOffset;
    public Be32 GridSpan;
    public Be32 TxPwr;
}

/// <summary>Changes how a port behaves: the bits of <paramref name="Config"/> that <paramref name="Mask"/> has.</summary>
/// <param name="Port">The port's number.</param>
/// <param name="Mac">The port's address, which the switch compares: it is no way to change it.</param>
/// <param name="Config">The bits to set.</param>
/// <param name="Mask">The bits to change.</param>
public sealed record PortMod(
    [property: JsonPropertyName("port_no")] uint Port,
    [property: JsonPropertyName("hw_addr")] MacAddress Mac,
    PortConfig Config,
    PortConfig Mask) : OpenFlowMessage
{
    internal static readonly PropertyTable<PortMod> PropertyTable = new(
        new(0, "ethernet", typeof(PortModEthernet), static (ref r) => new PortModEthernet((PortFeatures)(uint)Wire.Properties.Only<Be32>(ref r, "the features"))),
        new(1, "optical", typeof(PortModOptical), PortModOptical.Read));

    public override MessageType Type => MessageType.PortMod;

    /// <summary>What else is to change, such as the features that are advertised.</summary>
    public ValueList<Property<PortMod>> Properties { get; init; } = [];

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new PortModBody { PortNo = Port, HwAddr = Mac, Config = (uint)Config, Mask = (uint)Mask });
        PropertyTable.Write(ref w, Properties);
    }

    internal static PortMod Read(ref OfReader r)
    {
        var body = r.Take<PortModBody>("the port mod");
        return new(Ports.Checked(body.PortNo, in r), body.HwAddr, (PortConfig)(uint)body.Config, (PortConfig)(uint)body.Mask)
        {
            Properties = PropertyTable.Read(ref r),
        };
    }

    internal override void Print(StringBuilder to)
    {
        to.Append($" port: {Ports.Show(Port)}: addr:{Mac}\n     config: ");
        PortDesc.PrintConfig(to, Config & Mask);
        to.Append("     mask:   ");
        PortDesc.PrintConfig(to, Mask);
        to.Append("     advertise: ");
        var advertise = Properties.OfType<PortModEthernet>().LastOrDefault()?.Advertise ?? PortFeatures.None;
        if ((advertise & PortFeatures.All) == 0)
            to.Append("UNCHANGED\n");
        else
            advertise.Print(to);
    }
}

/// <summary>The features that the port is to advertise; none leaves them as they are (ofp_port_mod_prop_ethernet).</summary>
public sealed record PortModEthernet(PortFeatures Advertise) : Property<PortMod>
{
    internal override void WriteBody(ref OfWriter w) => w.Put<Be32>((uint)Advertise);
}

/// <summary>How the port's laser is to be tuned (ofp_port_mod_prop_optical); Open vSwitch has none.</summary>
/// <param name="Configure">Bits of ofp_optical_port_features.</param>
/// <param name="FreqLmda">The center frequency, in MHz, or the wavelength, in nm * 100.</param>
/// <param name="FlOffset">Signed offset of it, in MHz.</param>
/// <param name="GridSpan">The grid's width.</param>
/// <param name="TxPwr">The transmitting power, in dBm * 10.</param>
public sealed record PortModOptical(uint Configure, uint FreqLmda, int FlOffset, uint GridSpan, uint TxPwr) : Property<PortMod>
{
    internal static PortModOptical? Read(ref OfReader r)
    {
        if (r.Left != Unsafe.SizeOf<PortModOpticalBody>())
            return null;
        var body = r.Take<PortModOpticalBody>("a port's optical property");
        return new(body.Configure, body.FreqLmda, (int)(uint)body.FlOffset, body.GridSpan, body.TxPwr);
    }

    internal override void WriteBody(ref OfWriter w) => w.Put(new PortModOpticalBody
    {
        Configure = Configure,
        FreqLmda = FreqLmda,
        FlOffset = (uint)FlOffset,
        GridSpan = GridSpan,
        TxPwr = TxPwr,
    });
}
