namespace Sdn.Ovsdb;

/// <summary>The operations that do in the database what a transaction did to its rows, and how to read their results.</summary>
/// <remarks>
/// The order is that of ovsdb_idl_txn_commit (lib/ovsdb-idl.c): what must hold, then the changes, then the counters, whose new values are selected.
/// </remarks>
sealed class TransactionOperations
{
    readonly List<Operation> _operations = [];

    // By the place of the operation whose result tells.
    readonly Dictionary<int, TransactionRow> _inserts = [];
    readonly Dictionary<int, (TransactionRow Row, string Column)> _counters = [];

    // The rows that are known to the server only by a name, until it has made them.
    readonly HashSet<Guid> _named;

    TransactionOperations(IEnumerable<TransactionRow> rows) =>
        _named = [.. rows.Where(row => row.IsInserted && !row.IsDeleted && !row.IsUuidChosen).Select(row => row.Uuid)];

    public IReadOnlyList<Operation> Operations => _operations;

    /// <summary>Whether anything would become different; preconditions alone are not worth a transaction.</summary>
    public bool IsChange { get; private set; }

    public static TransactionOperations Of(
        ReplicaTransaction transaction, IReadOnlyList<TransactionRow> rows, IReadOnlyList<string> comments, OvsdbLock? held)
    {
        var built = new TransactionOperations(rows);
        if (held is not null)
            built._operations.Add(new Operation.Assert(held.Name));
        foreach (var row in rows)
            built.AddVerification(row);
        foreach (var table in rows.Where(row => row.IsInserted && !row.IsDeleted && row.Schema.MaxRows == 1).Select(row => row.Table).Distinct())
            built.AddEmptyTable(transaction, table);
        foreach (var row in rows)
            built.AddChanges(row);
        var willIncrement = built.IsChange || rows.Any(row => !row.IsDeleted && row.Increments.Any(increment => increment.Value));
        if (willIncrement)
        {
            foreach (var row in rows.Where(row => !row.IsDeleted))
                built.AddIncrements(row);
        }
        if (comments.Count > 0)
            built._operations.Add(new Operation.Comment(string.Join('\n', comments)));
        return built;
    }

    public CommitOutcome.Success Success(TransactionResult result) => new(
        _inserts.ToDictionary(insert => insert.Value.Uuid, insert => result.Uuid(insert.Key)),
        _counters.ToDictionary(
            counter => (counter.Value.Row.Uuid, counter.Value.Column),
            counter => Counter(result.Rows(counter.Key), counter.Value.Column)));

    static long Counter(IReadOnlyList<OvsdbRow> rows, string column) => rows is [var row]
        ? row[column].AsInteger
        : throw OvsdbException.Protocol($"a row whose column {column} was incremented is not there");

    void AddVerification(TransactionRow row)
    {
        if (row.Verified.Count == 0)
            return;
        var values = new ColumnValues();
        foreach (var column in row.Verified)
            values[column] = row.Old!.ValueOf(column);
        _operations.Add(new Operation.Wait(row.Table, [Condition.Row(row.Uuid)], [.. row.Verified], WaitUntil.Equal, [values])
        {
            TimeoutMilliseconds = 0,
        });
    }

    // If another client makes the only row of a table first, that is no constraint that the caller broke but a reason to look again.
    void AddEmptyTable(ReplicaTransaction transaction, string table)
    {
        if (transaction.Snapshot[table].Count == 0)
            _operations.Add(new Operation.Wait(table, Condition.Any, ["_uuid"], WaitUntil.Equal, []) { TimeoutMilliseconds = 0 });
    }

    void AddChanges(TransactionRow row)
    {
        if (row.IsInserted)
        {
            if (!row.IsDeleted)
                AddInsert(row);
        }
        else if (!row.IsDeleted)
        {
            AddUpdate(row);
            AddMutate(row);
        }
        else if (row.Schema.IsRoot)
        {
            Add(new Operation.Delete(row.Table, [Condition.Row(row.Uuid)]));
        }
    }

    void AddInsert(TransactionRow row)
    {
        _inserts.Add(_operations.Count, row);
        Add(new Operation.Insert(row.Table, Whole(row))
        {
            UuidName = row.IsUuidChosen ? null : NameOf(row.Uuid),
            Uuid = row.IsUuidChosen ? row.Uuid : null,
        });
    }

    void AddUpdate(TransactionRow row)
    {
        var values = Whole(row);
        if (values.Count > 0)
            Add(new Operation.Update(row.Table, [Condition.Row(row.Uuid)], values));
    }

    void AddMutate(TransactionRow row)
    {
        var mutations = row.Changes
            .Where(change => !change.IsWhole)
            .SelectMany(change => change.Mutations())
            .Select(mutation => mutation with { Value = Named(mutation.Value) })
            .ToArray();
        if (mutations.Length > 0)
            Add(new Operation.Mutate(row.Table, [Condition.Row(row.Uuid)], mutations));
    }

    void AddIncrements(TransactionRow row)
    {
        foreach (var (column, _) in row.Increments)
        {
            IReadOnlyList<Condition> where = [Condition.Equal("_uuid", Named(row.Uuid))];
            Add(new Operation.Mutate(row.Table, where, [Mutation.Add(column, 1)]));
            _counters.Add(_operations.Count, (row, column));
            _operations.Add(new Operation.Select(row.Table, where) { Columns = [column] });
        }
    }

    ColumnValues Whole(TransactionRow row)
    {
        var values = new ColumnValues();
        foreach (var change in row.Changes)
        {
            if (change.IsWhole && !change.IsUnchanged)
                values[change.Column.Name] = Named(change.Value!);
        }
        return values;
    }

    void Add(Operation operation)
    {
        IsChange = true;
        _operations.Add(operation);
    }

    static string NameOf(Guid uuid) => $"row{uuid:N}";

    OvsdbAtom Named(OvsdbAtom atom) =>
        atom.Type == AtomType.Uuid && !atom.IsNamedUuid && _named.Contains(atom.AsUuid) ? OvsdbAtom.NamedUuid(NameOf(atom.AsUuid)) : atom;

    OvsdbValue Named(OvsdbValue value)
    {
        if (_named.Count == 0)
            return value;
        return value.IsMap
            ? OvsdbValue.Map(value.Pairs.Select(pair => new KeyValuePair<OvsdbAtom, OvsdbAtom>(Named(pair.Key), Named(pair.Value))))
            : OvsdbValue.Set(value.Keys.Select(Named));
    }
}
