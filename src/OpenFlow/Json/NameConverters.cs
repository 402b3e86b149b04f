using System.Text.Json;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow.Json;

/// <summary>A field without a value: <c>"eth_dst"</c>, <c>"eth_dst/mask"</c> if bits can be left open; its header <c>"0x80000604"</c> where that has no name.</summary>
sealed class OxmIdConverter : JsonConverter<OxmId>
{
    const string MaskEnd = "/mask";

    public override OxmId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? throw new JsonException("null is no field");
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return ReadHeader(text);
        var hasMask = text.EndsWith(MaskEnd, StringComparison.Ordinal);
        var name = hasMask ? text[..^MaskEnd.Length] : text;
        return new(Fields.SpecNamed(name) ?? throw new JsonException($"no field is called '{name}'"), hasMask);
    }

    // Those of experimenters are followed by their number: 0xffff0a04:0x4f4e4600.
    static OxmId ReadHeader(string text)
    {
        var parts = text.Split(':');
        return new(
            (uint)HexText.Parse(parts[0], 32),
            parts.Length == 2 ? (uint)HexText.Parse(parts[1], 32) : parts.Length == 1 ? 0u : throw new JsonException($"'{text}' is no field"));
    }

    public override void Write(Utf8JsonWriter writer, OxmId value, JsonSerializerOptions options)
    {
        if (value.Field is { } field && new OxmId(field, value.HasMask) == value)
            writer.WriteStringValue(value.HasMask ? field.SpecName + MaskEnd : field.SpecName);
        else
            writer.WriteStringValue(value.Experimenter == 0 ? $"0x{value.Header:x8}" : $"0x{value.Header:x8}:0x{value.Experimenter:x}");
    }
}

/// <summary>The type of a band: <c>"drop"</c> or <c>"dscp_remark"</c>.</summary>
sealed class BandTypeConverter : JsonConverter<MeterBandType>
{
    public override MeterBandType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.GetString();
        return Array.Find(MeterText.BandNames, row => row.Name == name) is { Name: not null } row
            ? row.Type
            : throw new JsonException($"no band has the type '{name}'; one is 'drop'");
    }

    public override void Write(Utf8JsonWriter writer, MeterBandType value, JsonSerializerOptions options) =>
        writer.WriteStringValue(MeterText.NameOf(value));
}
