namespace Sdn.Ovsdb;

public sealed partial class OvsdbReplica
{
    /// <summary>How often <see cref="Transact(Action{ReplicaTransaction}, CancellationToken)"/> builds its transaction before it gives up against other writers.</summary>
    public const int TransactAttemptsMax = 100;

    /// <summary>Begins a transaction on the newest state.</summary>
    /// <exception cref="InvalidOperationException">No dump is in yet.</exception>
    public ReplicaTransaction Begin() => Begin(_snapshot);

    /// <summary>Begins a transaction on the state that decided what to change, so that it verifies what was seen there.</summary>
    /// <exception cref="InvalidOperationException">The state is from before the first dump.</exception>
    public ReplicaTransaction Begin(ReplicaSnapshot snapshot) => snapshot.IsLoaded
        ? new ReplicaTransaction(this, snapshot)
        : throw new InvalidOperationException("The replica has not seen the database yet.");

    /// <summary>
    /// Builds a transaction and commits it; if that fails because the database has changed meanwhile, or because the session
    /// went, waits for the replica to show the change, or for the next session, and does it again on the new state.
    /// </summary>
    /// <param name="change">Makes the changes; it is called once for each attempt, so it should do nothing else.</param>
    /// <param name="cancellationToken">Ends the attempts, or the wait between them.</param>
    /// <returns>The last outcome; "try again" only after <see cref="TransactAttemptsMax"/> attempts.</returns>
    public Task<CommitOutcome> Transact(Action<ReplicaTransaction> change, CancellationToken cancellationToken) =>
        Transact(
            transaction =>
            {
                change(transaction);
                return Task.CompletedTask;
            },
            cancellationToken);

    /// <summary>The same, with changes that have to wait for something.</summary>
    public async Task<CommitOutcome> Transact(Func<ReplicaTransaction, Task> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var transaction = Begin();
            await change(transaction);
            var outcome = await transaction.Commit(cancellationToken);
            if (outcome is not CommitOutcome.TryAgain || attempt == TransactAttemptsMax)
                return outcome;
            await WaitForChange(transaction.Snapshot.Version, cancellationToken);
        }
    }
}
