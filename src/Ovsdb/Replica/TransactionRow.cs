namespace Sdn.Ovsdb;

/// <summary>A row as a transaction sees it: what the replica has of it, with the transaction's own changes on top.</summary>
public sealed class TransactionRow
{
    readonly ReplicaTransaction _transaction;
    readonly Dictionary<string, ColumnChange> _changes = new(StringComparer.Ordinal);
    readonly SortedSet<string> _verified = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, bool> _increments = new(StringComparer.Ordinal);

    internal TransactionRow(ReplicaTransaction transaction, TableSchema schema, Guid uuid, OvsdbRow? old)
    {
        _transaction = transaction;
        Schema = schema;
        Uuid = uuid;
        Old = old;
    }

    /// <summary>
    /// The row's UUID. That of an inserted row is for this transaction alone, unless it was chosen: the row's own is known after
    /// the commit, from <see cref="CommitOutcome.Success.Uuid"/>.
    /// </summary>
    public Guid Uuid { get; }

    public string Table => Schema.Name;

    /// <summary>The row as the replica has it; null for one that the transaction inserts.</summary>
    public OvsdbRow? Old { get; }

    public bool IsInserted => Old is null;

    public bool IsDeleted { get; private set; }

    internal TableSchema Schema { get; }

    /// <summary>Whether the UUID of an inserted row is the one that it shall keep.</summary>
    internal bool IsUuidChosen { get; init; }

    internal IEnumerable<ColumnChange> Changes => _changes.Values;

    internal IReadOnlyCollection<string> Verified => _verified;

    /// <summary>The columns to increment, and whether that alone is worth a transaction.</summary>
    internal IEnumerable<KeyValuePair<string, bool>> Increments => _increments;

    /// <summary>The value of a column, with the transaction's changes; setting it writes the column whole.</summary>
    /// <exception cref="KeyNotFoundException">The replica does not keep the column.</exception>
    /// <exception cref="OvsdbException">The table has not the column, or the column cannot hold the value.</exception>
    public OvsdbValue this[string column]
    {
        get => Find(column) ?? throw new KeyNotFoundException($"The replica does not keep column {column} of table {Table}.");
        set => Change(column).Set(ColumnValue.Checked(Schema, ColumnOf(column), value));
    }

    /// <summary>A column of a known table.</summary>
    public T Get<T>(OvsdbColumn<T> column) => column.Read(Schema.Columns.ContainsKey(column.Name) ? Find(column.Name) : null);

    /// <summary>Writes a column of a known table.</summary>
    public void Set<T>(OvsdbColumn<T> column, T value) => this[column.Name] = column.Value(value);

    /// <summary>Adds elements to a set, whatever else others add to it meanwhile.</summary>
    public void Add(string column, OvsdbValue elements)
    {
        var change = ChangeElements(column, isMap: false);
        foreach (var element in elements.Keys)
        {
            var atom = ColumnValue.Checked(Schema, change.Column, element, change.Column.Type.Key);
            change.Put(atom, atom);
        }
    }

    /// <summary>Gives a key of a map a value, whatever others do to the other keys meanwhile.</summary>
    public void Put(string column, OvsdbAtom key, OvsdbAtom value)
    {
        var change = ChangeElements(column, isMap: true);
        change.Put(
            ColumnValue.Checked(Schema, change.Column, key, change.Column.Type.Key),
            ColumnValue.Checked(Schema, change.Column, value, change.Column.Type.Value!));
    }

    /// <summary>Takes elements out of a set, or keys out of a map.</summary>
    public void Remove(string column, OvsdbValue elements)
    {
        var change = Change(column);
        foreach (var element in elements.Keys)
            change.Remove(ColumnValue.Checked(Schema, change.Column, element, new BaseType(change.Column.Type.Key.Type)));
    }

    /// <summary>Lets the transaction fail with "try again" if these columns, or none of them the row itself, changed since the replica's state.</summary>
    /// <remarks>A row that the transaction inserts needs no such check.</remarks>
    public void Verify(params ReadOnlySpan<string> columns)
    {
        _transaction.Touch(this);
        if (IsInserted)
            return;
        if (columns.IsEmpty)
            _verified.Add("_uuid");
        foreach (var column in columns)
        {
            if (Old!.Find(ColumnOf(column).Name) is null)
                throw new KeyNotFoundException($"The replica does not keep column {column} of table {Table}, so it cannot be verified.");
            _verified.Add(column);
        }
    }

    /// <summary>Adds 1 to a column in the database, whatever it holds there; the commit tells what it has become.</summary>
    public void Increment(string column) => AddIncrement(column, isChange: true);

    /// <summary>The same, if the transaction changes anything else.</summary>
    public void IncrementWithChanges(string column) => AddIncrement(column, isChange: false);

    /// <summary>
    /// Removes the row. One of a table that is no root goes when nothing refers to it any more, and only then
    /// (RFC 7047 section 3.2, "isRoot"): nothing is sent for it.
    /// </summary>
    public void Delete()
    {
        _transaction.Touch(this);
        IsDeleted = true;
    }

    /// <summary>The value of a column, null where the replica does not keep it.</summary>
    internal OvsdbValue? Find(string column)
    {
        if (column == "_uuid")
            return Uuid;
        if (_changes.TryGetValue(column, out var change))
            return change.Value;
        return Old is null ? ColumnOf(column).Type.DefaultValue : Old.Find(column);
    }

    /// <summary>The row as an immutable one, with the columns that are known.</summary>
    internal OvsdbRow ToRow()
    {
        if (Old is not null && _changes.Count == 0)
            return Old;
        var columns = Schema.Columns.Keys.Where(column => Find(column) is not null).ToArray();
        return new OvsdbRow(new RowLayout(Table, columns), Uuid, Array.ConvertAll(columns, column => Find(column)!));
    }

    void AddIncrement(string column, bool isChange)
    {
        var type = ColumnOf(column).Type;
        if (!type.IsScalar || type.Key.Type != AtomType.Integer)
            throw new OvsdbException(OvsdbErrors.ConstraintViolation, $"column {column} of table {Table} holds {type.InWords()}, and only one integer can be incremented");
        _transaction.Touch(this);
        _increments[column] = isChange || _increments.GetValueOrDefault(column);
    }

    ColumnChange ChangeElements(string column, bool isMap)
    {
        var change = Change(column);
        return change.Column.Type.IsMap == isMap
            ? change
            : throw new OvsdbException(OvsdbErrors.ConstraintViolation, $"column {column} of table {Table} holds {change.Column.Type.InWords()}");
    }

    ColumnChange Change(string column)
    {
        var schema = ColumnOf(column);
        if (IsDeleted)
            throw new InvalidOperationException($"This transaction has deleted row {Uuid} of table {Table}.");
        if (!IsInserted && !schema.IsMutable)
            throw new OvsdbException(OvsdbErrors.ConstraintViolation, $"column {column} of table {Table} can be written only when its row is inserted");
        _transaction.Touch(this);
        if (!_changes.TryGetValue(column, out var change))
            _changes[column] = change = new ColumnChange(schema, Old is null ? schema.Type.DefaultValue : Old.Find(column), IsInserted);
        return change;
    }

    ColumnSchema ColumnOf(string column) => Schema.Columns.GetValueOrDefault(column)
        ?? throw new OvsdbException(OvsdbErrors.UnknownColumn, $"No column {column} in table {Table}.");
}
