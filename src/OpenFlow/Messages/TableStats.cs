using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Asks for the counters of all tables. OpenFlow 1.5.1, 7.3.5.4.</summary>
public sealed record TableStatsRequest : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.TableStats;

    internal override void WriteRequest(ref OfWriter w)
    {
    }
}

/// <summary>ofp_table_stats. OpenFlow 1.5.1, 7.3.5.4.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct TableStatsBody
{
    public byte TableId;
    public byte Pad0;
    public Be16 Pad1;
    public Be32 ActiveCount;
    public Be64 LookupCount;
    public Be64 MatchedCount;
}

/// <summary>What a table has counted: its flows, the packets looked up, and those that a flow matched.</summary>
public readonly record struct TableStats(
    [property: JsonPropertyName("table_id")] byte Table,
    [property: JsonPropertyName("active_count")] uint Active,
    [property: JsonPropertyName("lookup_count")] ulong Lookups,
    [property: JsonPropertyName("matched_count")] ulong Matched);

/// <summary>Counters of tables.</summary>
public sealed record TableStatsReply(ValueList<TableStats> Stats) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.TableStats;

    internal static TableStatsReply Read(ref OfReader r)
    {
        var stats = new List<TableStats>();
        while (r.Left > 0)
        {
            var body = r.Take<TableStatsBody>("a table's counters");
            stats.Add(new(body.TableId, body.ActiveCount, body.LookupCount, body.MatchedCount));
        }
        return new(stats);
    }

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var stats in Stats.Span)
        {
            w.Put(new TableStatsBody
            {
                TableId = stats.Table,
                ActiveCount = stats.Active,
                LookupCount = stats.Lookups,
                MatchedCount = stats.Matched,
            });
        }
    }

    internal override void Print(StringBuilder to)
    {
        var ditto = new TableDitto();
        TableStats? before = null;
        foreach (var stats in Stats)
        {
            if (before is { } other && other with { Table = stats.Table } == stats)
            {
                ditto.Add(stats.Table);
            }
            else
            {
                ditto.Flush(to);
                to.Append($"\n  table {stats.Table}:\n    active={stats.Active}, lookup={stats.Lookups}, matched={stats.Matched}\n");
            }
            before = stats;
        }
        ditto.Flush(to);
    }
}
