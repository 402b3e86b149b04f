using System.Threading.Channels;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Sdn.Controller.Configuration;

namespace Sdn.Controller.Store;

/// <summary>
/// The truth about what is desired. One loop decides and commits mutations, in order, each of them one revision; what is
/// read is an immutable snapshot of what is committed.
/// </summary>
sealed partial class ResourceStore : IStoreSignal, IHostedService, IAsyncDisposable
{
    const int ForgetInterval = 1_000;

    readonly Channel<Mutation> _mutations;
    readonly StoreOptions _options;
    readonly AllocationRules _rules;
    readonly TimeProvider _time;
    readonly IHostApplicationLifetime _lifetime;
    readonly ILogger<ResourceStore> _logger;

    // Written at start and then by the writer loop alone.
    StateLock? _lock;
    StoreDatabase? _database;
    StoreState _state = new();
    bool _isDoubtful;
    int _changesUntilForgetting;
    Task? _writer;

    // Written by the writer loop, the first before the second.
    volatile StoreSnapshot _current = StoreSnapshot.Empty;
    volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ResourceStore(
        IOptions<StoreOptions> options,
        IOptions<AddressOptions> addresses,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        ILogger<ResourceStore> logger)
    {
        _options = options.Value;
        _rules = AllocationRules.From(addresses.Value);
        _time = time;
        _lifetime = lifetime;
        _logger = logger;
        _mutations = Channel.CreateBounded<Mutation>(new BoundedChannelOptions(_options.QueuedMutationsMax) { SingleReader = true });
        Changes = new(_options.ChangesMax);
        History = new(Path.Combine(Path.GetFullPath(_options.StateDirectory), "store.db"));
    }

    public StoreSnapshot Current => _current;

    /// <summary>The newest changes; a change is there no later than the snapshot that shows it.</summary>
    public ChangeLog Changes { get; }

    /// <summary>All changes that are kept, on disk.</summary>
    public ChangeHistory History { get; }

    public bool IsOpen => _writer is { IsCompleted: false };

    /// <summary>Opens the database and begins to take mutations.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var directory = Path.GetFullPath(_options.StateDirectory);
        _lock = StateLock.Take(directory);
        StoreCopy.DeleteLeftovers(directory);
        _database = StoreDatabase.Open(Path.Combine(directory, "store.db"));
        _state = StoreLoader.Load(_database);
        var floor = _database.ReadCounter("watch_floor");
        Changes.Begin(floor);
        Changes.Append(_database.ReadChanges(_options.ChangesMax + 1).Where(c => c.Revision > floor));
        _current = _state.Snapshot;
        _writer = Task.Run(WriteMutations, CancellationToken.None);
        LogOpened(_database.Path, _current.Revision, _current.Devices.Count, _current.Applications.Count, _current.Endpoints.Count);
        return Task.CompletedTask;
    }

    /// <summary>Finishes the mutations that wait and closes the database.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _mutations.Writer.TryComplete();
        if (_writer is not null)
            await _writer;
        _database?.Dispose();
        _lock?.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    /// <summary>
    /// Runs a decision on the newest state and makes what it did durable, as one revision. When the decision throws, nothing
    /// has happened and the caller gets its exception. Decisions are short and do not wait.
    /// </summary>
    public Task<T> Write<T>(string actor, Func<StoreWriter, T> decide, CancellationToken cancellationToken) =>
        Write(new Mutation<T>(actor, null, decide, cancellationToken));

    /// <summary>The same; a request that was carried out before gets its first outcome again.</summary>
    public Task<T> Write<T>(string actor, RequestKey? request, Func<StoreWriter, T> decide, CancellationToken cancellationToken)
        where T : IMessage<T>, new() => Write(new RepeatableMutation<T>(actor, request, decide, cancellationToken));

    async Task<T> Write<T>(Mutation<T> mutation)
    {
        if (!_mutations.Writer.TryWrite(mutation))
        {
            throw new StoreUnavailableException(_mutations.Reader.Completion.IsCompleted
                ? "the controller is stopping"
                : $"{_options.QueuedMutationsMax} mutations are waiting for the disk; try again later");
        }

        return await mutation.Completion;
    }

    /// <summary>A copy of what is committed; writing goes on meanwhile.</summary>
    public StoreCopy Copy() => StoreCopy.Make(_database!.Path);

    public async ValueTask<StoreSnapshot> WaitBeyond(ulong revision, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _changed; // before the snapshot: a change in between completes it
            var current = _current;
            if (current.Revision > revision)
                return current;

            await changed.Task.WaitAsync(cancellationToken);
        }
    }

    async Task WriteMutations()
    {
        try
        {
            var batch = new List<Mutation>(_options.MutationsPerCommitMax);
            while (await _mutations.Reader.WaitToReadAsync())
            {
                batch.Clear();
                while (batch.Count < _options.MutationsPerCommitMax && _mutations.Reader.TryRead(out var mutation))
                    batch.Add(mutation);
                WriteBatch(batch);
            }
        }
        catch (Exception e) // a bug: without its writer the store is of no use, so the process ends
        {
            LogWriterFailed(e);
            _lifetime.StopApplication();
            throw;
        }
    }

    // Mutations that wait together are decided one after the other and share one commit, hence one sync of the disk.
    void WriteBatch(List<Mutation> batch)
    {
        var state = _state;
        var rows = new List<RowChange>();
        var changes = new List<Change>();
        var decided = new List<Mutation>();
        var requests = new RequestBatch(_database!, TimeSpan.FromSeconds(_options.RequestsSeconds), _options.RequestsMax);
        foreach (var mutation in batch)
        {
            var writer = new StoreWriter(state, _time.GetUtcNow(), mutation.Actor, _rules);
            if (!requests.TryDecide(mutation, writer))
                continue;

            rows.AddRange(writer.Finish());
            changes.AddRange(writer.Changes);
            state = writer.State;
            decided.Add(mutation);
        }

        try
        {
            Forget(rows, changes.Count);
            if (rows.Count > 0)
                Commit(rows);
        }
        catch (StoreUnavailableException e)
        {
            LogWriteFailed(e.Message);
            _isDoubtful = true;
            foreach (var mutation in decided)
                mutation.Fail(e);
            return;
        }

        Publish(state, changes);
        foreach (var mutation in decided)
            mutation.Complete();
    }

    // Now and then: to look for what is too old costs as much as a change.
    void Forget(List<RowChange> rows, int changes)
    {
        _changesUntilForgetting -= changes;
        if (_changesUntilForgetting > 0)
            return;

        _changesUntilForgetting = Math.Min(ForgetInterval, _options.ChangesKeptMax);
        rows.Add(new RowChange.ChangesForgotten(_time.GetUtcNow() - TimeSpan.FromDays(_options.ChangesKeptDays), _options.ChangesKeptMax));
    }

    void Commit(List<RowChange> rows)
    {
        // A commit that failed may have reached the disk all the same. Then memory is behind, and writing on would fork history.
        if (_isDoubtful && _database!.ReadCounter("revision") != _state.Snapshot.Revision)
            throw new StoreUnavailableException("the store on disk is ahead of memory after a failed write; restart sdn-controller");

        _isDoubtful = false;
        _database!.Commit(rows);
    }

    void Publish(StoreState state, List<Change> changes)
    {
        _state = state;
        if (changes.Count == 0)
            return;

        Changes.Append(changes);
        _current = state.Snapshot;
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    [LoggerMessage(LogLevel.Information, "Store {path} is open at revision {revision}: {devices} devices, {applications} applications, {endpoints} endpoints")]
    partial void LogOpened(string path, ulong revision, int devices, int applications, int endpoints);

    [LoggerMessage(LogLevel.Critical, "The store's writer has failed")]
    partial void LogWriterFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "A write was refused: {problem}")]
    partial void LogWriteFailed(string problem);
}
