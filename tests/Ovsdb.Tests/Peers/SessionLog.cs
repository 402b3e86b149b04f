using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Sdn.Ovsdb.Tests;

/// <summary>The sessions that a reconnector has, one after the other, and the failures between them.</summary>
sealed class SessionLog : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly Channel<OvsdbClient> _sessions = Channel.CreateUnbounded<OvsdbClient>();
    readonly Channel<OvsdbFailure> _failed = Channel.CreateUnbounded<OvsdbFailure>();
    readonly Task _reconnecting;

    /// <summary>Sessions in which nothing is done.</summary>
    public SessionLog(OvsdbRemotes remotes, OvsdbReconnectorOptions options)
        : this(remotes, options, (_, _) => Task.CompletedTask)
    {
    }

    /// <summary>Sessions that count once something was done in them.</summary>
    public SessionLog(OvsdbRemotes remotes, OvsdbReconnectorOptions options, Func<OvsdbClient, CancellationToken, Task> first) =>
        _reconnecting = new OvsdbReconnector(remotes, options, TimeProvider.System).Run(
            async (client, token) =>
            {
                await first(client, token);
                _sessions.Writer.TryWrite(client);
            },
            failure =>
            {
                Failures.Enqueue(failure);
                _failed.Writer.TryWrite(failure);
            },
            _stop.Token);

    /// <summary>All failures so far.</summary>
    public ConcurrentQueue<OvsdbFailure> Failures { get; } = new();

    public Task<OvsdbClient> Next() => UnlessOver(_sessions.Reader.ReadAsync(_stop.Token).AsTask());

    public Task<OvsdbFailure> NextFailure() => UnlessOver(_failed.Reader.ReadAsync(_stop.Token).AsTask());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _reconnecting);
        _stop.Dispose();
    }

    // A reconnector that a bug has ended says which.
    async Task<T> UnlessOver<T>(Task<T> next)
    {
        await await Task.WhenAny(next, _reconnecting);
        return await next;
    }
}
