using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>
/// Reads the updates that one message of the server has into the next state of the tables. A long message may come in parts, each
/// of which ends after a row: what is read of it need not be kept.
/// </summary>
sealed class UpdateReader(
    MonitorMethod method,
    TableReader[] tables,
    Utf8Names names,
    ImmutableDictionary<string, ReplicaTable>? before,
    List<RowChange>? changes)
{
    readonly ImmutableDictionary<string, ReplicaTable>.Builder _after = (before ?? ImmutableDictionary<string, ReplicaTable>.Empty).ToBuilder();
    bool _isBegun;

    // The table in whose rows the last part ended.
    TableReader? _table;
    ImmutableDictionary<Guid, OvsdbRow>.Builder _rows = ImmutableDictionary.CreateBuilder<Guid, OvsdbRow>();

    /// <summary>Whether the message tells what changed since a state that was there before, not all rows.</summary>
    public bool IsResumed => before is not null;

    /// <summary>Whether all updates are read.</summary>
    public bool IsWhole { get; private set; }

    public Guid? LastTransaction { get; init; }

    /// <summary>What changed; null where nobody asks, or where all rows were read anew.</summary>
    public List<RowChange>? Changes => changes;

    /// <summary>The state after the message.</summary>
    public ImmutableDictionary<string, ReplicaTable> Tables =>
        IsWhole ? _after.ToImmutable() : throw OvsdbException.Protocol("a value is missing");

    /// <summary>Reads what is there. The first time the reader is on the object of tables, later before the next token.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!_isBegun)
            reader.Expect(JsonTokenType.StartObject, "updates by table");
        _isBegun = true;
        do
        {
            if (_table is null && !OpenTable(ref reader))
                return;
        }
        while (ReadRows(ref reader));
    }

    /// <summary>Goes on to the rows of the next table; false where there is none.</summary>
    bool OpenTable(ref Utf8JsonReader reader)
    {
        reader.Next();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            IsWhole = true;
            return false;
        }
        var index = names.Find(ref reader);
        if (index < 0)
            throw OvsdbException.Protocol($"an update of table {reader.Shown()}, which is not monitored");
        reader.Next(JsonTokenType.StartObject, "updates by row");
        _table = tables[index];
        _rows = (_after.GetValueOrDefault(_table.Request.Name) ?? ReplicaTable.Empty).RowsByUuid.ToBuilder();
        return true;
    }

    /// <summary>Reads rows until the table ends; false where the part ends before.</summary>
    bool ReadRows(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                _after[_table!.Request.Name] = new ReplicaTable(_rows.ToImmutable());
                _table = null;
                return true;
            }
            var uuid = ReadRowName(ref reader);
            reader.Next(JsonTokenType.StartObject, "a row update");
            var old = _rows.GetValueOrDefault(uuid);
            var row = ReadRow(_table!, uuid, old, ref reader);
            if (row is null)
                _rows.Remove(uuid);
            else
                _rows[uuid] = row;
            if (old is not null || row is not null)
                changes?.Add(new RowChange(_table!.Request.Name, uuid, old, row));
        }
        return false;
    }

    OvsdbRow? ReadRow(TableReader table, Guid uuid, OvsdbRow? old, ref Utf8JsonReader reader)
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
    static Guid ReadRowName(ref Utf8JsonReader reader)
    {
        if (!reader.HasValueSequence && Utf8Parser.TryParse(reader.ValueSpan, out Guid uuid, out var length, 'D') && length == reader.ValueSpan.Length)
            return uuid;
        return Guid.TryParseExact(reader.Text(), "D", out uuid)
            ? uuid
            : throw OvsdbException.Protocol($"\"{reader.Shown()}\" is not a valid UUID");
    }

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
            reader.SkipValue();
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
                reader.SkipValue();
        }
        return row;
    }
}
