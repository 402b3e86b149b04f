namespace Sdn.Ovsdb.Shim;

/// <summary>The session that feeds the replica, made anew whenever it is lost, and another one for transactions of others.</summary>
sealed class IdlSession(OvsdbReplica replica, OvsdbEndpoint endpoint) : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    Task _running = Task.CompletedTask;
    OvsdbClient? _current;
    OvsdbClient? _other;

    public void Start(CancellationToken cancellationToken)
    {
        var reconnector = new OvsdbReconnector(
            new OvsdbRemotes(endpoint),
            OvsdbReconnectorOptions.Default with { BackoffSecondsMin = 0.01, BackoffSecondsMax = 0.5 },
            TimeProvider.System);
        var token = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken).Token;
        _running = reconnector.Run(
            (client, ending) =>
            {
                _current = client;
                return replica.Follow(client, ending);
            },
            static _ => { },
            token);
    }

    /// <summary>Waits for a task, but no longer than the session's loop lives.</summary>
    public async Task Failing(Task task) => await await Task.WhenAny(task, _running);

    /// <summary>Ends the session; the next follows.</summary>
    public async Task Drop()
    {
        if (_current is not null)
            await _current.DisposeAsync();
    }

    /// <summary>A session that does not feed the replica.</summary>
    public async Task<OvsdbClient> Other(CancellationToken cancellationToken) =>
        _other ??= await OvsdbConnector.Connect(endpoint, OvsdbClientOptions.Default, TimeProvider.System, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_other is not null)
            await _other.DisposeAsync();
        _stop.Dispose();
    }
}
