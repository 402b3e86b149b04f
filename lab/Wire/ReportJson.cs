using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sdn.Wire;

/// <summary>A report for programs.</summary>
static class ReportJson
{
    public static string Write(WireReport report) =>
        JsonSerializer.Serialize(ReportView.Of(report), ReportContext.Default.ReportView) + "\n";
}

/// <summary>The JSON document: names and order are part of the lab's interface.</summary>
sealed record ReportView(bool IsClean, long Leaks, long Unexplained, long Lost, IReadOnlyList<LinkView> Links)
{
    public static ReportView Of(WireReport report) =>
        new(report.IsClean, report.Leaks, report.Unexplained, report.Lost, [.. report.Links.Select(LinkView.Of)]);
}

sealed record LinkView(
    string Link,
    long Packets,
    IReadOnlyDictionary<string, long> Own,
    IReadOnlyDictionary<string, long> Joined,
    IReadOnlyDictionary<string, long> Tunnels,
    IReadOnlyDictionary<string, long> Other,
    IReadOnlyDictionary<string, long> Unexplained,
    IReadOnlyDictionary<string, long> Leaks)
{
    public static LinkView Of(LinkTally tally) =>
        new(tally.Link, tally.Packets, tally.Own, tally.Joined, tally.Tunnels, tally.Other, tally.Unexplained,
            tally.Leaks);
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReportView))]
sealed partial class ReportContext : JsonSerializerContext;
