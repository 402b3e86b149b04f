using System.Diagnostics;
using System.Globalization;
using Sdn.OpenFlow;

namespace Sdn.Bench;

/// <summary>
/// Flows pushed to a real ovs-vswitchd in one bundle, and dumped back, by this library and by ovs-ofctl in turns: flows per
/// second, CPU, and the ratios of the medians.
/// </summary>
static class BundleBenchmark
{
    const double GoalMicroseconds = 2;

    /// <summary>One run of one of the two: all it took, and how much of that was its own CPU and the switch's.</summary>
    sealed record Run(TimeSpan Elapsed, TimeSpan OwnCpu, TimeSpan SwitchCpu);

    public static async Task<int> Start(string[] args)
    {
        var (flows, rounds) = (20_000, 7);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            var number = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            (flows, rounds) = args[i] == "--flows" ? (number, rounds) : (flows, number);
        }

        await using var bridge = await BundleBridge.Start();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, Enumerable.Range(0, flows).Select(Text));
            await Measure(bridge, file, flows, rounds);
        }
        finally
        {
            File.Delete(file);
        }

        return 0;
    }

    // Flows as the pipeline of the product has them: a few fields, a register, an output through a table.
    static string Text(int i) => string.Create(
        CultureInfo.InvariantCulture,
        $"table=5,priority=100,cookie=0x{i:x},ip,in_port={1 + i % 32},metadata=0x{i % 256:x},dl_dst=02:00:00:{i >> 16 & 255:x2}:{i >> 8 & 255:x2}:{i & 255:x2},nw_dst=10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255} "
        + $"actions=set_field:0x{i:x}->reg0,set_field:192.0.2.1->tun_dst,goto_table:10");

    static async Task Measure(BundleBridge bridge, string file, int flows, int rounds)
    {
        var (whole, push, dump) = (new List<Run>(), new List<Run>(), new List<Run>());
        var (peerPush, peerDump) = (new List<Run>(), new List<Run>());
        for (var round = -1; round < rounds; round++)   // the first is for warming up
        {
            await bridge.Ofctl([], "del-flows");
            peerPush.Add(await Peer(bridge, ["--bundle"], "add-flows", file));
            peerDump.Add(await Peer(bridge, [], "dump-flows"));
            await bridge.Ofctl([], "del-flows");
            await OwnRound(bridge, file, flows, whole, push, dump);
        }

        foreach (var runs in (List<Run>[])[whole, push, dump, peerPush, peerDump])
            runs.RemoveAt(0);
        Console.WriteLine($"{flows} flows in one bundle, {rounds} rounds in turns, medians:");
        Console.WriteLine("| | flows/s | own CPU us a flow | ovs-vswitchd's CPU us a flow |");
        Console.WriteLine("|---|---|---|---|");
        Row("ovs-ofctl --bundle add-flows FILE", peerPush, flows);
        Row("this library: the same file read, parsed, dialled and pushed", whole, flows);
        Row("this library: SwitchConnection.Bundle alone", push, flows);
        Row("ovs-ofctl dump-flows", peerDump, flows);
        Row("this library: SwitchConnection.DumpFlows", dump, flows);
        var own = Median(push, run => run.OwnCpu.TotalMicroseconds) / flows;
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"push: {Ratio(peerPush, whole):N2} times ovs-ofctl (the bundle alone {Ratio(peerPush, push):N2} times); own CPU {own:N2} us a flow, goal below {GoalMicroseconds} us: {(own < GoalMicroseconds ? "met" : "not met")}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"dump: {Ratio(peerDump, dump):N2} times ovs-ofctl"));
    }

    static async Task OwnRound(BundleBridge bridge, string file, int flows, List<Run> whole, List<Run> push, List<Run> dump)
    {
        var cancellation = CancellationToken.None;
        var all = new BundleMeter(bridge);
        var mods = File.ReadLines(file).Select(line => (OpenFlowMessage)FlowMod.Add(Flow.Parse(line))).ToArray();
        await using var connection = await bridge.Dial(cancellation);
        var bundle = new BundleMeter(bridge);
        await connection.Bundle(mods, cancellation);
        push.Add(bundle.Stop());
        whole.Add(all.Stop());

        var dumping = new BundleMeter(bridge);
        var dumped = await connection.DumpFlows(cancellation);
        dump.Add(dumping.Stop());
        if (dumped.Count != flows)
            throw new InvalidOperationException($"{flows} flows were pushed, {dumped.Count} are there");
    }

    static async Task<Run> Peer(BundleBridge bridge, string[] options, string command, params string[] arguments)
    {
        var before = bridge.SwitchCpu;
        var children = ProcessCpu.OfChildren();
        var clock = Stopwatch.StartNew();
        await bridge.Ofctl(options, command, arguments);
        var elapsed = clock.Elapsed;
        return new(elapsed, ProcessCpu.OfChildren() - children, bridge.SwitchCpu - before);
    }

    static void Row(string name, List<Run> runs, int flows) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {flows / Median(runs, run => run.Elapsed.TotalSeconds):N0} | {Median(runs, run => run.OwnCpu.TotalMicroseconds) / flows:N2} | {Median(runs, run => run.SwitchCpu.TotalMicroseconds) / flows:N2} |"));

    static double Ratio(List<Run> theirs, List<Run> ours) =>
        Median(theirs, run => run.Elapsed.TotalSeconds) / Median(ours, run => run.Elapsed.TotalSeconds);

    static double Median(List<Run> runs, Func<Run, double> of) => runs.Select(of).Order().ElementAt(runs.Count / 2);

    /// <summary>Measures time, this process's CPU and the switch's together.</summary>
    sealed class BundleMeter(BundleBridge bridge)
    {
        readonly TimeSpan _own = Process.GetCurrentProcess().TotalProcessorTime;
        readonly TimeSpan _switch = bridge.SwitchCpu;
        readonly Stopwatch _clock = Stopwatch.StartNew();

        public Run Stop() => new(_clock.Elapsed, Process.GetCurrentProcess().TotalProcessorTime - _own, bridge.SwitchCpu - _switch);
    }
}
