using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>
/// One session with a server as of Open vSwitch 2.8, which no longer can be had: it has neither "_Server" nor
/// "set_db_change_aware". It answers list_dbs and echo, and shuts its socket down as it is told.
/// </summary>
sealed class OldServer : IDisposable
{
    readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ovsdb-test-old-");
    readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task _serving;
    Socket? _socket;

    public OldServer()
    {
        Endpoint = new OvsdbEndpoint.Unix(Path.Combine(_directory.FullName, "db.sock"));
        _listener.Bind(new UnixDomainSocketEndPoint(Endpoint.Path));
        _listener.Listen();
        _serving = Serve();
    }

    public OvsdbEndpoint.Unix Endpoint { get; }

    /// <summary>The methods that were called.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public void Shutdown(SocketShutdown direction) => _socket!.Shutdown(direction);

    /// <summary>Waits until the client has closed its socket: writing to it then fails, which it does not when it is half open.</summary>
    public async Task WaitClosed()
    {
        await await Task.WhenAny(_closed.Task, _serving).WaitAsync(TestContext.Current.CancellationToken);
        await _closed.Task;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _socket?.Dispose();
        _directory.Delete(recursive: true);
    }

    async Task Serve()
    {
        _socket = await _listener.AcceptAsync(TestContext.Current.CancellationToken);
        var framer = new MessageFramer(OvsdbClientOptions.Default);
        var reader = System.IO.Pipelines.PipeReader.Create(new NetworkStream(_socket));
        while (true)
        {
            var read = await reader.ReadAsync(TestContext.Current.CancellationToken);
            if (framer.TryRead(read.Buffer, out var frame))
            {
                var request = JsonElement.Parse(Encoding.UTF8.GetString(frame.Bytes));
                reader.AdvanceTo(frame.Bytes.End);
                await Answer(request);
            }
            else if (read.IsCompleted)
            {
                _closed.TrySetResult();
                return;
            }
            else
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
    }

    async Task Answer(JsonElement request)
    {
        var method = request.GetProperty("method").GetString()!;
        Asked.Enqueue(method);
        var answer = method switch
        {
            "list_dbs" => "\"result\":[\"Open_vSwitch\"],\"error\":null",
            "echo" => $"\"result\":{request.GetProperty("params")},\"error\":null",
            "get_schema" => "\"result\":null,\"error\":{\"error\":\"unknown database\"}",
            "set_db_change_aware" => "\"result\":null,\"error\":{\"error\":\"unknown method\"}",
            _ => null,
        };
        if (answer is not null)
            await _socket!.SendAsync(Encoding.UTF8.GetBytes($"{{\"id\":{request.GetProperty("id")},{answer}}}"));
    }
}
