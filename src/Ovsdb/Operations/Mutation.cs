using System.Diagnostics;
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
    public static Mutation Add(string column, OvsdbValue value) => new(column, Mutator.Add, value);

    public static Mutation Subtract(string column, OvsdbValue value) => new(column, Mutator.Subtract, value);

    /// <summary>Adds elements to a set, or those pairs to a map whose keys it has not.</summary>
    public static Mutation Insert(string column, OvsdbValue value) => new(column, Mutator.Insert, value);

    /// <summary>Takes elements out of a set, or keys (given as a set) or equal pairs (as a map) out of a map.</summary>
    public static Mutation Delete(string column, OvsdbValue value) => new(column, Mutator.Delete, value);

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(Column);
        writer.WriteStringValue(Mutator switch
        {
            Mutator.Add => "+=",
            Mutator.Subtract => "-=",
            Mutator.Multiply => "*=",
            Mutator.Divide => "/=",
            Mutator.Remainder => "%=",
            Mutator.Insert => "insert",
            Mutator.Delete => "delete",
            _ => throw new UnreachableException(),
        });
        Value.Write(writer);
        writer.WriteEndArray();
    }
}
