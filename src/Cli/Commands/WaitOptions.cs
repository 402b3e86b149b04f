using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Sdn.Api;
using Sdn.Cli.Calls;

namespace Sdn.Cli.Commands;

/// <summary><c>--wait</c> and <c>--timeout</c> of the commands that change something, and the waiting itself.</summary>
sealed class WaitOptions
{
    const int DefaultTimeoutSeconds = 30;

    /// <summary>How much longer than the controller sdnctl is ready to wait for the answer.</summary>
    const int MarginSeconds = 10;

    readonly Option<bool> _wait = new("--wait") { Description = "Return when all connected devices have realized the change" };
    readonly Option<TimeSpan?> _timeout = Timeout("How long to wait with --wait");

    public static Option<TimeSpan?> Timeout(string description) =>
        Options.Duration("--timeout", $"{description}, at most 10m [default: {DefaultTimeoutSeconds}s]");

    public void AddTo(Command command)
    {
        command.Add(_wait);
        command.Add(_timeout);
    }

    /// <summary>Waits if that was asked for; gives the exit code.</summary>
    public async Task<int> Await(Call call, ulong revision)
    {
        if (!call.Parsed.GetValue(_wait))
            return ExitCodes.Ok;
        var reply = await Await(call, revision, [], call.Parsed.GetValue(_timeout));
        return Judge(call, reply);
    }

    public static async Task<WaitForRevisionResponse> Await(
        Call call, ulong revision, IEnumerable<string> devices, TimeSpan? timeoutAsked)
    {
        var timeout = timeoutAsked ?? TimeSpan.FromSeconds(DefaultTimeoutSeconds);
        var request = new WaitForRevisionRequest { Revision = revision, Devices = { devices }, Timeout = timeout.ToDuration() };
        return await new DeviceService.DeviceServiceClient(call.Invoker)
            .WaitForRevisionAsync(request, call.Within(timeout + TimeSpan.FromSeconds(MarginSeconds)));
    }

    /// <summary>Names the devices that have not realized the revision on stderr; gives the exit code.</summary>
    public static int Judge(Call call, WaitForRevisionResponse reply)
    {
        foreach (var device in reply.LaggingDevices)
            call.Shell.Error.WriteLine($"sdnctl: {device} has not realized revision {reply.Revision} in time.");
        foreach (var device in reply.DisconnectedDevices)
            call.Shell.Error.WriteLine($"sdnctl: {device} is not connected, so it cannot realize revision {reply.Revision}.");
        if (reply.LaggingDevices.Count + reply.DisconnectedDevices.Count == 0)
            return ExitCodes.Ok;
        call.Shell.Error.WriteLine("See why with 'sdnctl device get NAME' and 'sdnctl flows NAME'.");
        return ExitCodes.Lagging;
    }
}
