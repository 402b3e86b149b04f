using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>The three generations of monitoring, newest first.</summary>
public enum MonitorMethod
{
    /// <summary>monitor_cond_since and update3: conditions, differences, and resumption from a transaction.</summary>
    ConditionalSince,

    /// <summary>monitor_cond and update2: conditions and differences.</summary>
    Conditional,

    /// <summary>monitor and update of RFC 7047.</summary>
    Plain,
}

/// <summary>What a monitor feeds; called on the session's read loop, in the order of the stream.</summary>
interface IMonitorSink
{
    /// <summary>Writes the parameter that says what to monitor.</summary>
    void WriteRequests(Utf8JsonWriter writer, MonitorMethod method);

    /// <summary>Takes the reply to the monitor request.</summary>
    void Load(MonitorMethod method, ref Utf8JsonReader result);

    /// <summary>Takes an update; the reader stands on the parameter after the monitor's id.</summary>
    void Update(MonitorMethod method, ref Utf8JsonReader parameters);

    /// <summary>The server ended the monitor because its database was removed or converted (ovsdb-server(7) section 4.1.7).</summary>
    void Canceled();

    /// <summary>The session ended, and with it the monitor.</summary>
    void SessionEnded(OvsdbException why);
}

/// <summary>A sink that takes the rows of the reply to the monitor request while it arrives; what is left then goes to Load.</summary>
interface IRowSink : IMonitorSink
{
    /// <summary>Takes a part of the reply; see <see cref="RowsReading"/>.</summary>
    void LoadRows(MonitorMethod method, ref Utf8JsonReader result);
}

public sealed partial class OvsdbClient
{
    // Counted up by each replica that attaches.
    long _replicas;

    /// <summary>A name for a replica's monitor, which no other of the session has.</summary>
    internal string NewMonitorId() => $"replica{Interlocked.Increment(ref _replicas)}";

    /// <summary>Starts a monitor with the newest method that the server knows.</summary>
    internal async Task Monitor(
        MonitorRequest request, string id, Guid since, IMonitorSink sink, CancellationToken cancellationToken)
    {
        _sinks[id] = sink;
        try
        {
            foreach (var method in Enum.GetValues<MonitorMethod>().Where(method => method >= request.Newest))
            {
                if (await TryMonitor(method, request.Database, id, since, sink, cancellationToken))
                    return;
            }
            throw new OvsdbException(OvsdbErrors.NotSupported, "the server knows no method to monitor");
        }
        catch
        {
            _sinks.TryRemove(id, out _);
            throw;
        }
    }

    /// <summary>Ends a monitor (RFC 7047 section 4.1.7); an update of it that is still on its way has no effect.</summary>
    internal async Task MonitorCancel(string id, CancellationToken cancellationToken)
    {
        if (_sinks.TryRemove(id, out _))
            await Call("monitor_cancel", Json(writer => writer.WriteStringValue(id)), cancellationToken);
    }

    /// <summary>Changes the conditions of a monitor (ovsdb-server(7), 4.1.13).</summary>
    /// <param name="id">The monitor's id, which it keeps.</param>
    /// <param name="conditions">The conditions by table; the others stay as they are.</param>
    /// <param name="inForce">Called on the read loop, after the updates that the change led to and before any later one.</param>
    /// <param name="cancellationToken">Gives up waiting for the server's answer.</param>
    internal Task MonitorConditionChange(
        string id,
        IReadOnlyDictionary<string, IReadOnlyList<Condition>> conditions,
        Action inForce,
        CancellationToken cancellationToken)
    {
        var call = new OvsdbCall<object?>(
            writer =>
            {
                writer.WriteStringValue(id);
                writer.WriteStringValue(id);
                WriteConditions(writer, conditions);
            },
            (ref Utf8JsonReader reader) =>
            {
                reader.SkipValue();
                inForce();
                return null;
            });
        return Call("monitor_cond_change", call, cancellationToken);
    }

    static void WriteConditions(Utf8JsonWriter writer, IReadOnlyDictionary<string, IReadOnlyList<Condition>> conditions)
    {
        writer.WriteStartObject();
        foreach (var (table, where) in conditions)
        {
            writer.WriteStartArray(table);
            writer.WriteStartObject();
            // Without "where" the server would leave the conditions as they are.
            TableWatch.WriteWhere(writer, where is [] ? [Condition.Always] : where);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    async Task<bool> TryMonitor(
        MonitorMethod method, string database, string id, Guid since, IMonitorSink sink, CancellationToken cancellationToken)
    {
        try
        {
            await CallMonitor(method, database, id, since, sink, cancellationToken);
            return true;
        }
        catch (OvsdbException e) when (e.Error == OvsdbErrors.UnknownMethod)
        {
            return false;
        }
    }

    Task<object?> CallMonitor(
        MonitorMethod method, string database, string id, Guid since, IMonitorSink sink, CancellationToken cancellationToken)
    {
        var call = new OvsdbCall<object?>(
            writer =>
            {
                writer.WriteStringValue(database);
                writer.WriteStringValue(id);
                sink.WriteRequests(writer, method);
                if (method == MonitorMethod.ConditionalSince)
                    writer.WriteStringValue(since);
            },
            (ref Utf8JsonReader reader) =>
            {
                sink.Load(method, ref reader);
                return null;
            })
        {
            Rows = sink is IRowSink rows ? RowsOf(method, rows) : null,
        };
        return Call(NameOf(method), call, cancellationToken);
    }

    // The updates by table by row are the whole result but for monitor_cond_since, where they are an element of an array.
    static RowsReading RowsOf(MonitorMethod method, IRowSink sink) => new(
        method == MonitorMethod.ConditionalSince ? 3 : 2,
        (ref Utf8JsonReader reader) => sink.LoadRows(method, ref reader));

    void TakeUpdate(MonitorMethod method, ref Utf8JsonReader parameters)
    {
        parameters.Next(JsonTokenType.String, "the id of a monitor");
        // One that is not there was canceled while the update was on its way.
        if (!_sinks.TryGetValue(parameters.Text(), out var sink))
            return;
        parameters.Next();
        sink.Update(method, ref parameters);
    }

    void TakeMonitorCanceled(ref Utf8JsonReader parameters)
    {
        parameters.Next(JsonTokenType.String, "the id of a monitor");
        if (_sinks.TryRemove(parameters.Text(), out var sink))
            sink.Canceled();
    }

    static string NameOf(MonitorMethod method) => method switch
    {
        MonitorMethod.ConditionalSince => "monitor_cond_since",
        MonitorMethod.Conditional => "monitor_cond",
        _ => "monitor",
    };
}
