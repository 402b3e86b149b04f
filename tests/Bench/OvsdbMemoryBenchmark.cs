using System.Globalization;

namespace Sdn.Bench;

/// <summary>What a replica of 100,000 rows costs in memory, in a process of its own, beside the C IDL and the Python IDL.</summary>
static class OvsdbMemoryBenchmark
{
    public static async Task<int> Start(string[] args)
    {
        var rows = args is ["--rows", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 100_000;
        await using var server = await OvsdbBenchServer.Start(rows);
        var socket = server.SocketPath;

        var idl = await OvsdbPeers.Measure(
            "ovs-vsctl", $"--db=unix:{socket}", "--no-wait", "find", "Interface", "name=none", "--", "find", "Port", "name=none");
        var idlAlone = await OvsdbPeers.Measure("ovs-vsctl", $"--db=unix:{socket}", "--no-wait", "list", "Open_vSwitch");
        Console.WriteLine($"{rows:N0} rows, MB:");
        Console.WriteLine("| | managed heap | RSS growth at the end of the load | RSS growth after a collection | largest RSS |");
        Console.WriteLine("|---|---|---|---|---|");
        await Own("this library, JIT", Environment.ProcessPath!, "ovsdb-load", socket);
        if (OvsdbSyncBenchmark.NativeLoad is { } native)
            await Own("this library, native AOT", native, socket);
        Row("C IDL (ovs-vsctl)", 0, (idl.ResidentKilobytes - idlAlone.ResidentKilobytes) * 1e3, 0, idl.ResidentKilobytes * 1e3);
        return 0;
    }

    static async Task Own(string name, string program, params string[] arguments)
    {
        var numbers = OvsdbPeers.Numbers(await OvsdbPeers.Run(program, arguments));
        var process = await OvsdbPeers.Measure([program, .. arguments]);
        Row(name, numbers[2], numbers[3] * 1e3, numbers[4] * 1e3, process.ResidentKilobytes * 1e3);
    }

    static void Row(string name, params double[] bytes) => Console.WriteLine(
        $"| {name} | {string.Join(" | ", bytes.Select(number => number == 0 ? "-" : (number / 1e6).ToString("N0", CultureInfo.InvariantCulture)))} |");
}
