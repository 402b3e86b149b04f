using Google.Protobuf;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Output;

/// <summary>Writes results in the format that was asked for.</summary>
sealed class Writer(TextWriter writer, OutputFormat format, bool hasColors)
{
    public OutputFormat Format => format;

    /// <summary>Many resources: a row each.</summary>
    public void WriteList<T>(ResourceKind<T> kind, IReadOnlyList<T> resources)
        where T : class, IMessage<T>
    {
        if (format is OutputFormat.Table)
            TableOf(kind).Write([.. resources.Select(kind.Row)]);
        else
            WriteMessages(resources);
    }

    /// <summary>A resource that was made or changed: its row.</summary>
    public void WriteResource<T>(ResourceKind<T> kind, T resource)
        where T : class, IMessage<T>
    {
        if (format is OutputFormat.Table)
            TableOf(kind).Write([kind.Row(resource)]);
        else
            WriteMessage(resource);
    }

    /// <summary>All that is known of one resource.</summary>
    public void WriteDetails(IMessage resource)
    {
        if (format is OutputFormat.Table)
        {
            new TextTable(writer, hasColors, [("FIELD", ColumnStyle.Text), ("VALUE", ColumnStyle.Text)])
                .Write([.. ProtoJson.Flatten(resource).Select(f => new[] { f.Path, f.Value })]);
        }
        else
        {
            WriteMessage(resource);
        }
    }

    /// <summary>A reply that is no resource: a sentence for people, the reply itself for scripts.</summary>
    public void WriteReply(IMessage reply, string sentence)
    {
        if (format is OutputFormat.Table)
            writer.WriteLine(sentence);
        else
            WriteMessage(reply);
    }

    public void WriteLine(string text) => writer.WriteLine(text);

    public void WriteTable(IReadOnlyList<(string, ColumnStyle)> columns, IReadOnlyList<IReadOnlyList<string>> rows) =>
        new TextTable(writer, hasColors, columns).Write(rows);

    public void WriteMessages(IEnumerable<IMessage> messages)
    {
        if (format is OutputFormat.Json)
            ProtoJson.WriteArray(writer, messages);
        else
            ProtoYaml.WriteArray(writer, messages);
    }

    public void WriteMessage(IMessage message)
    {
        if (format is OutputFormat.Json)
            ProtoJson.Write(writer, message);
        else
            ProtoYaml.Write(writer, message);
    }

    public EventWriter<T> Events<T>(ResourceKind<T> kind, bool startsWithSnapshot)
        where T : class, IMessage<T> => new(writer, format, hasColors, kind, startsWithSnapshot);

    TextTable TableOf<T>(ResourceKind<T> kind)
        where T : class, IMessage<T> => new(writer, hasColors, [.. kind.Columns.Select(c => (c.Header, c.Style))]);
}
