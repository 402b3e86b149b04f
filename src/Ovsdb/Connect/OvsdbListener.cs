using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Sdn.Ovsdb;

/// <summary>The limits of an <see cref="OvsdbListener"/>.</summary>
public sealed record OvsdbListenerOptions
{
    /// <summary>The connections that may be open at a time. Those beyond are closed as soon as they come.</summary>
    public int ConnectionsMax { get; init; } = 10_000;

    /// <summary>
    /// The connections of which may be in their handshakes at a time: strangers that say nothing leave room for the servers
    /// that are known. Those beyond are closed as soon as they come; ovsdb-server tries again after a second.
    /// </summary>
    public int HandshakesMax { get; init; } = 1_000;

    /// <summary>How long TLS and the session's first request may take together.</summary>
    public int HandshakeTimeoutSeconds { get; init; } = 10;

    /// <summary>Connections that the kernel keeps until they are accepted.</summary>
    public int Backlog { get; init; } = 1_024;

    /// <summary>Needed for <see cref="OvsdbPassiveEndpoint.Ssl"/>; <see cref="OvsdbTls.Server"/> makes it.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>The limits of each session.</summary>
    public OvsdbClientOptions Client { get; init; } = OvsdbClientOptions.Default;
}

/// <summary>Takes the connections that servers open to us (<c>ovs-vsctl set-manager</c>): thousands, each in a task of its own.</summary>
public sealed class OvsdbListener : IDisposable
{
    /// <summary>Where accepting fails (no file descriptor is free, say) it would fail again at once.</summary>
    const int AcceptPauseSeconds = 1;

    readonly ListeningSocket _socket;
    readonly OvsdbListenerOptions _options;
    readonly SslServerAuthenticationOptions? _tls;
    readonly TimeProvider _time;
    readonly Lock _gate = new();

    // Both under the gate.
    readonly HashSet<Task> _connections = [];
    int _handshakes;
    long _turnedAway;   // Interlocked

    OvsdbListener(
        ListeningSocket socket, OvsdbListenerOptions options, SslServerAuthenticationOptions? tls, TimeProvider time) =>
        (_socket, _options, _tls, _time) = (socket, options, tls, time);

    /// <summary>Where it listens, with the port that the system chose if it was left to it.</summary>
    public EndPoint LocalEndPoint => _socket.EndPoint;

    /// <summary>The connections that are open now, those in their handshakes included.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
                return _connections.Count;
        }
    }

    /// <summary>The connections that were closed because there were too many.</summary>
    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    /// <summary>Begins to listen. Who comes waits until <see cref="Run"/>.</summary>
    /// <exception cref="OvsdbException">
    /// "connection lost": the address is not this machine's, the port is in use, or the socket's path cannot be had.
    /// </exception>
    public static OvsdbListener Start(OvsdbPassiveEndpoint endpoint, OvsdbListenerOptions options, TimeProvider time)
    {
        options.Client.Validate();
        if (endpoint is OvsdbPassiveEndpoint.Ssl && options.Tls is null)
            throw new ArgumentException($"{endpoint} needs options for TLS.", nameof(options));
        var tls = endpoint is OvsdbPassiveEndpoint.Ssl ? options.Tls : null;
        return new(ListeningSocket.Open(endpoint, options.Backlog), options, tls, time);
    }

    /// <summary>Serves connections until it is canceled, and returns when all of them have ended.</summary>
    /// <param name="serve">
    /// Serves one session, which is disposed of after it; its token is canceled when the connection ends. Who has dialed is
    /// <see cref="OvsdbClient.Peer"/>.
    /// </param>
    /// <param name="failed">
    /// Told each connection that did not get through its handshakes, each that was lost, and each that <paramref name="serve"/>
    /// failed. The address is null where accepting failed.
    /// </param>
    /// <param name="stopping">Ends the listener; serve is canceled with it.</param>
    public async Task Run(
        Func<OvsdbClient, CancellationToken, Task> serve, Action<EndPoint?, Exception> failed, CancellationToken stopping)
    {
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
            return await _socket.Accept(stopping);
        }
        catch (SocketException e)
        {
            failed(null, e);
        }
        await Task.Delay(TimeSpan.FromSeconds(AcceptPauseSeconds), _time, stopping);
        return null;
    }

    void Begin(
        Socket socket, Func<OvsdbClient, CancellationToken, Task> serve, Action<EndPoint?, Exception> failed, CancellationToken stopping)
    {
        lock (_gate)
        {
            if (_connections.Count >= _options.ConnectionsMax || _handshakes >= _options.HandshakesMax)
            {
                Interlocked.Increment(ref _turnedAway);
                socket.Dispose();
                return;
            }
            _handshakes++;
            // Yields first, so that it is in the set before it can end.
            var connection = Task.Run(() => Hold(socket, serve, failed, stopping), CancellationToken.None);
            _connections.Add(connection);
            connection.ContinueWith(
                Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    void Forget(Task connection)
    {
        lock (_gate)
            _connections.Remove(connection);
    }

    async Task Hold(
        Socket socket, Func<OvsdbClient, CancellationToken, Task> serve, Action<EndPoint?, Exception> failed, CancellationToken stopping)
    {
        var peer = AddressOf(socket);
        try
        {
            var client = await Shake(socket, stopping);
            if (await HeldSession.Run(client, serve, stopping) is { } why)
                failed(peer, why);
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

    async Task<OvsdbClient> Shake(Socket socket, CancellationToken stopping)
    {
        var seconds = _options.HandshakeTimeoutSeconds;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            var transport = await OvsdbTransport.Accept(socket, _tls, either.Token);
            using var abort = transport.AbortOn(either.Token);
            return await OvsdbClient.Open(transport, _options.Client, _time, either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or OvsdbException && either.IsCancellationRequested)
        {
            stopping.ThrowIfCancellationRequested();
            throw new OvsdbException(OvsdbErrors.ConnectionLost, $"no session within {seconds} s", e);
        }
        finally
        {
            lock (_gate)
                _handshakes--;
        }
    }

    async Task WhenAllEnded()
    {
        while (true)
        {
            Task[] left;
            lock (_gate)
                left = [.. _connections];
            if (left.Length == 0)
                return;
            await Task.WhenAll(left);
        }
    }
}
