using System.Globalization;

namespace Sdn.Bench;

/// <summary>
/// The first sync of a database: this library's replica, warm in this process and as a program of its own, beside the bytes
/// alone, the C IDL (ovs-vsctl), the Python IDL and ovsdb-client, in turns on one server.
/// </summary>
static class OvsdbSyncBenchmark
{
    const double GoalTimesWire = 1.3;

    public static async Task<int> Start(string[] args)
    {
        var (sizes, rounds, slowRounds) = ("10000,100000", 5, 1);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            switch (args[i])
            {
                case "--rows":
                    sizes = args[i + 1];
                    break;
                case "--rounds":
                    rounds = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
                    break;
                default:
                    slowRounds = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
                    break;
            }
        }
        foreach (var rows in sizes.Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture)))
            await Measure(rows, rounds, slowRounds);
        return 0;
    }

    static async Task Measure(int rows, int rounds, int slowRounds)
    {
        await using var server = await OvsdbBenchServer.Start(rows);
        var socket = server.SocketPath;
        long bytes;
        using (var wire = new OvsdbWire(socket))
            bytes = wire.Measure(OvsdbWire.MonitorRequest);

        var scores = new OvsdbScores();
        scores.Add("wire: the bytes read and counted", () => OvsdbCost.Of(() => Task.Run(() => ReadBytes(socket, bytes))));
        scores.Add("this library, warm", () => OvsdbCost.Of(() => LoadOnce(server, rows)));
        scores.Add("this library, whole process, JIT", () => OvsdbPeers.Measure(Environment.ProcessPath!, "ovsdb-load", socket));
        if (NativeLoad is { } native)
            scores.Add("this library, whole process, native AOT", () => OvsdbPeers.Measure(native, socket));
        scores.Add("C IDL: ovs-vsctl find, whole process", () => OvsdbPeers.Measure(
            "ovs-vsctl", $"--db=unix:{socket}", "--no-wait", "find", "Interface", "name=none", "--", "find", "Port", "name=none"));
        if (slowRounds > 0)
        {
            scores.Add("Python IDL, whole process", () => OvsdbPeers.PythonSync(socket, OvsdbLoad.Tables), slowRounds);
            scores.Add("ovsdb-client dump, whole process", () => OvsdbPeers.Measure("ovsdb-client", "dump", $"unix:{socket}", OvsdbLoad.Database), slowRounds);
        }
        await scores.Run(rounds);

        Console.WriteLine($"\nfirst sync of {rows:N0} rows, {bytes:N0} bytes, {rounds} rounds in turns (goal: {GoalTimesWire} times the wire; CPU below the C IDL's):");
        scores.PrintTimes();
    }

    /// <summary>The same program as ovsdb-load, compiled ahead of time; ovsdb.sh makes it where the machine can.</summary>
    public static string? NativeLoad => Environment.GetEnvironmentVariable("OVSDB_LOAD_NATIVE") is { Length: > 0 } path ? path : null;

    static void ReadBytes(string socket, long bytes)
    {
        using var wire = new OvsdbWire(socket);
        wire.Fetch(OvsdbWire.MonitorRequest, bytes);
    }

    static async Task LoadOnce(OvsdbBenchServer server, int rows)
    {
        await using var client = await server.Connect();
        var replica = await OvsdbLoad.Load(client);
        if (OvsdbLoad.Rows(replica) is var loaded && loaded != rows + 2)
            throw new InvalidOperationException($"{rows + 2} rows are there, {loaded} were loaded");
    }
}
