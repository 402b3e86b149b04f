using System.Globalization;

namespace Sdn.Bench;

/// <summary>
/// Responses per second to packet-ins: this library's learning switch, ovs-testcontroller and os-ken under the same load, one
/// after the other, and how many times faster the library is than the best of the others.
/// </summary>
static class ResponderBenchmark
{
    const double GoalPerSecond = 1_000_000;
    const double GoalRatio = 10;

    /// <summary>In throughput mode all switches together have so many packet-ins in flight.</summary>
    const int InFlightMax = 16_384;

    sealed record Options
    {
        public double Seconds { get; set; } = 3;

        public double WarmUpSeconds { get; set; } = 3;

        public int Rounds { get; set; } = 1;

        public int Addresses { get; set; } = 1_000;

        public int Window { get; set; } = 999;

        public int[] Switches { get; set; } = [1, 16, 64];

        public ResponderDialect OvsDialect { get; set; } = ResponderDialect.V10;

        public string[] Peers { get; set; } = ["ovs-testcontroller", "os-ken"];
    }

    public static async Task<int> Run(string[] args)
    {
        if (Parse(args) is not { } options)
            return 2;
        ResponderPeer[] peers =
        [
            ResponderPeer.Ours,
            .. new[] { ResponderPeer.OvsTestcontroller(options.OvsDialect), ResponderPeer.OsKen }.Where(peer => options.Peers.Contains(peer.Name)),
        ];
        Console.WriteLine("| mode | switches | controller | OpenFlow | responses/s | flow mods | lost | its CPU | CPU us a response | generator's CPU |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        var verdicts = new List<string>();
        foreach (var mode in (string[])["throughput", "latency"])
        {
            foreach (var switches in options.Switches)
                verdicts.Add(await Compare(peers, mode, switches, options));
        }
        Console.WriteLine();
        verdicts.ForEach(Console.WriteLine);
        return 0;
    }

    static async Task<string> Compare(ResponderPeer[] peers, string mode, int switches, Options options)
    {
        var best = new Dictionary<string, double>();
        foreach (var peer in peers)
        {
            ResponderResult? result = null;
            for (var round = 0; round < options.Rounds; round++)
            {
                var next = await Measure(peer, mode, switches, options);
                result = result is null || next.PerSecond > result.PerSecond ? next : result;
            }
            Console.WriteLine(Row(peer, mode, switches, result!));
            best[peer.Name] = result!.PerSecond;
        }
        var ours = best[ResponderPeer.Ours.Name];
        best.Remove(ResponderPeer.Ours.Name);
        if (best.Count == 0)
            return $"{mode}, {switches} switches: {ours:N0}/s";
        var (rival, theirs) = best.MaxBy(pair => pair.Value);
        var isMet = ours >= GoalPerSecond && ours >= GoalRatio * theirs;
        return $"{mode}, {switches} switches: {ours:N0}/s, {ours / theirs:N1} times {rival}"
            + (mode == "throughput" ? $"; goal {GoalPerSecond:N0}/s and {GoalRatio} times: {(isMet ? "met" : "not met")}" : "");
    }

    static async Task<ResponderResult> Measure(ResponderPeer peer, string mode, int switches, Options options)
    {
        using var running = await RunningPeer.Start(peer);
        var window = mode == "latency" ? 1 : Math.Min(options.Window, InFlightMax / switches);
        var load = new ResponderLoad(peer.Dialect, running.EndPoint, switches, window, options.Addresses);
        return load.Measure(TimeSpan.FromSeconds(options.WarmUpSeconds), TimeSpan.FromSeconds(options.Seconds), () => running.Cpu);
    }

    static string Row(ResponderPeer peer, string mode, int switches, ResponderResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {mode} | {(result.Served < switches ? $"{result.Served} of " : "")}{switches} | {peer.Name} | {peer.Dialect.Name} | {result.PerSecond:N0} "
        + $"| {100.0 * result.FlowMods / Math.Max(result.Responses, 1):N0}% | {result.Lost:N0} | {result.ControllerCpu / result.Took:P0} "
        + $"| {result.CpuMicrosecondsPerResponse:N2} | {result.GeneratorCpu / result.Took:P0} |");

    static Options? Parse(string[] args)
    {
        var options = new Options();
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            if (!TrySet(options, args[i], args[i + 1]))
                return Misuse(args[i]);
        }
        return args.Length % 2 == 0 ? options : Misuse(args[^1]);
    }

    static bool TrySet(Options options, string name, string value)
    {
        switch (name)
        {
            case "--seconds": options.Seconds = double.Parse(value, CultureInfo.InvariantCulture); return true;
            case "--warm-up": options.WarmUpSeconds = double.Parse(value, CultureInfo.InvariantCulture); return true;
            case "--rounds": options.Rounds = int.Parse(value, CultureInfo.InvariantCulture); return true;
            case "--addresses": options.Addresses = int.Parse(value, CultureInfo.InvariantCulture); return true;
            case "--window": options.Window = int.Parse(value, CultureInfo.InvariantCulture); return true;
            case "--switches": options.Switches = [.. value.Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))]; return true;
            case "--ovs-version": options.OvsDialect = ResponderDialect.All.First(dialect => dialect.Name == value); return true;
            case "--peers": options.Peers = value.Split(',', StringSplitOptions.RemoveEmptyEntries); return true;
            default: return false;
        }
    }

    static Options? Misuse(string argument)
    {
        Console.Error.WriteLine($"Sdn.Bench responder: '{argument}' is none of --seconds N, --warm-up N, --rounds N, --addresses N, --window N,"
            + " --switches N,N, --ovs-version 1.0|1.3|1.5, --peers ovs-testcontroller,os-ken");
        return null;
    }
}
