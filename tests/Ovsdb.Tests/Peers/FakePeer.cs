using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>The server's end of a session in memory, to say what no real server would.</summary>
sealed class FakePeer
{
    readonly Pipe _toClient = new();
    readonly Pipe _toServer = new();
    readonly MessageFramer _framer = new(OvsdbClientOptions.Default);

    public IDuplexPipe ClientEnd => new PipeEnds(_toClient.Reader, _toServer.Writer);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A session whose opening request is answered.</summary>
    public static async Task<(FakePeer Peer, OvsdbClient Client)> Open(OvsdbClientOptions? options = null, TimeProvider? time = null)
    {
        var peer = new FakePeer();
        var opening = OvsdbClient.Open(
            peer.ClientEnd, options ?? OvsdbClientOptions.Default, time ?? TimeProvider.System, Token);
        var request = await peer.Receive();
        Assert.Equal("""{"id":2,"method":"set_db_change_aware","params":[true]}""", Normal(request));
        await peer.Send("""{"id":2,"result":{},"error":null}""");
        return (peer, await opening);
    }

    public Task Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public async Task Send(byte[] bytes) => await _toClient.Writer.WriteAsync(bytes, Token);

    public void Close() => _toClient.Writer.Complete();

    /// <summary>The next message that the client sends.</summary>
    public async Task<JsonElement> Receive()
    {
        while (true)
        {
            var read = await _toServer.Reader.ReadAsync(Token);
            if (_framer.TryRead(read.Buffer, out var frame))
            {
                var message = JsonDocument.Parse(frame.Bytes).RootElement.Clone();
                _toServer.Reader.AdvanceTo(frame.Bytes.End);
                return message;
            }
            Assert.False(read.IsCompleted, "the client closed the connection");
            _toServer.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>A message with its members in the order of their names.</summary>
    public static string Normal(JsonElement message) => JsonSerializer.Serialize(
        message.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).ToDictionary(member => member.Name, member => member.Value));

    sealed record PipeEnds(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
