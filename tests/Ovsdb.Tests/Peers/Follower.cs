using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Sdn.Ovsdb.Tests;

/// <summary>A replica of table QoS that a reconnector keeps, with everything that happens to it, in order.</summary>
sealed class Follower : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly Channel<OvsdbClient> _sessions = Channel.CreateUnbounded<OvsdbClient>();
    readonly Channel<OvsdbFailure> _failed = Channel.CreateUnbounded<OvsdbFailure>();
    readonly ConcurrentQueue<RowChange> _changes = new();
    readonly ReplicaSubscription _subscription;
    readonly Task _reconnecting;
    readonly Task _collecting;

    public Follower(OvsdbRemotes remotes, OvsdbReconnectorOptions options)
    {
        _subscription = Replica.Subscribe();
        _collecting = Collect();
        _reconnecting = new OvsdbReconnector(remotes, options, TimeProvider.System).Run(
            async (client, token) =>
            {
                await Replica.Attach(client, token);
                _sessions.Writer.TryWrite(client);
            },
            failure =>
            {
                Failures.Enqueue(failure);
                _failed.Writer.TryWrite(failure);
            },
            _stop.Token);
    }

    public OvsdbReplica Replica { get; } = new(new MonitorRequest("Open_vSwitch", [new MonitoredTable("QoS")]));

    /// <summary>All failures so far.</summary>
    public ConcurrentQueue<OvsdbFailure> Failures { get; } = new();

    public IEnumerable<RowChange> Inserts => _changes.Where(change => change.Old is null);

    public IEnumerable<RowChange> OtherChanges => _changes.Where(change => change.Old is not null);

    /// <summary>Waits for the next session whose replica is loaded.</summary>
    public async Task<OvsdbClient> NextSession()
    {
        var next = _sessions.Reader.ReadAsync(_stop.Token).AsTask();
        await await Task.WhenAny(next, _reconnecting);
        return await next;
    }

    /// <summary>Waits for the next failure of a name.</summary>
    public async Task<OvsdbFailure> NextFailure(string error)
    {
        while (true)
        {
            var failure = await _failed.Reader.ReadAsync(_stop.Token);
            if (failure.Error.Error == error)
                return failure;
        }
    }

    public async Task Stop()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _reconnecting);
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
