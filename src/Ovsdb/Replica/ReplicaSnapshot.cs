using System.Collections.Immutable;

namespace Sdn.Ovsdb;

/// <summary>
/// A database as it was after one transaction, over all tables at once. Immutable: it may be read for as long as one likes
/// while the replica goes on.
/// </summary>
public sealed class ReplicaSnapshot
{
    readonly ImmutableDictionary<string, ReplicaTable> _tables;

    internal ReplicaSnapshot(long version, Guid? lastTransaction, ImmutableDictionary<string, ReplicaTable> tables)
    {
        Version = version;
        LastTransaction = lastTransaction;
        _tables = tables;
    }

    /// <summary>Counts the updates that the replica has taken; 0 before the first dump is in.</summary>
    public long Version { get; }

    /// <summary>Whether a first dump is in; until then every table is empty.</summary>
    public bool IsLoaded => Version > 0;

    /// <summary>The server's id of the last transaction, null where the server has none.</summary>
    public Guid? LastTransaction { get; }

    /// <summary>The rows of a table; empty for one that the server has not.</summary>
    public ReplicaTable this[string table] => _tables.TryGetValue(table, out var found) ? found : ReplicaTable.Empty;

    public OvsdbRow? Find(string table, Guid uuid) => this[table].Find(uuid);

    internal static ReplicaSnapshot Empty { get; } = new(0, null, ImmutableDictionary<string, ReplicaTable>.Empty);

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
