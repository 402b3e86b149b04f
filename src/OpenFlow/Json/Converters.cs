using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sdn.OpenFlow.Json;

/// <summary>64-bit integers are text: most JSON readers keep 53 bits of a number.</summary>
sealed class UInt64Converter : JsonConverter<ulong>
{
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetUInt64() : (ulong)HexText.Parse(reader.GetString(), 64);

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(HexText.Format(value));
}

/// <summary>Numbers as <c>0x...</c>.</summary>
static class HexText
{
    internal static string Format(UInt128 value) => $"0x{value:x}";

    internal static UInt128 Parse(string? text, int bits)
    {
        if (text is null || !text.StartsWith("0x", StringComparison.Ordinal)
            || !UInt128.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            throw new JsonException($"'{text}' is no number; one is written \"0x2a\"");
        }

        return value <= Field.Ones(bits) ? value : throw new JsonException($"{text} has more than {bits} bits");
    }
}

/// <summary>Bytes are hexadecimal text, two digits a byte.</summary>
sealed class BytesConverter : JsonConverter<ValueList<byte>>
{
    public override ValueList<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    internal static ValueList<byte> Parse(string? text)
    {
        try
        {
            return ValueList.Create<byte>(Convert.FromHexString(text ?? ""));
        }
        catch (FormatException)
        {
            throw new JsonException($"'{text}' is no hexadecimal text; bytes are written \"00ff\"");
        }
    }

    public override void Write(Utf8JsonWriter writer, ValueList<byte> value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Convert.ToHexStringLower(value.Span));
}

/// <summary>Ethernet addresses are text: <c>"02:00:00:00:00:2a"</c>.</summary>
sealed class MacAddressConverter : JsonConverter<MacAddress>
{
    public override MacAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        MacAddress.TryParse(reader.GetString(), null, out var mac)
            ? mac
            : throw new JsonException($"'{reader.GetString()}' is no Ethernet address; one is written \"02:00:00:00:00:2a\"");

    public override void Write(Utf8JsonWriter writer, MacAddress value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>IP addresses are text.</summary>
sealed class IpAddressConverter : JsonConverter<IPAddress>
{
    public override IPAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPAddress.TryParse(reader.GetString(), out var address)
            ? address
            : throw new JsonException($"'{reader.GetString()}' is no IP address");

    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>A list whose items are written as their own type asks.</summary>
sealed class ValueListConverter<T> : JsonConverter<ValueList<T>>
{
    public override ValueList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException($"a list was expected, not {reader.TokenType}");
        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException("null is no item of a list"));
        return items.Count == 0 ? ValueList<T>.Empty : items;
    }

    public override void Write(Utf8JsonWriter writer, ValueList<T> value, JsonSerializerOptions options)
    {
        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        writer.WriteStartArray();
        foreach (var item in value)
            JsonSerializer.Serialize(writer, item, type);
        writer.WriteEndArray();
    }
}

/// <summary>The JSON form of a value that nests what the wire has flat.</summary>
interface IFlat<T, TSelf>
    where TSelf : IFlat<T, TSelf>
{
    static abstract TSelf From(T value);

    T ToValue();
}

/// <summary>Writes a <typeparamref name="T"/> in its flat form.</summary>
sealed class Flat<T, TJson> : JsonConverter<T>
    where TJson : IFlat<T, TJson>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (JsonSerializer.Deserialize(ref reader, (JsonTypeInfo<TJson>)options.GetTypeInfo(typeof(TJson)))
            ?? throw new JsonException($"null is no {typeof(T).Name}")).ToValue();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, TJson.From(value), (JsonTypeInfo<TJson>)options.GetTypeInfo(typeof(TJson)));
}
