namespace Sdn.Ovsdb;

/// <summary>What a replica keeps of a database: which tables, which of their columns, and which rows.</summary>
public sealed record MonitorRequest(string Database, IReadOnlyList<MonitoredTable> Tables)
{
    /// <summary>The orders in which snapshots can look rows up.</summary>
    public IReadOnlyList<ReplicaIndex> Indexes { get; init; } = [];
}

/// <summary>A table to keep.</summary>
public sealed record MonitoredTable(string Name)
{
    /// <summary>The columns to keep; null for all. Those that the server's schema has not are left out.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// Keep rows that fulfil any of these; all rows where it is empty, or where the server knows no conditions. It can be changed
    /// later: <see cref="OvsdbReplica.SetConditions(string, IReadOnlyList{Condition}, CancellationToken)"/>.
    /// </summary>
    public IReadOnlyList<Condition> Where { get; init; } = [];
}
