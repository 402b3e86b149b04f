using System.Diagnostics;

namespace Sdn.OpenFlow.Tests;

/// <summary>Runs the programs of Open vSwitch that tests take as judges.</summary>
static class Tool
{
    internal static async Task<string> Run(string program, params IEnumerable<string> arguments)
    {
        var (exit, output, error) = await TryRun(program, arguments);
        return exit == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed with {exit}: {error}");
    }

    internal static async Task<(int Exit, string Output, string Error)> TryRun(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{program} did not start: is Open vSwitch installed?");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
