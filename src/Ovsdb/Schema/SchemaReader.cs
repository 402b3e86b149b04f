using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>What to do with members of a schema that this library does not know.</summary>
public enum UnknownMembers
{
    /// <summary>They are a newer server's affair.</summary>
    Ignore,

    /// <summary>As ovsdb-server itself does with a schema that it is given.</summary>
    Refuse,
}

/// <summary>The kinds of JSON that a member may have.</summary>
[Flags]
enum MemberKinds
{
    String = 1,
    Integer = 2,
    Number = Integer | 4,
    Boolean = 8,
    Array = 16,
    Object = 32,

    /// <summary>A string that is an id (RFC 7047 section 3.1).</summary>
    Id = 64,
    Any = 127,
}

/// <summary>Takes the members out of one JSON object of a schema, and says in its errors which part and which JSON.</summary>
sealed class SchemaReader
{
    readonly string _part;
    readonly JsonElement _json;
    readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public SchemaReader(string part, JsonElement json)
    {
        (_part, _json) = (part, json);
        if (json.ValueKind != JsonValueKind.Object)
            throw ParsingError("Object expected.");
    }

    /// <summary>An error about the object as a whole.</summary>
    public OvsdbException Error(string details) => OvsdbException.At(_json, details);

    public JsonElement Member(string name, MemberKinds kinds) =>
        Optional(name, kinds) ?? throw ParsingError($"Required '{name}' member is missing.");

    public JsonElement? Optional(string name, MemberKinds kinds)
    {
        if (!_json.TryGetProperty(name, out var member))
            return null;
        _used.Add(name);
        return (KindOf(member) & kinds) != 0 ? member : throw ParsingError($"Type mismatch for member '{name}'.");
    }

    public bool? OptionalBoolean(string name) => Optional(name, MemberKinds.Boolean)?.GetBoolean();

    public long? OptionalInteger(string name)
    {
        if (Optional(name, MemberKinds.Integer) is not { } member)
            return null;
        CanonicalJson.TryInteger(member, out var value);
        return value;
    }

    /// <summary>Ends the reading: members that nobody asked for are refused, if the caller wants that.</summary>
    public void Finish(UnknownMembers unknown)
    {
        if (unknown == UnknownMembers.Ignore)
            return;
        var unused = _json.EnumerateObject().Select(member => member.Name).Where(name => !_used.Contains(name)).ToArray();
        if (unused.Length == 1)
            throw ParsingError($"Member '{unused[0]}' is present but not allowed here.");
        if (unused.Length > 1)
        {
            var others = unused.Length - 1;
            throw ParsingError($"Member '{unused[0]}' and {others} other member{(others > 1 ? "s" : "")} are present but not allowed here.");
        }
    }

    /// <summary>The name that a schema gives to a table or column.</summary>
    public string NewName(string name)
    {
        if (name.StartsWith('_'))
            throw Error("names beginning with \"_\" are reserved");
        return OvsdbName.IsValid(name) ? name : throw Error("name must be a valid id");
    }

    static MemberKinds KindOf(JsonElement member) => member.ValueKind switch
    {
        JsonValueKind.String => OvsdbName.IsValid(member.GetString()!) ? MemberKinds.String | MemberKinds.Id : MemberKinds.String,
        JsonValueKind.Number => CanonicalJson.TryInteger(member, out _) ? MemberKinds.Integer : MemberKinds.Number & ~MemberKinds.Integer,
        JsonValueKind.True or JsonValueKind.False => MemberKinds.Boolean,
        JsonValueKind.Array => MemberKinds.Array,
        JsonValueKind.Object => MemberKinds.Object,
        _ => 0,
    };

    OvsdbException ParsingError(string why) => OvsdbException.At(_json, $"Parsing {_part} failed: {why}");
}
