using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;

namespace Sdn.Bench;

/// <summary>
/// The least that a client with tasks can be: System.Text.Json on a socket, a table of who waits, no StreamJsonRpc, no limits,
/// no time-outs, no cancellation. What it is slower than a bare socket is the price of tasks; what this library is slower than
/// it, the price of the library.
/// </summary>
sealed class OvsdbBareClient : IAsyncDisposable
{
    readonly NetworkStream _stream;
    readonly ConcurrentDictionary<long, TaskCompletionSource<long>> _waiting = new();
    readonly SemaphoreSlim _writing = new(1);
    readonly ArrayBufferWriter<byte> _buffer = new(4096);
    readonly Utf8JsonWriter _writer;
    readonly Task _reading;
    long _requests;

    public OvsdbBareClient(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        _stream = new NetworkStream(socket, ownsSocket: true);
        _writer = new Utf8JsonWriter(_buffer);
        _reading = Read(PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true)));
    }

    /// <summary>Adds 1 to a counter, as the library's competitor does, and gives how many rows that changed.</summary>
    public async Task<long> Transact()
    {
        var reply = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _writing.WaitAsync();
        try
        {
            _waiting[++_requests] = reply;
            Write(_requests);
            await _stream.WriteAsync(_buffer.WrittenMemory);
        }
        finally
        {
            _writing.Release();
        }
        return await reply.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _writer.DisposeAsync();
    }

    void Write(long id)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset(_buffer);
        _writer.WriteStartObject();
        _writer.WriteNumber("id"u8, id);
        _writer.WriteString("method"u8, "transact"u8);
        _writer.WritePropertyName("params"u8);
        _writer.WriteRawValue("""["Open_vSwitch",{"op":"mutate","table":"Open_vSwitch","where":[],"mutations":[["next_cfg","+=",1]]}]"""u8);
        _writer.WriteEndObject();
        _writer.Flush();
    }

    async Task Read(PipeReader input)
    {
        while (true)
        {
            var read = await input.ReadAsync();
            var rest = read.Buffer;
            while (TryTake(ref rest))
            {
            }
            input.AdvanceTo(rest.Start, rest.End);
        }
    }

    // A reply here is {"id":N,"result":[{"count":1}],"error":null}; one that is cut off is looked at again with the next read.
    bool TryTake(ref ReadOnlySequence<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, default);
        var (id, count) = (0L, -1L);
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.EndObject, CurrentDepth: 0 })
            {
                bytes = bytes.Slice(reader.BytesConsumed);
                if (_waiting.TryRemove(id, out var reply))
                    reply.SetResult(count);
                return true;
            }
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("id"u8) && reader.Read())
                id = reader.GetInt64();
            else if (reader.ValueTextEquals("count"u8) && reader.Read())
                count = reader.GetInt64();
        }
        return false;
    }
}
