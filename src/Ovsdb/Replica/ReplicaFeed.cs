using System.Collections.Immutable;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>One session's way into a replica: knows the tables as that server has them, and reads its updates.</summary>
sealed class ReplicaFeed : IRowSink
{
    readonly OvsdbReplica _replica;
    readonly TableReader[] _tables;
    readonly Utf8Names _names;
    readonly TaskCompletionSource _canceled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What is read of the reply to the monitor request while it arrives; the read loop's own.
    UpdateReader? _dump;

    public ReplicaFeed(
        OvsdbReplica replica, OvsdbClient client, MonitorRequest request, OvsdbSchema schema, string monitorId, ReplicaConditions conditions)
    {
        _replica = replica;
        Client = client;
        Schema = schema;
        MonitorId = monitorId;
        Told = conditions;
        var texts = new RecentTexts();
        // A table that the server's schema has not is as one without rows.
        _tables = [.. request.Tables
            .Where(table => schema.Tables.ContainsKey(table.Name))
            .Select(table => new TableReader(table, schema.Tables[table.Name], texts))];
        _names = new Utf8Names(_tables.Select(table => table.Request.Name));
    }

    public OvsdbClient Client { get; }

    public OvsdbSchema Schema { get; }

    public string MonitorId { get; }

    /// <summary>The conditions that the server was told last; written under the replica's lock.</summary>
    public ReplicaConditions Told { get; set; }

    /// <summary>Whether the server keeps to conditions.</summary>
    public bool IsConditional { get; private set; }

    /// <summary>Completes if the server ends the monitor.</summary>
    public Task WhenCanceled => _canceled.Task;

    /// <summary>Whether the reply to the monitor request is in.</summary>
    public bool IsLoaded { get; private set; }

    public RowLayout LayoutOf(string table) =>
        Array.Find(_tables, reader => reader.Request.Name == table)?.Layout ?? new RowLayout(table, []);

    /// <summary>The conditions by table as this server can take them: without the tables and columns that its schema has not.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Condition>> Understood(IReadOnlyDictionary<string, IReadOnlyList<Condition>> conditions) =>
        conditions.Where(pair => Schema.Tables.ContainsKey(pair.Key)).ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Condition>)Understood(pair.Key, pair.Value));

    // No row has what a missing column should hold (as ovsdb_idl_set_condition__ of lib/ovsdb-idl.c sees it). Only a column that the request
    // names may be missing: any other is a mistake, which the server is to refuse.
    Condition[] Understood(string table, IReadOnlyList<Condition> where)
    {
        var reader = Array.Find(_tables, reader => reader.Request.Name == table)!;
        Condition[] understood = [.. where.Where(condition => !reader.IsMissing(condition.Column))];
        return where.Count > 0 && understood.Length == 0 ? [Condition.Never] : understood;
    }

    public bool HasSameColumns(ReplicaFeed other) =>
        _tables.Length == other._tables.Length
        && _tables.Zip(other._tables).All(pair => pair.First.HasSameColumns(pair.Second));

    public void WriteRequests(Utf8JsonWriter writer, MonitorMethod method)
    {
        writer.WriteStartObject();
        foreach (var table in _tables)
        {
            writer.WriteStartArray(table.Request.Name);
            writer.WriteStartObject();
            writer.WriteStartArray("columns"u8);
            foreach (var column in table.Layout.Columns)
                writer.WriteStringValue(column);
            writer.WriteEndArray();
            if (method != MonitorMethod.Plain && Understood(table.Request.Name, Told.Of(table.Request.Name)) is { Length: > 0 } where)
            {
                writer.WriteStartArray("where"u8);
                foreach (var condition in where)
                    condition.Write(writer);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    public void LoadRows(MonitorMethod method, ref Utf8JsonReader result)
    {
        _dump ??= BeginDump(method, ref result);
        _dump.Read(ref result);
        // The tables are the last of the three elements of a reply to monitor_cond_since (ovsdb-server(7), 4.1.15).
        if (_dump.IsWhole && method == MonitorMethod.ConditionalSince)
            result.Next(JsonTokenType.EndArray, "the end of the reply");
    }

    public void Load(MonitorMethod method, ref Utf8JsonReader result)
    {
        LoadRows(method, ref result);
        var dump = _dump!;
        _dump = null;
        lock (_replica.Gate)
        {
            if (!_replica.IsFedBy(this))
                return;
            Publish(dump);
            IsLoaded = true;
            IsConditional = method != MonitorMethod.Plain;
            _replica.Loaded(dump.IsResumed);
            _replica.ConditionsInForce(Told);
        }
    }

    public void Canceled()
    {
        lock (_replica.Gate)
            IsLoaded = false;
        _canceled.SetResult();
    }

    public void Update(MonitorMethod method, ref Utf8JsonReader parameters)
    {
        lock (_replica.Gate)
        {
            if (!_replica.IsFedBy(this))
                return;
            if (!IsLoaded)
                throw OvsdbException.Protocol("an update before the reply to its monitor request");
            Guid? lastTransaction = null;
            if (method == MonitorMethod.ConditionalSince)
            {
                lastTransaction = parameters.Uuid("the id of a transaction");
                parameters.Next();
            }
            var update = Begin(method, isResumed: true, lastTransaction);
            update.Read(ref parameters);
            Publish(update);
        }
    }

    // The replica shows how things were, until another session feeds it.
    public void SessionEnded(OvsdbException why)
    {
    }

    UpdateReader BeginDump(MonitorMethod method, ref Utf8JsonReader result)
    {
        var isResumed = false;
        Guid? lastTransaction = null;
        if (method == MonitorMethod.ConditionalSince)
        {
            result.Expect(JsonTokenType.StartArray, "an array of found, last transaction and updates");
            result.Next();
            if (result.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                throw OvsdbException.Protocol("whether the transaction was found must be a boolean");
            isResumed = result.TokenType == JsonTokenType.True;
            result.Next();
            lastTransaction = result.Uuid("the id of a transaction");
            result.Next();
        }
        lock (_replica.Gate)
            return Begin(method, isResumed, lastTransaction);
    }

    UpdateReader Begin(MonitorMethod method, bool isResumed, Guid? lastTransaction)
    {
        // A fresh dump tells no differences: those are found by comparing, once it is in.
        var changes = _replica.NeedsChanges && isResumed ? new List<RowChange>() : null;
        return new UpdateReader(method, _tables, _names, isResumed ? _replica.Snapshot.Tables : null, changes)
        {
            LastTransaction = lastTransaction,
        };
    }

    /// <summary>Makes what was read the next snapshot; where an update breaks off in an error, the last one stays.</summary>
    void Publish(UpdateReader update)
    {
        var before = _replica.Snapshot;
        var tables = update.Tables;
        var changes = update.Changes;
        var indexes = changes is null
            ? SnapshotIndexes.Over(_replica.Request.Indexes, LayoutOf, name => tables.GetValueOrDefault(name, ReplicaTable.Empty).Rows)
            : before.Indexes.With(changes);
        if (_replica.HasSubscriptions)
            changes ??= ReplicaComparison.Compare(before.Tables, tables);
        _replica.Publish(this, update.LastTransaction, tables, indexes, changes ?? []);
    }
}

/// <summary>Finds what differs between two states that no updates connect.</summary>
static class ReplicaComparison
{
    public static List<RowChange> Compare(
        ImmutableDictionary<string, ReplicaTable> before, ImmutableDictionary<string, ReplicaTable> after)
    {
        var changes = new List<RowChange>();
        foreach (var (name, table) in after)
        {
            var oldTable = before.GetValueOrDefault(name, ReplicaTable.Empty);
            foreach (var row in table.Rows)
            {
                var old = oldTable.Find(row.Uuid);
                if (old is null || !old.HasSameValues(row))
                    changes.Add(new RowChange(name, row.Uuid, old, row));
            }
        }
        foreach (var (name, table) in before)
        {
            var newTable = after.GetValueOrDefault(name, ReplicaTable.Empty);
            foreach (var row in table.Rows)
            {
                if (newTable.Find(row.Uuid) is null)
                    changes.Add(new RowChange(name, row.Uuid, row, null));
            }
        }
        return changes;
    }
}
