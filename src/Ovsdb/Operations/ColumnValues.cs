using System.Collections;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>The columns that an operation writes, by name: <c>new() { ["name"] = "br-int" }</c>.</summary>
public sealed class ColumnValues : IEnumerable<KeyValuePair<string, OvsdbValue>>
{
    readonly Dictionary<string, OvsdbValue> _values = new(StringComparer.Ordinal);

    public int Count => _values.Count;

    public OvsdbValue this[string column]
    {
        get => _values[column];
        set => _values[column] = value;
    }

    /// <summary>Writes a column that is not written yet; what collection initializers call.</summary>
    public void Add(string column, OvsdbValue value) => _values.Add(column, value);

    /// <summary>The value that is written to a column, if any is.</summary>
    public bool TryGetValue(string column, out OvsdbValue? value) => _values.TryGetValue(column, out value);

    public IEnumerator<KeyValuePair<string, OvsdbValue>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (column, value) in _values)
        {
            writer.WritePropertyName(column);
            value.Write(writer);
        }
        writer.WriteEndObject();
    }
}
