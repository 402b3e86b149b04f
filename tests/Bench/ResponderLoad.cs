using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sdn.Bench;

/// <summary>What a load was answered with, and what that cost.</summary>
sealed record ResponderResult(
    int Served, long FlowMods, long PacketOuts, long Lost, TimeSpan Took, TimeSpan ControllerCpu, TimeSpan GeneratorCpu)
{
    public long Responses => FlowMods + PacketOuts;

    public double PerSecond => Responses / Took.TotalSeconds;

    public double CpuMicrosecondsPerResponse => ControllerCpu.TotalMicroseconds / Math.Max(Responses, 1);
}

/// <summary>
/// The load generator: one thread that plays all switches, as cbench does. Each keeps a window of packet-ins in flight: many for
/// throughput, one for latency.
/// </summary>
sealed class ResponderLoad(ResponderDialect dialect, IPEndPoint controller, int switches, int window, int addresses)
{
    const int PatienceMilliseconds = 2_000;
    const int IdleMicroseconds = 1_000;

    /// <summary>Loads the controller until it is warm, then measures.</summary>
    /// <param name="warmUp">Also what the handshakes may take.</param>
    /// <param name="duration">How long is measured.</param>
    /// <param name="controllerCpu">The processor time that the controller has used so far.</param>
    public ResponderResult Measure(TimeSpan warmUp, TimeSpan duration, Func<TimeSpan> controllerCpu)
    {
        var all = Enumerable.Range(0, switches).Select(i => new ResponderSwitch(dialect, controller, i, addresses)).ToArray();
        try
        {
            Run(all, warmUp);
            var (flowMods, packetOuts, lost) = Count(all);
            var (theirs, ours, start) = (controllerCpu(), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            Run(all, duration);
            var took = Stopwatch.GetElapsedTime(start);
            var after = Count(all);
            return new(
                all.Count(s => s.FlowMods + s.PacketOuts > 0), after.FlowMods - flowMods, after.PacketOuts - packetOuts, after.Lost - lost,
                took, controllerCpu() - theirs, Environment.CpuUsage.TotalTime - ours);
        }
        finally
        {
            foreach (var one in all)
                one.Dispose();
        }
    }

    static (long FlowMods, long PacketOuts, long Lost) Count(ResponderSwitch[] all) =>
        (all.Sum(s => s.FlowMods), all.Sum(s => s.PacketOuts), all.Sum(s => s.Lost));

    void Run(ResponderSwitch[] all, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var looked = start;
        var open = all;
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            var hasMoved = false;
            foreach (var one in open)
                hasMoved |= Move(one);
            if (Stopwatch.GetElapsedTime(looked).TotalMilliseconds > PatienceMilliseconds)
            {
                open = [.. open.Where(one => !one.IsClosed)];
                if (open.Length == 0)
                    throw new IOException("the controller has closed all connections");
                foreach (var one in open)
                    one.GiveUpSince(looked);
                looked = Stopwatch.GetTimestamp();
            }
            if (!hasMoved)
                Socket.Select(open.Select(s => s.Socket).ToList(), null, null, IdleMicroseconds);
        }
    }

    // A window is filled up when half of it is answered, so that a write carries many packet-ins.
    bool Move(ResponderSwitch one)
    {
        var hasReceived = one.Receive();
        return one.InFlight <= window / 2 && one.Send(window) || hasReceived;
    }
}
