using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace Sdn.Ovsdb;

/// <summary>
/// Turns StreamJsonRpc's messages into JSON-RPC 1.0 and back as ovsdb-server speaks it: no member "jsonrpc", parameters always
/// an array, an id of null for notifications, an error that is a string or an object of any shape.
/// </summary>
sealed class OvsdbFormatter(OvsdbClientOptions options) : IJsonRpcMessageFormatter, IDisposable
{
    // Written when a request is serialized (by one writer at a time), taken by the read loop when its reply comes, or when the
    // session ends.
    readonly ConcurrentDictionary<long, OvsdbCall> _calls = new();

    // Why there will be no more replies; written once, when the session ends.
    volatile Exception? _end;

    // The ids of the peer's requests as it wrote them: any JSON value, which RequestId could not hold. Added by the read
    // loop, taken when the answer is serialized.
    readonly ConcurrentDictionary<long, byte[]> _peerIds = new();

    // Messages are written here first: one that fails half-way must not leave half a message in the stream.
    readonly ArrayBufferWriter<byte> _buffer = new(4096);
    readonly JsonReaderOptions _readerOptions = new() { MaxDepth = options.DepthMax };
    Utf8JsonWriter? _writer;

    // The writer's own. StreamJsonRpc, whose part this was, began with 2.
    long _lastId = 1;
    long _peerRequests;

    // The reply that is on its way, if its rows are taken as they come; the read loop's own.
    OvsdbCall? _rowsCall;
    long _rowsId;
    JsonReaderState _rowsState;
    bool _hasRows;

    [Obsolete("Asked for by the interface; messages are read from frames.")]
    public JsonRpcMessage Deserialize(ReadOnlySequence<byte> contentBuffer) => throw new NotSupportedException();

    /// <summary>Reads a request, or takes a reply to the call that waits for it, and is null then.</summary>
    public JsonRpcMessage? Read(in MessageFrame frame)
    {
        if (frame[MessageMember.Method].HasValue)
            return _hasRows ? throw OvsdbException.Protocol("a reply with a method") : ReadRequest(frame);
        if (!frame[MessageMember.Id].HasValue)
            throw OvsdbException.Protocol("a message with neither method nor id");
        // Where rows were taken already, the id that stood before them is gone.
        var id = _hasRows ? _rowsId : ReadId(frame);
        if (!_calls.TryGetValue(id, out var call))
            throw OvsdbException.Protocol($"a reply to request {id}, which does not wait for one");
        TakeReply(frame, call);
        // Not before: a call whose reply cannot be read waits until the session has ended for that, and is told why.
        _calls.TryRemove(id, out _);
        call.Leave();
        return null;
    }

    /// <summary>Ends all calls that wait, and all that will be written: the session has ended.</summary>
    public void EndCalls(Exception why)
    {
        _end = why;
        foreach (var id in _calls.Keys)
            EndCall(id, why);
    }

    void EndCall(long id, Exception why)
    {
        if (!_calls.TryRemove(id, out var call))
            return;
        call.Leave();
        call.Fail(why);
    }

    void TakeReply(in MessageFrame frame, OvsdbCall call)
    {
        if (!frame[MessageMember.Error].HasValue)
        {
            Complete(frame, call);
            return;
        }
        if (frame[MessageMember.Result].HasValue)
            throw OvsdbException.Protocol("a reply with both result and error");
        var reader = ReaderOf(frame, MessageMember.Error);
        var error = ReplyError.Read(reader.Element());
        call.Fail(error.Error == OvsdbErrors.Canceled ? new OperationCanceledException(error.Message) : error);
    }

    void Complete(in MessageFrame frame, OvsdbCall call)
    {
        if (!_hasRows)
        {
            var reader = ReaderOf(frame, MessageMember.Result);
            call.Complete(ref reader);
            return;
        }
        using var rest = new OneSpan(frame.ValueOf(MessageMember.Result));
        var rows = new Utf8JsonReader(rest.Span, isFinalBlock: true, _rowsState);
        call.Complete(ref rows);
        _hasRows = false;
    }

    /// <summary>
    /// Looks who waits for a reply whose result has begun. The depth in the message of the rows that he wants before all are
    /// there; a depth that no message has if he wants the result whole, or if there is nobody, which shows when the reply is.
    /// </summary>
    public int BeginRows(in MessageFrame frame)
    {
        var id = ReadId(frame);
        if (!_calls.TryGetValue(id, out var call) || call.Rows is null)
            return int.MaxValue;
        (_rowsId, _rowsCall) = (id, call);
        _rowsState = new JsonReaderState(_readerOptions);
        return call.Rows.Depth + 1;
    }

    /// <summary>Gives the next rows to the call that waits for them.</summary>
    public void TakeRows(in ReadOnlySequence<byte> rows)
    {
        using var part = new OneSpan(rows);
        var reader = new Utf8JsonReader(part.Span, isFinalBlock: false, _rowsState);
        if (!_hasRows)
            reader.Next();
        _hasRows = true;
        _rowsCall!.Rows!.Read(ref reader);
        Debug.Assert(reader.BytesConsumed == part.Span.Length, "what is left would be read as if it stood behind this part");
        _rowsState = reader.CurrentState;
    }

    /// <summary>The name of the method that a request or notification calls; null for a reply.</summary>
    public string? MethodOf(in MessageFrame frame)
    {
        if (!frame[MessageMember.Method].HasValue)
            return null;
        var reader = ReaderOf(frame, MessageMember.Method);
        reader.Expect(JsonTokenType.String, "the name of a method");
        return reader.Text();
    }

    /// <summary>What a message is, for errors about it: it may be one that cannot be read.</summary>
    public string Describe(in MessageFrame frame)
    {
        if (_hasRows)
            return $"a reply to {_rowsId}";
        if (!frame[MessageMember.Method].HasValue)
            return frame[MessageMember.Id].HasValue ? $"a reply to {Start(frame, MessageMember.Id)}" : "which is none of JSON-RPC";
        var kind = frame[MessageMember.Id].HasValue ? "request" : "notification";
        return $"{kind} {Start(frame, MessageMember.Method)}";
    }

    static string Start(in MessageFrame frame, MessageMember member) =>
        OvsdbJson.Shown(Encoding.UTF8.GetString(frame.ValueOf(member)));

    /// <summary>A reader on the first token of a member's value.</summary>
    public Utf8JsonReader ReaderOf(in MessageFrame frame, MessageMember member)
    {
        if (!frame[member].IsThere)
            throw OvsdbException.Protocol($"a message without \"{member.ToString().ToLowerInvariant()}\"");
        var reader = new Utf8JsonReader(frame.ValueOf(member), _readerOptions);
        reader.Next();
        return reader;
    }

    public void Serialize(IBufferWriter<byte> bufferWriter, JsonRpcMessage message)
    {
        _buffer.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_buffer, OvsdbJson.WriterOptions);
        _writer.Reset(_buffer);
        _writer.WriteStartObject();
        switch (message)
        {
            case JsonRpcRequest request:
                WriteRequest(_writer, request);
                break;
            case JsonRpcResult result:
                WriteResult(_writer, result);
                break;
            case JsonRpcError error:
                WriteError(_writer, error);
                break;
            default:
                throw new NotSupportedException($"JSON-RPC 1.0 has no {message.GetType().Name}.");
        }
        _writer.WriteEndObject();
        _writer.Flush();
        if (message is JsonRpcRequest sent && CallOf(sent) is { HasReply: true } call)
            Expect(call, _lastId);
        options.Trace?.Invoke(OvsdbDirection.Sent, new ReadOnlySequence<byte>(_buffer.WrittenMemory));
        bufferWriter.Write(_buffer.WrittenSpan);
    }

    void Expect(OvsdbCall call, long id)
    {
        if (!call.TrySend(id))
            throw new OperationCanceledException("The request was canceled before it was sent.");
        _calls[id] = call;
        // One or the other sees it, here or in EndCalls.
        if (_end is { } why)
            EndCall(id, why);
    }

    [Obsolete("Asked for by the interface; tracing has no use of it.")]
    public object GetJsonText(JsonRpcMessage message) => throw new NotSupportedException();

    public void Dispose() => _writer?.Dispose();

    PeerRequest ReadRequest(in MessageFrame frame)
    {
        var parameters = ReaderOf(frame, MessageMember.Params);
        parameters.Expect(JsonTokenType.StartArray, "an array of parameters");
        var request = new PeerRequest(parameters.Element()) { Method = MethodOf(frame) };
        if (!frame[MessageMember.Id].HasValue)
            return request;
        if (_peerIds.Count >= options.PeerRequestsPendingMax)
        {
            throw OvsdbException.Protocol(
                $"more than PeerRequestsPendingMax ({options.PeerRequestsPendingMax}) requests whose answers are not read");
        }
        var number = ++_peerRequests;
        _peerIds[number] = frame.ValueOf(MessageMember.Id).ToArray();
        request.RequestId = new RequestId(number);
        return request;
    }

    long ReadId(in MessageFrame frame)
    {
        var reader = ReaderOf(frame, MessageMember.Id);
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var id)
            ? id
            : throw OvsdbException.Protocol("a reply with an id that is not ours");
    }

    void WriteRequest(Utf8JsonWriter writer, JsonRpcRequest request)
    {
        var call = CallOf(request);
        if (call.HasReply)
            writer.WriteNumber("id"u8, ++_lastId);
        else
            writer.WriteNull("id"u8);
        writer.WriteString("method"u8, request.Method);
        writer.WriteStartArray("params"u8);
        call.WriteParams(writer);
        writer.WriteEndArray();
    }

    void WriteResult(Utf8JsonWriter writer, JsonRpcResult result)
    {
        WritePeerId(writer, result.RequestId);
        writer.WritePropertyName("result"u8);
        ((JsonElement)result.Result!).WriteTo(writer);
        writer.WriteNull("error"u8);
    }

    void WriteError(Utf8JsonWriter writer, JsonRpcError error)
    {
        WritePeerId(writer, error.RequestId);
        writer.WriteNull("result"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("error"u8, error.Error?.Code == JsonRpcErrorCode.MethodNotFound
            ? OvsdbErrors.UnknownMethod
            : OvsdbErrors.NotSupported);
        writer.WriteString("details"u8, error.Error?.Message);
        writer.WriteEndObject();
    }

    void WritePeerId(Utf8JsonWriter writer, RequestId id)
    {
        _peerIds.TryRemove(id.Number!.Value, out var json);
        writer.WritePropertyName("id"u8);
        writer.WriteRawValue(json!, skipInputValidation: true);
    }

    static OvsdbCall CallOf(JsonRpcRequest request) => (OvsdbCall)request.ArgumentsList![0]!;
}
