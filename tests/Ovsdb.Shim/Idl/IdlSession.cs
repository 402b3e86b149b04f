namespace Sdn.Ovsdb.Shim;

/// <summary>The session that feeds the replica, made anew whenever it is lost, and another one for transactions of others.</summary>
sealed class IdlSession(OvsdbReplica replica, OvsdbRemotes remotes, IdlLog? log) : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly OvsdbReconnector _reconnector = new(
        remotes,
        OvsdbReconnectorOptions.Default with
        {
            BackoffSecondsMin = 0.01,
            BackoffSecondsMax = 0.5,
            Database = replica.Request.Database,
            Client = Options(remotes, log),
        },
        TimeProvider.System);

    Task _running = Task.CompletedTask;
    OvsdbClient? _current;
    OvsdbClient? _other;

    public bool IsConnected => _reconnector.Current is not null;

    public void Start(CancellationToken cancellationToken)
    {
        var token = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken).Token;
        _running = _reconnector.Run(
            (client, ending) =>
            {
                _current = client;
                return replica.Follow(client, ending);
            },
            failure => log?.Failed(failure),
            token);
    }

    /// <summary>Waits for a task, but no longer than the session's loop lives.</summary>
    public async Task Failing(Task task) => await await Task.WhenAny(task, _running);

    public void SetRemotes(OvsdbRemotes others) => _reconnector.SetRemotes(others);

    /// <summary>Ends the session; the next follows.</summary>
    public async Task Drop()
    {
        if (_current is not null)
            await _current.DisposeAsync();
    }

    /// <summary>A session that does not feed the replica, with the server that another one does.</summary>
    public async Task<OvsdbClient> Other(CancellationToken cancellationToken) => _other ??= await OvsdbConnector.Connect(
        _reconnector.Current ?? remotes.Endpoints[0], Options(remotes, log), TimeProvider.System, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_other is not null)
            await _other.DisposeAsync();
        _stop.Dispose();
    }

    static OvsdbClientOptions Options(OvsdbRemotes remotes, IdlLog? log) =>
        OvsdbClientOptions.Default with { Trace = log?.Trace(remotes.ToString()) };
}
