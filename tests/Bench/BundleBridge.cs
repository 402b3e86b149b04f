using System.Diagnostics;
using Sdn.OpenFlow;

namespace Sdn.Bench;

/// <summary>A real ovs-vswitchd with one bridge on the dummy datapath, in a directory of its own, gone when it is disposed.</summary>
sealed class BundleBridge : IAsyncDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sdn-bench-ovs-").FullName;

    BundleBridge()
    {
    }

    /// <summary>Where the bridge takes OpenFlow: the socket that ovs-ofctl uses too.</summary>
    public OpenFlowEndpoint Endpoint => new OpenFlowEndpoint.Unix($"{_directory}/br0.mgmt");

    public static async Task<BundleBridge> Start()
    {
        var bridge = new BundleBridge();
        try
        {
            var database = $"unix:{bridge._directory}/db.sock";
            await bridge.Execute("ovsdb-tool", "create", $"{bridge._directory}/conf.db", "/usr/share/openvswitch/vswitch.ovsschema");
            await bridge.Daemon("ovsdb-server", $"--remote=p{database}", $"{bridge._directory}/conf.db");
            await bridge.Execute("ovs-vsctl", $"--db={database}", "--no-wait", "init");
            await bridge.Daemon("ovs-vswitchd", "--enable-dummy", "--disable-system", database);
            await bridge.Execute("ovs-vsctl", $"--db={database}", "add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=dummy", "fail_mode=secure");
            return bridge;
        }
        catch
        {
            await bridge.DisposeAsync();
            throw;
        }
    }

    public Task<SwitchConnection> Dial(CancellationToken cancellation) =>
        OpenFlowDialer.Dial(Endpoint, null, new SwitchConnectionOptions(), TimeProvider.System, cancellation);

    /// <summary>Runs ovs-ofctl on the bridge: options, a command, and what follows the bridge's name.</summary>
    public Task<string> Ofctl(string[] options, string command, params string[] arguments) =>
        Execute("ovs-ofctl", ["-O", "OpenFlow15", .. options, command, $"{_directory}/br0.mgmt", .. arguments]);

    /// <summary>CPU time that ovs-vswitchd has used.</summary>
    public TimeSpan SwitchCpu => Process.GetProcessById(Pid("ovs-vswitchd")).TotalProcessorTime;

    Task<string> Daemon(string program, params string[] arguments) => Execute(
        program,
        ["--detach", "--no-chdir", $"--pidfile={_directory}/{program}.pid", $"--log-file={_directory}/{program}.log", $"--unixctl={_directory}/{program}.ctl", .. arguments]);

    async Task<string> Execute(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OVS_RUNDIR"] = _directory;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed with {process.ExitCode}: {await error}");
    }

    int Pid(string program) => int.Parse(File.ReadAllText($"{_directory}/{program}.pid"));

    public ValueTask DisposeAsync()
    {
        foreach (var program in (string[])["ovs-vswitchd", "ovsdb-server"])
        {
            if (!File.Exists($"{_directory}/{program}.pid"))
                continue;
            using var process = Process.GetProcessById(Pid(program));
            process.Kill();
            process.WaitForExit();
        }

        Directory.Delete(_directory, recursive: true);
        return default;
    }
}
