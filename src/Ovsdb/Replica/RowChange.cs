namespace Sdn.Ovsdb;

/// <summary>One row before and after: no <see cref="Old"/> for one that came, no <see cref="New"/> for one that went.</summary>
public readonly record struct RowChange(string Table, Guid Uuid, OvsdbRow? Old, OvsdbRow? New)
{
    // What the merged changes touched; null where the two rows tell.
    readonly HashSet<string>? _touched;

    /// <summary>A row that came and went, as it was last; only with <see cref="ChangeMerging.Touched"/>.</summary>
    public OvsdbRow? Passing { get; private init; }

    /// <summary>
    /// The columns whose values changed; of a row that came those that have not their default, of one that went none. Columns that
    /// only one of two schemas has count as changed.
    /// </summary>
    public IEnumerable<string> ChangedColumns => _touched ?? DifferentColumns();

    /// <summary>This change and a later one of the same row as one, of which nothing cancels out.</summary>
    internal RowChange ThenTouched(RowChange later) => new(Table, Uuid, Old, later.New, [.. ChangedColumns, .. later.ChangedColumns])
    {
        Passing = Old is null && later.New is null ? New ?? Passing : null,
    };

    RowChange(string table, Guid uuid, OvsdbRow? old, OvsdbRow? now, HashSet<string> touched)
        : this(table, uuid, old, now) => _touched = touched;

    IEnumerable<string> DifferentColumns()
    {
        if (New is not { } row)
            yield break;
        for (var i = 0; i < row.Values.Length; i++)
        {
            var before = Old is null ? row.Layout.DefaultOf(i) : Old.Find(row.Columns[i]);
            if (!row.Values[i].Equals(before))
                yield return row.Columns[i];
        }
    }
}

/// <summary>All that changed between two looks at a replica, one change a row, and the snapshot that it led to.</summary>
public sealed record ReplicaChanges(ReplicaSnapshot Snapshot, IReadOnlyList<RowChange> Rows)
{
    /// <summary>
    /// The rows that are the same as before but refer to rows that came or went: what such a row means has changed, for who
    /// follows its references.
    /// </summary>
    /// <remarks>Looks at every row of the tables that can refer to those; at none where no row came or went.</remarks>
    public IEnumerable<OvsdbRow> Referrers()
    {
        var moved = Rows.Where(change => change.Old is null || change.New is null).ToLookup(change => change.Table, change => change.Uuid);
        var changed = Rows.Select(change => change.Uuid).ToHashSet();
        foreach (var table in Snapshot.Schema?.Tables.Values ?? [])
        {
            var references = ReferencesOf(table, moved);
            if (references.Count == 0)
                continue;
            foreach (var row in Snapshot[table.Name].Rows)
            {
                if (!changed.Contains(row.Uuid) && references.Any(reference => reference.IsIn(row)))
                    yield return row;
            }
        }
    }

    static List<Reference> ReferencesOf(TableSchema table, ILookup<string, Guid> moved)
    {
        var references = new List<Reference>();
        foreach (var column in table.Columns.Values)
        {
            if (column.Type.Key.RefTable is { } keys && moved.Contains(keys))
                references.Add(new Reference(column.Name, IsByValue: false, moved[keys].ToHashSet()));
            if (column.Type.Value?.RefTable is { } values && moved.Contains(values))
                references.Add(new Reference(column.Name, IsByValue: true, moved[values].ToHashSet()));
        }
        return references;
    }

    /// <summary>A column that may hold references to some rows, as its elements or keys, or as its values.</summary>
    readonly record struct Reference(string Column, bool IsByValue, HashSet<Guid> Rows)
    {
        public bool IsIn(OvsdbRow row)
        {
            if (row.Find(Column) is not { } value)
                return false;
            for (var i = 0; i < value.Count; i++)
            {
                if (Rows.Contains((IsByValue ? value.ValueAt(i) : value.KeyAt(i)).AsUuid))
                    return true;
            }
            return false;
        }
    }
}
