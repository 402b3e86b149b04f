using System.Diagnostics;
using System.Runtime.InteropServices;
using Sdn.Agent.Netlink;

namespace Sdn.Agent.Tests;

/// <summary>What a command said and how it ended.</summary>
sealed record CommandResult(int ExitCode, string Output, string Error, TimeSpan Elapsed);

/// <summary>
/// A device for tests: a network namespace with a real dockerd, the agent as a process of its own, and a stand-in for the
/// controller. Everything lives in one temporary directory, and every process is ended by its own id.
/// </summary>
public sealed partial class Machine : IAsyncLifetime
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(30);

    readonly string _directory = Directory.CreateTempSubdirectory("sdna").FullName;
    Process? _dockerd;
    Process? _agent;
    StandInController? _controller;
    NetworkNamespace? _namespace;

    internal StandInStore Store { get; } = new();

    /// <summary>The device's own interfaces.</summary>
    internal Links Links { get; set; } = null!;

    internal string AgentLog => File.ReadAllText(Path.Combine(_directory, "agent.log"));
    internal string StateDirectory => Path.Combine(_directory, "state");
    internal string PluginSocket => Path.Combine(_directory, "plugins", "sdn.sock");
    internal int AgentProcessId => _agent!.Id;

    /// <summary>The agent of this build, or another, a native one, that SDN_AGENT_PROGRAM names.</summary>
    static string Program => Environment.GetEnvironmentVariable("SDN_AGENT_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, "sdn-agent");

    string DockerSocket => "unix://" + Path.Combine(_directory, "d.sock");

    public async ValueTask InitializeAsync()
    {
        Require("dockerd", "docker", "nsenter", "unshare", "busybox", "ip", "ethtool");
        Assert.True(Environment.IsPrivilegedProcess, "these tests make network namespaces and run dockerd: run them as root");
        Directory.CreateDirectory(Path.Combine(_directory, "plugins"));
        await StartDockerd();
        await StartController();
        await StartAgent();
        await MakeImage();
    }

    public async ValueTask DisposeAsync()
    {
        if (_dockerd is not null)
        {
            await Docker("ps -aq");
            foreach (var id in (await Docker("ps -aq")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                await Docker($"rm -f {id}");
        }
        await StopAgent();
        await StopController();
        await StopDockerd();
        Links?.Dispose();
        _namespace?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    internal async Task StartDockerd()
    {
        var script =
            "ip link set lo up && mkdir -p /run/docker/plugins && " +
            $"mount --bind {_directory}/plugins /run/docker/plugins && exec dockerd --data-root {_directory}/root --exec-root {_directory}/exec " +
            $"--pidfile {_directory}/pid -H {DockerSocket} --bridge=none --iptables=false --ip-forward=false >>{_directory}/dockerd.log 2>&1";
        // After a restart the namespace is the old one: the agent is in it.
        _dockerd = _namespace is null
            ? Start("unshare", ["--net", "--mount", "--propagation", "private", "sh", "-c", script])
            : Start("nsenter", [$"--net=/proc/{Environment.ProcessId}/fd/{_namespace.Handle.DangerousGetHandle()}", "unshare", "--mount", "--propagation", "private", "sh", "-c", script]);
        await Wait("dockerd to answer", async () => (await Docker("version")).ExitCode == 0, StartTimeout);
        _namespace ??= NetworkNamespace.Open($"/proc/{_dockerd.Id}/ns/net");
        Links ??= Links.OpenIn(_namespace);
    }

    internal async Task StopDockerd()
    {
        await Terminate(_dockerd);
        _dockerd = null;
    }

    internal async Task StartController() => _controller ??= await StandInController.Start(_namespace!, Store);

    internal async Task StopController()
    {
        if (_controller is not null)
            await _controller.DisposeAsync();
        _controller = null;
    }

    internal async Task StartAgent(params string[] flags)
    {
        _agent = Start("nsenter",
        [
            $"--net=/proc/{Environment.ProcessId}/fd/{_namespace!.Handle.DangerousGetHandle()}", "sh", "-c",
            $"exec \"$0\" \"$@\" >>{_directory}/agent.log 2>&1", Program,
            "--device", "dev1", "--controller", StandInController.Address, "--state-dir", StateDirectory, "--plugin-socket", PluginSocket,
            "--docker", DockerSocket, "--reconcile-interval", "2", "--log-level", "Debug", .. flags,
        ]);
        var agent = _agent;
        await Wait("the agent to serve", () => Task.FromResult(agent.HasExited || File.Exists(PluginSocket)), StartTimeout);
        Assert.False(agent.HasExited, "the agent ended at its start: " + AgentLog);
    }

    internal async Task StopAgent()
    {
        await Terminate(_agent);
        _agent = null;
    }

    internal async Task KillAgent()
    {
        _agent!.Kill();
        await _agent.WaitForExitAsync();
        _agent = null;
        File.Delete(PluginSocket); // so that StartAgent sees the new one
    }

    internal Task<CommandResult> Docker(string arguments) => Run("docker", [.. $"-H {DockerSocket} {arguments}".Split(' ')]);

    /// <summary>Runs a docker command that must succeed and gives what it printed.</summary>
    internal async Task<string> DockerOk(string arguments)
    {
        var result = await Docker(arguments);
        Assert.True(result.ExitCode == 0, $"docker {arguments}: {result.Error}\nagent: {Tail(AgentLog)}");
        return result.Output.Trim();
    }

    /// <summary>The plain command, for an application and a network of one name; returns when the network has its addresses.</summary>
    internal async Task CreateNetwork(string application, string flags = "")
    {
        await DockerOk($"network create -d sdn -o application={application} {flags}{application}");
        await WaitForReplacement(application);
    }

    internal Task WaitForReplacement(string network) => Wait($"the replacement of network {network}",
        async () => (await Docker($"network inspect {network} -f {{{{.IPAM.Driver}}}}")).Output.Trim() == "sdn", WaitTimeout);

    internal async Task<CommandResult> Shell(string command) => await Run("nsenter",
        [$"--net=/proc/{Environment.ProcessId}/fd/{_namespace!.Handle.DangerousGetHandle()}", "sh", "-c", command]);

    internal Task Wait(string what, Func<bool> isTrue) => Wait(what, () => Task.FromResult(isTrue()), WaitTimeout);

    internal async Task Wait(string what, Func<Task<bool>> isTrue, TimeSpan timeout)
    {
        var started = Stopwatch.GetTimestamp();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20)); // a fact outside this process gives no signal
        while (!await isTrue())
        {
            if (Stopwatch.GetElapsedTime(started) > timeout)
                Assert.Fail($"waited {timeout.TotalSeconds} s in vain for {what}; agent: {(File.Exists(Path.Combine(_directory, "agent.log")) ? Tail(AgentLog) : "")}");
            await look.WaitForNextTickAsync();
        }
    }

    async Task MakeImage()
    {
        var script = $"mkdir -p {_directory}/image/bin && cp $(command -v busybox) {_directory}/image/bin/ && " +
            $"for c in sh sleep ip cat ping; do ln -s busybox {_directory}/image/bin/$c; done && tar -C {_directory}/image -c . | docker -H {DockerSocket} import - busybox";
        var result = await Run("sh", ["-c", script]);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    static void Require(params string[] tools)
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"]);
        foreach (var tool in tools)
            Assert.True(directories.Any(d => File.Exists(Path.Combine(d, tool))), $"{tool} is missing: install it to run these tests");
    }

    static Process Start(string program, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)) ?? throw new InvalidOperationException($"{program} did not start");

    internal static async Task<CommandResult> Run(string program, IEnumerable<string> arguments)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await error, Stopwatch.GetElapsedTime(started));
    }

    static async Task Terminate(Process? process)
    {
        if (process is null)
            return;
        const int sigTerm = 15;
        if (!process.HasExited)
            _ = Kill(process.Id, sigTerm);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }

    static string Tail(string log) => string.Join('\n', log.Split('\n').TakeLast(25));

    [LibraryImport("libc", EntryPoint = "kill")]
    internal static partial int Kill(int processId, int signal);
}

[CollectionDefinition(Name)]
public sealed class MachineTests : ICollectionFixture<Machine>
{
    public const string Name = "one dockerd";
}
