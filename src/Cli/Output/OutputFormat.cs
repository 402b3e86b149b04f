namespace Sdn.Cli.Output;

/// <summary>How results are written.</summary>
enum OutputFormat
{
    /// <summary>Aligned columns, for people.</summary>
    Table,

    /// <summary>The proto JSON mapping; a list is an array, a watch one object a line.</summary>
    Json,

    /// <summary>The same as JSON, in YAML; can be given back with <c>-f</c>.</summary>
    Yaml,
}
