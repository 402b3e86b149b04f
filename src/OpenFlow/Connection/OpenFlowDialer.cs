using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;

namespace Sdn.OpenFlow;

/// <summary>Opens connections to switches that listen.</summary>
public static class OpenFlowDialer
{
    /// <summary>Dials a switch and plays the controller's part of the handshakes.</summary>
    /// <param name="endpoint">Where the switch listens.</param>
    /// <param name="tls">Needed for <see cref="OpenFlowEndpoint.Ssl"/>; <see cref="OpenFlowTls.Client"/> makes it.</param>
    /// <param name="options">The connection's limits; <see cref="SwitchConnectionOptions.HandshakeTimeoutSeconds"/> is for all from the first packet.</param>
    /// <param name="clock">Measures them.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SocketException">The switch cannot be reached.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The switch's certificate or its TLS is not accepted.</exception>
    /// <exception cref="TimeoutException">The switch was silent for too long.</exception>
    /// <exception cref="OpenFlowException">The switch does not speak OpenFlow 1.5, or breaks it.</exception>
    /// <exception cref="IOException">The switch closed the connection meanwhile.</exception>
    public static async Task<SwitchConnection> Dial(
        OpenFlowEndpoint endpoint, SslClientAuthenticationOptions? tls, SwitchConnectionOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        if (endpoint is OpenFlowEndpoint.Ssl == tls is null)
            throw new ArgumentException($"{endpoint} needs {(tls is null ? "options" : "no options")} for TLS", nameof(tls));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.HandshakeTimeoutSeconds), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var socket = await Connect(endpoint, either.Token);
            var transport = await SwitchTransport.Dial(socket, tls, either.Token);
            return await SwitchConnection.Open(transport, options, clock, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"{endpoint} has not answered and said who it is within {options.HandshakeTimeoutSeconds} s");
        }
    }

    static async Task<Socket> Connect(OpenFlowEndpoint endpoint, CancellationToken cancellation)
    {
        var socket = endpoint is OpenFlowEndpoint.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await (endpoint switch
            {
                OpenFlowEndpoint.Unix unix => socket.ConnectAsync(new UnixDomainSocketEndPoint(unix.Path), cancellation),
                OpenFlowEndpoint.Tcp tcp => socket.ConnectAsync(tcp.Host, tcp.Port, cancellation),
                OpenFlowEndpoint.Ssl ssl => socket.ConnectAsync(ssl.Host, ssl.Port, cancellation),
                _ => throw new UnreachableException(),
            });
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
