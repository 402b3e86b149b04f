using System.Runtime.InteropServices;
using System.Text;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks what meters the switch can have. OpenFlow 1.5.1, 7.3.5.15.</summary>
public sealed record MeterFeaturesRequest : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.MeterFeatures;

    internal override void WriteRequest(ref OfWriter w)
    {
    }
}

/// <summary>
/// ofp_meter_features, as Open vSwitch sends and reads it: without the last 8 bytes, features and padding, that
/// OpenFlow 1.5 appended. OpenFlow 1.5.1, 7.3.5.15.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct MeterFeaturesBody
{
    public Be32 MaxMeter;
    public Be32 BandTypes;
    public Be32 Capabilities;
    public byte MaxBands;
    public byte MaxColor;
    public Be16 Pad;
}

/// <summary>What meters the switch can have.</summary>
/// <param name="MaxMeter">How many meters.</param>
/// <param name="BandTypes">A bit for each <see cref="MeterBandType"/>.</param>
/// <param name="Capabilities">The flags that a meter can have.</param>
/// <param name="MaxBands">How many bands in a meter.</param>
/// <param name="MaxColor">How many colors of packets.</param>
public sealed record MeterFeaturesReply(uint MaxMeter, uint BandTypes, uint Capabilities, byte MaxBands, byte MaxColor) : MultipartReply
{
    static readonly BitNames
        BandNames = new([.. MeterText.BandNames.Select(row => (1u << (int)row.Type, row.Name))]),
        CapabilityNames = new([.. MeterText.FlagNames.Select(row => ((uint)row.Flag, row.Name))]);

    public override MultipartType Multipart => MultipartType.MeterFeatures;

    internal static MeterFeaturesReply Read(ref OfReader r)
    {
        var body = r.Take<MeterFeaturesBody>("the features of meters");
        return new(body.MaxMeter, body.BandTypes, body.Capabilities, body.MaxBands, body.MaxColor);
    }

    internal override void WriteReply(ref OfWriter w) => w.Put(new MeterFeaturesBody
    {
        MaxMeter = MaxMeter,
        BandTypes = BandTypes,
        Capabilities = Capabilities,
        MaxBands = MaxBands,
        MaxColor = MaxColor,
    });

    internal override void Print(StringBuilder to)
    {
        to.Append($"\nmax_meter:{MaxMeter} max_bands:{MaxBands} max_color:{MaxColor}\nband_types: ");
        BandNames.Write(to, BandTypes, ' ');
        to.Append("\ncapabilities: ");
        CapabilityNames.Write(to, Capabilities, ' ');
    }
}
