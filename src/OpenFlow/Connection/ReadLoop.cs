using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;

namespace Sdn.OpenFlow;

/// <summary>
/// What a switch says: cut into messages, answered by the responder, or decoded and given to those who wait. What all that
/// was read at once needs as answers goes out in one write.
/// </summary>
sealed class ReadLoop(
    PipeReader input, SendQueue queue, PendingReplies pending, ChannelWriter<OpenFlowMessage> asynchronous,
    Func<int> unread, SwitchConnectionOptions options, TimeProvider clock)
{
    /// <summary>As much of a bad message as an error returns (OpenFlow 1.5.1, 7.5.4: at least 64 bytes).</summary>
    const int RefusedBytesMax = 64;

    FrameResponder? _responder;      // written by anyone (Volatile)
    OpenFlowMessage? _held;          // the loop's own: waits for room in the queue of asynchronous messages
    bool _isGreeted;                 // the loop's own
    bool _isIntroduced;              // the loop's own: the switch has said who it is
    bool _isShaken;                  // set once by the handshake (Volatile)
    bool _isPaused;                 // written by the loop (Volatile)
    long _lastReceived = clock.GetTimestamp();   // written by the loop (Volatile)
    long _packetInsDropped;          // written by the loop (Interlocked)

    /// <summary>Answers that have not been given to the queue; after the loop has ended, its last words.</summary>
    internal FrameBuffer Replies { get; } = new();

    internal FrameResponder? Responder
    {
        get => Volatile.Read(ref _responder);
        set => Volatile.Write(ref _responder, value);
    }

    internal long PacketInsDropped => Interlocked.Read(ref _packetInsDropped);

    /// <summary>Nothing is read before somebody reads the asynchronous messages.</summary>
    internal bool IsPaused => Volatile.Read(ref _isPaused);

    /// <summary>How long the switch has been silent: not at all while it is us who do not read.</summary>
    internal TimeSpan Silence => IsPaused ? TimeSpan.Zero : clock.GetElapsedTime(Volatile.Read(ref _lastReceived));

    /// <summary>The switch has said who it is: an error is about something else from now on.</summary>
    internal void EndHandshake() => Volatile.Write(ref _isShaken, true);

    /// <summary>Reads to the end of the stream, which it tells.</summary>
    internal async Task<Disconnect> Run(CancellationToken cancellation)
    {
        while (true)
        {
            var reading = input.ReadAsync(cancellation);
            var isBusy = reading.IsCompleted;
            var result = await reading;
            if (isBusy)
                await default(EndOfLine);   // a switch that always has more to say would keep its thread from all others
            var buffer = result.Buffer;
            Volatile.Write(ref _lastReceived, clock.GetTimestamp());
            while (!ReceiveAll(ref buffer))
                await Relieve(cancellation);
            if (Replies.Count > 0)
                await queue.Take(Replies, cancellation);
            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                return new("the switch closed the connection");
        }
    }

    /// <summary>Waits for those who are behind: the switch with our answers, or the reader of its asynchronous messages.</summary>
    async ValueTask Relieve(CancellationToken cancellation)
    {
        await queue.Take(Replies, cancellation);
        if (_held is not { } held)
            return;
        Volatile.Write(ref _isPaused, true);
        await asynchronous.WriteAsync(held, cancellation);
        _held = null;
        Volatile.Write(ref _lastReceived, clock.GetTimestamp());
        Volatile.Write(ref _isPaused, false);
    }

    /// <summary>Receives all whole messages. False if it stopped before that because somebody is behind.</summary>
    bool ReceiveAll(ref ReadOnlySequence<byte> buffer)
    {
        while (buffer.Length >= Codec.HeaderBytes)
        {
            var (taken, isBehind) = ReceiveContiguous(buffer.FirstSpan);
            buffer = buffer.Slice(taken);
            if (isBehind)
                return false;
            if (buffer.IsSingleSegment || !ReceiveStraddling(ref buffer))
                break;
            if (IsBehind)
                return false;
        }
        return true;
    }

    bool IsBehind => _held is not null || Replies.Count >= options.UnsentBytesMax;

    (int Taken, bool IsBehind) ReceiveContiguous(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (bytes.Length - at >= Codec.HeaderBytes)
        {
            var length = LengthOf(bytes[at..]);
            if (length == 0)
                break;
            Receive(bytes.Slice(at, length));
            at += length;
            if (IsBehind)
                return (at, true);
        }
        return (at, false);
    }

    int LengthOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return FrameReader.LengthOf(bytes, options.FrameBytesMax);
        }
        catch (OpenFlowException e)
        {
            SendError(e.Error, bytes);   // said before the connection ends: nobody can tell where the next message begins
            throw;
        }
    }

    /// <summary>Receives a message that begins in one segment of the buffer and ends in another.</summary>
    bool ReceiveStraddling(ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < Codec.HeaderBytes)
            return false;
        Span<byte> header = stackalloc byte[Codec.HeaderBytes];
        buffer.Slice(0, Codec.HeaderBytes).CopyTo(header);
        LengthOf(header);   // 0, or an exception with its answer
        if (!FrameReader.TryTake(ref buffer, options.FrameBytesMax, out var frame))
            return false;
        var copy = ArrayPool<byte>.Shared.Rent((int)frame.Length);
        try
        {
            frame.CopyTo(copy);
            Receive(copy.AsSpan(0, (int)frame.Length));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    void Receive(ReadOnlySpan<byte> frame)
    {
        var written = Replies.Count;
        try
        {
            if (frame[0] == Codec.Version && Responder is { } responder && responder(new FrameView(frame), Replies))
                return;
            Receive(Decode(frame), frame.Length);
        }
        catch (OpenFlowException e) when (e is not BrokenStreamException)
        {
            Replies.CutTo(written);   // what the responder had begun to answer
            Refuse(frame, e);
        }
    }

    static OpenFlowMessage Decode(ReadOnlySpan<byte> frame)
    {
        try
        {
            return Codec.Decode(frame);
        }
        catch (OpenFlowException) when (FlowDescReply.IsOne(frame))
        {
            return FlowDescReply.ReadReadable(frame);   // a flow that someone else made does not cost the dump
        }
    }

    void Receive(OpenFlowMessage message, int bytes)
    {
        if (!_isGreeted)
            Greet(message);
        else if (message is EchoRequest echo)
            Replies.Write(new EchoReply(echo.Payload), echo.Xid);
        else if (message is ErrorMessage { Error.Type: 0, Error.Experimenter: 0 } error && !Volatile.Read(ref _isShaken))
            throw new BrokenStreamException(error.Error, "the switch refused the controller's hello");
        else if (message is not Hello)
            Deliver(message, bytes);
        if (message is FeaturesReply features && !_isIntroduced)
            Introduce(features);
    }

    /// <summary>Here and not by who awaits the features: the switch may have sent packet-ins right behind them.</summary>
    void Introduce(FeaturesReply features)
    {
        _isIntroduced = true;
        Responder ??= options.Responder?.Invoke(features);
    }

    /// <summary>The first message is a hello in which the switch offers OpenFlow 1.5, or the refusal of ours.</summary>
    void Greet(OpenFlowMessage message)
    {
        switch (message)
        {
            case Hello hello when hello.Supports(Codec.Version):
                _isGreeted = true;
                break;
            case Hello hello:
                RefuseVersion(hello);
                throw new BrokenStreamException(
                    Errors.OFPHFC_INCOMPATIBLE, $"the switch speaks up to version {hello.Version} on the wire, OpenFlow 1.5 is {Codec.Version}");
            case ErrorMessage error:
                throw new BrokenStreamException(error.Error, "the switch refused the controller's hello");
            default:
                Replies.Write(new ErrorMessage(Errors.OFPBRC_BAD_TYPE, []), message.Xid);
                throw new BrokenStreamException(Errors.OFPBRC_BAD_TYPE, $"the switch began with {MessageText.Describe(message)} instead of a hello");
        }
    }

    /// <summary>In the switch's own version, since it can read no other, and with a text (OpenFlow 1.5.1, 6.3.1; Open vSwitch, vconn.c).</summary>
    void RefuseVersion(Hello hello)
    {
        var at = Replies.Count;
        var text = $"OpenFlow 1.5 (version 0x{Codec.Version:x2}) is spoken here, up to version 0x{hello.Version:x2} there: no common version.";
        Replies.Write(new ErrorMessage(Errors.OFPHFC_INCOMPATIBLE, Encoding.ASCII.GetBytes(text)), hello.Xid);
        Replies.SetVersion(at, hello.Version);
    }

    void Deliver(OpenFlowMessage message, int bytes)
    {
        if (CanAnswer(message) && pending.Find(message.Xid) is { } reply)
        {
            if (reply.Offer(message, bytes))
                pending.Remove(message.Xid);
        }
        else if (message is ErrorMessage error && pending.FindBundle(error.Xid) is { } bundle)
        {
            bundle.Add(error);
        }
        else if (IsAsynchronous(message))
        {
            Queue(message);
        }
        else if (!CanAnswer(message))
        {
            throw new OpenFlowException(Errors.OFPBRC_BAD_TYPE, $"{MessageTable.NameOf(message.Type)} is for controllers to send");
        }
        // Else it is the late answer to a request that was given up.
    }

    static bool CanAnswer(OpenFlowMessage message) => message is not PacketIn && CanAnswer(message.Type);

    static bool CanAnswer(MessageType type) => type is MessageType.Error or MessageType.EchoReply or MessageType.FeaturesReply
        or MessageType.GetConfigReply or MessageType.MultipartReply or MessageType.BarrierReply or MessageType.RoleReply
        or MessageType.GetAsyncReply or MessageType.BundleControl or MessageType.Experimenter;

    /// <summary>Whether the switch sends it by itself, so that its xid means nothing, or nothing any more.</summary>
    static bool IsAsynchronous(OpenFlowMessage message) => message is FlowMonitorReply
        || message.Type is MessageType.PacketIn or MessageType.FlowRemoved or MessageType.PortStatus or MessageType.RoleStatus
            or MessageType.TableStatus or MessageType.RequestForward or MessageType.ControllerStatus or MessageType.Error
            or MessageType.Experimenter;

    void Queue(OpenFlowMessage message)
    {
        if (options.SlowReader == SlowReader.Waits)
        {
            if (!asynchronous.TryWrite(message))
                _held = message;
        }
        else if (message is PacketIn && unread() >= options.AsynchronousMessagesMax / 2)
        {
            Interlocked.Increment(ref _packetInsDropped);
        }
        else if (!asynchronous.TryWrite(message))
        {
            throw new BrokenStreamException(
                Errors.OFPBRC_MULTIPART_BUFFER_OVERFLOW, $"{options.AsynchronousMessagesMax} asynchronous messages were not read");
        }
    }

    /// <summary>A message that cannot be read costs itself, or the request that it answers, and not the connection.</summary>
    void Refuse(ReadOnlySpan<byte> frame, OpenFlowException e)
    {
        var (type, xid) = ((MessageType)frame[1], XidOf(frame));
        if (CanAnswer(type) && pending.Find(xid) is { } reply)
        {
            pending.Remove(xid);
            reply.Fail(e);
        }
        else if (type == MessageType.Error && pending.FindBundle(xid) is { } bundle)
        {
            bundle.Add(new ErrorMessage(e.Error with { Sentence = e.Message }, []) { Xid = xid });   // a refusal, whatever it says
        }
        else if (type != MessageType.Error)
        {
            SendError(e.Error, frame);   // an error is never answered with an error: two peers would go on for ever
        }
    }

    void SendError(OpenFlowError error, ReadOnlySpan<byte> frame) =>
        Replies.Write(new ErrorMessage(error, ValueList.Create(frame[..Math.Min(frame.Length, RefusedBytesMax)])), XidOf(frame));

    static uint XidOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32BigEndian(frame[4..]);
}
