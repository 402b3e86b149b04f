using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Sdn.OpenFlow.Tests;

/// <summary>A socket that passes OpenFlow messages on to a switch and back, and keeps each.</summary>
sealed class RecordingRelay : IAsyncDisposable
{
    readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly CancellationTokenSource _end = new();
    readonly List<byte[]> _messages = [];   // guarded by itself; a message stands here before it is passed on
    readonly Channel<byte[]> _new = Channel.CreateUnbounded<byte[]>();
    readonly string _target;
    readonly Task _accepting;

    internal RecordingRelay(string path, string target)
    {
        (Path, _target) = (path, target);
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _accepting = Accept();
    }

    internal string Path { get; }

    internal IReadOnlyList<byte[]> Messages
    {
        get
        {
            lock (_messages)
                return [.. _messages];
        }
    }

    /// <summary>Waits for a message that comes after those that were waited for before.</summary>
    internal async Task WaitFor(string what, Func<byte[], bool> is_)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            await foreach (var message in _new.Reader.ReadAllAsync(limit.Token))
            {
                if (is_(message))
                    return;
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no {what} has come within 20 s");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    async Task Accept()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(Serve(await _listener.AcceptAsync(_end.Token)));
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            await Task.WhenAll(connections);
        }
    }

    async Task Serve(Socket accepted)
    {
        using var client = new NetworkStream(accepted, ownsSocket: true);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_target), _end.Token);
        using var server = new NetworkStream(socket, ownsSocket: true);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var (there, back) = (Pass(client, server, over.Token), Pass(server, client, over.Token));
        await Task.WhenAny(there, back);
        await over.CancelAsync();
        await Task.WhenAll(there, back);
    }

    /// <summary>Passes messages on until one side is gone.</summary>
    async Task Pass(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var head = new byte[Codec.HeaderBytes];
                await from.ReadExactlyAsync(head, cancellationToken);
                var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2))];
                head.CopyTo(message, 0);
                await from.ReadExactlyAsync(message.AsMemory(head.Length), cancellationToken);
                lock (_messages)
                    _messages.Add(message);
                _new.Writer.TryWrite(message);
                await to.WriteAsync(message, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has hung up, as each command does when it is done.
        }
    }
}
