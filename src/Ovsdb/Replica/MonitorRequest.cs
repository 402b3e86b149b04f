namespace Sdn.Ovsdb;

/// <summary>What a replica keeps of a database: which tables, which of their columns, and which rows.</summary>
public sealed record MonitorRequest(string Database, IReadOnlyList<MonitoredTable> Tables)
{
    /// <summary>The orders in which snapshots can look rows up.</summary>
    public IReadOnlyList<ReplicaIndex> Indexes { get; init; } = [];

    /// <summary>
    /// The first method to try; what the server does not know is followed by the next older. One that is older than
    /// <see cref="MonitorMethod.ConditionalSince"/> is for a database without a history to resume from.
    /// </summary>
    public MonitorMethod Newest { get; init; } = MonitorMethod.ConditionalSince;

    /// <summary>What the request asks for and a schema has not: a database that is older than the program.</summary>
    public IEnumerable<MissingInSchema> MissingIn(OvsdbSchema schema) => Tables.SelectMany(table => table.MissingIn(schema));
}

/// <summary>A table to keep.</summary>
public sealed record MonitoredTable(string Name)
{
    /// <summary>The columns to keep; null for all. Those that the server's schema has not are left out.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// Keep rows that fulfil any of these; all rows where it is empty, or where the server knows no conditions. One on a column that
    /// <see cref="Columns"/> names and the server's schema has not is fulfilled by no row. It can be changed
    /// later: <see cref="OvsdbReplica.SetConditions(string, IReadOnlyList{Condition}, CancellationToken)"/>.
    /// </summary>
    public IReadOnlyList<Condition> Where { get; init; } = [];

    internal IEnumerable<MissingInSchema> MissingIn(OvsdbSchema schema) => !schema.Tables.TryGetValue(Name, out var found)
        ? [new MissingInSchema(schema.Name, Name, null)]
        : (Columns ?? []).Where(column => !found.Columns.ContainsKey(column)).Select(column => new MissingInSchema(schema.Name, Name, column));
}

/// <summary>A table, or where a column is named the column, that a program asks for and a database's schema has not.</summary>
public sealed record MissingInSchema(string Database, string Table, string? Column)
{
    /// <summary>The sentence of lib/ovsdb-idl.c about it.</summary>
    public override string ToString() => Column is null
        ? $"{Database} database lacks {Table} table (database needs upgrade?)"
        : $"{Table} table in {Database} database lacks {Column} column (database needs upgrade?)";
}
