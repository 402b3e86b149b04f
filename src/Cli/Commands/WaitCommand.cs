using System.CommandLine;
using Sdn.Cli.Calls;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl wait</c>: until the devices have what the store says they should have.</summary>
static class WaitCommand
{
    public static Command Create(Caller caller)
    {
        var revision = Options.Revision("--revision", "The revision to be realized [default: the newest]");
        var devices = Options.Texts("--device", "NAME", "Only this device; may be repeated [default: all that are connected]");
        var timeout = WaitOptions.Timeout("How long to wait");
        var command = new ExampleCommand(
            "wait",
            "Returns when the devices have realized a revision; names those that have not, and exits with 3.",
            "sdnctl wait",
            "sdnctl wait --revision 42 --device d1 --device d2 --timeout 1m")
        {
            revision,
            devices,
            timeout,
        };
        return caller.Bind(command, async call =>
        {
            var reply = await WaitOptions.Await(
                call,
                call.Parsed.GetValue(revision),
                (call.Parsed.GetValue(devices) ?? []).Select(ResourceName.Device),
                call.Parsed.GetValue(timeout));
            var isRealized = reply.LaggingDevices.Count + reply.DisconnectedDevices.Count == 0;
            if (isRealized || call.Output.Format is not Output.OutputFormat.Table)
                call.Output.WriteReply(reply, $"revision {reply.Revision} is realized");
            return WaitOptions.Judge(call, reply);
        });
    }
}
