using System.Collections.Immutable;

namespace Sdn.Ovsdb;

/// <summary>
/// A database as it was after one transaction, over all tables at once. Immutable: it may be read for as long as one likes
/// while the replica goes on.
/// </summary>
public sealed class ReplicaSnapshot
{
    readonly ImmutableDictionary<string, ReplicaTable> _tables;

    internal ReplicaSnapshot(
        long version,
        Guid? lastTransaction,
        OvsdbSchema? schema,
        ImmutableDictionary<string, ReplicaTable> tables,
        SnapshotIndexes indexes)
    {
        Version = version;
        LastTransaction = lastTransaction;
        Schema = schema;
        _tables = tables;
        Indexes = indexes;
    }

    /// <summary>Counts the updates that the replica has taken; 0 before the first dump is in.</summary>
    public long Version { get; }

    /// <summary>Whether a first dump is in; until then every table is empty.</summary>
    public bool IsLoaded => Version > 0;

    /// <summary>The server's id of the last transaction, null where the server has none.</summary>
    public Guid? LastTransaction { get; }

    /// <summary>The schema that the server has; null before the first dump is in.</summary>
    public OvsdbSchema? Schema { get; }

    /// <summary>The rows of a table; empty for one that the server has not.</summary>
    public ReplicaTable this[string table] => _tables.TryGetValue(table, out var found) ? found : ReplicaTable.Empty;

    /// <summary>The row of a table that has a UUID; null where there is none.</summary>
    public OvsdbRow? Find(string table, Guid uuid) => this[table].Find(uuid);

    /// <summary>The rows of a table in the order of an index.</summary>
    /// <exception cref="ArgumentException">The replica's <see cref="MonitorRequest"/> does not declare the index.</exception>
    public IndexedRows Index(ReplicaIndex index) => Indexes.Find(index)
        ?? (IsLoaded
            ? throw new ArgumentException($"The replica keeps no such index of table {index.Table}.", nameof(index))
            : IndexedRows.None(index));

    internal static ReplicaSnapshot Empty { get; } =
        new(0, null, null, ImmutableDictionary<string, ReplicaTable>.Empty, SnapshotIndexes.Empty);

    internal SnapshotIndexes Indexes { get; }

    internal ImmutableDictionary<string, ReplicaTable> Tables => _tables;
}

/// <summary>The rows of one table in a snapshot.</summary>
public sealed class ReplicaTable
{
    internal ReplicaTable(ImmutableDictionary<Guid, OvsdbRow> rows) => RowsByUuid = rows;

    public int Count => RowsByUuid.Count;

    public IEnumerable<OvsdbRow> Rows => RowsByUuid.Values;

    /// <summary>The row that has a UUID, null where there is none.</summary>
    public OvsdbRow? Find(Guid uuid) => RowsByUuid.GetValueOrDefault(uuid);

    internal static ReplicaTable Empty { get; } = new(ImmutableDictionary<Guid, OvsdbRow>.Empty);

    internal ImmutableDictionary<Guid, OvsdbRow> RowsByUuid { get; }
}
