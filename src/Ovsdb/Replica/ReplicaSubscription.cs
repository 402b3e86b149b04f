namespace Sdn.Ovsdb;

/// <summary>What a subscription makes of several changes of one row between two looks.</summary>
public enum ChangeMerging
{
    /// <summary>One change from the first old to the last new; none for a row that came and went, or is again as it was.</summary>
    Net,

    /// <summary>
    /// The same, but nothing cancels out: a row that came and went is told too, and so is a column that is again as it was. What waits
    /// for a slow reader has no limit but the rows that came and went.
    /// </summary>
    Touched,
}

/// <summary>
/// One reader's view of a replica's changes. Changes that it has not fetched yet are merged row by row, so a slow reader
/// gets fewer and larger batches, and what waits for it is never more than the rows that changed.
/// </summary>
public sealed class ReplicaSubscription : IDisposable
{
    readonly OvsdbReplica _replica;
    readonly ChangeMerging _merging;

    // Both are guarded by the replica's lock.
    Dictionary<(string Table, Guid Uuid), RowChange> _pending = [];
    TaskCompletionSource? _waiter;

    internal ReplicaSubscription(OvsdbReplica replica, ChangeMerging merging)
    {
        _replica = replica;
        _merging = merging;
    }

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
            if (!_pending.TryGetValue(key, out var earlier))
                _pending.Add(key, change);
            else if (_merging == ChangeMerging.Touched)
                _pending[key] = earlier.ThenTouched(change);
            else if (earlier.Old is { } old ? change.New is { } row && old.HasSameValues(row) : change.New is null)
                _pending.Remove(key);
            else
                _pending[key] = earlier with { New = change.New };
        }
        if (_pending.Count == 0)
            return;
        _waiter?.TrySetResult();
        _waiter = null;
    }

    ReplicaChanges Drain()
    {
        var rows = _pending.Values.ToArray();
        _pending = [];
        return new ReplicaChanges(_replica.Snapshot, rows);
    }
}
