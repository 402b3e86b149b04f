using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;

namespace Sdn.Ovsdb;

/// <summary>Dials OVSDB servers.</summary>
public static class OvsdbConnector
{
    /// <summary>Dials a server without TLS and starts a session.</summary>
    /// <exception cref="OvsdbException">"connection lost": the server could not be reached.</exception>
    public static Task<OvsdbClient> Connect(
        OvsdbEndpoint endpoint, OvsdbClientOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        Connect(endpoint, null, options, time, cancellationToken);

    /// <summary>Dials a server and starts a session.</summary>
    /// <param name="endpoint">Where the server listens.</param>
    /// <param name="tls">Needed for <see cref="OvsdbEndpoint.Ssl"/>, of no effect for others; <see cref="OvsdbTls.Client"/> makes it.</param>
    /// <param name="options">The session's limits.</param>
    /// <param name="time">Measures them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OvsdbException">
    /// "connection lost": the server could not be reached; "not trusted": its certificate is not of an authority that we believe.
    /// (That it does not believe ours may show only when it closes the session.)
    /// </exception>
    public static async Task<OvsdbClient> Connect(
        OvsdbEndpoint endpoint,
        SslClientAuthenticationOptions? tls,
        OvsdbClientOptions options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var transport = await Dial(endpoint, tls, cancellationToken);
        return await OvsdbClient.Open(transport, options, time, cancellationToken);
    }

    /// <summary>A pipe over a connected socket; the session that is opened on it closes the socket.</summary>
    public static IDuplexPipe PipeOver(Socket socket) => OvsdbTransport.Over(socket);

    internal static async Task<OvsdbTransport> Dial(
        OvsdbEndpoint endpoint, SslClientAuthenticationOptions? tls, CancellationToken cancellationToken)
    {
        if (endpoint is OvsdbEndpoint.Ssl && tls is null)
            throw new ArgumentException($"{endpoint} needs options for TLS.", nameof(tls));
        try
        {
            var socket = await Connect(endpoint, cancellationToken);
            return await OvsdbTransport.Dial(socket, endpoint is OvsdbEndpoint.Ssl ? tls : null, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new OvsdbException(OvsdbErrors.ConnectionLost, $"{endpoint}: {e.Message}", e);
        }
        catch (OvsdbException e)
        {
            throw new OvsdbException(e.Error, $"{endpoint}: {e.Details}", e);
        }
    }

    static async Task<Socket> Connect(OvsdbEndpoint endpoint, CancellationToken cancellationToken)
    {
        var socket = endpoint is OvsdbEndpoint.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await (endpoint switch
            {
                OvsdbEndpoint.Unix unix => socket.ConnectAsync(UnixSocketPath.EndPoint(unix.Path), cancellationToken),
                OvsdbEndpoint.Tcp tcp => socket.ConnectAsync(tcp.Host, tcp.Port, cancellationToken),
                OvsdbEndpoint.Ssl ssl => socket.ConnectAsync(ssl.Host, ssl.Port, cancellationToken),
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
