using System.Diagnostics;
using System.Globalization;
using Sdn.Ovsdb;

namespace Sdn.Bench;

/// <summary>
/// What every peer loads: four tables of Open_vSwitch with all their columns, since ovs-vsctl can do no less. As a program of
/// its own it loads them once, and says how long that took and what memory it took.
/// </summary>
static class OvsdbLoad
{
    public const string Database = "Open_vSwitch";

    public static readonly string[] Tables = ["Open_vSwitch", "Bridge", "Port", "Interface"];

    // A dump of 100,000 rows is above the default.
    public static readonly OvsdbClientOptions Options = new() { MessageBytesMax = 1L << 30, RequestTimeoutSeconds = 600 };

    public static MonitorRequest Request { get; } = new(Database, [.. Tables.Select(table => new MonitoredTable(table))]);

    public static async Task<OvsdbReplica> Load(OvsdbClient client)
    {
        var replica = new OvsdbReplica(Request);
        await replica.Attach(client, CancellationToken.None);
        return replica;
    }

    public static int Rows(OvsdbReplica replica) => Tables.Sum(table => replica.Snapshot[table].Count);

    /// <summary>Prints rows, seconds, managed bytes, and what the process grew by, in kB.</summary>
    public static async Task<int> Run(string socket)
    {
        var before = Resident();
        var clock = Stopwatch.StartNew();
        await using var client = await OvsdbConnector.Connect(new OvsdbEndpoint.Unix(socket), Options, TimeProvider.System, CancellationToken.None);
        var replica = await Load(client);
        var elapsed = clock.Elapsed;
        var peak = Resident() - before;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Rows(replica)} {elapsed.TotalSeconds} {managed} {peak} {Resident() - before}"));
        GC.KeepAlive(replica);
        return 0;
    }

    static long Resident() => long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))[6..].Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);
}
