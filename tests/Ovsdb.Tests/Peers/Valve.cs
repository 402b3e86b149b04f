using System.IO.Pipelines;
using System.Net.Sockets;

namespace Sdn.Ovsdb.Tests;

/// <summary>A connection to a server that holds back what comes after a number of bytes, until it is opened again.</summary>
sealed class Valve : IDuplexPipe, IAsyncDisposable
{
    readonly NetworkStream _stream;
    readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    readonly TaskCompletionSource _closed = new();
    readonly TaskCompletionSource _reopened = new();
    readonly Task _pump;

    // Any thread may lower it.
    long _bytesUntilClosed;

    Valve(NetworkStream stream, long bytesUntilClosed)
    {
        _stream = stream;
        _bytesUntilClosed = bytesUntilClosed;
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        _pump = Pump();
    }

    public PipeReader Input => _pipe.Reader;

    public PipeWriter Output { get; }

    /// <summary>Completes when there is something that is held back.</summary>
    public Task Closed => _closed.Task;

    public static async Task<Valve> Open(string socketPath, long bytesUntilClosed = long.MaxValue)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath));
        return new Valve(new NetworkStream(socket, ownsSocket: true), bytesUntilClosed);
    }

    /// <summary>Holds back what comes next.</summary>
    public void Close() => Volatile.Write(ref _bytesUntilClosed, 0);

    public void Reopen() => _reopened.SetResult();

    public async ValueTask DisposeAsync()
    {
        _reopened.TrySetResult();
        await _stream.DisposeAsync();
        await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task Pump()
    {
        var bytes = new byte[10_000];
        var passed = 0L;
        while (true)
        {
            var count = await Read(bytes);
            if (passed >= Volatile.Read(ref _bytesUntilClosed))
            {
                _closed.TrySetResult();
                await _reopened.Task;
            }
            if (count == 0)
                break;
            passed += count;
            await _pipe.Writer.WriteAsync(bytes.AsMemory(0, count));
        }
        await _pipe.Writer.CompleteAsync();
    }

    async Task<int> Read(byte[] bytes)
    {
        try
        {
            return await _stream.ReadAsync(bytes);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
