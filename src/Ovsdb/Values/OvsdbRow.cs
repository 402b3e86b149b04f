using System.Collections.Frozen;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>One row as it was at one moment: its UUID and the values of its columns. Immutable.</summary>
public sealed class OvsdbRow
{
    readonly OvsdbValue[] _values;

    internal OvsdbRow(RowLayout layout, Guid uuid, OvsdbValue[] values)
    {
        Layout = layout;
        Uuid = uuid;
        _values = values;
    }

    /// <summary>The row's UUID; all zero for a selected row whose "_uuid" was not asked for.</summary>
    public Guid Uuid { get; }

    public string Table => Layout.Table;

    public IReadOnlyList<string> Columns => Layout.Columns;

    internal RowLayout Layout { get; }

    internal ReadOnlySpan<OvsdbValue> Values => _values;

    /// <summary>The value of a column.</summary>
    /// <exception cref="KeyNotFoundException">The row was read without the column.</exception>
    public OvsdbValue this[string column] => Find(column)
        ?? throw new KeyNotFoundException($"This row of table {Table} has no column {column}.");

    /// <summary>The value of a column, null where the row was read without it (an older schema has not the column).</summary>
    public OvsdbValue? Find(string column) => Layout.IndexOf(column) is var index and >= 0 ? _values[index] : null;

    /// <summary>The value of a column, "_uuid" among them.</summary>
    internal OvsdbValue ValueOf(string column) => Find(column) ?? (column == "_uuid" ? Uuid : this[column]);

    /// <summary>The same row with other values in some columns.</summary>
    internal OvsdbRow With(ColumnValues changes)
    {
        var values = _values.ToArray();
        foreach (var (column, value) in changes)
            values[Layout.IndexOf(column)] = value;
        return new OvsdbRow(Layout, Uuid, values);
    }

    /// <summary>Whether both have the same columns with the same values.</summary>
    public bool HasSameValues(OvsdbRow other)
    {
        if (!ReferenceEquals(Layout, other.Layout))
            return Columns.Count == other.Columns.Count && Columns.All(column => this[column].Equals(other.Find(column)));
        for (var i = 0; i < _values.Length; i++)
        {
            if (!_values[i].Equals(other._values[i]))
                return false;
        }
        return true;
    }

    public override string ToString() =>
        $"{Table} {Uuid} {string.Join(", ", Columns.Select((column, i) => $"{column}={_values[i]}"))}";
}

/// <summary>The names of the columns that a batch of rows has, in the order of their values.</summary>
sealed class RowLayout(string table, IReadOnlyList<string> columns, IReadOnlyList<OvsdbValue>? defaults = null)
{
    readonly FrozenDictionary<string, int> _indexes =
        columns.Select((column, index) => (column, index)).ToFrozenDictionary(pair => pair.column, pair => pair.index);

    public string Table => table;

    public IReadOnlyList<string> Columns => columns;

    /// <summary>What a new row has in a column; null where no schema says so.</summary>
    public OvsdbValue? DefaultOf(int index) => defaults?[index];

    public int IndexOf(string column) => _indexes.TryGetValue(column, out var index) ? index : -1;
}

/// <summary>Reads the rows that a select gives (RFC 7047 section 5.2.2).</summary>
static class SelectedRows
{
    public static List<OvsdbRow> Read(ref Utf8JsonReader reader)
    {
        reader.Expect(JsonTokenType.StartArray, "an array of rows");
        var rows = new List<OvsdbRow>();
        var layout = new RowLayout("", []);
        for (reader.Next(); reader.TokenType != JsonTokenType.EndArray; reader.Next())
        {
            var row = ReadRow(ref reader, layout);
            layout = row.Layout;
            rows.Add(row);
        }
        return rows;
    }

    static OvsdbRow ReadRow(ref Utf8JsonReader reader, RowLayout layoutBefore)
    {
        reader.Expect(JsonTokenType.StartObject, "a row");
        var columns = new List<string>();
        var values = new List<OvsdbValue>();
        for (reader.Next(); reader.TokenType != JsonTokenType.EndObject; reader.Next())
        {
            var isUuid = reader.Is("_uuid"u8);
            columns.Add(reader.Text());
            reader.Next();
            values.Add(isUuid ? ValueReader.ReadAtom(ref reader, AtomType.Uuid) : ValueReader.Read(ref reader, null));
        }
        if (columns.Distinct().Count() != columns.Count)
            throw OvsdbException.Protocol("a row has a column twice");
        var layout = layoutBefore.Columns.SequenceEqual(columns) ? layoutBefore : new RowLayout("", columns);
        var uuid = layout.IndexOf("_uuid") is var index and >= 0 ? values[index].AsUuid : Guid.Empty;
        return new OvsdbRow(layout, uuid, [.. values]);
    }
}
