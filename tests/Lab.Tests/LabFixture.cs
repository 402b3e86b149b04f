using System.Globalization;
using System.Text.Json;

namespace Sdn.Lab.Tests;

/// <summary>All tests of the lab: one after another, in one lab.</summary>
[CollectionDefinition(Name)]
public sealed class SharedLab : ICollectionFixture<LabFixture>
{
    public const string Name = "lab";
}

/// <summary>
/// A lab of three devices for all tests: the applications cameras (VXLAN) and meters (GRE), and on each device a container of
/// either, started with the real docker client. Taken down, and proved to be gone, when the last test is over.
/// </summary>
public sealed class LabFixture : IAsyncLifetime
{
    public static readonly string[] Devices = ["d1", "d2", "d3"];
    public static readonly string[] Applications = ["cameras", "meters"];

    static readonly TimeSpan UpBound = TimeSpan.FromMinutes(10), CommandBound = TimeSpan.FromMinutes(2);
    readonly Dictionary<string, string> _environment = new() { ["SDN_LAB"] = "labtest" };

    public static string Repository { get; } = FindRepository();

    public async ValueTask InitializeAsync()
    {
        if (Environment.UserName != "root")
            throw new InvalidOperationException("the lab's tests make network namespaces: run them as root");

        await Run(CommandBound, "down");
        (await Run(UpBound, "up", Devices.Length.ToString(CultureInfo.InvariantCulture))).OrThrow();
        await Sdnctl("application", "create", "cameras", "--encapsulation", "vxlan");
        await Sdnctl("application", "create", "meters", "--encapsulation", "gre");
        foreach (var device in Devices)
        {
            foreach (var application in Applications)
            {
                await CreateNetwork(device, application);
                await RunContainer(device, application, NameOf(application, device));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        (await Run(CommandBound, "down")).OrThrow();
        (await Run(CommandBound, "leftovers")).OrThrow();
    }

    /// <summary>The container of an application on a device: <c>cameras1</c> on <c>d1</c>.</summary>
    public static string NameOf(string application, string device) => application + device[1..];

    public async Task<string> Sdnctl(params string[] arguments) =>
        (await Run(CommandBound, ["sdnctl", .. arguments])).OrThrow();

    public async Task<JsonElement> SdnctlJson(params string[] arguments) =>
        JsonDocument.Parse(await Sdnctl([.. arguments, "-o", "json"])).RootElement;

    public async Task<string> Docker(string device, params string[] arguments) =>
        (await TryDocker(device, arguments)).OrThrow();

    public Task<ProgramResult> TryDocker(string device, params string[] arguments) =>
        Run(CommandBound, ["docker", device, .. arguments]);

    /// <summary>As a user would, and then waits until the agent has given the network the application's addresses.</summary>
    public async Task CreateNetwork(string device, string application)
    {
        await Docker(device, "network", "create", "-d", "sdn", "-o", $"application={application}", application);
        await Until($"{application} has the controller's addresses", async () =>
            (await TryDocker(device, "network", "inspect", "-f", "{{.IPAM.Driver}}", application)).Output.Trim() == "sdn");
    }

    /// <summary>Starts a container that may change its own addresses, as an attacker would.</summary>
    public Task RunContainer(string device, string network, string name) =>
        Docker(device, "run", "-d", "--name", name, "--hostname", name, "--cap-add", "NET_ADMIN", "--cap-add", "NET_RAW",
            "--network", network, "sdn-lab");

    /// <summary>Runs a command in a container.</summary>
    public Task<ProgramResult> In(string device, string container, params string[] command) =>
        TryDocker(device, ["exec", container, .. command]);

    public RunningProgram StartIn(string device, string container, params string[] command) =>
        Start(["docker", device, "exec", "-i", container, .. command]);

    /// <summary>Runs a command on a machine of the lab: d1 .. d3, ctl or wan.</summary>
    public async Task<string> Exec(string machine, params string[] command) =>
        (await Run(CommandBound, ["exec", machine, "--", .. command])).OrThrow();

    public async Task Service(string verb, string machine, string service, params string[] signal) =>
        (await Run(CommandBound, [verb, machine, service, .. signal])).OrThrow();

    public RunningProgram Start(IEnumerable<string> arguments) =>
        RunningProgram.Start(Path.Combine(Repository, "lab", "lab"), arguments, _environment);

    /// <summary>A container's address, without prefix length, as docker knows it.</summary>
    public async Task<string> AddressOf(string device, string container, bool ipv6 = false)
    {
        var field = ipv6 ? "GlobalIPv6Address" : "IPAddress";
        return (await Docker(device, "inspect", "-f", $"{{{{range .NetworkSettings.Networks}}}}{{{{.{field}}}}}{{{{end}}}}", container)).Trim();
    }

    /// <summary>Whether one ping out of three is answered; one that is blocked loses all three.</summary>
    public async Task<bool> Reaches(string device, string container, string address) =>
        (await In(device, container, "ping", "-c", "3", "-i", "0.2", "-W", "1", address)).ExitCode == 0;

    /// <summary>Packets that a device's switch has counted in the flows that a predicate picks from their text.</summary>
    public async Task<long> Packets(string device, int table, Func<string, bool> isMeant)
    {
        var dump = await Exec(device, "ovs-ofctl", "-O", "OpenFlow15", "dump-flows", "br-int", $"table={table}");
        return dump.Split('\n')
            .Where(isMeant)
            .Select(line => line.Split("n_packets=") is [_, var rest, ..] ? long.Parse(rest.Split(',')[0], CultureInfo.InvariantCulture) : 0)
            .Sum();
    }

    /// <summary>Waits until a condition holds.</summary>
    public static async Task Until(string what, Func<Task<bool>> holds, int secondsMax = 30)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50)); // a fact in another process gives no signal
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(secondsMax))
                throw new TimeoutException($"not within {secondsMax} s: {what}");
            await look.WaitForNextTickAsync();
        }
    }

    async Task<ProgramResult> Run(TimeSpan bound, params IEnumerable<string> arguments)
    {
        await using var program = Start(arguments);
        program.CloseInput();
        return await program.WaitForExit(bound);
    }

    static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SdnController.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("the tests must run from within the repository");
    }
}
