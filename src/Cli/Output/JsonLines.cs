using System.Text.Json;

namespace Sdn.Cli.Output;

/// <summary>JSON values as a stream: a line each, or a YAML document each.</summary>
static class JsonLines
{
    public static void Write(TextWriter writer, string json, OutputFormat format)
    {
        if (format is not OutputFormat.Yaml)
        {
            writer.WriteLine(json);
            return;
        }
        using var document = JsonDocument.Parse(json);
        ProtoYaml.WriteDocument(writer, document.RootElement);
    }
}
