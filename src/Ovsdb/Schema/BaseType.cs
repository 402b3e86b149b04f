using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>What a reference keeps alive: strong ones their row, weak ones nothing (RFC 7047 section 3.2).</summary>
public enum RefType
{
    Strong,
    Weak,
}

/// <summary>The type of an atom with its constraints (RFC 7047 section 3.2, "base-type").</summary>
public sealed record BaseType(AtomType Type)
{
    /// <summary>The longest string where the schema sets no limit.</summary>
    public const long UnlimitedLength = uint.MaxValue;

    /// <summary>The only atoms allowed, as a set; null for no such limit.</summary>
    public OvsdbValue? Enum { get; init; }

    public long MinInteger { get; init; } = long.MinValue;

    public long MaxInteger { get; init; } = long.MaxValue;

    public double MinReal { get; init; } = double.MinValue;

    public double MaxReal { get; init; } = double.MaxValue;

    /// <summary>The fewest characters (not bytes) of a string.</summary>
    public long MinLength { get; init; }

    public long MaxLength { get; init; } = UnlimitedLength;

    /// <summary>The table whose rows the UUID refers to; null for a UUID that is only a number.</summary>
    public string? RefTable { get; init; }

    public RefType RefType { get; init; }

    internal bool IsStrongReference => RefTable is not null && RefType == RefType.Strong;

    internal bool IsWeakReference => RefTable is not null && RefType == RefType.Weak;

    // As in ovsdb-server the default heeds no constraint, not even an enum.
    internal OvsdbAtom DefaultAtom => Type switch
    {
        AtomType.Integer => 0,
        AtomType.Real => 0.0,
        AtomType.Boolean => false,
        AtomType.String => "",
        _ => Guid.Empty,
    };

    internal bool HasConstraints => Enum is not null || Type switch
    {
        AtomType.Integer => MinInteger != long.MinValue || MaxInteger != long.MaxValue,
        AtomType.Real => MinReal != double.MinValue || MaxReal != double.MaxValue,
        AtomType.String => MinLength != 0 || MaxLength != UnlimitedLength,
        AtomType.Uuid => RefTable is not null,
        _ => false,
    };

    /// <summary>Reads a base type out of a schema.</summary>
    /// <exception cref="OvsdbException">The JSON is no base type; the message says why.</exception>
    public static BaseType Parse(JsonElement json, UnknownMembers unknown = UnknownMembers.Ignore)
    {
        if (json.ValueKind == JsonValueKind.String)
            return new BaseType(AtomTypes.Parse(json));
        var reader = new SchemaReader("ovsdb type", json);
        var type = new BaseType(AtomTypes.Parse(reader.Member("type", MemberKinds.String)));
        type = reader.Optional("enum", MemberKinds.Any) is { } values
            ? type with { Enum = ValueParser.Parse(values, new ColumnType(type) { Max = ColumnType.Unlimited }) }
            : type.ReadConstraints(reader);
        reader.Finish(unknown);
        return type;
    }

    /// <summary>The base type as a schema has it, with sorted members.</summary>
    public override string ToString() => SchemaWriter.ToText(writer => Write(writer));

    internal void Write(Utf8JsonWriter writer)
    {
        if (!HasConstraints)
        {
            writer.WriteStringValue(Type.Name());
            return;
        }
        writer.WriteStartObject();
        if (Enum is not null)
        {
            writer.WritePropertyName("enum");
            Enum.Write(writer);
        }
        if (MaxInteger != long.MaxValue)
            writer.WriteNumber("maxInteger", MaxInteger);
        if (MaxLength != UnlimitedLength)
            writer.WriteNumber("maxLength", MaxLength);
        if (MaxReal != double.MaxValue)
            writer.WriteNumber("maxReal", MaxReal);
        if (MinInteger != long.MinValue)
            writer.WriteNumber("minInteger", MinInteger);
        if (MinLength != 0)
            writer.WriteNumber("minLength", MinLength);
        if (MinReal != double.MinValue)
            writer.WriteNumber("minReal", MinReal);
        if (RefTable is not null)
            writer.WriteString("refTable", RefTable);
        if (IsWeakReference)
            writer.WriteString("refType", "weak");
        writer.WriteString("type", Type.Name());
        writer.WriteEndObject();
    }

    BaseType ReadConstraints(SchemaReader reader) => Type switch
    {
        AtomType.Integer => ReadIntegerRange(reader),
        AtomType.Real => ReadRealRange(reader),
        AtomType.String => ReadLengths(reader),
        AtomType.Uuid => ReadReference(reader),
        _ => this,
    };

    BaseType ReadIntegerRange(SchemaReader reader)
    {
        var type = this with
        {
            MinInteger = reader.OptionalInteger("minInteger") ?? long.MinValue,
            MaxInteger = reader.OptionalInteger("maxInteger") ?? long.MaxValue,
        };
        return type.MinInteger <= type.MaxInteger ? type : throw reader.Error("minInteger exceeds maxInteger");
    }

    BaseType ReadRealRange(SchemaReader reader)
    {
        var type = this with
        {
            MinReal = reader.Optional("minReal", MemberKinds.Number)?.GetDouble() ?? double.MinValue,
            MaxReal = reader.Optional("maxReal", MemberKinds.Number)?.GetDouble() ?? double.MaxValue,
        };
        return type.MinReal <= type.MaxReal ? type : throw reader.Error("minReal exceeds maxReal");
    }

    BaseType ReadLengths(SchemaReader reader)
    {
        var type = this with
        {
            MinLength = Length(reader, "minLength") ?? 0,
            MaxLength = Length(reader, "maxLength") ?? UnlimitedLength,
        };
        return type.MinLength <= type.MaxLength ? type : throw reader.Error("minLength exceeds maxLength");
    }

    static long? Length(SchemaReader reader, string name) => reader.OptionalInteger(name) switch
    {
        null => null,
        >= 0 and <= uint.MaxValue and var length => length,
        _ => throw OvsdbException.At(
            reader.Member(name, MemberKinds.Integer), $"{name} out of valid range 0 to {uint.MaxValue}"),
    };

    BaseType ReadReference(SchemaReader reader)
    {
        if (reader.Optional("refTable", MemberKinds.Id)?.GetString() is not { } table)
            return this;
        return this with
        {
            RefTable = table,
            RefType = reader.Optional("refType", MemberKinds.Id)?.GetString() switch
            {
                null or "strong" => RefType.Strong,
                "weak" => RefType.Weak,
                var other => throw reader.Error($"refType must be \"strong\" or \"weak\" (not \"{other}\")"),
            },
        };
    }
}

/// <summary>The names of the atomic types.</summary>
static class AtomTypes
{
    public static string Name(this AtomType type) => type switch
    {
        AtomType.Integer => "integer",
        AtomType.Real => "real",
        AtomType.Boolean => "boolean",
        AtomType.String => "string",
        _ => "uuid",
    };

    public static AtomType Parse(JsonElement json) => json.ValueKind != JsonValueKind.String
        ? throw OvsdbException.At(json, "atomic-type expected")
        : json.GetString() switch
        {
            "integer" => AtomType.Integer,
            "real" => AtomType.Real,
            "boolean" => AtomType.Boolean,
            "string" => AtomType.String,
            "uuid" => AtomType.Uuid,
            var other => throw OvsdbException.At(json, $"\"{other}\" is not an atomic-type"),
        };
}
