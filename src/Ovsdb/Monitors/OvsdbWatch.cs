using System.Text.Json;
using System.Threading.Channels;

namespace Sdn.Ovsdb;

/// <summary>
/// A monitor whose messages are handed on as JSON, in order and each once, for tools that show what a server sends. (Who wants
/// to know how things are has <see cref="OvsdbReplica"/>.)
/// </summary>
/// <remarks>
/// What is not fetched waits in memory, up to <see cref="OvsdbClientOptions.MessageBytesMax"/>; then the watch fails with
/// "resources exhausted" and the session goes on.
/// </remarks>
public sealed class OvsdbWatch : IMonitorSink, IAsyncDisposable
{
    readonly OvsdbClient _client;
    readonly IReadOnlyList<TableWatch> _tables;
    readonly long _pendingBytesMax;
    readonly Channel<WatchUpdate> _updates = Channel.CreateUnbounded<WatchUpdate>(new() { SingleWriter = true });

    // Added to by the read loop, taken from by whoever fetches.
    long _pendingBytes;

    internal OvsdbWatch(OvsdbClient client, string id, IReadOnlyList<TableWatch> tables, long pendingBytesMax)
    {
        _client = client;
        Id = id;
        _tables = tables;
        _pendingBytesMax = pendingBytesMax;
    }

    /// <summary>The monitor's name in the session.</summary>
    public string Id { get; }

    /// <summary>Waits for the next message, the reply first.</summary>
    /// <exception cref="OvsdbException">
    /// The session ended; "canceled": the server removed or converted the database; "resources exhausted": too much was not fetched.
    /// </exception>
    public async Task<WatchUpdate> Next(CancellationToken cancellationToken)
    {
        try
        {
            var update = await _updates.Reader.ReadAsync(cancellationToken);
            Interlocked.Add(ref _pendingBytes, -update.Bytes);
            return update;
        }
        catch (ChannelClosedException e) when (e.InnerException is { } why)
        {
            throw why;
        }
    }

    /// <summary>
    /// Gives tables other conditions (ovsdb-server(7) section 4.1.13); rows that enter or leave are reported before this returns.
    /// Only for a watch with one of the conditional methods.
    /// </summary>
    /// <param name="where">New conditions by table; any of them lets a row pass, none at all lets every row pass.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    public Task Change(IReadOnlyDictionary<string, IReadOnlyList<Condition>> where, CancellationToken cancellationToken) =>
        _client.MonitorConditionChange(Id, where, static () => { }, cancellationToken);

    /// <summary>Ends the monitor.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_client.IsOpen)
            await _client.MonitorCancel(Id, CancellationToken.None);
        _updates.Writer.TryComplete(new ObjectDisposedException(nameof(OvsdbWatch)));
    }

    void IMonitorSink.WriteRequests(Utf8JsonWriter writer, MonitorMethod method)
    {
        writer.WriteStartObject();
        foreach (var requests in _tables.GroupBy(request => request.Table, StringComparer.Ordinal))
        {
            writer.WriteStartArray(requests.Key);
            foreach (var request in requests)
                request.Write(writer);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    void IMonitorSink.Load(MonitorMethod method, ref Utf8JsonReader result)
    {
        var start = result.BytesConsumed;
        bool? isResumed = null;
        Guid? lastTransaction = null;
        if (method == MonitorMethod.ConditionalSince)
        {
            result.Expect(JsonTokenType.StartArray, "an array of found, last transaction and updates");
            result.Next();
            isResumed = result.TokenType switch
            {
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                _ => throw OvsdbException.Protocol("whether the transaction was found must be a boolean"),
            };
            result.Next();
            lastTransaction = result.Uuid("the id of a transaction");
            result.Next();
        }
        var tables = ReadTables(ref result);
        if (method == MonitorMethod.ConditionalSince)
            result.Next(JsonTokenType.EndArray, "the end of the reply");
        Add(new WatchUpdate(tables)
        {
            IsReply = true,
            IsResumed = isResumed ?? false,
            LastTransaction = lastTransaction,
            Bytes = result.BytesConsumed - start,
        });
    }

    void IMonitorSink.Update(MonitorMethod method, ref Utf8JsonReader parameters)
    {
        var start = parameters.BytesConsumed;
        Guid? lastTransaction = null;
        if (method == MonitorMethod.ConditionalSince)
        {
            lastTransaction = parameters.Uuid("the id of a transaction");
            parameters.Next();
        }
        var tables = ReadTables(ref parameters);
        Add(new WatchUpdate(tables) { LastTransaction = lastTransaction, Bytes = parameters.BytesConsumed - start });
    }

    void IMonitorSink.Canceled() =>
        End(new OvsdbException(OvsdbErrors.Canceled, "the server removed or converted the database and ended its monitors"));

    void IMonitorSink.SessionEnded(OvsdbException why) => End(why);

    static JsonElement ReadTables(ref Utf8JsonReader reader)
    {
        reader.Expect(JsonTokenType.StartObject, "updates by table");
        return reader.Element();
    }

    // What came before is still handed out.
    void End(OvsdbException why) => _updates.Writer.TryComplete(why);

    void Add(WatchUpdate update)
    {
        var pending = Interlocked.Add(ref _pendingBytes, update.Bytes);
        if (pending <= _pendingBytesMax)
        {
            _updates.Writer.TryWrite(update);
            return;
        }
        End(new OvsdbException(
            OvsdbErrors.ResourcesExhausted, $"more than {_pendingBytesMax} bytes of updates wait to be fetched from the watch"));
    }
}
