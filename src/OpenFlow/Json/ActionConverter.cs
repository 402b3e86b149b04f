using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Json;

/// <summary>
/// An action or instruction: <c>{"type":"output","port":1,"max_len":0}</c>. The type is the last part of the specification's
/// name, or Open vSwitch's, in lower case; the members are those of ofp_action_*, and of Open vSwitch's ofpact_* for its own.
/// </summary>
sealed class ActionConverter : JsonConverter<Action>
{
    const string Experimenter = "experimenter";

    public override Action Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject json)
            throw new JsonException("an action is a JSON object");
        if (json["type"] is not JsonValue type || !type.TryGetValue<string>(out var name))
            throw new JsonException("an action has a 'type'");
        json.Remove("type");
        var record = RecordOf(name) ?? throw new JsonException($"no action or instruction has the type '{name}'; one is 'output'");
        return record == typeof(SetOld)
            ? SetOldJson.Read(json, ActionTable.Named(name)!)
            : (Action)json.Deserialize(options.GetTypeInfo(record))!;
    }

    public override void Write(Utf8JsonWriter writer, Action value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("type", NameOf(value));
        var members = value is SetOld old ? SetOldJson.Write(old) : JsonSerializer.SerializeToNode(value, options.GetTypeInfo(value.GetType()))!.AsObject();
        foreach (var (name, node) in members)
        {
            writer.WritePropertyName(name);
            if (node is null)
                writer.WriteNullValue();
            else
                node.WriteTo(writer, options);
        }
        writer.WriteEndObject();
    }

    static string NameOf(Action action) => ActionTable.Of(action)?.Name
        ?? Array.Find(InstructionCodec.Table, row => row.Type == action.GetType())?.Name
        ?? Experimenter;

    static Type? RecordOf(string name) => Array.Find(InstructionCodec.Table, row => row.Name == name)?.Type
        ?? ActionTable.Named(name)?.Type
        ?? (name == Experimenter ? typeof(RawAction) : null);
}
