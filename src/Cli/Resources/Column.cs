namespace Sdn.Cli.Resources;

/// <summary>A column of a table: its header and what stands in it for one resource.</summary>
sealed record Column<T>(string Header, Func<T, string> Text, ColumnStyle Style = ColumnStyle.Text);

/// <summary>How a column's cells are shown.</summary>
enum ColumnStyle
{
    Text,

    /// <summary>Right-aligned.</summary>
    Number,

    /// <summary>Coloured by what it says, on a terminal.</summary>
    State,
}
