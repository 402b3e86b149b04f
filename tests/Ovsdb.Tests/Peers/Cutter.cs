using System.IO.Pipelines;
using System.Net.Sockets;

namespace Sdn.Ovsdb.Tests;

/// <summary>A connection to a server that ends after so many bytes from the server, wherever in a message that is.</summary>
sealed class Cutter : IDuplexPipe, IAsyncDisposable
{
    readonly NetworkStream _stream;
    readonly Pipe _pipe = new();
    readonly Task _pump;

    Cutter(NetworkStream stream, long cutAt)
    {
        _stream = stream;
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        _pump = Pump(cutAt);
    }

    public PipeReader Input => _pipe.Reader;

    public PipeWriter Output { get; }

    /// <summary>How many bytes went through from the server; final when the connection is disposed of.</summary>
    public long Passed { get; private set; }

    public static async Task<Cutter> Open(string socketPath, long cutAt)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath));
        return new Cutter(new NetworkStream(socket, ownsSocket: true), cutAt);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task Pump(long cutAt)
    {
        var bytes = new byte[10_000];
        while (Passed < cutAt)
        {
            var count = await _stream.ReadAsync(bytes.AsMemory(0, (int)Math.Min(bytes.Length, cutAt - Passed)));
            if (count == 0)
                break;
            Passed += count;
            await _pipe.Writer.WriteAsync(bytes.AsMemory(0, count));
        }
        await _pipe.Writer.CompleteAsync();
    }
}
