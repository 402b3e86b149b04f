using Sdn.Cli.Resources;
using Spectre.Console;

namespace Sdn.Cli.Output;

/// <summary>Aligned columns without lines. Widths only grow, so the rows of a watch line up with those before them.</summary>
sealed class TextTable(TextWriter writer, bool hasColors, IReadOnlyList<(string Header, ColumnStyle Style)> columns)
{
    const int GapCells = 2;

    readonly int[] _widths = [.. columns.Select(c => c.Header.Length)];
    bool _isHeaderWritten;

    /// <summary>Writes rows, and above the first ones the header.</summary>
    public void Write(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Count; i++)
                _widths[i] = Math.Max(_widths[i], row[i].GetCellWidth());
        }
        var table = new Table { Border = TableBorder.None, ShowHeaders = !_isHeaderWritten };
        for (var i = 0; i < columns.Count; i++)
        {
            table.AddColumn(new TableColumn(new Text(columns[i].Header, HeaderStyle))
            {
                Width = _widths[i],
                NoWrap = true,
                Padding = new Padding(0, 0, i < columns.Count - 1 ? GapCells : 0, 0),
                Alignment = columns[i].Style is ColumnStyle.Number ? Justify.Right : Justify.Left,
            });
        }
        foreach (var row in rows)
            table.AddRow(row.Select((text, i) => new Text(text, StyleOf(columns[i].Style, text))));
        _isHeaderWritten = true;

        var rendered = new StringWriter { NewLine = "\n" };
        ConsoleOver(rendered).Write(table);
        foreach (var line in rendered.ToString().TrimEnd('\n').Split('\n'))
            writer.WriteLine(line.TrimEnd(' '));
    }

    /// <summary>A console as wide as the table: whether lines wrap is left to the terminal.</summary>
    IAnsiConsole ConsoleOver(TextWriter rendered)
    {
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(rendered),
            Ansi = hasColors ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = hasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new() { UseDefaultEnrichers = false },
        });
        console.Profile.Width = _widths.Sum() + (GapCells * columns.Count);
        return console;
    }

    static Style HeaderStyle => new(decoration: Decoration.Bold);

    static Style? StyleOf(ColumnStyle column, string text) => column is not ColumnStyle.State
        ? null
        : text switch
        {
            "ready" or "up" or "yes" => new(Color.Green),
            "failed" or "deleted" => new(Color.Red),
            "connecting" or "reconciling" or "pending" or "no" => new(Color.Yellow),
            _ => new(Color.Grey),
        };
}
