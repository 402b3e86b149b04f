using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Sdn.OpenFlow;

namespace Sdn.Bench;

/// <summary>
/// What an idle connection costs in memory: thousands of switches connect, answer a few echoes, and the managed heap and the
/// process are measured before and after. The same is done with sockets alone and with the library's transport around them, so
/// that it is seen what costs how much.
/// </summary>
static class IdleBenchmark
{
    const int GoalBytes = 30_000;
    const int WarmUpSwitches = 200;
    const int WaitSecondsMax = 120;

    /// <summary>The echo interval, short so that each connection has sent and received some before it is measured.</summary>
    const double EchoIntervalSeconds = 1;

    const int EchoSeconds = 4;

    static readonly (string Part, string What)[] Parts =
    [
        ("sockets", "accepted sockets, each with a read that waits"),
        ("transports", "transports, each with a read that waits"),
        ("connections", "connections, after their handshakes and a few echoes"),
    ];

    /// <summary>Memory in use: what the garbage collector keeps, and what the kernel counts as resident.</summary>
    readonly record struct Memory(long Managed, long Resident)
    {
        public static Memory Now()
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
            return new(GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
        }

        public static Memory operator -(Memory a, Memory b) => new(a.Managed - b.Managed, a.Resident - b.Resident);
    }

    public static async Task<int> Run(string[] args)
    {
        var count = args is ["--switches", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 2_000;
        Console.WriteLine($"| {count} of | managed bytes each | resident bytes each |");
        Console.WriteLine("|---|---|---|");
        var cost = default(Memory);
        foreach (var (part, what) in Parts)
        {
            cost = await MeasureApart(part, count);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {cost.Managed / count:N0} | {cost.Resident / count:N0} |"));
        }
        var isMet = cost.Managed < (long)GoalBytes * count && cost.Resident < (long)GoalBytes * count;
        Console.WriteLine($"\ngoal: a connection under {GoalBytes:N0} bytes: {(isMet ? "met" : "not met")}");
        return isMet ? 0 : 1;
    }

    /// <summary>Measures one part, after a warm-up: what is compiled and allocated once is not a connection's.</summary>
    public static async Task<int> RunPart(string part, string count)
    {
        Func<int, Task<Memory>> measure = part switch
        {
            "sockets" => Sockets,
            "transports" => Transports,
            _ => Connections,
        };
        await measure(WarmUpSwitches);
        var cost = await measure(int.Parse(count, CultureInfo.InvariantCulture));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost.Managed} {cost.Resident}"));
        return 0;
    }

    /// <summary>In a process of its own, whose memory nothing else has used.</summary>
    static async Task<Memory> MeasureApart(string part, int count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["idle-part", part, count.ToString(CultureInfo.InvariantCulture)]);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Split() is [var managed, var resident, ..] && process.ExitCode == 0
            ? new(long.Parse(managed, CultureInfo.InvariantCulture), long.Parse(resident, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"measuring {part} failed with {process.ExitCode}");
    }

    static async Task<Memory> Sockets(int count)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(count);
        using var switches = Connect((IPEndPoint)listener.LocalEndpoint, count);
        var accepted = new List<Socket>(count);
        var before = Memory.Now();
        for (var i = 0; i < count; i++)
        {
            var socket = await listener.AcceptSocketAsync();
            accepted.Add(socket);
            await socket.ReceiveAsync(new byte[16]);   // its hello
            _ = socket.ReceiveAsync(Memory<byte>.Empty).AsTask();
        }
        var cost = Memory.Now() - before;
        accepted.ForEach(socket => socket.Dispose());
        return cost;
    }

    static async Task<Memory> Transports(int count)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(count);
        using var switches = Connect((IPEndPoint)listener.LocalEndpoint, count);
        var accepted = new List<SwitchTransport>(count);
        var before = Memory.Now();
        for (var i = 0; i < count; i++)
        {
            var transport = await SwitchTransport.Accept(await listener.AcceptSocketAsync(), null, CancellationToken.None);
            accepted.Add(transport);
            var hello = await transport.Input.ReadAsync();
            transport.Input.AdvanceTo(hello.Buffer.End);
            _ = transport.Input.ReadAsync().AsTask();
        }
        var cost = Memory.Now() - before;
        foreach (var transport in accepted)
            await transport.DisposeAsync();
        return cost;
    }

    static async Task<Memory> Connections(int count)
    {
        using var stop = new CancellationTokenSource();
        var options = new OpenFlowListenerOptions { HandshakesMax = count, Connection = new() { EchoIntervalSeconds = EchoIntervalSeconds } };
        using var listener = OpenFlowListener.Start(new(IPAddress.Loopback, 0), options, TimeProvider.System);
        var opened = Channel.CreateUnbounded<ulong>();
        var before = Memory.Now();
        var serving = listener.Run(
            async (connection, stopping) =>
            {
                opened.Writer.TryWrite(connection.Features.DatapathId);
                await connection.Completion.WaitAsync(stopping);
            },
            static (peer, e) => Console.Error.WriteLine($"{peer}: {e.Message}"), stop.Token);
        using (var switches = Connect(listener.LocalEndPoint, count))
        {
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(WaitSecondsMax));
            for (var i = 0; i < count; i++)
                await opened.Reader.ReadAsync(bound.Token);
            using var echoes = new PeriodicTimer(TimeSpan.FromSeconds(EchoSeconds));
            await echoes.WaitForNextTickAsync(bound.Token);
            var cost = Memory.Now() - before;
            if (listener.Connections != count)
                throw new InvalidOperationException($"{listener.Connections} of {count} connections are left");
            await stop.CancelAsync();
            await serving;
            return cost;
        }
    }

    static Switches Connect(IPEndPoint controller, int count) => new(controller, count);

    /// <summary>The process that plays the switches.</summary>
    sealed class Switches : IDisposable
    {
        readonly Process _process;

        public Switches(IPEndPoint controller, int count) => _process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!,
            ["idle-switches", controller.Port.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
        })!;

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
