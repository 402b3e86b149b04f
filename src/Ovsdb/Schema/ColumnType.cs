using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>What a reference keeps alive: strong ones their row, weak ones nothing (RFC 7047 section 3.2).</summary>
public enum RefType
{
    Strong,
    Weak,
}

/// <summary>The type of a column: a scalar, optional, set or map of base types (RFC 7047 section 3.2, "type").</summary>
public sealed record ColumnType(BaseType Key)
{
    /// <summary>The most elements where the schema says "unlimited".</summary>
    public const long Unlimited = long.MaxValue;

    /// <summary>The type of a map's values; null for a set.</summary>
    public BaseType? Value { get; init; }

    public long Min { get; init; } = 1;

    public long Max { get; init; } = 1;

    public bool IsMap => Value is not null;

    public bool IsScalar => !IsMap && Min == 1 && Max == 1;

    public bool IsOptional => !IsMap && Min == 0 && Max == 1;

    /// <summary>What an insert writes where it does not name the column: empty, or one default atom (section 5.2.1).</summary>
    public OvsdbValue DefaultValue => MakeDefault();

    public static ColumnType Parse(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
            return new ColumnType(BaseType.Parse(json));
        var reader = new SchemaReader("ovsdb type");
        var key = BaseType.Parse(reader.Member(json, "key"));
        var value = reader.Optional(json, "value");
        var type = new ColumnType(key)
        {
            Value = value is null ? null : BaseType.Parse(value.Value),
            Min = reader.OptionalInteger(json, "min", 0, 1) ?? 1,
            Max = reader.Optional(json, "max") is { ValueKind: JsonValueKind.String } max
                ? max.ValueEquals("unlimited") ? Unlimited : throw reader.Error("max must be an integer or \"unlimited\"")
                : reader.OptionalInteger(json, "max", 1, long.MaxValue) ?? 1,
        };
        return type;
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

/// <summary>The type of an atom with its constraints (RFC 7047 section 3.2, "base-type").</summary>
public sealed record BaseType(AtomType Type)
{
    /// <summary>The only atoms allowed, as a set; null for no such limit.</summary>
    public OvsdbValue? Enum { get; init; }

    public long MinInteger { get; init; } = long.MinValue;

    public long MaxInteger { get; init; } = long.MaxValue;

    public double MinReal { get; init; } = double.MinValue;

    public double MaxReal { get; init; } = double.MaxValue;

    /// <summary>The fewest characters (not bytes) of a string.</summary>
    public long MinLength { get; init; }

    public long MaxLength { get; init; } = long.MaxValue;

    /// <summary>The table whose rows the UUID refers to; null for a UUID that is only a number.</summary>
    public string? RefTable { get; init; }

    public RefType RefType { get; init; }

    internal OvsdbAtom DefaultAtom => Type switch
    {
        _ when Enum is { IsEmpty: false } => Enum.KeyAt(0),
        AtomType.Integer => 0,
        AtomType.Real => 0.0,
        AtomType.Boolean => false,
        AtomType.String => "",
        _ => Guid.Empty,
    };

    public static BaseType Parse(JsonElement json)
    {
        var reader = new SchemaReader("ovsdb base type");
        if (json.ValueKind == JsonValueKind.String)
            return new BaseType(ParseAtomType(reader, json));
        var type = ParseAtomType(reader, reader.Member(json, "type"));
        var refTable = reader.Optional(json, "refTable");
        var result = new BaseType(type)
        {
            Enum = reader.Optional(json, "enum") is { } values ? ParseEnum(values, type) : null,
            MinInteger = reader.OptionalInteger(json, "minInteger") ?? long.MinValue,
            MaxInteger = reader.OptionalInteger(json, "maxInteger") ?? long.MaxValue,
            MinReal = reader.OptionalReal(json, "minReal") ?? double.MinValue,
            MaxReal = reader.OptionalReal(json, "maxReal") ?? double.MaxValue,
            MinLength = reader.OptionalInteger(json, "minLength", 0, long.MaxValue) ?? 0,
            MaxLength = reader.OptionalInteger(json, "maxLength", 0, long.MaxValue) ?? long.MaxValue,
            RefTable = refTable is null ? null : reader.Name(refTable.Value, "refTable"),
            RefType = ParseRefType(reader, json),
        };
        if (result.MinInteger > result.MaxInteger)
            throw reader.Error("minInteger exceeds maxInteger");
        if (result.MinReal > result.MaxReal)
            throw reader.Error("minReal exceeds maxReal");
        if (result.MinLength > result.MaxLength)
            throw reader.Error("minLength exceeds maxLength");
        return result;
    }

    static AtomType ParseAtomType(SchemaReader reader, JsonElement json) =>
        json.ValueKind != JsonValueKind.String ? throw reader.Error("atomic-type expected") : json.GetString() switch
        {
            "integer" => AtomType.Integer,
            "real" => AtomType.Real,
            "boolean" => AtomType.Boolean,
            "string" => AtomType.String,
            "uuid" => AtomType.Uuid,
            var other => throw reader.Error($"\"{other}\" is not an atomic-type"),
        };

    static OvsdbValue ParseEnum(JsonElement json, AtomType type)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json.GetRawText()));
        reader.Read();
        return ValueReader.Read(ref reader, new ColumnType(new BaseType(type)) { Max = ColumnType.Unlimited });
    }

    static RefType ParseRefType(SchemaReader reader, JsonElement json) =>
        reader.Optional(json, "refType", JsonValueKind.String)?.GetString() switch
        {
            null or "strong" => RefType.Strong,
            "weak" => RefType.Weak,
            var other => throw reader.Error($"refType must be \"strong\" or \"weak\" (not \"{other}\")"),
        };
}
