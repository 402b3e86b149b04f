namespace Sdn.Ovsdb;

/// <summary>
/// Changes of rows, gathered against one state of a replica and committed as one transaction. It shows the rows as they would
/// become; nobody else sees that before the commit.
/// </summary>
/// <remarks>
/// Only what changed goes on the wire. A row or column that decided what to write and is not written itself should be
/// verified: without that the transaction is done even if another client has changed it meanwhile. Not for several threads at once.
/// </remarks>
public sealed class ReplicaTransaction
{
    readonly OvsdbReplica _replica;

    // In the order in which they were touched first, which is that of the operations.
    readonly List<TransactionRow> _touched = [];
    readonly Dictionary<Guid, TransactionRow> _rows = [];
    readonly List<string> _comments = [];
    State _state = State.Open;
    OvsdbLock? _lock;

    internal ReplicaTransaction(OvsdbReplica replica, ReplicaSnapshot snapshot)
    {
        _replica = replica;
        Snapshot = snapshot;
    }

    enum State
    {
        /// <summary>Takes changes; committing or aborting follows.</summary>
        Open,

        /// <summary>Given up; a commit says so.</summary>
        Aborted,

        /// <summary>Sent, or found to change nothing; over.</summary>
        Committed,
    }

    /// <summary>The state that the transaction is built on.</summary>
    public ReplicaSnapshot Snapshot { get; }

    /// <summary>The operations that a commit would send now.</summary>
    public IReadOnlyList<Operation> Operations => Build().Operations;

    internal IEnumerable<TransactionRow> Touched => _touched;

    /// <summary>
    /// Makes a row with the default in each column. It may be referred to by its UUID right away, from any row and before
    /// or after that row's own insert.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="uuid">The UUID that the row shall have, for servers of version 3.0 and later; null leaves it to the server.</param>
    /// <exception cref="OvsdbException">"unknown table": the server has not the table.</exception>
    public TransactionRow Insert(string table, Guid? uuid = null)
    {
        var row = new TransactionRow(this, SchemaOf(table), uuid ?? Guid.NewGuid(), null) { IsUuidChosen = uuid is not null };
        if (_rows.TryGetValue(row.Uuid, out var other))
            throw new ArgumentException($"The transaction has a row {row.Uuid} already, in table {other.Table}.", nameof(uuid));
        Touch(row);
        return row;
    }

    /// <summary>A row as it would become; null where there is none, or the transaction deletes it.</summary>
    public TransactionRow? Find(string table, Guid uuid)
    {
        if (_rows.TryGetValue(uuid, out var touched))
            return touched.Table == table && !touched.IsDeleted ? touched : null;
        return Snapshot.Find(table, uuid) is { } row ? Untouched(row) : null;
    }

    /// <summary>The rows of a table as they would become, in no order.</summary>
    public IEnumerable<TransactionRow> Rows(string table)
    {
        foreach (var row in Snapshot[table].Rows)
        {
            if (Find(table, row.Uuid) is { } present)
                yield return present;
        }
        foreach (var row in _touched.ToArray())
        {
            if (row.IsInserted && !row.IsDeleted && row.Table == table)
                yield return row;
        }
    }

    /// <summary>The one row of a table that may have only one ("maxRows"), which is inserted where it is missing.</summary>
    /// <remarks>The commit fails with "try again" if another client inserts it at the same time.</remarks>
    public TransactionRow Singleton(string table) => Rows(table).FirstOrDefault() ?? Insert(table);

    /// <summary>The rows that an index has under a key, or under keys that begin so, as they would become, in the order of the index.</summary>
    public IEnumerable<TransactionRow> Find(ReplicaIndex index, params ReadOnlySpan<OvsdbValue> key)
    {
        var bound = key.ToArray();
        return Range(index, bound, bound);
    }

    /// <summary>The rows between two keys, both included, as they would become, in the order of the index; null is no bound.</summary>
    public IEnumerable<TransactionRow> Range(ReplicaIndex index, OvsdbValue[]? from, OvsdbValue[]? to)
    {
        var rows = Snapshot.Index(index);
        var own = _touched.Where(row => row.Table == index.Table).ToArray();
        var untouched = rows.Range(from, to).Where(row => !_rows.ContainsKey(row.Uuid));
        if (own.Length == 0)
            return untouched.Select(Untouched);
        return untouched.Select(Untouched)
            .Concat(own.Where(row => !row.IsDeleted && rows.Order.IsBetween(KeyOf(row), from, to)))
            .OrderBy(row => IndexEntry.Of(KeyOf(row), row.Uuid), rows.Order);

        OvsdbValue[] KeyOf(TransactionRow row) =>
            [.. index.Columns.Select(column => row.Find(column.Name) ?? OvsdbValue.EmptySet)];
    }

    /// <summary>Leaves a text in the server's log of transactions, a line for each call.</summary>
    public void Comment(string text) => _comments.Add(text);

    /// <summary>Lets the commit succeed only while the session holds a lock (RFC 7047 section 5.2.10).</summary>
    public void Require(OvsdbLock held) => _lock = held;

    /// <summary>Gives the transaction up.</summary>
    public void Abort()
    {
        if (_state == State.Open)
            _state = State.Aborted;
    }

    /// <summary>
    /// Sends the changes. When the outcome is <see cref="CommitOutcome.Success"/>, the replica shows them.
    /// </summary>
    public async Task<CommitOutcome> Commit(CancellationToken cancellationToken)
    {
        if (_state == State.Aborted)
            return new CommitOutcome.Aborted();
        if (_state == State.Committed)
            throw new InvalidOperationException("This transaction was committed before.");
        _state = State.Committed;
        var built = Build();
        if (!built.IsChange)
            return new CommitOutcome.Unchanged();
        if (_lock is { IsHeld: false })
            return new CommitOutcome.NotLocked();
        if (_replica.Session is not { } session)
            return new CommitOutcome.TryAgain();
        try
        {
            var result = await session.Transact(_replica.Request.Database, built.Operations, cancellationToken);
            return built.Success(result);
        }
        catch (OvsdbException e)
        {
            return OutcomeOf(e);
        }
    }

    /// <summary>Makes a row part of the transaction.</summary>
    internal void Touch(TransactionRow row)
    {
        if (_state != State.Open)
            throw new InvalidOperationException("This transaction is over.");
        if (_rows.TryAdd(row.Uuid, row))
            _touched.Add(row);
        else if (!ReferenceEquals(_rows[row.Uuid], row))
            throw new InvalidOperationException($"Row {row.Uuid} of table {row.Table} was looked up twice, and changed by the other look-up: use that.");
    }

    // As ovsdb_idl_txn_process_reply (lib/ovsdb-idl.c) has it: what another try can mend, and what not.
    static CommitOutcome OutcomeOf(OvsdbException error) => error.Error switch
    {
        OvsdbErrors.TimedOut or OvsdbErrors.UnknownDatabase or OvsdbErrors.Canceled or OvsdbErrors.ConnectionLost => new CommitOutcome.TryAgain(),
        OvsdbErrors.NotOwner => new CommitOutcome.NotLocked(),
        OvsdbErrors.Aborted => new CommitOutcome.Aborted(),
        _ => new CommitOutcome.Error(error),
    };

    TransactionOperations Build() => TransactionOperations.Of(this, _touched, _comments, _lock);

    // Rows that are only read are not kept: a transaction over 100,000 rows that changes one is small.
    TransactionRow Untouched(OvsdbRow row) => new(this, SchemaOf(row.Table), row.Uuid, row);

    TableSchema SchemaOf(string table) => Snapshot.Schema!.Tables.GetValueOrDefault(table)
        ?? throw new OvsdbException(OvsdbErrors.UnknownTable, $"No table named {table}.");
}
