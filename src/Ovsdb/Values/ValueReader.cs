using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>Reads the JSON of values (RFC 7047 section 5.1), with a column's type where one is known.</summary>
static class ValueReader
{
    /// <summary>Reads one value that has nothing to do with the last.</summary>
    public static OvsdbValue Read(ref Utf8JsonReader reader, ColumnType? type) => Read(ref reader, type, new RecentValues(null));

    /// <summary>Reads the value at the reader's token and leaves the reader on its last token.</summary>
    public static OvsdbValue Read(ref Utf8JsonReader reader, ColumnType? type, RecentValues recent)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return OneAtom(ReadAtom(ref reader, type?.Key.Type, recent), type, recent);
        reader.Next(JsonTokenType.String, "\"uuid\", \"set\" or \"map\"");
        if (reader.Is("set"u8))
            return ReadSet(ref reader, type, recent);
        if (reader.Is("map"u8))
            return ReadMap(ref reader, type, recent);
        return OneAtom(ReadUuid(ref reader, type?.Key.Type), type, recent);
    }

    static OvsdbValue OneAtom(OvsdbAtom atom, ColumnType? type, RecentValues recent) => type is { IsMap: true }
        ? throw OvsdbException.Protocol("expected a map, not an atom")
        : recent.Scalar(atom);

    static OvsdbValue ReadSet(ref Utf8JsonReader reader, ColumnType? type, RecentValues recent)
    {
        if (type is { IsMap: true })
            throw OvsdbException.Protocol("expected a map, not a set");
        recent.Begin();
        reader.Next(JsonTokenType.StartArray, "the array of a set");
        for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
            recent.Add(ReadAtom(ref reader, type?.Key.Type, recent));
        reader.Next(JsonTokenType.EndArray, "the end of a set");
        return recent.Set();
    }

    static OvsdbValue ReadMap(ref Utf8JsonReader reader, ColumnType? type, RecentValues recent)
    {
        if (type is { IsMap: false })
            throw OvsdbException.Protocol("expected a set, not a map");
        recent.Begin();
        reader.Next(JsonTokenType.StartArray, "the array of a map");
        for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
        {
            reader.Expect(JsonTokenType.StartArray, "a pair");
            reader.Next();
            var key = ReadAtom(ref reader, type?.Key.Type, recent);
            reader.Next();
            recent.Add(key, ReadAtom(ref reader, type?.Value?.Type, recent));
            reader.Next(JsonTokenType.EndArray, "the end of a pair");
        }
        reader.Next(JsonTokenType.EndArray, "the end of a map");
        return recent.Map();
    }

    /// <summary>Reads the atom at the reader's token and leaves the reader on its last token.</summary>
    internal static OvsdbAtom ReadAtom(ref Utf8JsonReader reader, AtomType? type, RecentValues? recent = null)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when type is null or AtomType.String:
                return OvsdbAtom.String(recent is null ? reader.Text() : recent.Text(ref reader));
            case JsonTokenType.True or JsonTokenType.False when type is null or AtomType.Boolean:
                return OvsdbAtom.Boolean(reader.TokenType == JsonTokenType.True);
            case JsonTokenType.Number when type is null or AtomType.Integer or AtomType.Real:
                return ReadNumber(ref reader, type);
            case JsonTokenType.StartArray when type is null or AtomType.Uuid:
                reader.Next(JsonTokenType.String, "\"uuid\"");
                return ReadUuid(ref reader, type);
            default:
                throw OvsdbException.Protocol($"expected {Name(type)}, not {reader.TokenType}");
        }
    }

    static OvsdbAtom ReadUuid(ref Utf8JsonReader reader, AtomType? type)
    {
        if (type is not (null or AtomType.Uuid))
            throw OvsdbException.Protocol($"expected {Name(type)}, not an array");
        // No "named-uuid": names are for what is not there yet, and a server tells of what is.
        if (!reader.Is("uuid"u8))
            throw OvsdbException.Protocol("expected [\"uuid\", ...]");
        reader.Next();
        var atom = OvsdbAtom.Uuid(reader.Uuid("a UUID"));
        reader.Next(JsonTokenType.EndArray, "the end of a UUID");
        return atom;
    }

    // An integer may be written as 1e3 or 1.0, a whole real as 125: only the column's type tells them apart (section 3.1).
    static OvsdbAtom ReadNumber(ref Utf8JsonReader reader, AtomType? type)
    {
        if (type != AtomType.Real && reader.TryGetInt64(out var integer))
            return OvsdbAtom.Integer(integer);
        if (!reader.TryGetDouble(out var real) || !double.IsFinite(real))
            throw OvsdbException.Protocol("number outside valid range");
        if (type == AtomType.Integer)
        {
            return reader.TryGetDecimal(out var exact) && exact == decimal.Truncate(exact)
                && exact is >= long.MinValue and <= long.MaxValue
                ? OvsdbAtom.Integer((long)exact)
                : throw OvsdbException.Protocol("expected integer, not a real number");
        }
        return OvsdbAtom.Real(real);
    }

    static string Name(AtomType? type) => type?.ToString().ToLowerInvariant() ?? "an atom";
}
