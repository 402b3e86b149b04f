using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Sdn.Bench;

/// <summary>A bare socket to an ovsdb-server, with preformed requests: how fast the server and the way to it are.</summary>
sealed class OvsdbWire : IDisposable
{
    readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly byte[] _buffer = new byte[256 * 1024];

    public OvsdbWire(string path) => _socket.Connect(new UnixDomainSocketEndPoint(path));

    public static byte[] MonitorRequest { get; } = Encoding.UTF8.GetBytes(
        $$"""{"id":1,"method":"monitor_cond_since","params":["{{OvsdbLoad.Database}}","wire",{{{string.Join(',', OvsdbLoad.Tables.Select(table => $$"""
        "{{table}}":[{}]
        """))}}},"00000000-0000-0000-0000-000000000000"]}""");

    public static byte[] TransactRequest { get; } =
        """{"id":1,"method":"transact","params":["Open_vSwitch",{"op":"mutate","table":"Open_vSwitch","where":[],"mutations":[["next_cfg","+=",1]]}]}"""u8.ToArray();

    public static byte[] TransactReply { get; } = """{"id":1,"result":[{"count":1}],"error":null}"""u8.ToArray();

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[_socket.Send(bytes)..];
    }

    public ReadOnlySpan<byte> Receive() => _socket.Receive(_buffer) is var count and > 0
        ? _buffer.AsSpan(0, count)
        : throw new EndOfStreamException("ovsdb-server closed the connection");

    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync() => await _socket.ReceiveAsync(_buffer) is var count and > 0
        ? _buffer.AsMemory(0, count)
        : throw new EndOfStreamException("ovsdb-server closed the connection");

    /// <summary>Sends a request and reads until its reply has ended; how many bytes that was.</summary>
    public long Measure(ReadOnlySpan<byte> request)
    {
        Send(request);
        var (length, state, pending) = (0L, new JsonReaderState(), new List<byte>());
        while (true)
        {
            var received = Receive();
            length += received.Length;
            pending.AddRange(received);
            var reader = new Utf8JsonReader(pending.ToArray(), isFinalBlock: false, state);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.EndObject, CurrentDepth: 0 })
                    return length;
            }
            state = reader.CurrentState;
            pending.RemoveRange(0, (int)reader.BytesConsumed);
        }
    }

    /// <summary>Sends a request and reads as many bytes as its reply is known to have.</summary>
    public void Fetch(ReadOnlySpan<byte> request, long length)
    {
        Send(request);
        for (var left = length; left > 0;)
            left -= Receive().Length;
    }

    /// <summary>Makes transactions, so many in flight, and compares each reply's bytes.</summary>
    public void Transact(int count, int inFlight)
    {
        var batch = new byte[TransactRequest.Length * inFlight];
        for (var i = 0; i < inFlight; i++)
            TransactRequest.CopyTo(batch, i * TransactRequest.Length);
        Send(batch);
        var (sent, done, matched) = (inFlight, 0, 0);
        while (done < count)
        {
            var received = Receive();
            var doneBefore = done;
            while (!received.IsEmpty)
            {
                var part = Math.Min(received.Length, TransactReply.Length - matched);
                if (!received[..part].SequenceEqual(TransactReply.AsSpan(matched, part)))
                    throw new InvalidDataException($"not the reply to a transaction: {Encoding.UTF8.GetString(received)}");
                matched += part;
                received = received[part..];
                if (matched < TransactReply.Length)
                    break;
                matched = 0;
                done++;
            }
            var more = Math.Min(done - doneBefore, count - sent);
            Send(batch.AsSpan(0, more * TransactRequest.Length));
            sent += more;
        }
    }

    public void Dispose() => _socket.Dispose();
}
