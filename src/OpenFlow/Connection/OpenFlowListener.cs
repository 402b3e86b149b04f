using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Sdn.OpenFlow;

/// <summary>The limits of an <see cref="OpenFlowListener"/>.</summary>
public sealed record OpenFlowListenerOptions
{
    /// <summary>The connections that may be open at a time. Those beyond are closed as soon as they come.</summary>
    public int ConnectionsMax { get; init; } = 10_000;

    /// <summary>
    /// The connections of which may be in their handshakes at a time: strangers that say nothing leave room for the switches
    /// that are known. Those beyond are closed as soon as they come; Open vSwitch tries again after a second.
    /// </summary>
    public int HandshakesMax { get; init; } = 1_000;

    /// <summary>Connections that the kernel keeps until they are accepted.</summary>
    public int Backlog { get; init; } = 1_024;

    /// <summary>With TLS if it is there; <see cref="OpenFlowTls.Server"/> makes it.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>The limits of each connection. The handshake's time is for TLS and OpenFlow each.</summary>
    public SwitchConnectionOptions Connection { get; init; } = new();
}

/// <summary>Takes the connections that switches open: thousands of them, each in a task of its own.</summary>
public sealed class OpenFlowListener : IDisposable
{
    /// <summary>Where accepting fails (no file descriptor is free, say) it would fail again at once.</summary>
    const int AcceptPauseSeconds = 1;

    readonly Socket _socket;
    readonly OpenFlowListenerOptions _options;
    readonly TimeProvider _clock;
    readonly Lock _lock = new();
    readonly HashSet<Task> _connections = [];   // under _lock
    int _handshakes;                            // Interlocked
    long _turnedAway;                           // Interlocked

    OpenFlowListener(Socket socket, OpenFlowListenerOptions options, TimeProvider clock) =>
        (_socket, _options, _clock) = (socket, options, clock);

    /// <summary>Where it listens, with the port that the system chose if none was asked for.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>The connections that are open now, those in their handshakes included.</summary>
    public int Connections
    {
        get { lock (_lock) { return _connections.Count; } }
    }

    /// <summary>The connections that were closed because there were too many.</summary>
    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    /// <summary>Begins to listen. Who comes waits until <see cref="Run"/>.</summary>
    /// <exception cref="SocketException">The address is not this machine's, or the port is in use.</exception>
    public static OpenFlowListener Start(IPEndPoint endpoint, OpenFlowListenerOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endpoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(endpoint);
            socket.Listen(options.Backlog);
            return new(socket, options, clock);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Serves connections until it is canceled, and returns when all of them have ended.
    /// </summary>
    /// <param name="serve">Serves one connection, which is disposed of after it.</param>
    /// <param name="failed">
    /// Told each connection that did not get through its handshakes, and each that <paramref name="serve"/> failed. The address
    /// is null where accepting failed.
    /// </param>
    /// <param name="stopping">Ends the listener; serve is canceled with it.</param>
    public async Task Run(
        Func<SwitchConnection, CancellationToken, Task> serve, Action<EndPoint?, Exception> failed, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(serve);
        ArgumentNullException.ThrowIfNull(failed);
        try
        {
            while (true)
            {
                if (await Accept(failed, stopping) is { } socket)
                    Begin(socket, serve, failed, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await WhenAllEnded();
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _socket.Dispose();

    async ValueTask<Socket?> Accept(Action<EndPoint?, Exception> failed, CancellationToken stopping)
    {
        try
        {
            return await _socket.AcceptAsync(stopping);
        }
        catch (SocketException e)
        {
            failed(null, e);
        }
        await Task.Delay(TimeSpan.FromSeconds(AcceptPauseSeconds), _clock, stopping);
        return null;
    }

    void Begin(Socket socket, Func<SwitchConnection, CancellationToken, Task> serve, Action<EndPoint?, Exception> failed, CancellationToken stopping)
    {
        lock (_lock)
        {
            if (_connections.Count >= _options.ConnectionsMax || Volatile.Read(ref _handshakes) >= _options.HandshakesMax)
            {
                Interlocked.Increment(ref _turnedAway);
                socket.Dispose();
                return;
            }
            Interlocked.Increment(ref _handshakes);
            // Yields first, so that it is in the set before it can end.
            var connection = Task.Run(() => Hold(socket, serve, failed, stopping), CancellationToken.None);
            _connections.Add(connection);
            connection.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    void Forget(Task connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
        }
    }

    async Task Hold(Socket socket, Func<SwitchConnection, CancellationToken, Task> serve, Action<EndPoint?, Exception> failed, CancellationToken stopping)
    {
        var peer = AddressOf(socket);
        try
        {
            await using var connection = await Shake(socket, stopping);
            await serve(connection, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The listener stops, and the connection with it.
        }
        catch (Exception e)
        {
            failed(peer, e);
        }
    }

    static EndPoint? AddressOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            return null;   // it was reset before it was accepted
        }
    }

    async Task<SwitchConnection> Shake(Socket socket, CancellationToken stopping)
    {
        try
        {
            var transport = await Secure(socket, stopping);
            return await SwitchConnection.Open(transport, _options.Connection, _clock, stopping);
        }
        finally
        {
            Interlocked.Decrement(ref _handshakes);
        }
    }

    async Task<SwitchTransport> Secure(Socket socket, CancellationToken stopping)
    {
        if (_options.Tls is null)
            return await SwitchTransport.Accept(socket, null, stopping);
        var seconds = _options.Connection.HandshakeTimeoutSeconds;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            return await SwitchTransport.Accept(socket, _options.Tls, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"the TLS handshake has not ended within {seconds} s");
        }
    }

    async Task WhenAllEnded()
    {
        while (true)
        {
            Task[] left;
            lock (_lock)
            {
                left = [.. _connections];
            }
            if (left.Length == 0)
                return;
            await Task.WhenAll(left);
        }
    }
}
