namespace Sdn.Ovsdb;

/// <summary>How long to wait before dialing again, each named with its unit.</summary>
public sealed record OvsdbBackoffOptions
{
    public static OvsdbBackoffOptions Default { get; } = new();

    /// <summary>The first wait; each further failure doubles it.</summary>
    public double BackoffSecondsMin { get; init; } = 1;

    public double BackoffSecondsMax { get; init; } = 8;

    /// <summary>How long one attempt to connect may take.</summary>
    public double ConnectTimeoutSeconds { get; init; } = 10;
}

/// <summary>
/// Keeps dialing one server: a session after the other, with a wait between that doubles from failure to failure and is
/// drawn at random from its upper half, so that many clients of one server do not come back in step.
/// </summary>
public sealed class OvsdbReconnector(
    OvsdbEndpoint endpoint, OvsdbClientOptions clientOptions, OvsdbBackoffOptions backoff, TimeProvider time)
{
    /// <summary>
    /// Runs <paramref name="session"/> on each connection, until canceled. A session that returns or fails with an
    /// <see cref="OvsdbException"/> is followed by the next; any other exception ends the reconnector with it.
    /// </summary>
    /// <param name="session">What to do with a connection; the client is disposed of after it.</param>
    /// <param name="failed">Told each failure and the wait that follows it.</param>
    /// <param name="cancellationToken">Ends the session that runs, and the reconnector.</param>
    public async Task Run(
        Func<OvsdbClient, CancellationToken, Task> session,
        Action<OvsdbException, TimeSpan> failed,
        CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await using var client = await Connect(cancellationToken);
                failures = 0;
                await session(client, cancellationToken);
                await client.Completion.WaitAsync(cancellationToken);
                throw new OvsdbException(OvsdbErrors.ConnectionLost, $"{endpoint}: the server closed the connection");
            }
            catch (OvsdbException e)
            {
                var wait = Backoff(failures++, Random.Shared.NextDouble());
                failed(e, wait);
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }

    async Task<OvsdbClient> Connect(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(backoff.ConnectTimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await OvsdbConnector.Connect(endpoint, clientOptions, time, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OvsdbException(
                OvsdbErrors.ConnectionLost, $"{endpoint}: no connection within {backoff.ConnectTimeoutSeconds} s", e);
        }
    }

    /// <summary>The wait after a number of failures in a row; <paramref name="random"/> is from 0 to 1.</summary>
    internal TimeSpan Backoff(int failures, double random)
    {
        var seconds = Math.Min(backoff.BackoffSecondsMin * Math.Pow(2, Math.Min(failures, 30)), backoff.BackoffSecondsMax);
        return TimeSpan.FromSeconds(seconds * (0.5 + random / 2));
    }
}
