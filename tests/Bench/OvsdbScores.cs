using System.Diagnostics;
using System.Globalization;

namespace Sdn.Bench;

/// <summary>What one run took: seconds; the largest resident memory of a process of its own, or what was allocated in this one.</summary>
readonly record struct OvsdbCost(double Wall, double Cpu, long ResidentKilobytes = 0, long AllocatedBytes = 0)
{
    /// <summary>Measures work in this process.</summary>
    public static async Task<OvsdbCost> Of(Func<Task> work)
    {
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await work();
        var wall = clock.Elapsed;
        return new(wall.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, 0, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }
}

/// <summary>The competitors of one benchmark: each is run once a round, in turns, and a table shows best and median of each beside the first.</summary>
sealed class OvsdbScores
{
    readonly List<(string Name, int RoundsMax, Func<Task<OvsdbCost>> Run, List<OvsdbCost> Costs)> _competitors = [];

    // Fewer rounds than the others for one that takes long.
    public void Add(string name, Func<Task<OvsdbCost>> run, int roundsMax = int.MaxValue) => _competitors.Add((name, roundsMax, run, []));

    /// <summary>Runs all; a round before the first is for warming up those that take part in each.</summary>
    public async Task Run(int rounds)
    {
        for (var round = -1; round < rounds; round++)
        {
            foreach (var (_, roundsMax, run, costs) in _competitors)
            {
                if (round >= roundsMax || (round < 0 && roundsMax < rounds))
                    continue;
                var cost = await run();
                if (round >= 0)
                    costs.Add(cost);
            }
        }
    }

    /// <summary>Prints times, and how many times the first one's they are.</summary>
    public void PrintTimes()
    {
        Console.WriteLine("| | wall s best (median) | CPU s best (median) | wall, times the first: best (median) | largest RSS MB | allocated MB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, _, _, costs) in _competitors)
        {
            var wall = Both(costs, cost => cost.Wall);
            var cpu = Both(costs, cost => cost.Cpu);
            var first = Both(_competitors[0].Costs, cost => cost.Wall);
            Print($"| {name} | {wall.Best:N3} ({wall.Median:N3}) | {cpu.Best:N3} ({cpu.Median:N3}) | {wall.Best / first.Best:N2} ({wall.Median / first.Median:N2}) | {Dash(costs.Max(cost => cost.ResidentKilobytes) / 1e3)} | {Dash(costs.Min(cost => cost.AllocatedBytes) / 1e6)} |");
        }
    }

    /// <summary>Prints rates, and which part of the first one's they are.</summary>
    public void PrintRates(int count)
    {
        Console.WriteLine("| | per second best (median) | of the first: best (median) | CPU us each best (median) | bytes allocated each |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, _, _, costs) in _competitors)
        {
            var wall = Both(costs, cost => cost.Wall);
            var cpu = Both(costs, cost => cost.Cpu * 1e6 / count);
            var first = Both(_competitors[0].Costs, cost => cost.Wall);
            Print($"| {name} | {count / wall.Best:N0} ({count / wall.Median:N0}) | {first.Best / wall.Best:P0} ({first.Median / wall.Median:P0}) | {cpu.Best:N1} ({cpu.Median:N1}) | {Dash(costs.Min(cost => cost.AllocatedBytes) / (double)count)} |");
        }
    }

    static (double Best, double Median) Both(List<OvsdbCost> costs, Func<OvsdbCost, double> of)
    {
        var sorted = costs.Select(of).Order().ToArray();
        return (sorted[0], sorted[sorted.Length / 2]);
    }

    static string Dash(double value) => value == 0 ? "-" : value.ToString("N0", CultureInfo.InvariantCulture);

    static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
