using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow.Json;

/// <summary>Bits of a field are text, as ovs-ofctl writes them: <c>"NXM_NX_REG0[0..15]"</c>.</summary>
sealed class SubfieldConverter : JsonConverter<Subfield>
{
    public override Subfield Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

    public override void Write(Utf8JsonWriter writer, Subfield value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    internal static Subfield Parse(string? text)
    {
        try
        {
            return FieldReader.ReadSubfield(new(text ?? ""));
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message);
        }
    }
}

/// <summary>A field by its name.</summary>
sealed class FieldConverter : JsonConverter<Field>
{
    public override Field Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Fields.SpecNamed(reader.GetString() ?? "") ?? throw new JsonException($"no field is called '{reader.GetString()}'");

    public override void Write(Utf8JsonWriter writer, Field value, JsonSerializerOptions options) => writer.WriteStringValue(value.SpecName);
}

/// <summary>A conntrack zone: its number, or the bits that hold it.</summary>
sealed class CtZoneConverter : JsonConverter<CtZoneSource>
{
    public override CtZoneSource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetUInt16() : SubfieldConverter.Parse(reader.GetString());

    public override void Write(Utf8JsonWriter writer, CtZoneSource value, JsonSerializerOptions options)
    {
        if (value.Field is { } field)
            writer.WriteStringValue(field.ToString());
        else
            writer.WriteNumberValue(value.Zone);
    }
}

/// <summary>What set_field writes, as in a match: field, value and mask.</summary>
sealed class SetFieldConverter : JsonConverter<SetField>
{
    public override SetField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonNode.Parse(ref reader);
        return new(json.Deserialize(OpenFlowJson.Of<FieldMatch>())) { HasMask = json?["mask"] is not null };
    }

    public override void Write(Utf8JsonWriter writer, SetField value, JsonSerializerOptions options)
    {
        if (!value.HasMask)
        {
            JsonSerializer.Serialize(writer, value.Value, OpenFlowJson.Of<FieldMatch>());
            return;
        }
        // The mask has all bits of the field and is yet on the wire: shown as the value that it is.
        var json = JsonSerializer.SerializeToNode(value.Value, OpenFlowJson.Of<FieldMatch>())!;
        json["mask"] = JsonSerializer.SerializeToNode(value.Value.Field.Is(value.Value.Field.AllOnes), OpenFlowJson.Of<FieldMatch>())!["value"]!.DeepClone();
        json.WriteTo(writer, options);
    }
}
