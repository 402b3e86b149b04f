using System.Globalization;
using Sdn.Ovsdb;

namespace Sdn.Bench;

/// <summary>
/// Transactions a second, one at a time and many in flight: this library beside a bare socket with preformed bytes, a bare
/// client with tasks, Python's ovs.jsonrpc and the Python IDL, in turns on one server.
/// </summary>
static class OvsdbTransactBenchmark
{
    const int InFlight = 256;

    static readonly Operation[] Operations = [new Operation.Mutate("Open_vSwitch", [], [Mutation.Add("next_cfg", 1)])];

    public static async Task<int> Start(string[] args)
    {
        var (count, rounds) = (10_000, 7);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var number = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            (count, rounds) = args[i] == "--count" ? (number, rounds) : (count, number);
        }

        await using var server = await OvsdbBenchServer.Start(0);
        await using var client = await server.Connect();
        await using var bare = new OvsdbBareClient(server.SocketPath);
        foreach (var inFlight in (int[])[1, InFlight])
        {
            var scores = new OvsdbScores();
            scores.Add("wire: a bare socket, preformed bytes", () => OvsdbCost.Of(() => Task.Run(() => Wire(server, count, inFlight))));
            scores.Add("this library: OvsdbClient.Transact", () => OvsdbCost.Of(() => Repeat(() => Transact(client), count, inFlight)));
            scores.Add("a bare client: tasks, System.Text.Json, no StreamJsonRpc", () => OvsdbCost.Of(() => Repeat(bare.Transact, count, inFlight)));
            scores.Add("Python ovs.jsonrpc", () => OvsdbPeers.PythonTransact("jsonrpc", server.SocketPath, count, inFlight));
            if (inFlight == 1)
                scores.Add("Python IDL commit_block", () => OvsdbPeers.PythonTransact("idl", server.SocketPath, count / 4, inFlight).ContinueWith(cost => Times(cost.Result, 4), TaskScheduler.Default));
            await scores.Run(rounds);
            Console.WriteLine($"\n{count:N0} transactions, {inFlight} in flight, {rounds} rounds in turns (goal: 90 % of the wire):");
            scores.PrintRates(count);
        }
        return 0;
    }

    static void Wire(OvsdbBenchServer server, int count, int inFlight)
    {
        using var wire = new OvsdbWire(server.SocketPath);
        wire.Transact(count, inFlight);
    }

    static async Task<long> Transact(OvsdbClient client)
    {
        var result = await client.Transact(OvsdbLoad.Database, Operations, CancellationToken.None);
        return result.Count(0);
    }

    static async Task Repeat(Func<Task<long>> transact, int count, int inFlight)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var changed = await transact();
                if (changed != 1)
                    throw new InvalidOperationException($"{changed} rows were changed, not 1");
            }
        })));
    }

    static OvsdbCost Times(OvsdbCost cost, int times) => new(cost.Wall * times, cost.Cpu * times);
}
