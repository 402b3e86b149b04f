using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Sdn.Ovsdb;

/// <summary>Dials OVSDB servers.</summary>
public static class OvsdbConnector
{
    // The first dump of a large database comes in tens of megabytes; with the default of 4 KiB that is thousands of reads.
    static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 64 * 1024);

    /// <summary>Dials a server and starts a session.</summary>
    /// <exception cref="OvsdbException">"connection lost": the server could not be reached.</exception>
    public static async Task<OvsdbClient> Connect(
        OvsdbEndpoint endpoint, OvsdbClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = await Dial(endpoint, cancellationToken);
        return await OvsdbClient.Open(PipeOver(socket), options, time, cancellationToken);
    }

    /// <summary>A pipe over a connected socket; completing both its ends closes the socket.</summary>
    public static IDuplexPipe PipeOver(Socket socket)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        return new StreamPipe(PipeReader.Create(stream, ReaderOptions), PipeWriter.Create(stream));
    }

    static async Task<Socket> Dial(OvsdbEndpoint endpoint, CancellationToken cancellationToken)
    {
        var socket = endpoint switch
        {
            OvsdbEndpoint.Unix => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            OvsdbEndpoint.Tcp => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
            _ => throw new UnreachableException(),
        };
        try
        {
            var dialing = endpoint switch
            {
                OvsdbEndpoint.Unix unix => socket.ConnectAsync(new UnixDomainSocketEndPoint(unix.Path), cancellationToken),
                OvsdbEndpoint.Tcp tcp => socket.ConnectAsync(tcp.Host, tcp.Port, cancellationToken),
                _ => throw new UnreachableException(),
            };
            await dialing;
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException)
                throw new OvsdbException(OvsdbErrors.ConnectionLost, $"{endpoint}: {e.Message}", e);
            throw;
        }
    }

    sealed record StreamPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
