using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>Reads the rows of one monitored table out of updates, with the types that the server's schema gives.</summary>
sealed class TableReader
{
    readonly ColumnSchema[] _columns;
    readonly OvsdbValue[] _defaults;
    readonly RecentValues[] _recent;
    readonly Utf8Names _names;

    public TableReader(MonitoredTable request, TableSchema schema, RecentTexts texts)
    {
        Request = request;
        var names = request.Columns ?? [.. schema.Columns.Keys];
        _columns = [.. names.Where(schema.Columns.ContainsKey).Select(name => schema.Columns[name])];
        _defaults = Array.ConvertAll(_columns, column => column.Type.DefaultValue);
        _recent = Array.ConvertAll(_columns, _ => new RecentValues(texts));
        _names = new Utf8Names(_columns.Select(column => column.Name));
        Layout = new RowLayout(request.Name, [.. _columns.Select(column => column.Name)], _defaults);
    }

    public MonitoredTable Request { get; }

    public RowLayout Layout { get; }

    /// <summary>Whether a column is asked for and not there.</summary>
    public bool IsMissing(string column) => Request.Columns?.Contains(column) == true && Layout.IndexOf(column) < 0;

    /// <summary>Whether rows that the other read can take this one's differences.</summary>
    public bool HasSameColumns(TableReader other) =>
        Request == other.Request && _columns.Zip(other._columns).All(pair => pair.First == pair.Second)
        && _columns.Length == other._columns.Length;

    /// <summary>Reads a new row; columns that are not there have their default.</summary>
    public OvsdbRow ReadNew(Guid uuid, ref Utf8JsonReader reader)
    {
        var values = (OvsdbValue[])_defaults.Clone();
        ReadColumns(ref reader, values, applyDifference: false);
        return new OvsdbRow(Layout, uuid, values);
    }

    /// <summary>Reads what changed in a row as the difference that "update2" has (ovsdb-server(7), 4.1.14).</summary>
    public OvsdbRow ReadModified(OvsdbRow old, ref Utf8JsonReader reader)
    {
        var values = old.Values.ToArray();
        ReadColumns(ref reader, values, applyDifference: true);
        return new OvsdbRow(Layout, old.Uuid, values);
    }

    void ReadColumns(ref Utf8JsonReader reader, OvsdbValue[] values, bool applyDifference)
    {
        reader.Expect(JsonTokenType.StartObject, "a row");
        Span<bool> seen = stackalloc bool[_columns.Length];
        for (reader.Next(); reader.TokenType != JsonTokenType.EndObject; reader.Next())
        {
            var index = _names.Find(ref reader);
            reader.Next();
            if (index < 0)
            {
                // "_version", or a column of a schema that changed under us.
                reader.SkipValue();
                continue;
            }
            if (seen[index])
                throw OvsdbException.Protocol($"a row with column {_columns[index].Name} twice");
            seen[index] = true;
            var value = ReadColumn(ref reader, _columns[index], _recent[index]);
            values[index] = applyDifference ? ValueDifference.Apply(values[index], value, _columns[index].Type) : value;
        }
    }

    static OvsdbValue ReadColumn(ref Utf8JsonReader reader, ColumnSchema column, RecentValues recent)
    {
        try
        {
            return ValueReader.Read(ref reader, column.Type, recent);
        }
        catch (OvsdbException e)
        {
            throw e.In($"column {column.Name}");
        }
    }
}

/// <summary>Finds names by their UTF-8 bytes, without making strings of them.</summary>
sealed class Utf8Names
{
    readonly (byte[] Name, int Index)[][] _buckets;
    readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    public Utf8Names(IEnumerable<string> names)
    {
        foreach (var name in names)
            _indexes.Add(name, _indexes.Count);
        _buckets = new (byte[], int)[256][];
        var byHash = _indexes
            .Select(pair => (Name: Encoding.UTF8.GetBytes(pair.Key), Index: pair.Value))
            .ToLookup(pair => Hash(pair.Name));
        for (var i = 0; i < _buckets.Length; i++)
            _buckets[i] = [.. byHash[(byte)i]];
    }

    /// <summary>The place of the name or string that the reader is on, -1 where it is none of them.</summary>
    public int Find(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped)
            return _indexes.TryGetValue(reader.Text(), out var found) ? found : -1;
        foreach (var (name, index) in _buckets[Hash(reader.ValueSpan)])
        {
            if (reader.ValueSpan.SequenceEqual(name))
                return index;
        }
        return -1;
    }

    static byte Hash(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? (byte)0 : (byte)(name.Length * 31 + name[0] * 7 + name[name.Length / 2] * 3 + name[^1]);
}
