using System.Diagnostics;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>The comparisons of RFC 7047 section 5.1, "function".</summary>
public enum ConditionFunction
{
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
    Includes,
    Excludes,
}

/// <summary>A test of one column that picks rows (RFC 7047 section 5.1, "condition").</summary>
public sealed record Condition(string Column, ConditionFunction Function, OvsdbValue Value)
{
    /// <summary>The conditions that every row fulfils.</summary>
    public static IReadOnlyList<Condition> Any { get; } = [];

    public static Condition Equal(string column, OvsdbValue value) => new(column, ConditionFunction.Equal, value);

    public static Condition NotEqual(string column, OvsdbValue value) => new(column, ConditionFunction.NotEqual, value);

    /// <summary>The column holds at least these elements or pairs.</summary>
    public static Condition Includes(string column, OvsdbValue value) => new(column, ConditionFunction.Includes, value);

    /// <summary>The column holds none of these elements or pairs.</summary>
    public static Condition Excludes(string column, OvsdbValue value) => new(column, ConditionFunction.Excludes, value);

    /// <summary>The one row that has this UUID.</summary>
    public static Condition Row(Guid uuid) => Equal("_uuid", uuid);

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(Column);
        writer.WriteStringValue(Function switch
        {
            ConditionFunction.Less => "<",
            ConditionFunction.LessOrEqual => "<=",
            ConditionFunction.Equal => "==",
            ConditionFunction.NotEqual => "!=",
            ConditionFunction.GreaterOrEqual => ">=",
            ConditionFunction.Greater => ">",
            ConditionFunction.Includes => "includes",
            ConditionFunction.Excludes => "excludes",
            _ => throw new UnreachableException(),
        });
        Value.Write(writer);
        writer.WriteEndArray();
    }
}
