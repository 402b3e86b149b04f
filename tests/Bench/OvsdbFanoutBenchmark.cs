using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using Sdn.Ovsdb;

namespace Sdn.Bench;

/// <summary>
/// How long after a writer sends a transaction its change is seen: by 1, 10 and 100 replicas of one server in this process,
/// beside as many bare sockets that monitor the same and look for the number in the bytes.
/// </summary>
static class OvsdbFanoutBenchmark
{
    static readonly MonitorRequest Request = new(OvsdbLoad.Database, [new("Open_vSwitch") { Columns = ["next_cfg"] }]);

    public static async Task<int> Start(string[] args)
    {
        var count = args is ["--count", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 500;
        Console.WriteLine($"{count} transactions one at a time, from the moment before each is sent until its change is seen, microseconds:");
        Console.WriteLine("| readers | bare sockets p50 | p99 | replicas p50 | p99 | times p50 | times p99 |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var readers in (int[])[1, 10, 100])
        {
            await using var server = await OvsdbBenchServer.Start(0);
            var (wire, own) = (new List<double>(), new List<double>());
            // The first round is for warming up.
            for (var round = 0; round < 4; round++)
            {
                var sockets = await Measure(server, readers, count / 2, WatchBytes);
                var replicas = await Measure(server, readers, count / 2, WatchReplica);
                if (round == 0)
                    continue;
                wire.AddRange(sockets);
                own.AddRange(replicas);
            }
            var (w50, w99, o50, o99) = (Percentile(wire, 0.5), Percentile(wire, 0.99), Percentile(own, 0.5), Percentile(own, 0.99));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {readers} | {w50:N0} | {w99:N0} | {o50:N0} | {o99:N0} | {o50 / w50:N2} | {o99 / w99:N2} |"));
        }
        return 0;
    }

    /// <summary>Notes in a reader's row of the times when it saw each number from <paramref name="First"/> on.</summary>
    sealed record Watch(OvsdbBenchServer Server, long First, long[] Seen, Action Ready, Action Saw);

    static async Task<List<double>> Measure(OvsdbBenchServer server, int readers, int count, Func<Watch, Task> watch)
    {
        await using var writer = await server.Connect();
        var first = (await Add(writer, 0)) + 1;
        using var ready = new CountdownEvent(readers);
        using var seen = new SemaphoreSlim(0);
        var times = Enumerable.Range(0, readers).Select(_ => new long[count]).ToArray();
        var failed = new TaskCompletionSource();
        // Together they would be more than ovsdb-server lets wait for accept(2).
        using var dialing = new SemaphoreSlim(1);
        var watching = Array.ConvertAll(times, row => Task.Run(async () =>
        {
            try
            {
                await dialing.WaitAsync();
                await watch(new Watch(server, first, row, () => { dialing.Release(); ready.Signal(); }, () => seen.Release()));
            }
            catch (Exception e)
            {
                failed.TrySetException(e);
                throw;
            }
        }));
        await await Task.WhenAny(Task.Run(ready.Wait), failed.Task);
        var latencies = new List<double>(readers * count);
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await Add(writer, 1);
            for (var reader = 0; reader < readers; reader++)
                await seen.WaitAsync();
            latencies.AddRange(times.Select(row => (row[i] - start) * 1e6 / Stopwatch.Frequency));
        }
        await Task.WhenAll(watching);
        return latencies;
    }

    static async Task<long> Add(OvsdbClient writer, long number)
    {
        var result = await writer.Transact(
            OvsdbLoad.Database,
            [
                new Operation.Mutate("Open_vSwitch", [], [Mutation.Add("next_cfg", number)]),
                new Operation.Select("Open_vSwitch", []) { Columns = ["next_cfg"] },
            ], CancellationToken.None);
        return result.Rows(1)[0]["next_cfg"].AsInteger;
    }

    static async Task WatchReplica(Watch watch)
    {
        await using var client = await watch.Server.Connect();
        var replica = new OvsdbReplica(Request);
        await replica.Attach(client, CancellationToken.None);
        // Before the first change can come: it is the next version that is waited for.
        var snapshot = replica.Snapshot;
        watch.Ready();
        for (var i = 0; i < watch.Seen.Length;)
        {
            snapshot = await replica.WaitForChange(snapshot.Version, CancellationToken.None);
            var now = Stopwatch.GetTimestamp();
            var number = snapshot["Open_vSwitch"].Rows.Single()["next_cfg"].AsInteger;
            for (; i < watch.Seen.Length && watch.First + i <= number; i++)
                Note(watch, i, now);
        }
    }

    static async Task WatchBytes(Watch watch)
    {
        using var wire = new OvsdbWire(watch.Server.SocketPath);
        wire.Measure("""{"id":1,"method":"monitor_cond_since","params":["Open_vSwitch","wire",{"Open_vSwitch":[{"columns":["next_cfg"]}]},"00000000-0000-0000-0000-000000000000"]}"""u8);
        watch.Ready();
        for (var i = 0; i < watch.Seen.Length;)
        {
            var received = await wire.ReceiveAsync();
            var now = Stopwatch.GetTimestamp();
            // One update3 a transaction; several may come in one read.
            var bytes = received.Span;
            for (var at = bytes.IndexOf("next_cfg\":"u8); at >= 0; at = bytes.IndexOf("next_cfg\":"u8))
            {
                bytes = bytes[(at + "next_cfg\":".Length)..];
                if (!Utf8Parser.TryParse(bytes, out long number, out _) || number != watch.First + i)
                    throw new InvalidDataException($"expected {watch.First + i}");
                Note(watch, i++, now);
            }
        }
    }

    static void Note(Watch watch, int index, long now)
    {
        watch.Seen[index] = now;
        watch.Saw();
    }

    static double Percentile(List<double> values, double part) => values.Order().ElementAt((int)(values.Count * part));
}
