using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>Takes the members of one part of a schema out of its JSON, and names that part in its errors.</summary>
readonly struct SchemaReader(string part)
{
    public OvsdbException Error(string details) => new(OvsdbErrors.SyntaxError, $"parsing {part}: {details}");

    public JsonElement Member(JsonElement json, string name) =>
        Optional(json, name) ?? throw Error($"required '{name}' member is missing");

    public JsonElement Member(JsonElement json, string name, JsonValueKind kind) =>
        Optional(json, name, kind) ?? throw Error($"required '{name}' member is missing");

    public JsonElement? Optional(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Error("object expected");
        return json.TryGetProperty(name, out var member) ? member : null;
    }

    public JsonElement? Optional(JsonElement json, string name, JsonValueKind kind)
    {
        var member = Optional(json, name);
        if (member is { } found && found.ValueKind != kind)
            throw Error($"type mismatch for member '{name}'");
        return member;
    }

    public long? OptionalInteger(JsonElement json, string name, long min = long.MinValue, long max = long.MaxValue)
    {
        if (Optional(json, name, JsonValueKind.Number) is not { } member)
            return null;
        if (!member.TryGetInt64(out var value))
            throw Error($"type mismatch for member '{name}'");
        return value >= min && value <= max ? value : throw Error($"'{name}' must be from {min} to {max}, not {value}");
    }

    public double? OptionalReal(JsonElement json, string name) => Optional(json, name, JsonValueKind.Number)?.GetDouble();

    public bool? OptionalBoolean(JsonElement json, string name) => Optional(json, name)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error($"type mismatch for member '{name}'"),
    };

    /// <summary>The text of an id (RFC 7047 section 3.1).</summary>
    public string Name(JsonElement json, string member)
    {
        var name = json.ValueKind == JsonValueKind.String ? json.GetString()! : "";
        return OvsdbName.IsValid(name) ? name : throw Error($"type mismatch for member '{member}'");
    }

    /// <summary>The name that a schema gives to a table or column.</summary>
    public string NewName(string name)
    {
        if (!OvsdbName.IsValid(name))
            throw Error($"name must be a valid id, not \"{name}\"");
        return name[0] != '_' ? name : throw Error("names beginning with \"_\" are reserved");
    }

    public void CheckVersion(string version)
    {
        var parts = version.Split('.');
        if (parts.Length != 3 || !parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)))
            throw Error($"schema version \"{version}\" not in format x.y.z");
    }
}
