using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow.Json;

/// <summary>
/// A field with its value: <c>{"field":"eth_dst","value":"02:00:00:00:00:2a","mask":null}</c>. Addresses are text, other numbers
/// of up to 32 bits are numbers, longer ones <c>"0x..."</c>. A tunnel option with a mask of 0 asks whether it is there.
/// </summary>
sealed class FieldMatchConverter : JsonConverter<FieldMatch>
{
    public override FieldMatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException("a field is a JSON object");
        string? name = null;
        JsonElement value = default, mask = default;
        foreach (var member in json.RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case "field": name = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null; break;
                case "value": value = member.Value; break;
                case "mask": mask = member.Value; break;
                default: throw new JsonException($"a field has 'field', 'value' and 'mask', and no '{member.Name}'");
            }
        }

        if (name is null)
            throw new JsonException("a field has a 'field', its name");
        var field = Fields.SpecNamed(name) ?? throw new JsonException($"no field is called '{name}'; one is 'eth_dst'");
        if (value.ValueKind == JsonValueKind.Undefined)
            throw new JsonException($"{name} has no 'value'");
        return mask.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
            ? FieldMatch.FromBytes(field, Bytes(field, value), [])
            : FieldMatch.FromBytes(field, Bytes(field, value), Bytes(field, mask), isMasked: true);
    }

    public override void Write(Utf8JsonWriter writer, FieldMatch value, JsonSerializerOptions options)
    {
        Span<byte> bytes = stackalloc byte[OptionBits.BytesMax];
        bytes = bytes[..value.Bytes];
        writer.WriteStartObject();
        writer.WriteString("field", value.Field.SpecName);
        writer.WritePropertyName("value");
        value.CopyValue(bytes);
        Write(writer, value.Field, bytes);
        writer.WritePropertyName("mask");
        if (value.IsExact)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.CopyMask(bytes);
            Write(writer, value.Field, bytes);
        }
        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, Field field, ReadOnlySpan<byte> bytes)
    {
        switch (field.Format)
        {
            case Format.Mac: writer.WriteStringValue(FieldText.Mac(FieldMatch.ToNumber(bytes))); break;
            case Format.Ipv4: writer.WriteStringValue(FieldText.Ipv4(FieldMatch.ToNumber(bytes))); break;
            case Format.Ipv6: writer.WriteStringValue(FieldText.Ipv6(FieldMatch.ToNumber(bytes))); break;
            default:
                if (field.Bytes <= sizeof(uint))
                    writer.WriteNumberValue((uint)FieldMatch.ToNumber(bytes));
                else
                    writer.WriteStringValue("0x" + (Convert.ToHexStringLower(bytes).TrimStart('0') is { Length: > 0 } digits ? digits : "0"));
                break;
        }
    }

    /// <summary>A value or a mask, as long as the field's are.</summary>
    static byte[] Bytes(Field field, JsonElement json)
    {
        var bytes = new byte[field.Bytes];
        if (!TryRead(field, json, bytes))
            throw new JsonException($"{field.SpecName} cannot be {json.GetRawText()}; it has {field.Bytes} bytes");
        if (!field.IsOption && (FieldMatch.ToNumber(bytes) & ~field.AllOnes) != 0)
            throw new JsonException($"{field.SpecName} cannot be {json.GetRawText()}; its bits are 0x{field.AllOnes:x}");
        return bytes;
    }

    static bool TryRead(Field field, JsonElement json, Span<byte> to)
    {
        if (json.ValueKind == JsonValueKind.Number)
            return json.TryGetUInt64(out var number) && TryCopy(BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(number)), to);
        if (json.ValueKind != JsonValueKind.String || json.GetString() is not { } text)
            return false;
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return TryReadHex(text[2..], to);
        return field.Format switch
        {
            Format.Mac => MacAddress.TryParse(text, null, out var mac)
                && TryCopy(BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(mac.Value)), to),
            Format.Ipv4 or Format.Ipv6 => IPAddress.TryParse(text, out var address)
                && address.GetAddressBytes().Length == to.Length && TryCopy(address.GetAddressBytes(), to),
            _ => false,
        };
    }

    static bool TryReadHex(string digits, Span<byte> to)
    {
        try
        {
            return digits.Length is > 0 and <= 2 * OptionBits.BytesMax
                && TryCopy(Convert.FromHexString(digits.Length % 2 == 0 ? digits : "0" + digits), to);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Copies a number, which may have more bytes than there is room for if these are zero.</summary>
    static bool TryCopy(ReadOnlySpan<byte> number, Span<byte> to)
    {
        var more = number.Length - to.Length;
        if (more > 0 && number[..more].ContainsAnyExcept((byte)0))
            return false;
        number = more > 0 ? number[more..] : number;
        number.CopyTo(to[^number.Length..]);
        return true;
    }
}

/// <summary>A match as a list of fields, which must have what they require.</summary>
sealed class MatchConverter : JsonConverter<Match>
{
    public override Match Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(new ValueListConverter<FieldMatch>().Read(ref reader, typeToConvert, options).Span);

    public override void Write(Utf8JsonWriter writer, Match value, JsonSerializerOptions options) =>
        new ValueListConverter<FieldMatch>().Write(writer, ValueList.Create(value.Span), options);
}

/// <summary>What is known of one packet as a list of fields, which require nothing.</summary>
sealed class LooseMatchConverter : JsonConverter<Match>
{
    public override Match Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Match.Loose(new ValueListConverter<FieldMatch>().Read(ref reader, typeToConvert, options).Span);

    public override void Write(Utf8JsonWriter writer, Match value, JsonSerializerOptions options) =>
        new MatchConverter().Write(writer, value, options);
}
