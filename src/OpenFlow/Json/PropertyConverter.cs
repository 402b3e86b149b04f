using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Json;

/// <summary>
/// A property: <c>{"type":"ethernet","curr":2112,...}</c> with the name that its row gives it. Without a row it is
/// <c>{"type":"experimenter","experimenter":101,"exp_type":1,"data":"00ff"}</c> or <c>{"type":"unknown","property_type":9,"data":"00ff"}</c>.
/// </summary>
sealed class PropertyConverter<TOwner>(PropertyTable<TOwner> table) : JsonConverter<Property<TOwner>>
{
    const string Unknown = "unknown";

    public override void Write(Utf8JsonWriter writer, Property<TOwner> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case ExperimenterProperty<TOwner> p:
                writer.WriteString("type", table.ExperimenterName);
                writer.WriteNumber("experimenter", p.Experimenter);
                writer.WriteNumber("exp_type", p.ExperimenterType);
                writer.WriteString("data", Convert.ToHexStringLower(p.Payload.Span));
                break;
            case UnknownProperty<TOwner> p:
                writer.WriteString("type", Unknown);
                writer.WriteNumber("property_type", p.PropertyType);
                writer.WriteString("data", Convert.ToHexStringLower(p.Payload.Span));
                break;
            default:
                writer.WriteString("type", table.RowOf(value).Name);
                var body = JsonSerializer.SerializeToElement(value, options.GetTypeInfo(value.GetType()));
                foreach (var member in body.EnumerateObject())
                    member.WriteTo(writer);
                break;
        }
        writer.WriteEndObject();
    }

    public override Property<TOwner> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject json)
            throw new JsonException("a property is a JSON object");
        var name = Require<string>(json, "type");
        if (table.Named(name) is { } row)
            return table.Mark(row, (Property<TOwner>?)json.Deserialize(options.GetTypeInfo(row.Record)) ?? throw new JsonException("null is no property"));
        Property<TOwner> property;
        if (name == table.ExperimenterName)
            property = new ExperimenterProperty<TOwner>(Require<uint>(json, "experimenter"), Require<uint>(json, "exp_type"), TakeBytes(json));
        else if (name == Unknown)
            property = new UnknownProperty<TOwner>(Require<ushort>(json, "property_type"), TakeBytes(json));
        else
            throw new JsonException($"no property has the type '{name}' here");
        return json.Count == 0 ? property : throw new JsonException($"a property has no '{json.First().Key}'");
    }

    static T Require<T>(JsonObject json, string key) =>
        json.Remove(key, out var node) && node is JsonValue value && value.TryGetValue<T>(out var result)
            ? result
            : throw new JsonException($"a property needs '{key}', a {typeof(T).Name}");

    static ValueList<byte> TakeBytes(JsonObject json) => BytesConverter.Parse(Require<string>(json, "data"));
}
