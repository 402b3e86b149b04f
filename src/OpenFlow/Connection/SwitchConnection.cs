using System.IO.Pipelines;
using System.Threading.Channels;

namespace Sdn.OpenFlow;

/// <summary>
/// The controller's end of a connection with one switch. All members may be used by any number of threads at once.
/// </summary>
public sealed class SwitchConnection : IAsyncDisposable
{
    readonly IDuplexPipe _transport;
    readonly SwitchConnectionOptions _options;
    readonly TimeProvider _clock;
    readonly SendQueue _queue;
    readonly ReadLoop _reader;
    readonly PendingReplies _pending = new();
    readonly CancellationTokenSource _ended = new();
    readonly Channel<OpenFlowMessage> _asynchronous;                          // written by the read loop
    readonly TaskCompletionSource<Disconnect> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    Task _run = Task.CompletedTask;     // set once, by Open
    Disconnect? _reason;                // the first to set it wins (Interlocked)
    uint _lastXid;                      // Interlocked
    uint _lastBundle;                   // Interlocked

    SwitchConnection(IDuplexPipe transport, SwitchConnectionOptions options, TimeProvider clock)
    {
        (_transport, _options, _clock) = (transport, options, clock);
        _queue = new(transport.Output, options.UnsentBytesMax, End);
        _asynchronous = Channel.CreateBounded<OpenFlowMessage>(new BoundedChannelOptions(options.AsynchronousMessagesMax) { SingleWriter = true });
        _reader = new(transport.Input, _queue, _pending, _asynchronous.Writer, () => _asynchronous.Reader.Count, options, clock);
    }

    /// <summary>Who the switch is.</summary>
    public FeaturesReply Features { get; private set; } = null!;   // set by Open before anyone has the connection

    /// <summary>Where the switch is, and the certificate that it has shown, as far as the transport knows.</summary>
    public SwitchPeer Peer => (_transport as SwitchTransport)?.Peer ?? SwitchPeer.Unknown;

    /// <summary>What the switch sends by itself: port status, packet-in, flow removed, and errors that no request awaits.</summary>
    public ChannelReader<OpenFlowMessage> Asynchronous => _asynchronous.Reader;

    /// <summary>Nothing is read from the switch because its asynchronous messages are not read.</summary>
    internal bool IsPaused => _reader.IsPaused;

    /// <summary>Packet-ins that nobody read in time.</summary>
    public long PacketInsDropped => _reader.PacketInsDropped;

    /// <summary>Ends with the connection, and says why it ended; never fails.</summary>
    public Task<Disconnect> Completion => _completion.Task;

    /// <summary>
    /// Says hello and asks for the features. The transport is the connection's from now on: its pipes are completed at the end,
    /// and it is disposed of if it can be.
    /// </summary>
    /// <exception cref="OpenFlowException">The switch does not speak OpenFlow 1.5, or breaks it.</exception>
    /// <exception cref="SwitchDisconnectedException">The transport ended before that.</exception>
    /// <exception cref="TimeoutException">The switch was silent for too long.</exception>
    public static async Task<SwitchConnection> Open(
        IDuplexPipe transport, SwitchConnectionOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var connection = new SwitchConnection(transport, options, clock);
        connection._run = connection.Run();
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
            _ = await _queue.Send(new Hello(), NextXid(), cancellation);
            Features = await Request<FeaturesReply>(new FeaturesRequest(), cancellation);
            _reader.EndHandshake();
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"the switch has not said hello and who it is within {_options.HandshakeTimeoutSeconds} s");
        }
        catch (SwitchDisconnectedException e) when (e.InnerException is OpenFlowException inner)
        {
            throw new OpenFlowException(inner.Error, inner.Detail);
        }
    }

    /// <summary>
    /// Has messages answered where they are read, from the next one on; null ends that. What a responder does not take comes as
    /// without one.
    /// </summary>
    public void Respond(FrameResponder? responder) => _reader.Responder = responder;

    /// <summary>Sends a message that has no answer, unless it is refused: then the error comes with <see cref="Asynchronous"/>.</summary>
    public ValueTask Send(OpenFlowMessage message, CancellationToken cancellation)
    {
        var sending = _queue.Send(message, NextXid(), cancellation);
        return sending.IsCompletedSuccessfully ? default : new(sending.AsTask());
    }

    /// <summary>Sends a message with an xid of a range that was taken for it; tells the bytes that it took.</summary>
    internal ValueTask<int> SendNumbered(OpenFlowMessage message, uint xid, CancellationToken cancellation) =>
        _queue.TrySend(message, xid, out var bytes) ? new(bytes) : SendInTime(message, xid, cancellation);

    /// <summary>Waits for room as long as an answer would be waited for: a switch may talk and never read.</summary>
    async ValueTask<int> SendInTime(OpenFlowMessage message, uint xid, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.RequestTimeoutSeconds), _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await _queue.Send(message, xid, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"the switch has not read anything for {_options.RequestTimeoutSeconds} s");
        }
    }

    /// <summary>Sends a message that nobody waits for and that may be lost with the connection.</summary>
    internal void SendNow(OpenFlowMessage message) => _queue.SendOrDrop(message, NextXid());

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

    /// <summary>The groups that the switch has.</summary>
    public async Task<IReadOnlyList<Group>> DumpGroups(CancellationToken cancellation) =>
        [.. (await RequestAll<GroupDescReply>(new GroupDescRequest(), cancellation)).SelectMany(part => part.Groups)];

    /// <summary>The meters that the switch has.</summary>
    public async Task<IReadOnlyList<MeterConfig>> DumpMeters(CancellationToken cancellation) =>
        [.. (await RequestAll<MeterConfigReply>(new MeterConfigRequest(), cancellation)).SelectMany(part => part.Meters)];

    /// <summary>The ports that the switch has.</summary>
    public async Task<IReadOnlyList<PortDesc>> DumpPorts(CancellationToken cancellation) =>
        [.. (await RequestAll<PortDescReply>(new PortDescRequest(), cancellation)).SelectMany(part => part.Ports)];

    /// <summary>What the ports have counted.</summary>
    public async Task<IReadOnlyList<PortStats>> DumpPortStats(CancellationToken cancellation) =>
        [.. (await RequestAll<PortStatsReply>(new PortStatsRequest(), cancellation)).SelectMany(part => part.Stats)];

    /// <summary>Returns when the switch has done all that was sent before.</summary>
    public Task Barrier(CancellationToken cancellation) => Request<BarrierReply>(new BarrierRequest(), cancellation);

    /// <summary>Does all of these in their order, or none.</summary>
    /// <exception cref="BundleRefusedException">The switch refused one; nothing is done.</exception>
    public Task Bundle(IReadOnlyList<OpenFlowMessage> mods, CancellationToken cancellation) => Bundle(mods, BundleOptions.Default, cancellation);

    /// <summary>Does all of these, as the options say, or none. Returns when the switch has done it.</summary>
    /// <exception cref="BundleRefusedException">The switch refused one, or the bundle as such; nothing is done.</exception>
    /// <exception cref="ArgumentException">There are more messages, or longer ones, than the options allow; nothing is done.</exception>
    public async Task Bundle(IReadOnlyList<OpenFlowMessage> mods, BundleOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(mods);
        ArgumentNullException.ThrowIfNull(options);
        if (mods.Count > options.MessagesMax)
            throw new ArgumentException($"the bundle has {mods.Count} messages, the limit is {options.MessagesMax}", nameof(mods));
        if (mods.Count == 0)
            return;
        var id = Interlocked.Increment(ref _lastBundle);
        var first = Interlocked.Add(ref _lastXid, (uint)mods.Count) - (uint)mods.Count + 1;
        var bundle = new BundleExchange(this, id, first, mods, options);
        _pending.Add(bundle.Errors);
        try
        {
            await bundle.Run(cancellation);
        }
        finally
        {
            _pending.Remove(bundle.Errors);
        }
    }

    /// <summary>Ends the connection without waiting for its end.</summary>
    public void Abort(string reason) => End(new(reason));

    /// <summary>Ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        End(new("the controller closed the connection"));
        await _run;
    }

    uint NextXid() => Interlocked.Increment(ref _lastXid);

    static TReply Expect<TReply>(OpenFlowMessage request, OpenFlowMessage answer)
        where TReply : OpenFlowMessage => answer as TReply
            ?? throw new OpenFlowException(
                Errors.OFPBRC_BAD_TYPE, $"{MessageText.Describe(request)} was answered with {MessageText.Describe(answer)}");

    async Task<IReadOnlyList<OpenFlowMessage>> Exchange(OpenFlowMessage request, TimeSpan timeout, CancellationToken cancellation)
    {
        var xid = NextXid();
        var reply = new PendingReply(request, _options, timeout, _clock);
        try
        {
            _pending.Add(xid, reply);
            if (!_queue.TrySend(request, xid, out _))
                await SendWhileAwaited(request, xid, reply, cancellation);
            return await reply.Answer.WaitAsync(cancellation);
        }
        catch (Exception e)
        {
            reply.Fail(e);   // stops its timer
            throw;
        }
        finally
        {
            _pending.Remove(xid);
        }
    }

    /// <summary>Waits for room to send a request, but not beyond the time that its answer may take.</summary>
    async Task SendWhileAwaited(OpenFlowMessage request, uint xid, PendingReply reply, CancellationToken cancellation)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task sending = _queue.Send(request, xid, giveUp.Token).AsTask();
        if (await Task.WhenAny(sending, reply.Answer) == sending)
        {
            await sending;
            return;
        }
        await giveUp.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The connection from its first message to its last; settles everything that still waits.</summary>
    async Task Run()
    {
        await Task.WhenAll(Loop(_reader.Run), Loop(KeepAlive));
        var reason = _reason!;
        _pending.Close(reason);
        await _queue.Finish(_reader.Replies);
        await _transport.Input.CompleteAsync();
        await _transport.Output.CompleteAsync();
        if (_transport is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        _asynchronous.Writer.TryComplete();
        _queue.Dispose();
        _ended.Dispose();
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

    async Task<Disconnect> KeepAlive(CancellationToken cancellation)
    {
        var interval = TimeSpan.FromSeconds(_options.EchoIntervalSeconds);
        while (true)
        {
            await Task.Delay(interval, _clock, cancellation);
            if (_reader.Silence < interval)
                continue;
            try
            {
                await Exchange(new EchoRequest([]), TimeSpan.FromSeconds(_options.EchoTimeoutSeconds), cancellation);
            }
            catch (TimeoutException e) when (_reader.Silence.TotalSeconds >= _options.EchoTimeoutSeconds)
            {
                return new($"the switch has not answered an echo within {_options.EchoTimeoutSeconds} s", e);
            }
            catch (TimeoutException)
            {
                continue;   // it has said something else meanwhile, or its answer waits for the slow reader of messages before it
            }
        }
    }
}
