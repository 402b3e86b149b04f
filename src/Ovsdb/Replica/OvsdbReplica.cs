using System.Collections.Immutable;

namespace Sdn.Ovsdb;

/// <summary>
/// The tables of a database in memory, kept by a monitor. It outlives sessions: attached to the next one, it takes up where it
/// was, from the last transaction that it saw where the server still knows that one, else by a fresh dump; either way readers
/// see no gap, only the differences.
/// </summary>
/// <remarks>
/// The session's read loop writes, in the order of the stream, and publishes a new snapshot for each message of the server
/// (which is one transaction). Anyone may read.
/// </remarks>
public sealed partial class OvsdbReplica(MonitorRequest request)
{
    // The read loop publishes, under the gate; anyone reads.
    volatile ReplicaSnapshot _snapshot = ReplicaSnapshot.Empty;

    // Guarded by the gate.
    readonly List<ReplicaSubscription> _subscriptions = [];
    ReplicaConditions _conditions = ReplicaConditions.Of(request);
    TaskCompletionSource? _changed;
    ReplicaFeed? _feed;

    // The feed that the rows of the snapshot came from.
    ReplicaFeed? _loadedFeed;

    internal Lock Gate { get; } = new();

    public MonitorRequest Request => request;

    /// <summary>The newest state.</summary>
    public ReplicaSnapshot Snapshot => _snapshot;

    /// <summary>How the replica came to the state at which the last session began to feed it.</summary>
    public ReplicaLoad LastLoad { get; private set; }

    /// <summary>Whether a session feeds the replica now; else it shows how things were when the last one ended.</summary>
    public bool IsAttached
    {
        get
        {
            lock (Gate)
                return _feed is { IsLoaded: true, Client.IsOpen: true };
        }
    }

    /// <summary>The session that feeds the replica; null where there is none, or it is not that far yet.</summary>
    internal OvsdbClient? Session
    {
        get
        {
            lock (Gate)
                return _feed is { IsLoaded: true, Client.IsOpen: true } ? _feed.Client : null;
        }
    }

    /// <summary>
    /// Lets a session feed the replica until the session ends, and fails with the reason. Where the server ends the monitor alone, because
    /// the database was converted to another schema, the replica takes it up again. A session that feeds the replica already goes on.
    /// </summary>
    public async Task Follow(OvsdbClient client, CancellationToken cancellationToken)
    {
        while (client.IsOpen)
        {
            var feed = FeedOf(client) ?? await AttachFeed(client, cancellationToken);
            await Task.WhenAny(client.Completion, feed.WhenCanceled).WaitAsync(cancellationToken);
        }
        await client.Completion;
    }

    /// <summary>
    /// Lets a session feed the replica, in place of the one before. When this returns, the snapshot holds what the server has.
    /// </summary>
    public Task Attach(OvsdbClient client, CancellationToken cancellationToken) => AttachFeed(client, cancellationToken);

    ReplicaFeed? FeedOf(OvsdbClient client)
    {
        lock (Gate)
            return _feed is { IsLoaded: true } && _feed.Client == client ? _feed : null;
    }

    async Task<ReplicaFeed> AttachFeed(OvsdbClient client, CancellationToken cancellationToken)
    {
        // The schema is asked for anew each time: the server may have been upgraded between two sessions.
        var schema = await client.GetSchema(request.Database, cancellationToken);
        ReplicaFeed feed;
        Guid since;
        lock (Gate)
        {
            feed = new ReplicaFeed(this, client, request, schema, client.NewMonitorId(), _conditions);
            // Rows that were read with other columns, or under other conditions, cannot be resumed: what the server tells is only what
            // changed since.
            since = _loadedFeed?.HasSameColumns(feed) == true && AreConditionsInForce ? _snapshot.LastTransaction ?? Guid.Empty : Guid.Empty;
            _feed = feed;
        }
        await client.Monitor(request, feed.MonitorId, since, feed, cancellationToken);
        await TellConditions(cancellationToken);
        return feed;
    }

    /// <summary>Ends the monitor of the session that feeds the replica; the rows stay as they are.</summary>
    public async Task Detach(CancellationToken cancellationToken)
    {
        ReplicaFeed? feed;
        lock (Gate)
        {
            feed = _feed;
            _feed = null;
        }
        if (feed is { Client.IsOpen: true })
            await feed.Client.MonitorCancel(feed.MonitorId, cancellationToken);
    }

    /// <summary>Waits until the replica is newer than a version, and gives what it is then.</summary>
    public async Task<ReplicaSnapshot> WaitForChange(long afterVersion, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task signal;
            lock (Gate)
            {
                if (_snapshot.Version > afterVersion)
                    return _snapshot;
                _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                signal = _changed.Task;
            }
            await signal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until the replica fulfils a condition; a state that lasts shorter than a look at it may be missed.</summary>
    public async Task<ReplicaSnapshot> WaitUntil(Func<ReplicaSnapshot, bool> isFulfilled, CancellationToken cancellationToken)
    {
        var snapshot = _snapshot;
        while (!isFulfilled(snapshot))
            snapshot = await WaitForChange(snapshot.Version, cancellationToken);
        return snapshot;
    }

    /// <summary>Begins to collect changes from here on.</summary>
    public ReplicaSubscription Subscribe(ChangeMerging merging = ChangeMerging.Net)
    {
        var subscription = new ReplicaSubscription(this, merging);
        lock (Gate)
            _subscriptions.Add(subscription);
        return subscription;
    }

    internal void Unsubscribe(ReplicaSubscription subscription)
    {
        lock (Gate)
            _subscriptions.Remove(subscription);
    }

    /// <summary>Whether anyone wants to know of changes.</summary>
    internal bool HasSubscriptions => _subscriptions.Count > 0;

    /// <summary>Whether changes are to be collected at all, be it only to keep indexes.</summary>
    internal bool NeedsChanges => HasSubscriptions || request.Indexes.Count > 0;

    /// <summary>Whether a feed is the one that may write; a session that was replaced may still have messages to read.</summary>
    internal bool IsFedBy(ReplicaFeed feed) => ReferenceEquals(_feed, feed);

    /// <summary>Notes how a feed began, under the gate.</summary>
    internal void Loaded(bool isResumed) => LastLoad = isResumed ? ReplicaLoad.Resumed : ReplicaLoad.Dumped;

    /// <summary>Makes a new state the current one, under the gate.</summary>
    internal void Publish(
        ReplicaFeed feed,
        Guid? lastTransaction,
        ImmutableDictionary<string, ReplicaTable> tables,
        SnapshotIndexes indexes,
        List<RowChange> changes)
    {
        _loadedFeed = feed;
        _snapshot = new ReplicaSnapshot(_snapshot.Version + 1, lastTransaction, feed.Schema, tables, indexes);
        foreach (var subscription in _subscriptions)
            subscription.Add(changes);
        _changed?.TrySetResult();
        _changed = null;
    }
}

/// <summary>How a replica took up with a session.</summary>
public enum ReplicaLoad
{
    /// <summary>Not at all yet.</summary>
    None,

    /// <summary>The server sent all rows.</summary>
    Dumped,

    /// <summary>The server sent only what had changed since the last transaction that the replica saw.</summary>
    Resumed,
}
