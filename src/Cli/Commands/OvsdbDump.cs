using System.Text;
using Sdn.Cli.Output;
using Sdn.Ovsdb;

namespace Sdn.Cli.Commands;

/// <summary>One table of a dump, in the order and the words of <c>ovsdb-client dump</c> (ovsdb/ovsdb-client.c, lib/table.c).</summary>
sealed class OvsdbDump
{
    readonly TableSchema _table;
    readonly ColumnSchema[] _columns;

    OvsdbDump(TableSchema table, ColumnSchema[] columns)
    {
        _table = table;
        _columns = columns;
    }

    /// <summary>The operation that reads it.</summary>
    public Operation.Select Select => new(_table.Name, Condition.Any) { Columns = [.. _columns.Select(column => column.Name)] };

    /// <summary>All columns but "_version", which changes with every write, or those that are named.</summary>
    public static OvsdbDump Of(TableSchema table, IReadOnlyList<string> columns)
    {
        var names = columns.Count > 0 ? columns : [.. table.Columns.Keys, "_uuid"];
        return new(table, [.. names.Distinct().Order(StringComparer.Ordinal).Select(name => OvsdbNames.Column(table, name))]);
    }

    public void Write(IReadOnlyList<OvsdbRow> rows, TextWriter writer, OutputFormat format, bool isFirst)
    {
        var sorted = rows
            .Select(row => Array.ConvertAll(_columns, column => ValueOf(row, column)))
            .Order(Comparer<OvsdbValue[]>.Create(Compare))
            .ToArray();
        if (format is not OutputFormat.Table)
        {
            JsonLines.Write(writer, Json(sorted), format);
            return;
        }
        if (!isFirst)
            writer.WriteLine();
        WriteTable(sorted, writer);
    }

    // A select's values are read without their types: a whole number may stand for a real.
    static OvsdbValue ValueOf(OvsdbRow row, ColumnSchema column) => column.Type switch
    {
        { IsMap: false, Key.Type: AtomType.Real } => OvsdbValue.Set(row[column.Name].Keys.Select(key => OvsdbAtom.Real(key.AsReal))),
        { IsMap: true, Key.Type: AtomType.Real } or { Value.Type: AtomType.Real } => OvsdbValue.Map(
            row[column.Name].Pairs.Select(pair => KeyValuePair.Create(As(column.Type.Key, pair.Key), As(column.Type.Value!, pair.Value)))),
        _ => row[column.Name],
    };

    static OvsdbAtom As(BaseType type, OvsdbAtom atom) => type.Type == AtomType.Real ? OvsdbAtom.Real(atom.AsReal) : atom;

    /// <summary>By the columns from left to right, those of UUIDs last: they are random.</summary>
    int Compare(OvsdbValue[] left, OvsdbValue[] right)
    {
        foreach (var isUuid in (ReadOnlySpan<bool>)[false, true])
        {
            for (var i = 0; i < _columns.Length; i++)
            {
                if (_columns[i].Type.Key.Type == AtomType.Uuid != isUuid)
                    continue;
                var order = left[i].CompareTo(right[i]);
                if (order != 0)
                    return order;
            }
        }
        return 0;
    }

    string Json(OvsdbValue[][] rows)
    {
        var data = rows.Select(row => $"[{string.Join(',', row.Select(value => value.ToString()))}]");
        var headings = _columns.Select(column => $"\"{column.Name}\"");
        return CanonicalJson.Format(
            $$"""{"caption":"{{_table.Name}} table","data":[{{string.Join(',', data)}}],"headings":[{{string.Join(',', headings)}}]}""");
    }

    void WriteTable(OvsdbValue[][] rows, TextWriter writer)
    {
        var cells = Array.ConvertAll(rows, row => row.Select((value, i) => ValueText.Format(value, _columns[i].Type)).ToArray());
        var widths = _columns
            .Select((column, i) => cells.Select(row => Width(row[i])).Append(column.Name.Length).Max())
            .ToArray();
        writer.WriteLine($"{_table.Name} table");
        WriteLine(_columns.Select(column => column.Name), widths, writer);
        WriteLine(widths.Select(width => new string('-', width)), widths, writer);
        foreach (var row in cells)
            WriteLine(row, widths, writer);
    }

    static void WriteLine(IEnumerable<string> cells, int[] widths, TextWriter writer)
    {
        var line = new StringBuilder();
        foreach (var (i, cell) in cells.Index())
            line.Append(i == 0 ? "" : " ").Append(cell).Append(' ', widths[i] - Width(cell));
        writer.WriteLine(line.ToString().TrimEnd(' '));
    }

    // As ovsdb-client counts, and so aligns: bytes of UTF-8.
    static int Width(string text) => Encoding.UTF8.GetByteCount(text);
}
