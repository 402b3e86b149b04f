using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Json;
using StreamJsonRpc;

namespace Sdn.Ovsdb;

/// <summary>
/// One session with an OVSDB server over any duplex pipe: requests and their replies, keep-alive, cancellation, and the feed
/// of the replicas that monitor through it. It lives as long as its connection; <see cref="OvsdbReconnector"/> makes the next.
/// </summary>
public sealed partial class OvsdbClient : IAsyncDisposable
{
    readonly OvsdbClientOptions _options;
    readonly TimeProvider _time;
    readonly OvsdbFormatter _formatter;
    readonly OvsdbMessageHandler _handler;
    readonly JsonRpc _rpc;
    readonly OvsdbTransport? _transport;
    readonly SemaphoreSlim _requestSlots;
    readonly RequestTimeouts _timeouts;
    readonly Action<object?> _cancel;
    readonly CancellationTokenSource _disposal = new();
    readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Added by Monitor, read by the read loop.
    readonly ConcurrentDictionary<string, IMonitorSink> _sinks = new(StringComparer.Ordinal);

    // Added by Lock and Steal, looked up by the read loop.
    readonly ConcurrentDictionary<string, OvsdbLock> _locks = new(StringComparer.Ordinal);
    Task _keepAlive = Task.CompletedTask;

    // Why this side ends the session; written once (Interlocked), before the session is disposed of.
    OvsdbException? _ending;
    int _disposals;

    OvsdbClient(IDuplexPipe pipe, OvsdbClientOptions options, TimeProvider time)
    {
        options.Validate();
        _options = options;
        _time = time;
        _transport = pipe as OvsdbTransport;
        _requestSlots = new SemaphoreSlim(options.RequestsPendingMax);
        _timeouts = new RequestTimeouts(TimeSpan.FromSeconds(options.RequestTimeoutSeconds), time);
        _formatter = new OvsdbFormatter(options);
        _handler = new OvsdbMessageHandler(pipe, _formatter, options, time, TakeNotification);
        _rpc = new JsonRpc(_handler);
        _cancel = call => Cancel((OvsdbCall)call!).OrphanedOnPurpose();
        _rpc.AddLocalRpcMethod("echo", static (JsonElement parameters) => parameters);
        _rpc.Disconnected += (_, e) => Complete(e);
    }

    /// <summary>
    /// Ends with the session: it completes when either side closed it properly, and fails with an
    /// <see cref="OvsdbException"/> when the connection was lost or the peer broke the protocol.
    /// </summary>
    public Task Completion => _completion.Task;

    public bool IsOpen => !_completion.Task.IsCompleted;

    /// <summary>Who is at the other end, where the library itself has dialed or accepted.</summary>
    public OvsdbPeer Peer => _transport?.Peer ?? OvsdbPeer.Unknown;

    /// <summary>When bytes last came from the peer, on the session's clock.</summary>
    internal long LastReadTimestamp => _handler.LastReadTimestamp;

    /// <summary>How often the keep-alive looked whether the peer is there.</summary>
    internal long KeepAliveTicks { get; private set; }

    /// <summary>Starts a session on a connection that is there; the pipe belongs to the client from now on.</summary>
    public static async Task<OvsdbClient> Open(
        IDuplexPipe pipe, OvsdbClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var client = new OvsdbClient(pipe, options, time);
        try
        {
            client._rpc.StartListening();
            client._keepAlive = client.KeepAlive(client._disposal.Token);
            await client.SetDatabaseChangeAware(cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>The names of the databases that the server has (RFC 7047 section 4.1.1).</summary>
    public Task<IReadOnlyList<string>> ListDatabases(CancellationToken cancellationToken) =>
        Call("list_dbs", new OvsdbCall<IReadOnlyList<string>>(static _ => { }, ReadStrings), cancellationToken);

    /// <summary>A database's schema (section 4.1.2).</summary>
    public async Task<OvsdbSchema> GetSchema(string database, CancellationToken cancellationToken)
    {
        var json = await Call("get_schema", Json(writer => writer.WriteStringValue(database)), cancellationToken);
        return OvsdbSchema.Parse(json);
    }

    /// <summary>
    /// Runs operations as one transaction (section 4.1.3). When this returns, every replica that monitors through this client
    /// already shows what the transaction did.
    /// </summary>
    /// <exception cref="OvsdbException">
    /// The transaction was refused, and nothing of it done; <see cref="OvsdbException.OperationIndex"/> says by which operation.
    /// </exception>
    public async Task<TransactionResult> Transact(
        string database, IReadOnlyList<Operation> operations, CancellationToken cancellationToken)
    {
        var call = new OvsdbCall<TransactionReply>(
            writer =>
            {
                writer.WriteStringValue(database);
                foreach (var operation in operations)
                    operation.Write(writer);
            },
            (ref Utf8JsonReader reader) => TransactionReply.Read(ref reader, operations.Count));
        var reply = await Call("transact", call, cancellationToken);
        return reply.Result ?? throw reply.Error!;
    }

    /// <summary>Asks the server to answer; the round trip proves that both sides and the way between them live (4.1.11).</summary>
    public Task Echo(CancellationToken cancellationToken) => Call("echo", EchoCall(), cancellationToken);

    /// <summary>Calls any method with the parameters of a JSON array, for what the other methods do not cover.</summary>
    public Task<JsonElement> Call(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (parameters.ValueKind != JsonValueKind.Array)
            throw new ArgumentException("The parameters of a method are a JSON array.", nameof(parameters));
        var call = Json(writer =>
        {
            foreach (var parameter in parameters.EnumerateArray())
                parameter.WriteTo(writer);
        });
        return Call(method, call, cancellationToken);
    }

    /// <summary>Ends the session, and returns when nothing of it is left; whoever calls it twice does not wait twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Increment(ref _disposals) > 1)
            return;
        await _disposal.CancelAsync();
        _rpc.Dispose();
        await _keepAlive.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _completion.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _rpc.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _timeouts.Clear();
        if (_transport is not null)
            await _transport.DisposeAsync();
        _disposal.Dispose();
    }

    // Without this, ovsdb-server never answers a request that was canceled, and drops the connection when a database is
    // added or converted (ovsdb-server(7), 4.1.18). Servers from before 2.9 do not know it.
    async Task SetDatabaseChangeAware(CancellationToken cancellationToken)
    {
        try
        {
            await Call("set_db_change_aware", Json(static writer => writer.WriteBooleanValue(true)), cancellationToken);
        }
        catch (OvsdbException e) when (e.Error == OvsdbErrors.UnknownMethod)
        {
        }
    }

    internal async Task<T> Call<T>(string method, OvsdbCall<T> call, CancellationToken cancellationToken)
    {
        var timeout = _timeouts.Start();
        try
        {
            if (!_requestSlots.Wait(0, CancellationToken.None))
                await WaitForSlot(timeout.Token, cancellationToken);
            call.Occupy(_requestSlots);
            _ = Send(method, call);
            using (timeout.Token.UnsafeRegister(_cancel, call))
            using (cancellationToken.UnsafeRegister(_cancel, call))
                return await call.Reply;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw timeout.IsCancellationRequested
                ? new OvsdbException(OvsdbErrors.RequestTimedOut, $"{method} after {_options.RequestTimeoutSeconds} s")
                : new OvsdbException(OvsdbErrors.Canceled, "by the server");
        }
        catch (Exception e) when (e is ConnectionLostException or ObjectDisposedException or IOException)
        {
            throw new OvsdbException(OvsdbErrors.ConnectionLost, WhyEnded(), e);
        }
        finally
        {
            _timeouts.Stop(timeout);
        }
    }

    async Task WaitForSlot(CancellationToken timeout, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout, cancellationToken);
        await _requestSlots.WaitAsync(either.Token);
    }

    // It never fails: what goes wrong is the call's. For StreamJsonRpc each request is a notification: it writes them one after
    // the other, and the formatter knows who waits for which reply.
    async Task Send(string method, OvsdbCall call)
    {
        try
        {
            await _rpc.NotifyAsync(method, [call]);
        }
        catch (Exception e)
        {
            call.Leave();
            call.Fail(e);
        }
    }

    // A canceled request (RFC 7047 section 4.1.4) is answered too, with "canceled" or, if that came too late, with its result:
    // the caller should know which. A server that does not say is not waited for any longer.
    async Task Cancel(OvsdbCall call)
    {
        if (!call.TryCancel(out var sentId))
            return;
        if (sentId is { } id)
        {
            var cancel = new OvsdbCall<object?>(writer => writer.WriteNumberValue(id), static (ref Utf8JsonReader _) => null) { HasReply = false };
            // Not awaited: the server may have stopped to read. If the connection ends before this is sent, the request that it
            // is about ends with it.
            _ = Send("cancel", cancel);
            await call.Ended.WaitAsync(TimeSpan.FromSeconds(_options.CancelGraceSeconds), _time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        call.Fail(new OperationCanceledException("The request was canceled, and the server has not answered."));
    }

    string? WhyEnded() => _completion.Task.Exception?.InnerException switch
    {
        OvsdbException { Error: OvsdbErrors.ConnectionLost } lost => lost.Details,
        OvsdbException violation => violation.Message,
        _ => "the session has ended",
    };

    async Task KeepAlive(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_options.EchoIntervalSeconds), _time);
        var readsBefore = _handler.Reads;
        var isProbing = false;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var reads = _handler.Reads;
            KeepAliveTicks++;
            if (reads != readsBefore)
            {
                readsBefore = reads;
                isProbing = false;
            }
            else if (isProbing)
            {
                End(new OvsdbException(OvsdbErrors.ConnectionLost, $"no echo within {_options.EchoIntervalSeconds} s"));
                return;
            }
            else
            {
                isProbing = true;
                // Without a slot: requests that wait long, and take all slots, say nothing about whether the server lives.
                var echo = EchoCall();
                echo.Ended.OrphanedOnPurpose();
                _ = Send("echo", echo);
            }
        }
    }

    /// <summary>Takes what must be seen in the order of the stream; called on the read loop. Unknown ones have no effect.</summary>
    void TakeNotification(string method, ref Utf8JsonReader parameters)
    {
        switch (method)
        {
            case "update3":
                TakeUpdate(MonitorMethod.ConditionalSince, ref parameters);
                break;
            case "update2":
                TakeUpdate(MonitorMethod.Conditional, ref parameters);
                break;
            case "update":
                TakeUpdate(MonitorMethod.Plain, ref parameters);
                break;
            case "monitor_canceled":
                TakeMonitorCanceled(ref parameters);
                break;
            case "locked":
                TakeLockNotification(isHeld: true, ref parameters);
                break;
            case "stolen":
                TakeLockNotification(isHeld: false, ref parameters);
                break;
        }
    }

    /// <summary>Ends the session from this side; the first reason counts.</summary>
    internal void End(OvsdbException why)
    {
        Interlocked.CompareExchange(ref _ending, why, null);
        _rpc.Dispose();
    }

    void Complete(JsonRpcDisconnectedEventArgs e)
    {
        _disposal.Cancel();
        // A session that was ended properly says farewell when it is disposed of; any other has nobody to say it to, and its
        // socket would be open until then.
        if (_ending is not null || e.Reason != DisconnectedReason.LocallyDisposed)
            _transport?.Abort();
        if (_ending is not null)
            _completion.TrySetException(_ending);
        else if (e.Exception is OvsdbException error)
            _completion.TrySetException(error);
        else if (e.Reason is DisconnectedReason.LocallyDisposed or DisconnectedReason.RemotePartyTerminated)
            _completion.TrySetResult();
        else
            _completion.TrySetException(new OvsdbException(OvsdbErrors.ConnectionLost, e.Description, e.Exception));
        var why = _completion.Task.Exception?.InnerException as OvsdbException
            ?? new OvsdbException(OvsdbErrors.ConnectionLost, "the session has ended");
        _formatter.EndCalls(new ConnectionLostException(e.Description, e.Exception));
        foreach (var sink in _sinks.Values)
            sink.SessionEnded(why);
        foreach (var asked in _locks.Values)
            asked.End(why);
    }

    static OvsdbCall<JsonElement> EchoCall() => Json(static writer => writer.WriteStringValue("sdn"));

    static OvsdbCall<JsonElement> Json(Action<Utf8JsonWriter> writeParams) =>
        new(writeParams, static (ref Utf8JsonReader reader) => reader.Element());

    static List<string> ReadStrings(ref Utf8JsonReader reader)
    {
        reader.Expect(JsonTokenType.StartArray, "an array of strings");
        var strings = new List<string>();
        for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
        {
            reader.Expect(JsonTokenType.String, "a string");
            strings.Add(reader.Text());
        }
        return strings;
    }
}
