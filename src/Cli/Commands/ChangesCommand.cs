using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Sdn.Api;
using Sdn.Cli.Calls;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl changes</c>: who changed what, and when; the newest first.</summary>
static class ChangesCommand
{
    const uint CountDefault = 100;

    static readonly ResourceKind<ResourceChange> Kind = new("change", "changes", c => c.Resource,
    [
        new("REVISION", c => $"{c.Revision}", ColumnStyle.Number),
        new("TIME", c => c.Time?.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? ""),
        new("ACTOR", c => c.Actor),
        new("OPERATION", c => Words.Of(c.Operation)),
        new("RESOURCE", c => c.Resource),
    ]);

    public static Command Create(Caller caller)
    {
        var resource = Options.Text("--resource", "NAME", "Only of this resource (devices/d1) or kind (devices)");
        var actor = Options.Text("--actor", "ADDRESS", "Only what he asked for: ipv4:192.0.2.7, with or without a port");
        var since = Options.Time("--since", "Only at this time or later");
        var until = Options.Time("--until", "Only before this time");
        var after = Options.Revision("--after", "Only after this revision");
        var count = Options.Number("--count", "N", $"At most so many; 0: all [default: {CountDefault}]");
        var command = new ExampleCommand(
            "changes",
            "Shows what was changed, when and by whom, the newest first.",
            "sdnctl changes --resource applications/cameras",
            "sdnctl changes --since 2026-01-31T08:00:00Z --actor ipv4:192.0.2.7 -o json")
        {
            resource, actor, since, until, after, count,
        };
        return caller.Bind(command, async call =>
        {
            var request = new ListChangesRequest
            {
                Resource = call.Parsed.GetValue(resource) ?? "",
                Actor = call.Parsed.GetValue(actor) ?? "",
                StartTime = call.Parsed.GetValue(since)?.ToTimestamp(),
                EndTime = call.Parsed.GetValue(until)?.ToTimestamp(),
                AfterRevision = call.Parsed.GetValue(after),
            };
            var countMax = call.Parsed.IsGiven(count) ? call.Parsed.GetValue(count) : CountDefault;
            call.Output.WriteList(Kind, await Read(call, request, countMax == 0 ? int.MaxValue : (int)Math.Min(countMax, int.MaxValue)));
            return ExitCodes.Ok;
        });
    }

    static async Task<IReadOnlyList<ResourceChange>> Read(Call call, ListChangesRequest request, int countMax)
    {
        var client = new StoreService.StoreServiceClient(call.Invoker);
        var changes = new List<ResourceChange>();
        do
        {
            request.PageSize = Math.Min(Verbs.PageSize, countMax - changes.Count);
            var page = await client.ListChangesAsync(request, call.Options);
            changes.AddRange(page.Changes);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken != "" && changes.Count < countMax);
        return changes;
    }
}
