using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>
/// Reads values that people or programs wrote, and refuses what their column's type does not allow with the sentence that
/// ovsdb-server would use. (<see cref="ValueReader"/> reads what a server sent, which is within its own schema.)
/// </summary>
static class ValueParser
{
    /// <summary>A value of the type, all constraints kept.</summary>
    /// <exception cref="OvsdbException">The JSON is no such value.</exception>
    public static OvsdbValue Parse(JsonElement json, ColumnType type)
    {
        if (!type.IsMap && !IsTagged(json, "set"))
            return OvsdbValue.Scalar(ParseAtom(json, type.Key));
        var form = type.IsMap ? "map" : "set";
        if (!IsTagged(json, form) || json.GetArrayLength() != 2 || json[1].ValueKind != JsonValueKind.Array)
            throw OvsdbException.At(json, $"expected [\"{form}\", <array>]");
        CheckCount(json, type, form);
        return type.IsMap ? ParseMap(json[1], type) : ParseSet(json[1], type);
    }

    /// <summary>An atom of the type, all constraints kept.</summary>
    public static OvsdbAtom ParseAtom(JsonElement json, BaseType type)
    {
        var atom = type.Type switch
        {
            AtomType.Integer when CanonicalJson.TryInteger(json, out var integer) => OvsdbAtom.Integer(integer),
            AtomType.Real when json.ValueKind == JsonValueKind.Number => OvsdbAtom.Real(json.GetDouble()),
            AtomType.Boolean when json.ValueKind is JsonValueKind.True or JsonValueKind.False => OvsdbAtom.Boolean(json.GetBoolean()),
            AtomType.String when json.ValueKind == JsonValueKind.String => OvsdbAtom.String(Text(json)),
            AtomType.Uuid => ParseUuid(json),
            _ => throw OvsdbException.At(json, $"expected {type.Type.Name()}"),
        };
        Constraints.Check(atom, type);
        return atom;
    }

    static OvsdbValue ParseSet(JsonElement inner, ColumnType type)
    {
        var keys = inner.EnumerateArray().Select(item => ParseAtom(item, type.Key)).Order().ToArray();
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i - 1] == keys[i])
                throw new OvsdbException("ovsdb error", "set contains duplicate");
        }
        return OvsdbValue.FromSortedKeys(keys);
    }

    static OvsdbValue ParseMap(JsonElement inner, ColumnType type)
    {
        var keys = new List<OvsdbAtom>();
        var values = new List<OvsdbAtom>();
        foreach (var pair in inner.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2)
                throw OvsdbException.At(pair, "expected 2-element array");
            keys.Add(ParseAtom(pair[0], type.Key));
            values.Add(ParseAtom(pair[1], type.Value!));
        }
        var (sortedKeys, sortedValues) = (keys.ToArray(), values.ToArray());
        Array.Sort(sortedKeys, sortedValues);
        for (var i = 1; i < sortedKeys.Length; i++)
        {
            if (sortedKeys[i - 1] == sortedKeys[i])
                throw new OvsdbException("ovsdb error", "map contains duplicate key");
        }
        return OvsdbValue.FromSortedPairs(sortedKeys, sortedValues);
    }

    static void CheckCount(JsonElement json, ColumnType type, string form)
    {
        var count = json[1].GetArrayLength();
        if (count >= type.Min && count <= type.Max)
            return;
        throw OvsdbException.At(json, type is { Min: 1, Max: 1 }
            ? $"{form} must have exactly one member but {count} are present"
            : $"{form} must have {type.Min} to {type.Max} members but {count} are present");
    }

    // The reader of JSON leaves it to whoever takes a string whether it is UTF-8.
    static string Text(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            var reason = IllFormedUtf8.Describe(JsonMarshal.GetRawUtf8Value(json)[1..^1]) ?? "a surrogate without its other half";
            throw new OvsdbException(OvsdbErrors.ConstraintViolation, $"not a valid UTF-8 string: {reason}", e);
        }
    }

    static OvsdbAtom ParseUuid(JsonElement json)
    {
        // No "named-uuid": a name is one transaction's, and what is read here stands outside of any.
        if (!IsTagged(json, "uuid") || json.GetArrayLength() != 2 || json[1].ValueKind != JsonValueKind.String)
            throw OvsdbException.At(json, "expected [\"uuid\", <string>]");
        return Guid.TryParseExact(json[1].GetString(), "D", out var uuid)
            ? OvsdbAtom.Uuid(uuid)
            : throw OvsdbException.At(json, $"\"{json[1].GetString()}\" is not a valid UUID");
    }

    static bool IsTagged(JsonElement json, string tag) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() >= 1
        && json[0].ValueKind == JsonValueKind.String && json[0].ValueEquals(tag)
        && (json.GetArrayLength() > 1 || tag == "set");
}
