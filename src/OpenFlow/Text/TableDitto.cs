using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>Tables that are as the one before them, which ovs-ofctl names in one line: <c>tables 1...253: ditto</c>.</summary>
struct TableDitto
{
    byte? _first;
    byte _last;

    internal void Add(byte table)
    {
        _first ??= table;
        _last = table;
    }

    /// <summary>Writes the line, if there is any such table, and begins anew.</summary>
    internal void Flush(StringBuilder to)
    {
        if (_first is not { } first)
            return;
        to.Append(first == _last ? $"\n  table {first}: ditto\n" : $"\n  tables {first}...{_last}: ditto\n");
        _first = null;
    }
}
