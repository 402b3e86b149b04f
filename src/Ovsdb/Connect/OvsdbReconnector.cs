namespace Sdn.Ovsdb;

/// <summary>An attempt or a session that ended.</summary>
/// <param name="Remote">The server that it was with.</param>
/// <param name="Error">Why it ended.</param>
/// <param name="Wait">How long it is until the next remote is dialed.</param>
public sealed record OvsdbFailure(OvsdbEndpoint Remote, OvsdbException Error, TimeSpan Wait);

/// <summary>
/// Keeps a session with one of several servers: dials them in turn, leaves one that is not fit, and waits between failures as
/// lib/reconnect.c of Open vSwitch does.
/// </summary>
public sealed class OvsdbReconnector
{
    readonly OvsdbEndpoint[] _remotes;
    readonly OvsdbReconnectorOptions _options;
    readonly TimeProvider _time;

    // Both are Run's alone.
    readonly ReconnectBackoff _backoff;
    readonly ServerFitness? _fitness;

    public OvsdbReconnector(OvsdbRemotes remotes, OvsdbReconnectorOptions options, TimeProvider time)
    {
        options.Validate(remotes);
        _remotes = [.. remotes.Endpoints];
        if (options.IsShuffled)
            Random.Shared.Shuffle(_remotes);
        _options = options;
        _time = time;
        _backoff = new ReconnectBackoff(options, _remotes.Length);
        if (options.Database is not null)
            _fitness = new ServerFitness(options.Database, remotes.ClusterId, options.IsLeaderOnly);
    }

    /// <summary>The servers in the order in which they are dialed.</summary>
    public IReadOnlyList<OvsdbEndpoint> Remotes => _remotes;

    /// <summary>
    /// Runs <paramref name="session"/> on each connection, until canceled. A session that fails with an
    /// <see cref="OvsdbException"/> is followed by the next, and so is one that returns, when its connection ends; any other
    /// exception ends the reconnector with it. Whatever ends the reconnector, no connection is left.
    /// </summary>
    /// <param name="session">
    /// What to do with a connection whose server is fit. Its token is canceled when the connection ends, by either side; the
    /// client is disposed of after it.
    /// </param>
    /// <param name="failed">Told each failure and the wait that follows it.</param>
    /// <param name="cancellationToken">Ends the session that runs, and the reconnector.</param>
    public async Task Run(
        Func<OvsdbClient, CancellationToken, Task> session, Action<OvsdbFailure> failed, CancellationToken cancellationToken)
    {
        for (var next = 0; ; next = (next + 1) % _remotes.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var remote = _remotes[next];
            var error = await Try(remote, session, cancellationToken);
            var wait = _backoff.Wait * (1 - _options.BackoffJitter * Random.Shared.NextDouble());
            failed(new OvsdbFailure(remote, error, wait));
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    async Task<OvsdbException> Try(
        OvsdbEndpoint remote, Func<OvsdbClient, CancellationToken, Task> session, CancellationToken cancellationToken)
    {
        OvsdbClient client;
        ServerWatch? watch;
        try
        {
            var transport = await Dial(remote, cancellationToken);
            (client, watch) = await Open(remote, transport, cancellationToken);
        }
        catch (OvsdbException e)
        {
            _backoff.AttemptFailed();
            return e;
        }

        var began = _time.GetTimestamp();
        var error = await HeldSession.Run(client, (c, token) => Watched(c, watch, session, token), cancellationToken)
            ?? new OvsdbException(OvsdbErrors.ConnectionLost, "the session ended");
        var active = _time.GetElapsedTime(began, Math.Max(began, client.LastReadTimestamp));
        if (error.IsServerUnfit)
            _backoff.SessionLeft(active);
        else
            _backoff.SessionEnded(active);
        return error;
    }

    async Task<OvsdbTransport> Dial(OvsdbEndpoint remote, CancellationToken cancellationToken)
    {
        var limit = _backoff.ConnectTimeout;
        using var timeout = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await OvsdbConnector.Dial(remote, _options.Tls, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OvsdbException(OvsdbErrors.ConnectionLost, $"{remote}: no connection within {limit.TotalSeconds} s", e);
        }
    }

    // Not bound by the back-off as the connection is: a server that is busy has more than its listening socket to attend to.
    async Task<(OvsdbClient Client, ServerWatch? Watch)> Open(
        OvsdbEndpoint remote, OvsdbTransport transport, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.OpeningTimeoutSeconds), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var abort = transport.AbortOn(either.Token);
        OvsdbClient? client = null;
        try
        {
            client = await OvsdbClient.Open(transport, _options.Client, _time, either.Token);
            return (client, _fitness is null ? null : await ServerWatch.Begin(client, _fitness, either.Token));
        }
        catch (Exception e)
        {
            if (client is not null)
                await client.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (e is OperationCanceledException or OvsdbException && timeout.IsCancellationRequested)
            {
                throw new OvsdbException(
                    OvsdbErrors.ConnectionLost, $"{remote}: no answer within {_options.OpeningTimeoutSeconds} s", e);
            }
            throw;
        }
    }

    /// <summary>Runs a session while its server is fit; what a session that returns has set up goes on until the connection ends.</summary>
    static async Task Watched(
        OvsdbClient client, ServerWatch? watch, Func<OvsdbClient, CancellationToken, Task> session, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = watch?.Run(over.Token) ?? Task.CompletedTask;
        try
        {
            await session(client, cancellationToken);
            await client.Completion.WaitAsync(cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
