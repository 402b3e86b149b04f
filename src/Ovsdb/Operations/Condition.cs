using System.Diagnostics;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>The tests of RFC 7047 section 5.1, "function", in the order in which ovsdb-server sorts them: the most selective first.</summary>
public enum ConditionFunction
{
    /// <summary>No row passes, whatever it holds (ovsdb-server(7), "monitor_cond").</summary>
    Never,

    /// <summary>Every row passes.</summary>
    Always,
    Equal,
    Includes,
    LessOrEqual,
    Less,
    GreaterOrEqual,
    Greater,
    Excludes,
    NotEqual,
}

/// <summary>A test of one column that picks rows (RFC 7047 section 5.1, "condition").</summary>
public sealed record Condition(string Column, ConditionFunction Function, OvsdbValue Value)
{
    static readonly (ConditionFunction Function, string Name)[] Names =
    [
        (ConditionFunction.Equal, "=="),
        (ConditionFunction.Includes, "includes"),
        (ConditionFunction.LessOrEqual, "<="),
        (ConditionFunction.Less, "<"),
        (ConditionFunction.GreaterOrEqual, ">="),
        (ConditionFunction.Greater, ">"),
        (ConditionFunction.Excludes, "excludes"),
        (ConditionFunction.NotEqual, "!="),
    ];

    /// <summary>The conditions that every row fulfils.</summary>
    public static IReadOnlyList<Condition> Any { get; } = [];

    /// <summary>The condition that no row fulfils; written <c>false</c>, for monitors.</summary>
    public static Condition Never { get; } = new("_uuid", ConditionFunction.Never, Guid.Empty);

    /// <summary>The condition that every row fulfils; written <c>true</c>, for monitors.</summary>
    public static Condition Always { get; } = new("_uuid", ConditionFunction.Always, Guid.Empty);

    /// <summary>The column holds exactly this.</summary>
    public static Condition Equal(string column, OvsdbValue value) => new(column, ConditionFunction.Equal, value);

    /// <summary>The column holds anything but exactly this.</summary>
    public static Condition NotEqual(string column, OvsdbValue value) => new(column, ConditionFunction.NotEqual, value);

    /// <summary>The column holds at least these elements or pairs.</summary>
    public static Condition Includes(string column, OvsdbValue value) => new(column, ConditionFunction.Includes, value);

    /// <summary>The column holds none of these elements or pairs.</summary>
    public static Condition Excludes(string column, OvsdbValue value) => new(column, ConditionFunction.Excludes, value);

    /// <summary>The one row that has this UUID.</summary>
    public static Condition Row(Guid uuid) => Equal("_uuid", uuid);

    /// <summary>Reads a condition and checks it against its table, as ovsdb-server would.</summary>
    /// <exception cref="OvsdbException">The JSON is no condition on this table.</exception>
    public static Condition Parse(JsonElement json, TableSchema table)
    {
        if (json.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return json.GetBoolean() ? Always : Never;
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != 3
            || json[0].ValueKind != JsonValueKind.String || json[1].ValueKind != JsonValueKind.String)
        {
            throw OvsdbException.At(json, "Parse error in condition.");
        }

        var name = json[0].GetString()!;
        var column = table.Column(name)
            ?? throw OvsdbException.At(json, $"No column {name} in table {table.Name}.", OvsdbErrors.UnknownColumn);
        var function = ParseFunction(json[1]);
        return new Condition(name, function, ValueParser.Parse(json[2], ArgumentType(json, column, function)));
    }

    /// <summary>Reads the conditions that a row must fulfil together, in the order in which ovsdb-server tests them.</summary>
    /// <exception cref="OvsdbException">The JSON is no list of conditions on this table.</exception>
    public static IReadOnlyList<Condition> ParseAll(JsonElement json, TableSchema table) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select(item => Parse(item, table)).Order(Comparer<Condition>.Create(Compare))]
        : throw OvsdbException.At(json, "array expected");

    /// <summary>Whether a row passes. A missing value passes no comparison of size.</summary>
    public bool Holds(OvsdbRow row) => Function switch
    {
        ConditionFunction.Never => false,
        ConditionFunction.Always => true,
        _ => Holds(row.ValueOf(Column)),
    };

    /// <summary>The order in which ovsdb-server tests conditions: by function, then the two standard columns first, then by name and value.</summary>
    internal static int Compare(Condition left, Condition right)
    {
        if (left.Function != right.Function)
            return left.Function.CompareTo(right.Function);
        if (IsOwn(left.Column) != IsOwn(right.Column))
            return IsOwn(left.Column).CompareTo(IsOwn(right.Column));
        var byColumn = Math.Sign(string.CompareOrdinal(left.Column, right.Column));
        return byColumn != 0 ? byColumn : left.Value.CompareTo(right.Value);
    }

    internal void Write(Utf8JsonWriter writer)
    {
        if (Function is ConditionFunction.Always or ConditionFunction.Never)
        {
            writer.WriteBooleanValue(Function == ConditionFunction.Always);
            return;
        }
        writer.WriteStartArray();
        writer.WriteStringValue(Column);
        writer.WriteStringValue(NameOf(Function));
        Value.Write(writer);
        writer.WriteEndArray();
    }

    /// <summary>The condition's JSON.</summary>
    public override string ToString() => SchemaWriter.ToText(Write);

    static bool IsOwn(string column) => !column.StartsWith('_');

    static string NameOf(ConditionFunction function) => Names.First(row => row.Function == function).Name;

    internal static ConditionFunction ParseFunction(JsonElement json)
    {
        var at = Array.FindIndex(Names, row => json.ValueEquals(row.Name));
        return at >= 0
            ? Names[at].Function
            : throw new OvsdbException("unknown function", $"No function named {json.GetString()}.");
    }

    static ColumnType ArgumentType(JsonElement json, ColumnSchema column, ConditionFunction function)
    {
        var type = column.Type;
        switch (function)
        {
            case ConditionFunction.Less or ConditionFunction.LessOrEqual or ConditionFunction.Greater or ConditionFunction.GreaterOrEqual:
                return type.IsScalarOrOptional && type.Key.Type is AtomType.Integer or AtomType.Real
                    ? type with { Min = 1 }
                    : throw OvsdbException.At(
                        json,
                        $"Type mismatch: \"{NameOf(function)}\" operator may not be applied to column {column.Name} of type {type.InWords()}.");
            case ConditionFunction.Excludes when !type.IsScalar:
                return type.Relaxed;
            case ConditionFunction.Includes when !type.IsScalar:
                return type with { Min = 0 };
            default:
                return type;
        }
    }

    bool Holds(OvsdbValue value) => Function switch
    {
        ConditionFunction.Equal => value == Value,
        ConditionFunction.NotEqual => value != Value,
        ConditionFunction.Includes => value.IncludesAll(Value),
        ConditionFunction.Excludes => !value.IncludesAny(Value),
        _ when value.IsEmpty => false,
        ConditionFunction.Less => value.KeyAt(0) < Value.KeyAt(0),
        ConditionFunction.LessOrEqual => value.KeyAt(0) <= Value.KeyAt(0),
        ConditionFunction.GreaterOrEqual => value.KeyAt(0) >= Value.KeyAt(0),
        ConditionFunction.Greater => value.KeyAt(0) > Value.KeyAt(0),
        _ => throw new UnreachableException(),
    };
}
