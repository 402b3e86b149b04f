using System.Diagnostics;

namespace Sdn.Controller.Tests.Devices;

/// <summary>
/// A machine with a real ovsdb-server and ovs-vswitchd on the userspace datapath, in a network namespace that a veth pair
/// joins to the test's.
/// </summary>
sealed class OvsDevice : IAsyncDisposable
{
    const string Schema = "/usr/share/openvswitch/vswitch.ovsschema";

    static int _started;

    readonly string _folder = Directory.CreateTempSubdirectory("sdn-device-").FullName;
    readonly string _name;
    readonly string _network;
    readonly Dictionary<string, Process> _daemons = [];
    readonly Dictionary<string, Task<string>> _logs = [];

    OvsDevice()
    {
        // Of 198.18.0.0/15 (RFC 2544), which nobody routes, a /30 for each device of each process.
        var number = (((uint)Environment.ProcessId * 32) + (uint)Interlocked.Increment(ref _started)) % 32_768;
        _name = $"sdt{number}";
        var address = (198u << 24) + (18u << 16) + (number * 4);
        _network = $"198.{(address >> 16) & 255}.{(address >> 8) & 255}.";
        ControllerAddress = $"{_network}{(address & 255) + 1}";
        Address = $"{_network}{(address & 255) + 2}";
    }

    /// <summary>Where the device finds the controller.</summary>
    public string ControllerAddress { get; }

    public string Address { get; }

    public static async Task<OvsDevice> Start(string systemId)
    {
        var device = new OvsDevice();
        try
        {
            await device.MakeNamespace();
            await Programs.Run("ovsdb-tool", device._folder, "create", $"{device._folder}/conf.db", Schema);
            await device.StartDaemon("ovsdb-server", $"{device._folder}/conf.db", $"--remote=punix:{device._folder}/db.sock", "--remote=db:Open_vSwitch,Open_vSwitch,manager_options");
            await device.Vsctl("--no-wait", "init", "--", "set", "Open_vSwitch", ".", $"external_ids:system-id={systemId}", "external_ids:sdn-datapath-type=netdev");
            await device.StartSwitch();
            return device;
        }
        catch
        {
            await device.DisposeAsync();
            throw;
        }
    }

    /// <summary>Points the device to a controller.</summary>
    public Task Manage(int ovsdbPort) => Vsctl(
        "--no-wait", "set-manager", $"tcp:{ControllerAddress}:{ovsdbPort}",
        "--", "set", "Manager", $"tcp:{ControllerAddress}:{ovsdbPort}", "max_backoff=1000");

    public Task StartSwitch() => StartDaemon("ovs-vswitchd", $"unix:{_folder}/db.sock", "--disable-system");

    /// <summary>kill -9: the database keeps what it held.</summary>
    public Task KillSwitch() => Kill("ovs-vswitchd");

    /// <summary>Takes the wire out: both ends go on believing in their connections.</summary>
    public Task Unplug() => Programs.Run("ip", _folder, "link", "set", _name, "down");

    /// <summary>A network device that a port can take, as the host end of a container's veth pair is.</summary>
    public Task AddInterface(string name) => Programs.Run("ip", _folder, "-n", _name, "link", "add", name, "type", "veth", "peer", "name", $"{name}p");

    public Task DeleteInterface(string name) => Programs.Run("ip", _folder, "-n", _name, "link", "delete", name);

    public Task<string> Vsctl(params string[] arguments) =>
        Programs.Run("ovs-vsctl", _folder, [$"--db=unix:{_folder}/db.sock", "--timeout=15", .. arguments]);

    /// <summary>Gives the database another schema, made from the one it has, while it is served.</summary>
    public async Task ConvertDatabase(Func<string, string> change)
    {
        var path = $"{_folder}/other.ovsschema";
        await File.WriteAllTextAsync(path, change(await File.ReadAllTextAsync(Schema)));
        await Programs.Run("ovsdb-client", _folder, "convert", $"unix:{_folder}/db.sock", path);
    }

    /// <summary>Runs ovs-ofctl on br-int: a command and what follows the bridge's name.</summary>
    public Task<string> Ofctl(string command, params string[] arguments) =>
        Programs.Run("ovs-ofctl", _folder, ["-O", "OpenFlow15", "--names", "--no-stats", command, $"unix:{_folder}/br-int.mgmt", .. arguments]);

    /// <summary>The flows of br-int without counters, in an order of their own.</summary>
    public async Task<string[]> Flows()
    {
        var dump = await Ofctl("dump-flows");
        return [.. dump.Split('\n').Select(line => line.Trim()).Where(line => line.Contains("actions=", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in _daemons.Keys.ToList())
            await Kill(daemon);
        await Ignore(() => Programs.Run("ip", _folder, "link", "delete", _name));
        await Ignore(() => Programs.Run("ip", _folder, "netns", "delete", _name));
        Directory.Delete(_folder, recursive: true);

        // What a start that failed has not made cannot be taken away.
        static async Task Ignore(Func<Task> step)
        {
            try
            {
                await step();
            }
            catch (InvalidOperationException e)
            {
                TestContext.Current.SendDiagnosticMessage(e.Message);
            }
        }
    }

    async Task MakeNamespace()
    {
        await Programs.Run("ip", _folder, "netns", "add", _name);
        await Programs.Run("ip", _folder, "link", "add", _name, "type", "veth", "peer", "name", "uplink", "netns", _name);
        await Programs.Run("ip", _folder, "address", "add", $"{ControllerAddress}/30", "dev", _name);
        await Programs.Run("ip", _folder, "link", "set", _name, "up");
        await Programs.Run("ip", _folder, "-n", _name, "address", "add", $"{Address}/30", "dev", "uplink");
        await Programs.Run("ip", _folder, "-n", _name, "link", "set", "uplink", "up");
        await Programs.Run("ip", _folder, "-n", _name, "link", "set", "lo", "up");
    }

    // It says its version when it serves. Not detached: the end of a child is heard of at once.
    async Task StartDaemon(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("nsenter",
        [
            $"--net=/run/netns/{_name}", program, .. arguments, "--no-chdir", $"--pidfile={_folder}/{program}.pid",
            $"--unixctl={_folder}/{program}.ctl", "-vconsole:info", "-vsyslog:off",
        ])
        {
            RedirectStandardError = true,
        };
        start.Environment["OVS_RUNDIR"] = _folder;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        _daemons[program] = process;
        using var bound = new CancellationTokenSource(LiveController.WaitMax);
        var log = "";
        while (!log.Contains("(Open vSwitch)", StringComparison.Ordinal))
            log += await process.StandardError.ReadLineAsync(bound.Token) ?? throw new InvalidOperationException($"{program} ended: {log}");
        _logs[program] = process.StandardError.ReadToEndAsync(CancellationToken.None); // what nobody reads would fill its pipe
    }

    async Task Kill(string program)
    {
        _daemons.Remove(program, out var process);
        process!.Kill();
        using var bound = new CancellationTokenSource(LiveController.WaitMax);
        await process.WaitForExitAsync(bound.Token);
        await _logs[program].WaitAsync(bound.Token);
        process.Dispose();
    }
}
