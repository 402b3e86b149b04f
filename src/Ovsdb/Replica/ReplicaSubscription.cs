namespace Sdn.Ovsdb;

/// <summary>
/// One reader's view of a replica's changes. Changes that it has not fetched yet are merged row by row, so a slow reader
/// gets fewer and larger batches, and what waits for it is never more than the rows that changed.
/// </summary>
public sealed class ReplicaSubscription : IDisposable
{
    readonly OvsdbReplica _replica;

    // Both are guarded by the replica's lock.
    Dictionary<(string Table, Guid Uuid), (OvsdbRow? Old, OvsdbRow? New)> _pending = [];
    TaskCompletionSource? _waiter;

    internal ReplicaSubscription(OvsdbReplica replica) => _replica = replica;

    /// <summary>Waits until something changed since the last call, and takes all of it.</summary>
    public async Task<ReplicaChanges> Next(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task signal;
            lock (_replica.Gate)
            {
                if (_pending.Count > 0)
                    return Drain();
                _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                signal = _waiter.Task;
            }
            await signal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes all that changed since the last call, which may be nothing, without waiting.</summary>
    public ReplicaChanges Take()
    {
        lock (_replica.Gate)
            return Drain();
    }

    public void Dispose() => _replica.Unsubscribe(this);

    /// <summary>Takes changes of the replica, under its lock.</summary>
    internal void Add(List<RowChange> changes)
    {
        foreach (var change in changes)
        {
            var key = (change.Table, change.Uuid);
            var isMerged = _pending.TryGetValue(key, out var earlier);
            var old = isMerged ? earlier.Old : change.Old;
            // One that came and went, or is again as it was, is no change to who has seen nothing of it.
            if (isMerged && (old is null || change.New is null ? old == change.New : old.HasSameValues(change.New)))
                _pending.Remove(key);
            else
                _pending[key] = (old, change.New);
        }
        if (_pending.Count == 0)
            return;
        _waiter?.TrySetResult();
        _waiter = null;
    }

    ReplicaChanges Drain()
    {
        var rows = _pending
            .Select(pair => new RowChange(pair.Key.Table, pair.Key.Uuid, pair.Value.Old, pair.Value.New))
            .ToArray();
        _pending = [];
        return new ReplicaChanges(_replica.Snapshot, rows);
    }
}
