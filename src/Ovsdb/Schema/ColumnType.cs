using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>The type of a column: a scalar, optional, set or map of base types (RFC 7047 section 3.2, "type").</summary>
public sealed record ColumnType(BaseType Key)
{
    /// <summary>The most elements where the schema says "unlimited".</summary>
    public const long Unlimited = uint.MaxValue;

    /// <summary>The type of a map's values; null for a set.</summary>
    public BaseType? Value { get; init; }

    /// <summary>The fewest elements, 0 or 1.</summary>
    public long Min { get; init; } = 1;

    public long Max { get; init; } = 1;

    public bool IsMap => Value is not null;

    public bool IsScalar => !IsMap && Min == 1 && Max == 1;

    public bool IsOptional => !IsMap && Min == 0 && Max == 1;

    /// <summary>Whether it holds no value or one, and no map.</summary>
    internal bool IsScalarOrOptional => !IsMap && Max == 1;

    /// <summary>Whether it is a set in the sense of mutations: it may hold a number of elements other than one.</summary>
    internal bool IsSet => !IsMap && (Min != 1 || Max != 1);

    /// <summary>What an insert writes where it does not name the column: empty, or one default atom (section 5.2.1).</summary>
    public OvsdbValue DefaultValue => MakeDefault();

    /// <summary>Reads a type out of a schema.</summary>
    /// <exception cref="OvsdbException">The JSON is no type; the message says why.</exception>
    public static ColumnType Parse(JsonElement json, UnknownMembers unknown = UnknownMembers.Ignore)
    {
        if (json.ValueKind == JsonValueKind.String)
            return new ColumnType(BaseType.Parse(json));
        if (json.ValueKind != JsonValueKind.Object)
            throw OvsdbException.At(json, "ovsdb type expected");
        var reader = new SchemaReader("ovsdb type", json);
        var key = reader.Member("key", MemberKinds.String | MemberKinds.Object);
        var value = reader.Optional("value", MemberKinds.String | MemberKinds.Object);
        var min = reader.Optional("min", MemberKinds.Integer);
        var max = reader.Optional("max", MemberKinds.Integer | MemberKinds.String);
        reader.Finish(unknown);
        var type = new ColumnType(BaseType.Parse(key, unknown))
        {
            Value = value is null ? null : BaseType.Parse(value.Value, unknown),
            Min = Bound(min) ?? 1,
            Max = max is { ValueKind: JsonValueKind.String } text && text.ValueEquals("unlimited") ? Unlimited : Bound(max) ?? 1,
        };
        return type.Min <= 1 && type.Max >= 1
            ? type
            : throw OvsdbException.At(json, "ovsdb type fails constraint checks");
    }

    /// <summary>The type as a schema has it, with sorted members.</summary>
    public override string ToString() => SchemaWriter.ToText(writer => Write(writer));

    internal void Write(Utf8JsonWriter writer)
    {
        if (IsScalar && !Key.HasConstraints)
        {
            Key.Write(writer);
            return;
        }
        writer.WriteStartObject();
        writer.WritePropertyName("key");
        Key.Write(writer);
        if (Max == Unlimited)
            writer.WriteString("max", "unlimited");
        else if (Max != 1)
            writer.WriteNumber("max", Max);
        if (Min != 1)
            writer.WriteNumber("min", Min);
        if (Value is not null)
        {
            writer.WritePropertyName("value");
            Value.Write(writer);
        }
        writer.WriteEndObject();
    }

    /// <summary>The type in words: <c>set of up to 3 integers</c>.</summary>
    internal string InWords()
    {
        if (IsScalar)
            return Key.Type.Name();
        var bounds = (Min, Max) switch
        {
            (0, Unlimited) => "of",
            (_, Unlimited) => $"of {Min} or more",
            (0, _) => $"of up to {Max}",
            _ => $"of {Min} to {Max}",
        };
        return IsMap
            ? $"map {bounds} ({Key.Type.Name()}, {Value!.Type.Name()}) pairs"
            : $"set {bounds} {Key.Type.Name()}s";
    }

    /// <summary>The same type without any limit but those of the atoms' kinds.</summary>
    internal ColumnType Relaxed => this with { Min = 0, Max = Unlimited };

    static long? Bound(JsonElement? json)
    {
        if (json is not { } present)
            return null;
        return CanonicalJson.TryInteger(present, out var value) && value is >= 0 and < uint.MaxValue
            ? value
            : throw OvsdbException.At(present, "bad min or max value");
    }

    OvsdbValue MakeDefault()
    {
        if (Min == 0)
            return IsMap ? OvsdbValue.EmptyMap : OvsdbValue.EmptySet;
        return IsMap
            ? OvsdbValue.FromSortedPairs([Key.DefaultAtom], [Value!.DefaultAtom])
            : OvsdbValue.Scalar(Key.DefaultAtom);
    }
}
