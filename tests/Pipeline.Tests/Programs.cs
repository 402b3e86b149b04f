using System.Diagnostics;

namespace Sdn.Pipeline.Tests;

/// <summary>Runs Open vSwitch's programs; one that is missing fails the test by its name.</summary>
static class Programs
{
    static Process Start(string program, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OVS_RUNDIR"] = folder;
        start.Environment["OVS_LOGDIR"] = folder;
        start.Environment["OVS_DBDIR"] = folder;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    /// <summary>What the program prints; an exception with its own words if it fails.</summary>
    public static async Task<string> Run(string program, string folder, params string[] arguments)
    {
        using var process = Start(program, folder, arguments);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await error}{output}");
    }
}
