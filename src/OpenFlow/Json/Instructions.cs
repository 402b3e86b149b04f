using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sdn.OpenFlow.Json;

/// <summary>
/// A flow's one list as OpenFlow has it: actions are in an instruction of their own,
/// <c>[{"type":"apply_actions","actions":[...]},{"type":"goto_table","table_id":5}]</c>.
/// </summary>
readonly record struct Instructions(ValueList<Action> Actions)
{
    internal static Instructions None => new([]);
}

/// <summary>Splits the list where it is written, and joins it where it is read.</summary>
sealed class InstructionsConverter : JsonConverter<Instructions>
{
    public override Instructions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("instructions are a list");
        var (applied, others) = (new List<Action>(), new List<Action>());
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            using var json = JsonDocument.ParseValue(ref reader);
            if (json.RootElement.TryGetProperty("type", out var type) && type.ValueEquals("apply_actions"))
                applied.AddRange(ReadActions(json.RootElement));
            else
                others.Add(json.RootElement.Deserialize(OpenFlowJson.Of<Action>())!);
        }
        return new([.. applied, .. others.OrderBy(action => action.InstructionRank)]);
    }

    public override void Write(Utf8JsonWriter writer, Instructions value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        if (value.Actions.Count > 0 && value.Actions[0].InstructionRank == 0)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "apply_actions");
            writer.WriteStartArray("actions");
            foreach (var action in value.Actions.Where(action => action.InstructionRank == 0))
                JsonSerializer.Serialize(writer, action, OpenFlowJson.Of<Action>());
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        foreach (var instruction in value.Actions.Where(action => action.InstructionRank > 0))
            JsonSerializer.Serialize(writer, instruction, OpenFlowJson.Of<Action>());
        writer.WriteEndArray();
    }

    static ValueList<Action> ReadActions(JsonElement instruction)
    {
        if (!instruction.TryGetProperty("actions", out var actions))
            throw new JsonException("apply_actions has 'actions'");
        return actions.Deserialize(OpenFlowJson.Of<ValueList<Action>>())!;
    }
}
