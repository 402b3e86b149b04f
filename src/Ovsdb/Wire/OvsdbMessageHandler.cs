using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace Sdn.Ovsdb;

/// <summary>Takes a notification of the server, on the read loop; the reader stands on the start of "params".</summary>
delegate void NotificationReader(string method, ref Utf8JsonReader parameters);

/// <summary>
/// The stream of messages between this client and the server.
/// <code>
///   pipe --> MessageFramer --> update, update2, update3, locked, stolen --> applied here, in reading order
///                          --> replies                                  --> their calls, in reading order
///                          --> echo                                     --> StreamJsonRpc, which may reorder
/// </code>
/// StreamJsonRpc hands on what it reads to the thread pool, so a reply could overtake the update before it. What must be seen
/// in order therefore never reaches it.
/// </summary>
sealed class OvsdbMessageHandler(
    IDuplexPipe pipe, OvsdbFormatter formatter, OvsdbClientOptions options, TimeProvider time, NotificationReader notifications)
    : PipeMessageHandler(pipe, formatter)
{
    readonly MessageFramer _framer = new(options);
    long _reads;
    long _lastReadTimestamp;

    // The read loop's own.
    long _messages;

    /// <summary>How often bytes came from the peer; any thread may look, to see whether it is alive.</summary>
    public long Reads => Volatile.Read(ref _reads);

    /// <summary>When bytes last came from the peer; any thread may look.</summary>
    public long LastReadTimestamp => Volatile.Read(ref _lastReadTimestamp);

    protected override void Write(JsonRpcMessage content, CancellationToken cancellationToken) =>
        Formatter.Serialize(Writer!, content);

    // What is left was not taken by the peer. To complete without a reason would write it, and wait on this thread for a peer
    // that has stopped to read.
    protected override void DisposeWriter()
    {
        if (Writer is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 })
            Writer.Complete(new OvsdbException(OvsdbErrors.ConnectionLost, "the session ended within a message"));
        base.DisposeWriter();
    }

    protected override async ValueTask<JsonRpcMessage?> ReadCoreAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await ReadBytes(cancellationToken);
            var buffer = read.Buffer;
            if (TryFrame(buffer, out var frame))
            {
                _messages++;
                options.Trace?.Invoke(OvsdbDirection.Received, frame.Bytes);
                var message = TakeOrSayWhere(frame);
                Reader!.AdvanceTo(frame.Bytes.End);
                if (message is not null)
                    return message;
                continue;
            }
            if (read.IsCompleted)
            {
                return _framer.IsInMessage
                    ? throw new OvsdbException(OvsdbErrors.ConnectionLost, "the stream ended within a message")
                    : null;
            }
            Reader!.AdvanceTo(TakeRows(buffer), buffer.End);
        }
    }

    async ValueTask<ReadResult> ReadBytes(CancellationToken cancellationToken)
    {
        try
        {
            var read = await Reader!.ReadAsync(cancellationToken);
            Volatile.Write(ref _reads, _reads + 1);
            Volatile.Write(ref _lastReadTimestamp, time.GetTimestamp());
            return read;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw new OvsdbException(OvsdbErrors.ConnectionLost, e.Message, e);
        }
    }

    /// <summary>Gives the rows that are there of a long reply to the call that waits for it; where they end.</summary>
    SequencePosition TakeRows(in ReadOnlySequence<byte> buffer)
    {
        // A trace is shown each message whole, and before it is acted on.
        if (!_framer.IsInResult || options.Trace is not null)
            return buffer.Start;
        var frame = _framer.FrameOf(buffer);
        try
        {
            if (_framer.RowDepth == 0)
                _framer.RowDepth = formatter.BeginRows(frame);
            if (!_framer.TryTakeRows(buffer, out var rows))
                return buffer.Start;
            formatter.TakeRows(rows);
            return rows.End;
        }
        catch (OvsdbException e)
        {
            throw e.In($"message {_messages + 1} of the session, {formatter.Describe(frame)}");
        }
    }

    bool TryFrame(in ReadOnlySequence<byte> buffer, out MessageFrame frame)
    {
        try
        {
            return _framer.TryRead(buffer, out frame);
        }
        catch (OvsdbException e)
        {
            throw e.In($"message {_messages + 1} of the session");
        }
    }

    JsonRpcMessage? TakeOrSayWhere(in MessageFrame frame)
    {
        try
        {
            return Take(frame);
        }
        catch (OvsdbException e)
        {
            throw e.In($"message {_messages} of the session, {formatter.Describe(frame)}");
        }
    }

    /// <summary>Applies a message that must be seen in order, and gives back any other.</summary>
    JsonRpcMessage? Take(in MessageFrame frame)
    {
        CheckKind(frame);
        if (!frame[MessageMember.Id].HasValue && formatter.MethodOf(frame) is { } method)
        {
            var parameters = formatter.ReaderOf(frame, MessageMember.Params);
            parameters.Expect(JsonTokenType.StartArray, "an array of parameters");
            notifications(method, ref parameters);
            return null;
        }
        return formatter.Read(frame);
    }

    // As jsonrpc_msg_is_valid() of lib/jsonrpc.c: what is partly a request and partly a reply would be either to one who looks.
    static void CheckKind(in MessageFrame frame)
    {
        var isReply = frame[MessageMember.Result].HasValue || frame[MessageMember.Error].HasValue;
        if (isReply && (frame[MessageMember.Method].HasValue || frame[MessageMember.Params].HasValue))
            throw OvsdbException.Protocol("a reply with \"method\" or \"params\"");
    }
}
