using System.Globalization;

namespace Sdn.Ovsdb.Shim;

/// <summary>Prints rows of the database "idltest" as test-ovsdb does.</summary>
static class IdlRows
{
    /// <summary>A table and the columns that a line shows of it, in order.</summary>
    sealed record Shown(string Table, params (string Column, Func<OvsdbValue, ReplicaSnapshot, string> Format)[] Columns)
    {
        /// <summary>Whether the table is shown at all, or only kept.</summary>
        public bool IsShown { get; init; } = true;

        /// <summary>Whether the table is shown where only changes are.</summary>
        public bool IsTracked { get; init; } = true;
    }

    static readonly Shown[] Tables =
    [
        new("simple",
            ("i", Plain), ("r", Plain), ("b", Plain), ("s", Plain), ("u", Plain),
            ("ia", Set), ("ra", Set), ("ba", Set), ("sa", Set), ("ua", Set)),
        new("link1", ("i", Plain), ("k", NumberOf("link1")), ("ka", NumbersOf("link1")), ("l2", NumberOf("link2"))),
        new("link2", ("i", Plain), ("l1", NumberOf("link1"))),
        new("simple2", ("name", Plain), ("smap", Map), ("imap", Map)) { IsTracked = false },
        new("simple3", ("name", Plain), ("uset", Set), ("uref", Present("simple4"))),
        new("simple4", ("name", Plain)),
        new("simple5", ("name", Plain), ("irefmap", Map)) { IsTracked = false },
        new("simple6", ("name", Plain), ("weak_ref", Present("simple"))),
        new("indexed", ("i", Plain)),
        new("simple7", ("name", Plain), ("id", Plain)) { IsTracked = false, IsShown = false },
        new("singleton", ("name", Plain)) { IsTracked = false },
    ];

    /// <summary>All tables that can be shown, with all their columns or those that were asked for.</summary>
    public static MonitorRequest Request(IReadOnlyDictionary<string, string[]>? asked) => new("idltest",
    [
        .. Tables
            .Where(shown => asked?.ContainsKey(shown.Table) ?? true)
            .Select(shown => new MonitoredTable(shown.Table)
            {
                Columns = asked?[shown.Table] ?? [.. shown.Columns.Select(column => column.Column)],
            }),
    ]);

    /// <summary>The lines of all rows, or "empty".</summary>
    /// <param name="snapshot">The rows.</param>
    /// <param name="changes">What to tell of each row, by its UUID.</param>
    /// <param name="isTerse">Whether to tell only of which table each row is.</param>
    public static IEnumerable<string> All(ReplicaSnapshot snapshot, IReadOnlyDictionary<Guid, RowChange> changes, bool isTerse) =>
        OrEmpty(Tables.Where(shown => shown.IsShown).SelectMany(shown => snapshot[shown.Table].Rows
            .SelectMany(row => Lines(shown, row, snapshot, changes.TryGetValue(row.Uuid, out var change) ? change : null, isTerse))));

    /// <summary>The lines of the rows that changed, and of those that refer to rows that came or went.</summary>
    public static IEnumerable<string> Changed(ReplicaChanges changes, ReplicaSnapshot before, bool isTerse)
    {
        var rows = changes.Rows
            .Select(change => (
                Row: change.New ?? change.Passing ?? change.Old!,
                In: change is { New: null, Passing: null } ? before : changes.Snapshot,
                Change: (RowChange?)change))
            .Concat(changes.Referrers().Select(row => (Row: row, In: changes.Snapshot, Change: (RowChange?)null)))
            .ToLookup(item => item.Row.Table);
        return OrEmpty(Tables.Where(shown => shown.IsTracked).SelectMany(shown =>
            rows[shown.Table].SelectMany(item => Lines(shown, item.Row, item.In, item.Change, isTerse))));
    }

    /// <summary>A line of the table "simple3" as the verbs beside "idl" print it, where commas stand between elements.</summary>
    public static string WithCommas(OvsdbRow row) =>
        $"table simple3: name={row["name"].AsString} uset=[{string.Join(',', row["uset"].Keys)}] "
        + $"uref=[{string.Join(',', row["uref"].Keys)}] uuid={row.Uuid}";

    static IEnumerable<string> OrEmpty(IEnumerable<string> lines) => lines.DefaultIfEmpty("empty");

    static IEnumerable<string> Lines(Shown shown, OvsdbRow row, ReplicaSnapshot snapshot, RowChange? change, bool isTerse)
    {
        var what = change switch
        {
            { Passing: not null } => "inserted/deleted row: ",
            { Old: null } => "inserted row: ",
            { New: null } => "deleted row: ",
            _ => "",
        };
        // A column that the server has not is shown as one without elements, one that was not asked for is not shown.
        var schema = snapshot.Schema!.Tables[shown.Table];
        var columns = shown.Columns
            .Where(column => row.Find(column.Column) is not null || schema.Column(column.Column) is null)
            .Select(column => $"{column.Column}={(row.Find(column.Column) is { } value ? column.Format(value, snapshot) : "")}");
        yield return isTerse
            ? $"table {shown.Table}"
            : $"table {shown.Table}: {what}{string.Join(' ', columns)} uuid={row.Uuid}";
        var changed = change?.ChangedColumns.Order(StringComparer.Ordinal).ToArray() ?? [];
        if (changed.Length > 0)
            yield return $"table {shown.Table}: updated columns: {string.Join(' ', changed)}";
    }

    public static string Text(OvsdbAtom atom) => atom.Type switch
    {
        // C's %g.
        AtomType.Real => atom.AsReal.ToString("G6", CultureInfo.InvariantCulture).ToLowerInvariant(),
        _ => atom.ToString(),
    };

    static string Plain(OvsdbValue value, ReplicaSnapshot snapshot) => Text(value.KeyAt(0));

    static string Set(OvsdbValue value, ReplicaSnapshot snapshot) => $"[{string.Join(' ', value.Keys.Select(Text))}]";

    static string Map(OvsdbValue value, ReplicaSnapshot snapshot) =>
        $"[{string.Join(' ', value.Pairs.Select(pair => $"({Text(pair.Key)} {Text(pair.Value)})"))}]";

    static Func<OvsdbValue, ReplicaSnapshot, string> Present(string table) => (value, snapshot) =>
        $"[{string.Join(' ', value.Keys.Where(key => snapshot.Find(table, key.AsUuid) is not null))}]";

    static Func<OvsdbValue, ReplicaSnapshot, string> NumberOf(string table) => (value, snapshot) =>
        string.Concat(Numbers(table, value, snapshot));

    static Func<OvsdbValue, ReplicaSnapshot, string> NumbersOf(string table) => (value, snapshot) =>
        $"[{string.Join(' ', Numbers(table, value, snapshot).Order())}]";

    static IEnumerable<long> Numbers(string table, OvsdbValue references, ReplicaSnapshot snapshot) =>
        references.Keys.Select(key => snapshot.Find(table, key.AsUuid)).OfType<OvsdbRow>().Select(row => row["i"].AsInteger);
}
