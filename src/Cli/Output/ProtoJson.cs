using System.Text.Json;
using Google.Protobuf;

namespace Sdn.Cli.Output;

/// <summary>Messages in the proto JSON mapping: indented, on one line, and flattened to paths.</summary>
static class ProtoJson
{
    static readonly JsonFormatter Indented = new(JsonFormatter.Settings.Default.WithIndentation("  "));
    static readonly JsonFormatter OneLine = new(JsonFormatter.Settings.Default);

    public static void Write(TextWriter writer, IMessage message)
    {
        Indented.Format(message, writer);
        writer.WriteLine();
    }

    public static void WriteArray(TextWriter writer, IEnumerable<IMessage> messages)
    {
        var separator = "[";
        foreach (var message in messages)
        {
            writer.WriteLine(separator);
            writer.Write("  ");
            Indented.Format(message, writer, 1);
            separator = ",";
        }
        writer.WriteLine(separator == "[" ? "[]" : "\n]");
    }

    public static void WriteLine(TextWriter writer, IMessage message)
    {
        OneLine.Format(message, writer);
        writer.WriteLine();
    }

    public static JsonDocument Document(IMessage message) => JsonDocument.Parse(OneLine.Format(message));

    /// <summary>Every value that is set, with its path: <c>spec.rules[0].protocol</c>.</summary>
    public static IEnumerable<(string Path, string Value)> Flatten(IMessage message)
    {
        using var document = Document(message);
        return [.. Flatten("", document.RootElement)];
    }

    static IEnumerable<(string Path, string Value)> Flatten(string path, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(p => Flatten(path == "" ? p.Name : $"{path}.{p.Name}", p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((e, i) => Flatten($"{path}[{i}]", e)),
        _ => [(path, element.ToString())],
    };
}
