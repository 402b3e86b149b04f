using System.Collections.Concurrent;

namespace Sdn.Ovsdb.Tests;

/// <summary>A replica of table QoS that a reconnector keeps, with everything that happens to it, in order.</summary>
sealed class Follower : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly ConcurrentQueue<RowChange> _changes = new();
    readonly ReplicaSubscription _subscription;
    readonly SessionLog _sessions;
    readonly Task _collecting;

    public Follower(OvsdbRemotes remotes, OvsdbReconnectorOptions options)
    {
        _subscription = Replica.Subscribe();
        _collecting = Collect();
        _sessions = new SessionLog(remotes, options, Replica.Attach);
    }

    public OvsdbReplica Replica { get; } = new(new MonitorRequest("Open_vSwitch", [new MonitoredTable("QoS")]));

    /// <summary>All failures so far.</summary>
    public ConcurrentQueue<OvsdbFailure> Failures => _sessions.Failures;

    public IEnumerable<RowChange> Inserts => _changes.Where(change => change.Old is null);

    public IEnumerable<RowChange> OtherChanges => _changes.Where(change => change.Old is not null);

    /// <summary>Waits for the next session whose replica is loaded.</summary>
    public Task<OvsdbClient> NextSession() => _sessions.Next();

    /// <summary>Waits for the next failure of a name.</summary>
    public async Task<OvsdbFailure> NextFailure(string error)
    {
        while (true)
        {
            var failure = await _sessions.NextFailure();
            if (failure.Error.Error == error)
                return failure;
        }
    }

    public async Task Stop()
    {
        await _sessions.DisposeAsync();
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _collecting);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
            await Stop();
        _subscription.Dispose();
        _stop.Dispose();
    }

    async Task Collect()
    {
        while (true)
        {
            foreach (var change in (await _subscription.Next(_stop.Token)).Rows)
                _changes.Enqueue(change);
        }
    }
}
