using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>The events of a row that a monitor may report (RFC 7047 section 4.1.5, "monitor-select").</summary>
[Flags]
public enum RowEvents
{
    None = 0,

    /// <summary>The rows that are there when the monitor begins.</summary>
    Initial = 1,
    Insert = 2,
    Delete = 4,
    Modify = 8,
    All = Initial | Insert | Delete | Modify,
}

/// <summary>
/// What a monitor is to report of a table ("monitor-request", or "monitor-cond-request" of ovsdb-server(7) section 4.1.12).
/// A table may be asked for several times, with other columns and events each time.
/// </summary>
public sealed record TableWatch(string Table)
{
    /// <summary>The columns to report; null for all but "_version".</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    public RowEvents Events { get; init; } = RowEvents.All;

    /// <summary>Report rows that fulfil any of these, or all where it is empty; <see cref="MonitorMethod.Plain"/> knows none.</summary>
    public IReadOnlyList<Condition> Where { get; init; } = [];

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Columns is not null)
        {
            writer.WriteStartArray("columns"u8);
            foreach (var column in Columns)
                writer.WriteStringValue(column);
            writer.WriteEndArray();
        }
        WriteWhere(writer, Where);
        if (Events != RowEvents.All)
        {
            writer.WriteStartObject("select"u8);
            writer.WriteBoolean("initial"u8, Events.HasFlag(RowEvents.Initial));
            writer.WriteBoolean("insert"u8, Events.HasFlag(RowEvents.Insert));
            writer.WriteBoolean("delete"u8, Events.HasFlag(RowEvents.Delete));
            writer.WriteBoolean("modify"u8, Events.HasFlag(RowEvents.Modify));
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    internal static void WriteWhere(Utf8JsonWriter writer, IReadOnlyList<Condition> where)
    {
        if (where.Count == 0)
            return;
        writer.WriteStartArray("where"u8);
        foreach (var condition in where)
            condition.Write(writer);
        writer.WriteEndArray();
    }
}
