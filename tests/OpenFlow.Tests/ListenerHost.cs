using System.Net;
using System.Threading.Channels;

namespace Sdn.OpenFlow.Tests;

/// <summary>A listener that runs, the connections that it serves and the failures that it tells.</summary>
sealed class ListenerHost : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly OpenFlowListener _listener;
    readonly Task _running;
    readonly Channel<SwitchConnection> _served = Channel.CreateUnbounded<SwitchConnection>();
    readonly Channel<Exception> _failed = Channel.CreateUnbounded<Exception>();

    internal ListenerHost(OpenFlowListenerOptions options, TimeProvider? clock = null, Func<SwitchConnection, Task>? serve = null)
    {
        _listener = OpenFlowListener.Start(new(IPAddress.Loopback, 0), options, clock ?? TimeProvider.System);
        _running = _listener.Run(
            async (connection, stopping) =>
            {
                _served.Writer.TryWrite(connection);
                await (serve?.Invoke(connection) ?? connection.Completion.WaitAsync(stopping));
            },
            (_, e) => _failed.Writer.TryWrite(e), _stop.Token);
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal OpenFlowListener Listener => _listener;

    internal IPEndPoint EndPoint => _listener.LocalEndPoint;

    internal ValueTask<SwitchConnection> NextServed() => _served.Reader.ReadAsync(Cancellation);

    internal ValueTask<Exception> NextFailed() => _failed.Reader.ReadAsync(Cancellation);

    /// <summary>Ends the listener, and waits until all that it serves has ended.</summary>
    internal async Task Stop()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _listener.Dispose();
        _stop.Dispose();
    }
}
