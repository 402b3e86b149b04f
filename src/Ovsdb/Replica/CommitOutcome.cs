namespace Sdn.Ovsdb;

/// <summary>How a transaction on a replica ended; closed, so that a caller's switch has them all.</summary>
public abstract record CommitOutcome
{
    CommitOutcome()
    {
    }

    /// <summary>It was done, and the replica shows it already.</summary>
    public sealed record Success : CommitOutcome
    {
        readonly IReadOnlyDictionary<Guid, Guid> _inserted;
        readonly IReadOnlyDictionary<(Guid Row, string Column), long> _counters;

        internal Success(
            IReadOnlyDictionary<Guid, Guid> inserted, IReadOnlyDictionary<(Guid Row, string Column), long> counters)
        {
            _inserted = inserted;
            _counters = counters;
        }

        /// <summary>The UUID that the database gave to a row which the transaction inserted; any other row's own.</summary>
        public Guid Uuid(TransactionRow row) => _inserted.TryGetValue(row.Uuid, out var real) ? real : row.Uuid;

        /// <summary>What a column that the transaction incremented has become.</summary>
        /// <exception cref="KeyNotFoundException">The transaction did not increment the column.</exception>
        public long Counter(TransactionRow row, string column) => _counters[(row.Uuid, column)];
    }

    /// <summary>Nothing would have changed, so nothing was sent.</summary>
    public sealed record Unchanged : CommitOutcome;

    /// <summary>It was given up before it was sent.</summary>
    public sealed record Aborted : CommitOutcome;

    /// <summary>
    /// What it was built on is no longer so, or no session was there to send it, or the session was lost before the reply. Only in the
    /// last case may it have been done: a transaction that verifies what it changes can be built again all the same.
    /// </summary>
    public sealed record TryAgain : CommitOutcome;

    /// <summary>The session has not the lock that the transaction needs.</summary>
    public sealed record NotLocked : CommitOutcome;

    /// <summary>
    /// The server refused it, and would again. (Only after "request timed out" and "protocol violation" nobody knows whether it was done.)
    /// </summary>
    public sealed record Error(OvsdbException Reason) : CommitOutcome;
}
