using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace Sdn.OpenFlow.Tests;

/// <summary>A real ovs-vswitchd with a dummy datapath, in a directory of its own: bridge br0 with the ports p1 (5) and p2 (6).</summary>
public sealed class OvsSwitch : IAsyncLifetime
{
    const string Schema = "/usr/share/openvswitch/vswitch.ovsschema";

    readonly string _directory = Directory.CreateTempSubdirectory("sdn-openflow-ovs-").FullName;
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    string Database => $"unix:{_directory}/db.sock";

    internal string Management => $"{_directory}/br0.mgmt";

    public async ValueTask InitializeAsync()
    {
        try
        {
            await Start();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    async Task Start()
    {
        await Tool.Run("ovsdb-tool", "create", $"{_directory}/conf.db", Schema);
        await Run("ovsdb-server", $"--remote=punix:{_directory}/db.sock", $"--unixctl={_directory}/db.ctl", $"{_directory}/conf.db");
        await Vsctl("--no-wait", "init");
        await Run("ovs-vswitchd", "--enable-dummy", "--disable-system", $"--unixctl={_directory}/vswitchd.ctl", Database);
        await Vsctl(
            "--", "add-br", "br0",
            "--", "set", "bridge", "br0", "datapath_type=dummy", "fail_mode=secure", "other-config:disable-in-band=true",
            "--", "add-port", "br0", "p1", "--", "set", "interface", "p1", "type=dummy", "ofport_request=5",
            "--", "add-port", "br0", "p2", "--", "set", "interface", "p2", "type=dummy", "ofport_request=6");
        _listener.Start();
    }

    internal Task<string> Vsctl(params IEnumerable<string> arguments) => Tool.Run("ovs-vsctl", [$"--db={Database}", .. arguments]);

    internal Task<string> Appctl(params IEnumerable<string> arguments) =>
        Tool.Run("ovs-appctl", ["-t", $"{_directory}/vswitchd.ctl", .. arguments]);

    /// <summary>Runs ovs-ofctl on the bridge: a command and what follows the bridge's name.</summary>
    internal Task<string> Ofctl(string command, params IEnumerable<string> arguments) =>
        Tool.Run("ovs-ofctl", ["-O", "OpenFlow15", "--no-stats", command, Management, .. arguments]);

    /// <summary>Has the bridge dial this test, as devices dial the controller, and opens the connection.</summary>
    internal async Task<SwitchConnection> Connect(SwitchConnectionOptions? options = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        await Vsctl("set-controller", "br0", $"tcp:127.0.0.1:{port}");
        var client = await _listener.AcceptTcpClientAsync(cancellation);
        return await SwitchConnection.Open(new StreamPipe(client.GetStream()), options ?? new(), TimeProvider.System, cancellation);
    }

    internal async Task Clear()
    {
        await Vsctl("del-controller", "br0");
        await Ofctl("del-flows");
        await Ofctl("del-tlv-map");
        await Ofctl("del-groups");
        await Ofctl("del-meters");
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var name in (string[])["ovs-vswitchd", "ovsdb-server"])
        {
            if (!File.Exists(PidFile(name)))
                continue;
            var pid = int.Parse(await File.ReadAllTextAsync(PidFile(name)), CultureInfo.InvariantCulture);
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            process.Kill();
            await process.WaitForExitAsync();
        }
        Directory.Delete(_directory, recursive: true);
    }

    Task<string> Run(string daemon, params IEnumerable<string> arguments) =>
        Tool.Run("env", [$"OVS_RUNDIR={_directory}", daemon, "--detach", "--no-chdir", $"--pidfile={PidFile(daemon)}", $"--log-file={_directory}/{daemon}.log", .. arguments]);

    string PidFile(string daemon) => $"{_directory}/{daemon}.pid";
}

/// <summary>A stream as the two pipes that a connection wants.</summary>
sealed class StreamPipe(Stream stream) : IDuplexPipe
{
    public PipeReader Input { get; } = PipeReader.Create(stream);

    public PipeWriter Output { get; } = PipeWriter.Create(stream);
}

/// <summary>One switch for all tests that talk to one; they run one after the other.</summary>
[CollectionDefinition(nameof(OneSwitch))]
public sealed class OneSwitch : ICollectionFixture<OvsSwitch>;
