using System.Collections.Immutable;

namespace Sdn.Ovsdb;

/// <summary>
/// An order of a table's rows by one or more columns, which a replica keeps for look-ups. It is declared in the
/// <see cref="MonitorRequest"/>, and is itself the key under which a snapshot has it.
/// </summary>
public sealed class ReplicaIndex(string table, params IEnumerable<IndexColumn> columns)
{
    public string Table => table;

    public IReadOnlyList<IndexColumn> Columns { get; } = [.. columns];
}

/// <summary>A column that an index goes by.</summary>
public readonly record struct IndexColumn(string Name)
{
    /// <summary>Whether the greatest value comes first.</summary>
    public bool IsDescending { get; init; }

    public static implicit operator IndexColumn(string name) => new(name);

    /// <summary>A column whose greatest value comes first.</summary>
    public static IndexColumn Descending(string name) => new(name) { IsDescending = true };
}

/// <summary>The rows of one table in the order of an index, as they were in one snapshot.</summary>
public sealed class IndexedRows
{
    readonly ImmutableSortedSet<IndexEntry> _entries;

    internal IndexedRows(ImmutableSortedSet<IndexEntry> entries, IndexOrder order)
    {
        _entries = entries;
        Order = order;
    }

    public int Count => _entries.Count;

    /// <summary>All rows in order; rows with equal keys in the order of their UUIDs.</summary>
    public IEnumerable<OvsdbRow> Rows => _entries.Select(entry => entry.Row!);

    /// <summary>An index of a table without rows.</summary>
    internal static IndexedRows None(ReplicaIndex index) => new([], new IndexOrder(index, new RowLayout(index.Table, [])));

    internal IndexOrder Order { get; }

    internal ImmutableSortedSet<IndexEntry> Entries => _entries;

    /// <summary>The rows that have these values in the columns of the index, or in its first columns where fewer are given.</summary>
    public IEnumerable<OvsdbRow> Find(params ReadOnlySpan<OvsdbValue> key)
    {
        var bound = key.ToArray();
        return Range(bound, bound);
    }

    /// <summary>
    /// The rows from one key to another, both included, in the order of the index (so "from" is the greater where that
    /// descends); null is no bound, and a key may name the first columns only.
    /// </summary>
    public IEnumerable<OvsdbRow> Range(OvsdbValue[]? from, OvsdbValue[]? to)
    {
        var start = from is null ? 0 : PlaceOf(IndexEntry.Before(Order.Checked(from)));
        var end = to is null ? _entries.Count : PlaceOf(IndexEntry.After(Order.Checked(to)));
        for (var i = start; i < end; i++)
            yield return _entries[i].Row!;
    }

    // No entry equals a bound: it lies before or after all that have its key.
    int PlaceOf(IndexEntry bound) => ~_entries.IndexOf(bound);
}

/// <summary>A row's place in an index, or a bound that lies just before or after all rows with a key.</summary>
readonly record struct IndexEntry(OvsdbRow? Row, OvsdbValue[]? Key, Guid Uuid, int Side)
{
    public static IndexEntry Of(OvsdbRow row) => new(row, null, row.Uuid, 0);

    public static IndexEntry Of(OvsdbValue[] key, Guid uuid) => new(null, key, uuid, 0);

    public static IndexEntry Before(OvsdbValue[] key) => new(null, key, Guid.Empty, -1);

    public static IndexEntry After(OvsdbValue[] key) => new(null, key, Guid.Empty, 1);
}

/// <summary>Compares the places of rows in one index.</summary>
sealed class IndexOrder(ReplicaIndex index, RowLayout layout) : IComparer<IndexEntry>
{
    // -1: the server has not the column, so all rows are alike in it.
    readonly int[] _places = [.. index.Columns.Select(column => layout.IndexOf(column.Name))];

    public int Compare(IndexEntry left, IndexEntry right)
    {
        var count = Math.Min(left.Key?.Length ?? _places.Length, right.Key?.Length ?? _places.Length);
        for (var i = 0; i < count; i++)
        {
            var order = ValueOf(left, i).CompareTo(ValueOf(right, i));
            if (order != 0)
                return index.Columns[i].IsDescending ? -order : order;
        }
        return left.Side != right.Side ? left.Side.CompareTo(right.Side) : left.Uuid.CompareTo(right.Uuid);
    }

    public bool IsBetween(OvsdbValue[] key, OvsdbValue[]? from, OvsdbValue[]? to)
    {
        var entry = IndexEntry.Of(key, Guid.Empty);
        return (from is null || Compare(IndexEntry.Before(Checked(from)), entry) < 0)
            && (to is null || Compare(entry, IndexEntry.After(Checked(to))) < 0);
    }

    public OvsdbValue[] Checked(OvsdbValue[] key) => key.Length <= _places.Length
        ? key
        : throw new ArgumentException($"The index has {_places.Length} columns, and the key {key.Length} values.", nameof(key));

    OvsdbValue ValueOf(IndexEntry entry, int column)
    {
        if (entry.Key is not null)
            return entry.Key[column];
        var place = _places[column];
        return place >= 0 ? entry.Row!.Values[place] : OvsdbValue.EmptySet;
    }
}

/// <summary>All indexes of one snapshot; the writer makes the next from the rows that changed.</summary>
sealed class SnapshotIndexes
{
    readonly ImmutableDictionary<ReplicaIndex, IndexedRows> _indexes;

    SnapshotIndexes(ImmutableDictionary<ReplicaIndex, IndexedRows> indexes) => _indexes = indexes;

    public static SnapshotIndexes Empty { get; } = new(ImmutableDictionary<ReplicaIndex, IndexedRows>.Empty);

    public IndexedRows? Find(ReplicaIndex index) => _indexes.GetValueOrDefault(index);

    /// <summary>Puts all rows in order.</summary>
    public static SnapshotIndexes Over(IEnumerable<ReplicaIndex> indexes, Func<string, RowLayout> layoutOf, Func<string, IEnumerable<OvsdbRow>> rowsOf) =>
        new(indexes.ToImmutableDictionary(index => index, index =>
        {
            var order = new IndexOrder(index, layoutOf(index.Table));
            return new IndexedRows(ImmutableSortedSet.CreateRange(order, rowsOf(index.Table).Select(IndexEntry.Of)), order);
        }));

    /// <summary>Puts the rows that changed in their new places.</summary>
    public SnapshotIndexes With(IReadOnlyList<RowChange> changes)
    {
        if (_indexes.IsEmpty || changes.Count == 0)
            return this;
        return new(_indexes.ToImmutableDictionary(pair => pair.Key, pair => With(pair.Key, pair.Value, changes)));
    }

    static IndexedRows With(ReplicaIndex index, IndexedRows rows, IReadOnlyList<RowChange> changes)
    {
        var builder = rows.Entries.ToBuilder();
        foreach (var change in changes)
        {
            if (change.Table != index.Table)
                continue;
            if (change.Old is not null)
                builder.Remove(IndexEntry.Of(change.Old));
            if (change.New is not null)
                builder.Add(IndexEntry.Of(change.New));
        }
        return new IndexedRows(builder.ToImmutable(), rows.Order);
    }
}
