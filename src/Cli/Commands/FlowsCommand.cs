using System.CommandLine;
using Grpc.Core;
using Sdn.Api;
using Sdn.Cli.Calls;
using Sdn.Cli.Output;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl flows</c>: what a device should have, what its switch says it has, and how the two differ, in
/// ovs-ofctl's words.</summary>
static class FlowsCommand
{
    public static Command Create(Caller caller)
    {
        var device = Verbs.Name("device");
        var desired = new Option<bool>("--desired") { Description = "The flows that the device should have" };
        var installed = new Option<bool>("--installed") { Description = "The flows that its switch says it has, of others too" };
        var difference = new Option<bool>("--difference")
        {
            Description = "What is to be done: + a flow to add, - a flow to remove (a flow that differs is both)",
        };
        var command = new ExampleCommand(
            "flows",
            "Shows the flows of a device; without an option how many stand how, and the difference.",
            "sdnctl flows d1",
            "sdnctl flows d1 --installed | grep table=Classify")
        {
            device,
            desired,
            installed,
            difference,
        };
        command.Validators.Add(result =>
        {
            if (new[] { desired, installed, difference }.Count(result.GetValue) > 1)
                result.AddError("Give one of --desired, --installed and --difference.");
        });
        return caller.Bind(command, async call =>
        {
            var view = call.Parsed switch
            {
                var p when p.GetValue(desired) => FlowView.Desired,
                var p when p.GetValue(installed) => FlowView.Installed,
                var p when p.GetValue(difference) => FlowView.Difference,
                _ => FlowView.Summary,
            };
            var request = new DumpFlowsRequest { Name = ResourceName.Device(call.Parsed.GetValue(device)!) };
            using var stream = new DeviceService.DeviceServiceClient(call.Invoker).DumpFlows(request, call.Endless);
            var flows = new List<DumpFlowsResponse>();
            await foreach (var flow in stream.ResponseStream.ReadAllAsync(call.CancellationToken))
                flows.Add(flow);
            Write(call.Output, flows, view);
            return ExitCodes.Ok;
        });
    }

    static void Write(Writer output, List<DumpFlowsResponse> flows, FlowView view)
    {
        if (output.Format is not OutputFormat.Table)
        {
            output.WriteMessages(flows.Where(f => view is FlowView.Summary || LinesOf(f, view).Any()));
            return;
        }
        if (view is FlowView.Summary)
            WriteCounts(output, flows);
        var lines = flows.SelectMany(f => LinesOf(f, view is FlowView.Summary ? FlowView.Difference : view));
        foreach (var line in lines)
            output.WriteLine(line);
    }

    /// <summary>What a view shows of one flow.</summary>
    static IEnumerable<string> LinesOf(DumpFlowsResponse flow, FlowView view) => (view, flow.State) switch
    {
        (FlowView.Desired, FlowState.Installed or FlowState.Missing or FlowState.Different) => [flow.Flow],
        (FlowView.Installed, FlowState.Installed or FlowState.Stale or FlowState.Foreign) => [flow.Flow],
        (FlowView.Installed, FlowState.Different) => [flow.InstalledFlow],
        (FlowView.Difference, FlowState.Missing) => [$"+ {flow.Flow}"],
        (FlowView.Difference, FlowState.Stale) => [$"- {flow.Flow}"],
        (FlowView.Difference, FlowState.Different) => [$"- {flow.InstalledFlow}", $"+ {flow.Flow}"],
        _ => [],
    };

    static void WriteCounts(Writer output, List<DumpFlowsResponse> flows)
    {
        (FlowState State, string Meaning)[] meanings =
        [
            (FlowState.Installed, "desired and installed alike"),
            (FlowState.Missing, "desired, not installed"),
            (FlowState.Different, "desired, installed with other actions or another cookie"),
            (FlowState.Stale, "installed by the controller, not desired"),
            (FlowState.Foreign, "installed by others, left alone"),
        ];
        output.WriteTable(
            [("STATE", ColumnStyle.Text), ("FLOWS", ColumnStyle.Number), ("MEANING", ColumnStyle.Text)],
            [.. meanings.Select(m => new[] { Words.Of(m.State), $"{flows.Count(f => f.State == m.State)}", m.Meaning })]);
    }

    /// <summary>Which flows are shown.</summary>
    enum FlowView
    {
        /// <summary>Counts, then the difference.</summary>
        Summary,
        Desired,
        Installed,
        Difference,
    }
}
