using System.Diagnostics;
using System.Globalization;

namespace Sdn.Bench;

/// <summary>The CPU time of processes, as the kernel counts it in /proc.</summary>
static class ProcessCpu
{
    const int TicksPerSecond = 100;

    /// <summary>The CPU time of all programs that this one has started and seen end (getrusage(2), from /proc/self/stat).</summary>
    public static TimeSpan OfChildren()
    {
        var fields = File.ReadAllText("/proc/self/stat");
        var numbers = fields[(fields.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((double)(long.Parse(numbers[13], CultureInfo.InvariantCulture) + long.Parse(numbers[14], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    public static TimeSpan Of(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }
}
