using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>The changes of RFC 7047 section 5.1, "mutator".</summary>
public enum Mutator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Insert,
    Delete,
}

/// <summary>A change of one column that depends on what it holds (RFC 7047 section 5.1, "mutation").</summary>
public sealed record Mutation(string Column, Mutator Mutator, OvsdbValue Value)
{
    static readonly string[] Names = ["+=", "-=", "*=", "/=", "%=", "insert", "delete"];   // in the order of Mutator

    /// <summary>Adds to an integer or real, or to each of a set of them.</summary>
    public static Mutation Add(string column, OvsdbValue value) => new(column, Mutator.Add, value);

    /// <summary>Subtracts from an integer or real, or from each of a set of them.</summary>
    public static Mutation Subtract(string column, OvsdbValue value) => new(column, Mutator.Subtract, value);

    /// <summary>Adds elements to a set, or those pairs to a map whose keys it has not.</summary>
    public static Mutation Insert(string column, OvsdbValue value) => new(column, Mutator.Insert, value);

    /// <summary>Takes elements out of a set, or keys (given as a set) or equal pairs (as a map) out of a map.</summary>
    public static Mutation Delete(string column, OvsdbValue value) => new(column, Mutator.Delete, value);

    internal string MutatorName => Names[(int)Mutator];

    /// <summary>Reads a mutation and checks it against its table, as ovsdb-server would.</summary>
    /// <exception cref="OvsdbException">The JSON is no mutation on this table.</exception>
    public static Mutation Parse(JsonElement json, TableSchema table)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != 3
            || json[0].ValueKind != JsonValueKind.String || json[1].ValueKind != JsonValueKind.String)
        {
            throw OvsdbException.At(json, "Parse error in mutation.");
        }

        var name = json[0].GetString()!;
        var column = table.Column(name)
            ?? throw OvsdbException.At(json, $"No column {name} in table {table.Name}.", OvsdbErrors.UnknownColumn);
        if (!column.IsMutable)
        {
            throw OvsdbException.At(
                json, $"Cannot mutate immutable column {name} in table {table.Name}.", OvsdbErrors.ConstraintViolation);
        }

        var at = Array.IndexOf(Names, json[1].GetString());
        return at >= 0
            ? new Mutation(name, (Mutator)at, ParseArgument(json, column, (Mutator)at))
            : throw new OvsdbException("unknown mutator", $"No mutator named {json[1].GetString()}.");
    }

    /// <summary>Reads the mutations of one operation, which are done in order.</summary>
    /// <exception cref="OvsdbException">The JSON is no list of mutations on this table.</exception>
    public static IReadOnlyList<Mutation> ParseAll(JsonElement json, TableSchema table) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select(item => Parse(item, table))]
        : throw OvsdbException.At(json, "array expected");

    /// <summary>What the mutation makes of a value of its column.</summary>
    /// <exception cref="OvsdbException">The result is beyond the column's type: "constraint violation", "domain error", "range error".</exception>
    public OvsdbValue Apply(OvsdbValue value, ColumnType type) => Mutations.Apply(this, value, type);

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(Column);
        writer.WriteStringValue(MutatorName);
        Value.Write(writer);
        writer.WriteEndArray();
    }

    /// <summary>The mutation's JSON.</summary>
    public override string ToString() => SchemaWriter.ToText(Write);

    static OvsdbValue ParseArgument(JsonElement json, ColumnSchema column, Mutator mutator)
    {
        var type = column.Type;
        if (mutator < Mutator.Insert)
        {
            var isNumber = type.Key.Type is AtomType.Integer or AtomType.Real;
            return !type.IsMap && isNumber && !(mutator == Mutator.Remainder && type.Key.Type == AtomType.Real)
                ? ValueParser.Parse(json[2], new ColumnType(new BaseType(type.Key.Type)))
                : throw Mismatch(json, column);
        }
        if (!type.IsMap && !type.IsSet)
            throw Mismatch(json, column);
        type = type with { Min = 0, Max = mutator == Mutator.Delete ? ColumnType.Unlimited : type.Max };
        try
        {
            return ValueParser.Parse(json[2], type);
        }
        catch (OvsdbException) when (type.IsMap && mutator == Mutator.Delete)
        {
            return ValueParser.Parse(json[2], type with { Value = null });   // keys alone
        }
    }

    static OvsdbException Mismatch(JsonElement json, ColumnSchema column) => OvsdbException.At(
        json,
        $"Type mismatch: \"{json[1].GetString()}\" operator may not be applied to column {column.Name} of type {column.Type.InWords()}.");
}
