using System.Diagnostics;
using System.Globalization;
using System.Net;
using Sdn.OpenFlow;
using Sdn.Pipeline;

namespace Sdn.Bench;

/// <summary>
/// What planning a fleet costs: all plans at once, and one endpoint more or less, from the change to the messages for every device
/// that it concerns. Endpoints are spread at random (each device has containers of many applications) or packed (each device has
/// all its containers of one application).
/// </summary>
static class PlanBenchmark
{
    public static int Start(string[] args)
    {
        var sizes = args.Length == 3
            ? [args.Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray()]
            : (int[][])[[100, 10, 1_000], [1_000, 100, 10_000], [10_000, 1_000, 100_000]];
        Console.WriteLine("| devices | applications | endpoints | spread | flows | CPU for all plans | memory | a change concerns | CPU per change | CPU per device |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var size in sizes)
        {
            foreach (var isPacked in (bool[])[false, true])
                Measure(size[0], size[1], size[2], isPacked);
        }

        return 0;
    }

    static void Measure(int devices, int applications, int endpoints, bool isPacked)
    {
        var random = new Random(1);
        var fleet = Enumerable.Range(1, devices).Aggregate(Fleet.Empty, (f, d) => f.Put(Device(d)));
        fleet = Enumerable.Range(1, applications).Aggregate(fleet, (f, a) => f.Put(Application(a)));
        fleet = Enumerable.Range(1, endpoints).Aggregate(fleet, (f, e) => f.Put(Endpoint(e)));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var start = Cpu;
        var plans = fleet.Devices.Keys.ToDictionary(name => name, name => Planner.Plan(fleet, name));
        var flows = plans.Values.Sum(plan => (long)plan.FlowCount);
        var all = Cpu - start;
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;

        const int changes = 300;
        long concerned = 0, messages = 0;
        start = Cpu;
        for (var i = 1; i <= changes; i++)
        {
            var next = fleet.Put(Endpoint(endpoints + i)).RemoveEndpoint($"e{i}");
            var reach = new Reach(fleet, next);
            reach.AddEndpoint($"e{endpoints + i}");
            reach.AddEndpoint($"e{i}");
            foreach (var device in reach.Devices)
            {
                var plan = Planner.Plan(next, device, plans[device]);
                var difference = PlanDifference.Between(plans[device], plan);
                messages += difference.FlowCount + difference.PutGroups.Count;
                plans[device] = plan;
            }

            concerned += reach.Devices.Count;
            fleet = next;
        }

        var took = Cpu - start;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {devices:N0} | {applications:N0} | {endpoints:N0} | {(isPacked ? "packed" : "at random")} | {flows:N0} | {all.TotalSeconds:F1} s | {memory / 1e6:N0} MB | {(double)concerned / changes:F0} devices, {(double)messages / concerned:F1} messages each | {took.TotalMilliseconds / changes:F2} ms | {took.TotalMicroseconds / concerned:F0} us |"));
        GC.KeepAlive(plans);

        FleetEndpoint Endpoint(int number)
        {
            var device = random.Next(1, devices + 1);
            var application = isPacked ? 1 + device % applications : random.Next(1, applications + 1);
            return new(
                $"e{number}", (uint)number, $"d{device}", $"a{application}", $"v{number}", (uint)(32_768 + number % 30_000),
                new MacAddress(0x0200_0000_0000 + (ulong)number), new IPAddress([10, (byte)(1 + (number >> 16)), (byte)(number >> 8), (byte)number]), null);
        }
    }

    // Of all threads: a busy machine does not change it much.
    static TimeSpan Cpu => Process.GetCurrentProcess().TotalProcessorTime;

    static FleetDevice Device(int number) =>
        new($"d{number}", (uint)number, new IPAddress([172, (byte)(16 + (number >> 16)), (byte)(number >> 8), (byte)number]), 1500);

    static FleetApplication Application(int number) => new(
        $"a{number}", (ushort)number, TunnelType.Vxlan, (uint)number, IPNetwork.Parse("10.0.0.0/8"), null,
        new MacAddress(0x0200_1000_0000 + (ulong)number), 1450, true);
}
