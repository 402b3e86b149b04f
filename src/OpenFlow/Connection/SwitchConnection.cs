using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace Sdn.OpenFlow;

/// <summary>The controller's end of a connection with one switch.</summary>
public sealed class SwitchConnection : IAsyncDisposable
{
    /// <summary>As much of a bad message as an error returns (OpenFlow 1.5.1, 7.5.4: at least 64 bytes).</summary>
    const int RefusedBytesMax = 64;

    readonly IDuplexPipe _transport;
    readonly SwitchConnectionOptions _options;
    readonly TimeProvider _clock;
    readonly SendQueue _queue;
    readonly CancellationTokenSource _ended = new();
    readonly ConcurrentDictionary<uint, PendingReply> _pending = new();       // added by requesters, taken by the read loop
    readonly ConcurrentDictionary<uint, BundleErrors> _bundles = new();       // by first xid; added by Bundle, read by the read loop
    readonly Channel<OpenFlowMessage> _asynchronous;                          // written by the read loop
    readonly TaskCompletionSource<Disconnect> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    Task _loops = Task.CompletedTask;   // set once, by Open
    Disconnect? _reason;                // the first to set it wins (Interlocked)
    uint _lastXid;                      // Interlocked
    uint _lastBundle;                   // Interlocked
    long _lastReceived;                 // written by the read loop (Volatile)
    long _packetInsDropped;             // written by the read loop (Interlocked)

    SwitchConnection(IDuplexPipe transport, SwitchConnectionOptions options, TimeProvider clock)
    {
        (_transport, _options, _clock) = (transport, options, clock);
        _queue = new(transport.Output, options.UnsentBytesMax);
        _asynchronous = Channel.CreateBounded<OpenFlowMessage>(options.AsynchronousMessagesMax);
        _lastReceived = clock.GetTimestamp();
    }

    /// <summary>Who the switch is.</summary>
    public FeaturesReply Features { get; private set; } = null!;   // set by Open before anyone has the connection

    /// <summary>What the switch sends by itself: port status, packet-in, flow removed, and errors that no request awaits.</summary>
    public ChannelReader<OpenFlowMessage> Asynchronous => _asynchronous.Reader;

    /// <summary>Packet-ins that nobody read in time.</summary>
    public long PacketInsDropped => Interlocked.Read(ref _packetInsDropped);

    /// <summary>Ends with the connection, and says why it ended; never fails.</summary>
    public Task<Disconnect> Completion => _completion.Task;

    /// <summary>Says hello and asks for the features.</summary>
    /// <exception cref="OpenFlowException">The switch does not speak OpenFlow 1.5, or breaks it.</exception>
    /// <exception cref="SwitchDisconnectedException">The transport ended before that.</exception>
    /// <exception cref="TimeoutException">The switch was silent for too long.</exception>
    public static async Task<SwitchConnection> Open(
        IDuplexPipe transport, SwitchConnectionOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var connection = new SwitchConnection(transport, options, clock);
        connection._loops = connection.Run();
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.HandshakeTimeoutSeconds), clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
            await connection.Shake(timeout.Token, either.Token);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    async Task Shake(CancellationToken timeout, CancellationToken cancellation)
    {
        try
        {
            await _queue.Send(new Hello(), NextXid(), cancellation);
            Features = await Request<FeaturesReply>(new FeaturesRequest(), cancellation);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"the switch has not said hello within {_options.HandshakeTimeoutSeconds} s");
        }
        catch (SwitchDisconnectedException e) when (e.InnerException is OpenFlowException inner)
        {
            throw new OpenFlowException(inner.Error, inner.Detail);
        }
    }

    /// <summary>Sends a message that has no answer, unless it is refused: then the error comes with <see cref="Asynchronous"/>.</summary>
    public ValueTask Send(OpenFlowMessage message, CancellationToken cancellation) => _queue.Send(message, NextXid(), cancellation);

    /// <summary>Sends a request and awaits its answer.</summary>
    /// <exception cref="RequestRefusedException">The switch answered with an error.</exception>
    public async Task<TReply> Request<TReply>(OpenFlowMessage request, CancellationToken cancellation)
        where TReply : OpenFlowMessage
    {
        var answer = await Exchange(request, TimeSpan.FromSeconds(_options.RequestTimeoutSeconds), cancellation);
        return Expect<TReply>(request, answer[^1]);
    }

    /// <summary>Sends a request and awaits all parts of its answer.</summary>
    /// <exception cref="RequestRefusedException">The switch answered with an error.</exception>
    public async Task<IReadOnlyList<TReply>> RequestAll<TReply>(MultipartRequest request, CancellationToken cancellation)
        where TReply : MultipartReply
    {
        var answer = await Exchange(request, TimeSpan.FromSeconds(_options.RequestTimeoutSeconds), cancellation);
        return [.. answer.Select(part => Expect<TReply>(request, part))];
    }

    /// <summary>All flows; but for those in <see cref="FlowDescReply.Unreadable"/>, which no user of this library can have installed.</summary>
    public Task<IReadOnlyList<FlowDesc>> DumpFlows(CancellationToken cancellation) => DumpFlows(FlowFilter.All, cancellation);

    public async Task<IReadOnlyList<FlowDesc>> DumpFlows(FlowFilter filter, CancellationToken cancellation) =>
        [.. (await RequestAll<FlowDescReply>(new FlowDescRequest(filter), cancellation)).SelectMany(part => part.Flows)];

    public async Task<IReadOnlyList<Group>> DumpGroups(CancellationToken cancellation) =>
        [.. (await RequestAll<GroupDescReply>(new GroupDescRequest(), cancellation)).SelectMany(part => part.Groups)];

    public async Task<IReadOnlyList<MeterConfig>> DumpMeters(CancellationToken cancellation) =>
        [.. (await RequestAll<MeterConfigReply>(new MeterConfigRequest(), cancellation)).SelectMany(part => part.Meters)];

    public async Task<IReadOnlyList<PortDesc>> DumpPorts(CancellationToken cancellation) =>
        [.. (await RequestAll<PortDescReply>(new PortDescRequest(), cancellation)).SelectMany(part => part.Ports)];

    public async Task<IReadOnlyList<PortStats>> DumpPortStats(CancellationToken cancellation) =>
        [.. (await RequestAll<PortStatsReply>(new PortStatsRequest(), cancellation)).SelectMany(part => part.Stats)];

    /// <summary>Returns when the switch has done all that was sent before.</summary>
    public Task Barrier(CancellationToken cancellation) => Request<BarrierReply>(new BarrierRequest(), cancellation);

    /// <summary>Does all of these in their order, or none.</summary>
    /// <exception cref="BundleRefusedException">The switch refused one; nothing is done.</exception>
    public async Task Bundle(IReadOnlyList<OpenFlowMessage> mods, CancellationToken cancellation)
    {
        if (mods.Count == 0)
            return;
        const BundleFlags Flags = BundleFlags.Atomic | BundleFlags.Ordered;
        var bundle = Interlocked.Increment(ref _lastBundle);
        var first = Interlocked.Add(ref _lastXid, (uint)mods.Count) - (uint)mods.Count + 1;
        var errors = new BundleErrors(first, mods);
        _bundles[first] = errors;
        try
        {
            var open = Request<BundleControl>(new BundleControl(bundle, BundleControlType.OpenRequest, Flags), cancellation);
            for (var i = 0; i < mods.Count; i++)
                await _queue.Send(new BundleAdd(bundle, Flags, mods[i]) { Xid = first + (uint)i }, first + (uint)i, cancellation);
            // A message that is refused is not in the bundle, and the rest would be committed without it: look first.
            var added = Barrier(cancellation);
            await Task.WhenAll(open, added);
            if (errors.First is not null)
            {
                await Discard(bundle, Flags, cancellation);
                throw errors.Exception();
            }
            var commit = Request<BundleControl>(new BundleControl(bundle, BundleControlType.CommitRequest, Flags), cancellation);
            var done = Barrier(cancellation);
            await Task.WhenAll(commit, done);
        }
        catch (RequestRefusedException e) when (e is not BundleRefusedException)
        {
            // On commit the switch names the message in an error of its own, before it says that the bundle failed.
            throw e.Error == Errors.OFPBFC_MSG_FAILED && errors.First is not null
                ? errors.Exception()
                : new BundleRefusedException(-1, e.Request, e.Error);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            _queue.SendUrgent(new BundleControl(bundle, BundleControlType.DiscardRequest, Flags), NextXid());
            throw;
        }
        finally
        {
            _bundles.TryRemove(first, out _);
        }
    }

    async Task Discard(uint bundle, BundleFlags flags, CancellationToken cancellation)
    {
        try
        {
            await Request<BundleControl>(new BundleControl(bundle, BundleControlType.DiscardRequest, flags), cancellation);
        }
        catch (RequestRefusedException refusal) when (refusal.Error == Errors.OFPBFC_BAD_ID)
        {
            // The switch has thrown the bundle away by itself, which is what was asked for.
        }
    }

    /// <summary>Ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        End(new("the controller closed the connection"));
        await _loops;
    }

    uint NextXid() => Interlocked.Increment(ref _lastXid);

    static TReply Expect<TReply>(OpenFlowMessage request, OpenFlowMessage answer)
        where TReply : OpenFlowMessage => answer as TReply
            ?? throw new OpenFlowException(
                Errors.OFPBRC_BAD_TYPE, $"{MessageText.Describe(request)} was answered with {MessageText.Describe(answer)}");

    async Task<IReadOnlyList<OpenFlowMessage>> Exchange(OpenFlowMessage request, TimeSpan timeout, CancellationToken cancellation)
    {
        var xid = NextXid();
        var reply = new PendingReply(request, _options.MultipartMessagesMax, timeout, _clock);
        _pending[xid] = reply;
        try
        {
            await _queue.Send(request, xid, cancellation);
            return await reply.Answer.WaitAsync(cancellation);
        }
        catch (Exception e)
        {
            reply.Fail(e);   // stops its timer
            _ = reply.Answer.Exception;   // seen: nobody else awaits it
            throw;
        }
        finally
        {
            _pending.TryRemove(xid, out _);
        }
    }

    /// <summary>The connection's loops; returns when all of them have, and settles everything that still waits.</summary>
    async Task Run()
    {
        await Task.WhenAll(Loop(Read), Loop(Write), Loop(KeepAlive));
        var reason = _reason!;
        _asynchronous.Writer.TryComplete();
        foreach (var xid in _pending.Keys)
        {
            if (_pending.TryRemove(xid, out var reply))
                reply.Fail(new SwitchDisconnectedException(reason));
        }
        _completion.TrySetResult(reason);
    }

    async Task Loop(Func<CancellationToken, Task<Disconnect>> loop)
    {
        try
        {
            End(await loop(_ended.Token));
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Another loop has ended the connection and has said why.
        }
        catch (Exception e)
        {
            End(new(e.Message, e));
        }
    }

    void End(Disconnect reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is not null)
            return;
        _queue.Close(reason);
        _ended.Cancel();
    }

    async Task<Disconnect> Write(CancellationToken cancellation)
    {
        try
        {
            await _queue.Run(cancellation);
            return new("the switch closed the connection");
        }
        finally
        {
            await _transport.Output.CompleteAsync();
        }
    }

    async Task<Disconnect> KeepAlive(CancellationToken cancellation)
    {
        var interval = TimeSpan.FromSeconds(_options.EchoIntervalSeconds);
        while (true)
        {
            await Task.Delay(interval, _clock, cancellation);
            if (_clock.GetElapsedTime(Volatile.Read(ref _lastReceived)) < interval)
                continue;
            try
            {
                await Exchange(new EchoRequest([]), TimeSpan.FromSeconds(_options.EchoTimeoutSeconds), cancellation);
            }
            catch (TimeoutException e)
            {
                return new($"the switch has not answered an echo within {_options.EchoTimeoutSeconds} s", e);
            }
        }
    }

    async Task<Disconnect> Read(CancellationToken cancellation)
    {
        var input = _transport.Input;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(cancellation);
                var buffer = result.Buffer;
                Volatile.Write(ref _lastReceived, _clock.GetTimestamp());
                while (FrameReader.TryTake(ref buffer, _options.FrameBytesMax, out var frame))
                    Receive(frame);
                input.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    return new("the switch closed the connection");
            }
        }
        finally
        {
            await input.CompleteAsync();
        }
    }

    void Receive(in ReadOnlySequence<byte> frame)
    {
        OpenFlowMessage message;
        try
        {
            message = Codec.Decode(frame);
        }
        catch (OpenFlowException e)
        {
            Refuse(frame, e);
            return;
        }
        switch (message)
        {
            case Hello hello when !hello.Supports(Codec.Version):
                SendUrgent(new ErrorMessage(Errors.OFPHFC_INCOMPATIBLE, []), hello.Xid);
                throw new OpenFlowException(
                    Errors.OFPHFC_INCOMPATIBLE, $"the switch speaks up to version {hello.Version} on the wire, OpenFlow 1.5 is {Codec.Version}");
            case Hello:
                break;
            case ErrorMessage { Error.Type: 0, Error.Experimenter: 0 } error when Features is null:
                throw new OpenFlowException(error.Error, "the switch refused the controller's hello");
            case EchoRequest echo:
                SendUrgent(new EchoReply(echo.Payload), echo.Xid);
                break;
            default:
                Deliver(message);
                break;
        }
    }

    /// <summary>Whether the switch sends it by itself, so that its xid means nothing.</summary>
    static bool IsAsynchronous(OpenFlowMessage message) =>
        message is PacketIn or PortStatus or FlowRemoved or RoleStatus or ExperimenterMessage;

    void Deliver(OpenFlowMessage message)
    {
        if (message is ErrorMessage error && _bundles.Values.FirstOrDefault(b => b.Owns(error.Xid)) is { } bundle)
        {
            bundle.Add(error);
        }
        else if (!IsAsynchronous(message) && _pending.TryGetValue(message.Xid, out var reply))
        {
            if (reply.Offer(message))
                _pending.TryRemove(message.Xid, out _);
        }
        else if (!IsAsynchronous(message) && message is not ErrorMessage)
        {
            // The late answer to a request that was given up.
        }
        else if (message is PacketIn && _asynchronous.Reader.Count >= _options.AsynchronousMessagesMax / 2)
        {
            Interlocked.Increment(ref _packetInsDropped);
        }
        else if (!_asynchronous.Writer.TryWrite(message))
        {
            // To lose a port status would leave the controller wrong for good; a new connection begins with the truth.
            throw new OpenFlowException(
                Errors.OFPBRC_MULTIPART_BUFFER_OVERFLOW, $"{_options.AsynchronousMessagesMax} asynchronous messages were not read");
        }
    }

    /// <summary>A message that cannot be read costs itself, or the request that it answers, and not the connection.</summary>
    void Refuse(in ReadOnlySequence<byte> frame, OpenFlowException e)
    {
        var xid = FrameReader.XidOf(frame);
        if (_pending.TryRemove(xid, out var reply))
        {
            reply.Fail(e);
            return;
        }
        var head = frame.Slice(0, Math.Min(frame.Length, RefusedBytesMax)).ToArray();
        SendUrgent(new ErrorMessage(e.Error, head), xid);
    }

    void SendUrgent(OpenFlowMessage message, uint xid)
    {
        if (!_queue.SendUrgent(message, xid))
            throw new OpenFlowException(Errors.OFPBRC_BUFFER_UNKNOWN, "the switch asks and does not read the answers");
    }
}
