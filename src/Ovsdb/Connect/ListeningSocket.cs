using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sdn.Ovsdb;

/// <summary>A socket that waits for connections.</summary>
sealed class ListeningSocket : IDisposable
{
    readonly Socket _socket;

    ListeningSocket(Socket socket) => _socket = socket;

    public EndPoint EndPoint => _socket.LocalEndPoint!;

    public static ListeningSocket Open(OvsdbPassiveEndpoint endpoint, int backlog)
    {
        try
        {
            return endpoint switch
            {
                OvsdbPassiveEndpoint.Unix unix => OpenUnix(unix.Path, backlog),
                OvsdbPassiveEndpoint.Tcp tcp => OpenTcp(tcp.Host, tcp.Port, backlog),
                OvsdbPassiveEndpoint.Ssl ssl => OpenTcp(ssl.Host, ssl.Port, backlog),
                _ => throw new UnreachableException(),
            };
        }
        catch (SocketException e)
        {
            throw new OvsdbException(OvsdbErrors.ConnectionLost, $"{endpoint}: {e.Message}", e);
        }
        catch (FormatException e)
        {
            throw new OvsdbException(OvsdbErrors.ConnectionLost, $"{endpoint}: not an address of this machine", e);
        }
    }

    public ValueTask<Socket> Accept(CancellationToken cancellationToken) => _socket.AcceptAsync(cancellationToken);

    /// <summary>Stops listening; .NET deletes the file of a unix socket with it.</summary>
    public void Dispose() => _socket.Dispose();

    static ListeningSocket OpenTcp(string? host, int port, int backlog)
    {
        // Only addresses: a name could be of several, of which one would be listened at.
        var address = host is null ? IPAddress.Any : IPAddress.Parse(host);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Equals(IPAddress.IPv6Any))
            socket.DualMode = true;
        return Listen(socket, new IPEndPoint(address, port), backlog);
    }

    static ListeningSocket OpenUnix(string path, int backlog)
    {
        var endpoint = UnixSocketPath.EndPoint(path);
        if (IsAbandoned(path, endpoint))
            File.Delete(path);
        return Listen(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), endpoint, backlog);
    }

    // A process that was killed leaves its socket behind, and nobody can bind to the path. A file with something in it is none.
    static bool IsAbandoned(string path, EndPoint endpoint)
    {
        if (new FileInfo(path) is not { Exists: true, Length: 0 })
            return false;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endpoint);
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    static ListeningSocket Listen(Socket socket, EndPoint endpoint, int backlog)
    {
        try
        {
            socket.Bind(endpoint);
            socket.Listen(backlog);
            return new(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
