using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace Sdn.Ovsdb.Fuzz;

/// <summary>
/// Records what a real server answers to <see cref="Conversation"/>, a message a line. A method can be kept from the server, so
/// that it says in its own words that it does not know it and the client falls back to the older one.
/// </summary>
sealed class Recorder : IDuplexPipe, IDisposable
{
    readonly Pipe _toClient = new();
    readonly Pipe _toServer = new();
    readonly NetworkStream _server;
    readonly string[] _hidden;
    readonly List<string> _messages = [];
    readonly TaskCompletionSource _echoed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _monitored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly int _requestsUntilMonitor;

    Recorder(Socket socket, string[] hidden)
    {
        _server = new NetworkStream(socket, ownsSocket: true);
        _hidden = hidden;
        _requestsUntilMonitor = 3 + hidden.Length;
    }

    public PipeReader Input => _toClient.Reader;

    public PipeWriter Output => _toServer.Writer;

    /// <summary>The server's messages, the opening and the schema first, up to its first echo.</summary>
    internal static async Task<IReadOnlyList<string>> Record(int port, params string[] hidden)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", port);
        using var tap = new Recorder(socket, hidden);
        var pumps = Task.WhenAll(tap.PumpToClient(), tap.PumpToServer());
        await using (var other = await OvsdbConnector.Connect(
            new OvsdbEndpoint.Tcp("127.0.0.1", port), OvsdbClientOptions.Default, TimeProvider.System, CancellationToken.None))
        await using (var client = await OvsdbClient.Open(
            tap, new OvsdbClientOptions { EchoIntervalSeconds = 3600 }, TimeProvider.System, CancellationToken.None))
        {
            await Conversation.Populate(other, CancellationToken.None);
            using var blocked = new CancellationTokenSource();
            var replica = new OvsdbReplica(Conversation.Monitored);
            var attaching = replica.Attach(client, CancellationToken.None);
            await tap._monitored.Task;
            var requests = Conversation.Ask(client, blocked.Token);
            await attaching;
            await Task.WhenAll(requests[..Conversation.Blocked]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Conversation.Interfere(other, CancellationToken.None);
            await blocked.CancelAsync();
            await requests[Conversation.Blocked].ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await tap._echoed.Task;
        }
        await pumps.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return tap._messages;
    }

    public void Dispose() => _server.Dispose();

    async Task PumpToClient()
    {
        var (reader, framer) = (PipeReader.Create(_server), new MessageFramer(OvsdbClientOptions.Default));
        while (await NextMessage(reader, framer) is { } message)
        {
            _messages.Add(message);
            await _toClient.Writer.WriteAsync(Encoding.UTF8.GetBytes(message));
            if (message.Contains("\"method\":\"echo\"", StringComparison.Ordinal))
                _echoed.TrySetResult();
        }
        await _toClient.Writer.CompleteAsync();
    }

    async Task PumpToServer()
    {
        var framer = new MessageFramer(OvsdbClientOptions.Default);
        for (var count = 1; await NextMessage(_toServer.Reader, framer) is { } message; count++)
        {
            foreach (var method in _hidden)
                message = message.Replace($"\"{method}\"", $"\"{method}_of_old\"", StringComparison.Ordinal);
            await _server.WriteAsync(Encoding.UTF8.GetBytes(message));
            if (count == _requestsUntilMonitor)
                _monitored.TrySetResult();
        }
        await _server.DisposeAsync();
    }

    static async Task<string?> NextMessage(PipeReader reader, MessageFramer framer)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            if (framer.TryRead(read.Buffer, out var frame))
            {
                var message = Encoding.UTF8.GetString(frame.Bytes);
                reader.AdvanceTo(frame.Bytes.End);
                return message.Trim();
            }
            if (read.IsCompleted)
                return null;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
