using System.Diagnostics;
using System.Globalization;

namespace Sdn.Bench;

/// <summary>Peers that are programs: runs them by ovsdb_peers.py and reads what it measured.</summary>
static class OvsdbPeers
{
    // Debian's own: python3-openvswitch is of no other interpreter.
    const string Python = "/usr/bin/python3";

    static string Script => Path.Combine(AppContext.BaseDirectory, "ovsdb_peers.py");

    /// <summary>A whole process, from its start to its end.</summary>
    public static async Task<OvsdbCost> Measure(params string[] command)
    {
        var numbers = await Numbers(["measure", .. command]);
        return new(numbers[0], numbers[1], (long)numbers[2]);
    }

    public static Task<OvsdbCost> PythonSync(string socket, params string[] tables) =>
        Measure(Python, Script, "sync", socket, string.Join(',', tables));

    /// <summary>The transactions alone, without the start of the interpreter and the connection.</summary>
    public static async Task<OvsdbCost> PythonTransact(string kind, string socket, int count, int inFlight)
    {
        var numbers = await Numbers(["transact", kind, socket, Text(count), Text(inFlight)]);
        return new(numbers[0], numbers[1]);
    }

    public static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit status {process.ExitCode}");
    }

    public static double[] Numbers(string output) =>
        Array.ConvertAll(output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), number => double.Parse(number, CultureInfo.InvariantCulture));

    static async Task<double[]> Numbers(string[] arguments) => Numbers(await Run(Python, [Script, .. arguments]));

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
