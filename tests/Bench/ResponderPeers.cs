using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sdn.Bench;

/// <summary>A controller that answers packet-ins, as a process of its own: what starts it, and the version of OpenFlow that it is spoken to in.</summary>
sealed record ResponderPeer(string Name, ResponderDialect Dialect, Func<int, ProcessStartInfo> Start)
{
    public static readonly ResponderPeer Ours = new("SdnController", ResponderDialect.V15, static port =>
        new(Environment.ProcessPath!, ["learning-switch", port.ToString(CultureInfo.InvariantCulture)]));

    public static ResponderPeer OvsTestcontroller(ResponderDialect dialect) => new("ovs-testcontroller", dialect, port =>
        new("ovs-testcontroller",
        [
            "-O", $"OpenFlow{dialect.Name.Replace(".", "", StringComparison.Ordinal)}", "-vconsole:off",
            "--unixctl=none", $"ptcp:{port}:127.0.0.1",
        ]));

    public static readonly ResponderPeer OsKen = new("os-ken", ResponderDialect.V13, static port =>
        new("osken-manager",
        [
            "--ofp-listen-host", "127.0.0.1", "--ofp-tcp-listen-port", port.ToString(CultureInfo.InvariantCulture),
            Path.Combine(AppContext.BaseDirectory, "responder_osken.py"),
        ]));
}

/// <summary>A peer that runs, until it is disposed of.</summary>
sealed class RunningPeer : IDisposable
{
    const int StartSecondsMax = 30;

    readonly Process _process;

    RunningPeer(Process process, IPEndPoint endPoint) => (_process, EndPoint) = (process, endPoint);

    public IPEndPoint EndPoint { get; }

    /// <summary>The processor time that it has used since it started.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a peer on a free port, and waits until it listens.</summary>
    public static async Task<RunningPeer> Start(ResponderPeer peer)
    {
        var endPoint = FreePort();
        var start = peer.Start(endPoint.Port);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();   // read and left, so that the peer is never held up by what it says
        process.BeginErrorReadLine();
        var running = new RunningPeer(process, endPoint);
        try
        {
            await running.WaitUntilListening(peer.Name);
            return running;
        }
        catch
        {
            running.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    async Task WaitUntilListening(string name)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(StartSecondsMax));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!IsListening())
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"{name} ended with {_process.ExitCode} before it listened");
            await look.WaitForNextTickAsync(bound.Token);
        }
    }

    // Not by connecting: a peer that serves few switches would count that one.
    bool IsListening() => System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties()
        .GetActiveTcpListeners().Any(listener => listener.Port == EndPoint.Port);

    static IPEndPoint FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
