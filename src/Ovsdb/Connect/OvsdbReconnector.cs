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
    readonly OvsdbReconnectorOptions _options;
    readonly TimeProvider _time;
    readonly Lock _gate = new();

    // Guarded by the gate.
    Round _round;
    OvsdbEndpoint? _current;
    CancellationTokenSource? _attempt;

    public OvsdbReconnector(OvsdbRemotes remotes, OvsdbReconnectorOptions options, TimeProvider time)
    {
        options.Validate(remotes);
        _options = options;
        _time = time;
        _round = new Round(remotes, options, fitness: null);
    }

    /// <summary>The servers in the order in which they are dialed.</summary>
    public IReadOnlyList<OvsdbEndpoint> Remotes
    {
        get
        {
            lock (_gate)
                return _round.Endpoints;
        }
    }

    /// <summary>The server that a session is with; null while there is none.</summary>
    public OvsdbEndpoint? Current
    {
        get
        {
            lock (_gate)
                return _current;
        }
    }

    /// <summary>
    /// Takes other servers from now on. A session with one that is among them goes on; any other is ended, and one of the new servers is
    /// dialed at once, whatever the wait was.
    /// </summary>
    /// <exception cref="ArgumentException">The options do not go with the remotes; nothing has changed.</exception>
    public void SetRemotes(OvsdbRemotes remotes)
    {
        _options.Validate(remotes);
        lock (_gate)
        {
            var isKept = _current is not null && remotes.Endpoints.Contains(_current) && remotes.ClusterId == _round.ClusterId;
            // How far a cluster was holds for all its servers.
            _round = new Round(remotes, _options, remotes.ClusterId == _round.ClusterId ? _round.Fitness : null);
            if (isKept)
                return;
            _current = null;
            // What is canceled runs on, and must not do so under the gate.
            _attempt?.CancelAsync().OrphanedOnPurpose();
        }
    }

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
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            try
            {
                await RunNext(attempt, session, failed);
            }
            catch (OperationCanceledException) when (attempt.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // The remotes are others now.
            }
            finally
            {
                lock (_gate)
                    (_attempt, _current) = (null, null);
            }
        }
    }

    async Task RunNext(
        CancellationTokenSource attempt, Func<OvsdbClient, CancellationToken, Task> session, Action<OvsdbFailure> failed)
    {
        Round round;
        lock (_gate)
            (round, _attempt) = (_round, attempt);
        var remote = round.Next();
        var error = await Try(round, remote, session, attempt.Token);
        lock (_gate)
            _current = null;
        attempt.Token.ThrowIfCancellationRequested();
        var wait = round.Backoff.Wait * (1 - _options.BackoffJitter * Random.Shared.NextDouble());
        failed(new OvsdbFailure(remote, error, wait));
        await Task.Delay(wait, _time, attempt.Token);
    }

    async Task<OvsdbException> Try(
        Round round, OvsdbEndpoint remote, Func<OvsdbClient, CancellationToken, Task> session, CancellationToken cancellationToken)
    {
        OvsdbClient client;
        ServerWatch? watch;
        try
        {
            var transport = await Dial(remote, round.Backoff.ConnectTimeout, cancellationToken);
            (client, watch) = await Open(round, remote, transport, cancellationToken);
        }
        catch (OvsdbException e)
        {
            round.Backoff.AttemptFailed();
            return e;
        }

        lock (_gate)
            _current = cancellationToken.IsCancellationRequested ? null : remote;
        var began = _time.GetTimestamp();
        var error = await HeldSession.Run(client, (c, token) => Watched(c, watch, session, token), cancellationToken)
            ?? new OvsdbException(OvsdbErrors.ConnectionLost, "the session ended");
        var active = _time.GetElapsedTime(began, Math.Max(began, client.LastReadTimestamp));
        if (error.IsServerUnfit)
            round.Backoff.SessionLeft(active);
        else
            round.Backoff.SessionEnded(active);
        return error;
    }

    async Task<OvsdbTransport> Dial(OvsdbEndpoint remote, TimeSpan limit, CancellationToken cancellationToken)
    {
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
        Round round, OvsdbEndpoint remote, OvsdbTransport transport, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.OpeningTimeoutSeconds), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var abort = transport.AbortOn(either.Token);
        OvsdbClient? client = null;
        try
        {
            client = await OvsdbClient.Open(transport, _options.Client, _time, either.Token);
            return (client, round.Fitness is null ? null : await ServerWatch.Begin(client, round.Fitness, either.Token));
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

    /// <summary>The servers as they were given once, and what has been learnt from dialing them.</summary>
    /// <remarks>All but what it was made of is Run's alone.</remarks>
    sealed class Round
    {
        int _next;

        public Round(OvsdbRemotes remotes, OvsdbReconnectorOptions options, ServerFitness? fitness)
        {
            Endpoints = [.. remotes.Endpoints];
            if (options.IsShuffled)
                Random.Shared.Shuffle(Endpoints);
            ClusterId = remotes.ClusterId;
            Backoff = new ReconnectBackoff(options, Endpoints.Length);
            if (options.Database is not null)
                Fitness = fitness ?? new ServerFitness(options.Database, remotes.ClusterId, options.IsLeaderOnly);
        }

        public OvsdbEndpoint[] Endpoints { get; }

        public Guid? ClusterId { get; }

        public ReconnectBackoff Backoff { get; }

        public ServerFitness? Fitness { get; }

        public OvsdbEndpoint Next()
        {
            var endpoint = Endpoints[_next];
            _next = (_next + 1) % Endpoints.Length;
            return endpoint;
        }
    }
}
