using System.Diagnostics;

namespace Sdn.Controller.Tests.Devices;

/// <summary>Runs the programs of Open vSwitch and iproute2; one that is missing fails the test by its name.</summary>
static class Programs
{
    const int TimeoutSeconds = 20;

    /// <summary>What the program prints; an exception with its own words if it fails, or is not done in time.</summary>
    public static async Task<string> Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OVS_RUNDIR"] = folder;
        start.Environment["OVS_LOGDIR"] = folder;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(TimeoutSeconds));
        try
        {
            var error = process.StandardError.ReadToEndAsync(bound.Token);
            var output = await process.StandardOutput.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return process.ExitCode == 0
                ? output.Trim()
                : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await error}{output}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} was not done within {TimeoutSeconds} s");
        }
    }
}
