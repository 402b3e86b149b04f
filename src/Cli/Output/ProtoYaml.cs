using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sdn.Cli.Output;

/// <summary>The proto JSON mapping, written as YAML.</summary>
static partial class ProtoYaml
{
    public static void Write(TextWriter writer, IMessage message) => Emit(writer, emitter => Emit(emitter, message));

    public static void WriteArray(TextWriter writer, IEnumerable<IMessage> messages) => Emit(writer, emitter =>
    {
        emitter.Emit(new SequenceStart(null, null, true, SequenceStyle.Any));
        foreach (var message in messages)
            Emit(emitter, message);
        emitter.Emit(new SequenceEnd());
    });

    /// <summary>One document of a stream of them.</summary>
    public static void WriteDocument(TextWriter writer, IMessage message)
    {
        writer.WriteLine("---");
        Write(writer, message);
    }

    /// <summary>The same of a JSON value that is no message.</summary>
    public static void WriteDocument(TextWriter writer, JsonElement json)
    {
        writer.WriteLine("---");
        Emit(writer, emitter => Emit(emitter, json));
    }

    static void Emit(TextWriter writer, Action<Emitter> content)
    {
        var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithNewLine("\n").WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        content(emitter);
        emitter.Emit(new DocumentEnd(true));
        emitter.Emit(new StreamEnd());
        // The emitter ends a document that has no explicit end with "..." only if it must; it never must here.
        writer.Write(text.ToString());
    }

    static void Emit(Emitter emitter, IMessage message)
    {
        using var document = ProtoJson.Document(message);
        Emit(emitter, document.RootElement);
    }

    static void Emit(Emitter emitter, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                emitter.Emit(new MappingStart());
                foreach (var property in element.EnumerateObject())
                {
                    Emit(emitter, property.Name);
                    Emit(emitter, property.Value);
                }
                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                emitter.Emit(new SequenceStart(null, null, true, SequenceStyle.Any));
                foreach (var item in element.EnumerateArray())
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                Emit(emitter, element.GetString()!);
                break;
            default:
                emitter.Emit(new Scalar(element.GetRawText()));
                break;
        }
    }

    static void Emit(Emitter emitter, string text)
    {
        var isPlain = Word().IsMatch(text) && !Reserved().IsMatch(text);
        var style = isPlain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted;
        emitter.Emit(new Scalar(null, null, text, style, isPlain, !isPlain));
    }

    /// <summary>Text that no YAML reader takes for something else than text, unless it is reserved.</summary>
    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_./~-]*\z")]
    private static partial Regex Word();

    /// <summary>What YAML 1.1 or 1.2 reads as a boolean or null.</summary>
    [GeneratedRegex(@"^(y|n|yes|no|on|off|true|false|null)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
