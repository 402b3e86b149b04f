using Google.Protobuf;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Output;

/// <summary>Writes the events of a watch as they come; in a table the snapshot at once, so that it is aligned.</summary>
/// <param name="writer">Where they are written; flushed after each.</param>
/// <param name="format">How.</param>
/// <param name="hasColors">Whether a table is coloured.</param>
/// <param name="kind">What is watched.</param>
/// <param name="startsWithSnapshot">Whether a snapshot comes first.</param>
sealed class EventWriter<T>(
    TextWriter writer, OutputFormat format, bool hasColors, ResourceKind<T> kind, bool startsWithSnapshot)
    where T : class, IMessage<T>
{
    readonly List<string[]> _snapshot = [];
    readonly TextTable _table = new(
        writer, hasColors, [("EVENT", ColumnStyle.State), .. kind.Columns.Select(c => (c.Header, c.Style))]);

    bool _isSnapshotComplete = !startsWithSnapshot;

    public void Write(ResourceEvent<T> happened)
    {
        switch (format)
        {
            case OutputFormat.Json:
                ProtoJson.WriteLine(writer, happened.Message);
                break;
            case OutputFormat.Yaml:
                ProtoYaml.WriteDocument(writer, happened.Message);
                break;
            default:
                WriteRow(happened);
                break;
        }
        writer.Flush();
    }

    void WriteRow(ResourceEvent<T> happened)
    {
        if (happened.IsSnapshotComplete)
        {
            _isSnapshotComplete = true;
            _table.Write(_snapshot);
        }
        else if (!_isSnapshotComplete)
        {
            _snapshot.Add(["present", .. kind.Row(happened.Resource!)]);
        }
        else
        {
            _table.Write([happened.Resource is { } resource ? ["changed", .. kind.Row(resource)] : Deleted(happened)]);
        }
    }

    string[] Deleted(ResourceEvent<T> happened) =>
        ["deleted", ResourceName.Short(happened.Deleted), .. Enumerable.Repeat("", kind.Columns.Count - 1)];
}
