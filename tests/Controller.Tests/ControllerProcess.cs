using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace Sdn.Controller.Tests;

/// <summary>The built program as a process of its own, for what only the loss of a process shows.</summary>
sealed class ControllerProcess : IDisposable
{
    static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(20);

    readonly Process _process;

    ControllerProcess(Process process, GrpcChannel channel) => (_process, Channel) = (process, channel);

    public GrpcChannel Channel { get; }

    /// <summary>For the first call: it waits until the controller listens.</summary>
    public static CallOptions Ready => new CallOptions(deadline: DateTime.UtcNow.AddSeconds(30)).WithWaitForReady();

    public static ProcessStartInfo Command(params string[] arguments) => new("dotnet", [typeof(ControllerHost).Assembly.Location, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    public static async Task<ControllerProcess> Start(string stateDirectory)
    {
        var controller = Launch(stateDirectory);
        await new Health.HealthClient(controller.Channel).CheckAsync(new(), Ready);
        return controller;
    }

    /// <summary>A process that has begun; it may not listen yet.</summary>
    public static ControllerProcess Launch(string stateDirectory)
    {
        var port = FreePort();
        var process = Process.Start(Command(
            "--state-dir", stateDirectory, "--Listen:Grpc", $"127.0.0.1:{port}", "--Listen:Ovsdb", "127.0.0.1:0", "--Listen:OpenFlow", "127.0.0.1:0"))!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process, GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new() { InitialReconnectBackoff = Backoff, MaxReconnectBackoff = Backoff }));
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Channel.Dispose();
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
