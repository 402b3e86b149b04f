using System.Collections.Immutable;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>One session's way into a replica: knows the tables as that server has them, and reads its updates.</summary>
sealed class ReplicaFeed : IMonitorSink
{
    readonly OvsdbReplica _replica;
    readonly TableReader[] _tables;
    readonly Utf8Names _names;
    readonly TaskCompletionSource _canceled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReplicaFeed(
        OvsdbReplica replica, OvsdbClient client, MonitorRequest request, OvsdbSchema schema, string monitorId, ReplicaConditions conditions)
    {
        _replica = replica;
        Client = client;
        Schema = schema;
        MonitorId = monitorId;
        Told = conditions;
        // A table that the server's schema has not is as one without rows.
        _tables = [.. request.Tables
            .Where(table => schema.Tables.ContainsKey(table.Name))
            .Select(table => new TableReader(table, schema.Tables[table.Name]))];
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

    public void Load(MonitorMethod method, ref Utf8JsonReader result)
    {
        lock (_replica.Gate)
        {
            if (!_replica.IsFedBy(this))
                return;
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
            Apply(method, isResumed, lastTransaction, ref result);
            IsLoaded = true;
            IsConditional = method != MonitorMethod.Plain;
            _replica.Loaded(isResumed);
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
            Apply(method, isResumed: true, lastTransaction, ref parameters);
        }
    }

    // The replica shows how things were, until another session feeds it.
    public void SessionEnded(OvsdbException why)
    {
    }

    /// <summary>Reads updates into the next snapshot; if they break off in an error, the last one stays.</summary>
    void Apply(MonitorMethod method, bool isResumed, Guid? lastTransaction, ref Utf8JsonReader reader)
    {
        var before = _replica.Snapshot.Tables;
        var after = (isResumed ? before : ImmutableDictionary<string, ReplicaTable>.Empty).ToBuilder();
        // A fresh dump tells no differences: those are found by comparing, once it is in.
        var changes = _replica.NeedsChanges && isResumed ? new List<RowChange>() : null;
        reader.Expect(JsonTokenType.StartObject, "updates by table");
        for (reader.Next(); reader.TokenType != JsonTokenType.EndObject; reader.Next())
        {
            var index = _names.Find(ref reader);
            if (index < 0)
                throw OvsdbException.Protocol($"an update of table {reader.Shown()}, which is not monitored");
            var table = _tables[index];
            reader.Next();
            var rowsBefore = after.GetValueOrDefault(table.Request.Name) ?? ReplicaTable.Empty;
            var rows = rowsBefore.RowsByUuid.ToBuilder();
            ReadTable(method, table, rows, changes, ref reader);
            after[table.Request.Name] = new ReplicaTable(rows.ToImmutable());
        }
        // The tables are the last of the three elements of a reply to monitor_cond_since (ovsdb-server(7), 4.1.15).
        if (!IsLoaded && method == MonitorMethod.ConditionalSince)
            reader.Next(JsonTokenType.EndArray, "the end of the reply");
        var tables = after.ToImmutable();
        var indexes = changes is null
            ? SnapshotIndexes.Over(_replica.Request.Indexes, LayoutOf, name => tables.GetValueOrDefault(name, ReplicaTable.Empty).Rows)
            : _replica.Snapshot.Indexes.With(changes);
        if (_replica.HasSubscriptions)
            changes ??= ReplicaComparison.Compare(before, tables);
        _replica.Publish(this, lastTransaction, tables, indexes, changes ?? []);
    }

    static void ReadTable(
        MonitorMethod method,
        TableReader table,
        ImmutableDictionary<Guid, OvsdbRow>.Builder rows,
        List<RowChange>? changes,
        ref Utf8JsonReader reader)
    {
        reader.Expect(JsonTokenType.StartObject, "updates by row");
        for (reader.Next(); reader.TokenType != JsonTokenType.EndObject; reader.Next())
        {
            var uuid = ReadRowName(ref reader);
            reader.Next(JsonTokenType.StartObject, "a row update");
            var old = rows.GetValueOrDefault(uuid);
            var row = ReadRow(method, table, uuid, old, ref reader);
            if (row is null)
                rows.Remove(uuid);
            else
                rows[uuid] = row;
            if (old is not null || row is not null)
                changes?.Add(new RowChange(table.Request.Name, uuid, old, row));
        }
    }

    static OvsdbRow? ReadRow(MonitorMethod method, TableReader table, Guid uuid, OvsdbRow? old, ref Utf8JsonReader reader)
    {
        try
        {
            return method == MonitorMethod.Plain
                ? ReadPlain(table, uuid, ref reader)
                : ReadDifference(table, uuid, old, ref reader);
        }
        catch (OvsdbException e)
        {
            throw e.In($"row {uuid} of table {table.Request.Name}");
        }
    }

    // A property name is no string token, so the reader's own GetGuid does not take it.
    static Guid ReadRowName(ref Utf8JsonReader reader) => Guid.TryParseExact(reader.Text(), "D", out var uuid)
        ? uuid
        : throw OvsdbException.Protocol($"\"{reader.Shown()}\" is not a valid UUID");

    /// <summary>Reads a "row-update2": one member that names what happened (ovsdb-server(7), 4.1.14).</summary>
    static OvsdbRow? ReadDifference(TableReader table, Guid uuid, OvsdbRow? old, ref Utf8JsonReader reader)
    {
        reader.Next(JsonTokenType.PropertyName, "initial, insert, modify or delete");
        OvsdbRow? row = null;
        if (reader.Is("initial"u8) || reader.Is("insert"u8))
        {
            reader.Next();
            row = table.ReadNew(uuid, ref reader);
        }
        else if (reader.Is("modify"u8))
        {
            reader.Next();
            row = table.ReadModified(
                old ?? throw OvsdbException.Protocol($"a modification of row {uuid}, which is not there"), ref reader);
        }
        else if (reader.Is("delete"u8))
        {
            reader.Next();
            reader.Skip();
        }
        else
        {
            throw OvsdbException.Protocol($"a row update that is \"{reader.Shown()}\"");
        }
        reader.Next(JsonTokenType.EndObject, "the end of a row update");
        return row;
    }

    /// <summary>Reads a "row-update": "new" has all columns, and is missing where the row went (RFC 7047 section 4.1.6).</summary>
    static OvsdbRow? ReadPlain(TableReader table, Guid uuid, ref Utf8JsonReader reader)
    {
        OvsdbRow? row = null;
        for (reader.Next(); reader.TokenType != JsonTokenType.EndObject; reader.Next())
        {
            var isNew = reader.Is("new"u8);
            if (isNew ? row is not null : !reader.Is("old"u8))
                throw OvsdbException.Protocol($"a row update with an unexpected \"{reader.Shown()}\"");
            reader.Next();
            if (isNew)
                row = table.ReadNew(uuid, ref reader);
            else
                reader.Skip();
        }
        return row;
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
