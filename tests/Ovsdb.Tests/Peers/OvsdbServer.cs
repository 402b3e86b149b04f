using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sdn.Ovsdb.Tests;

/// <summary>A real ovsdb-server with a database of its own in a directory of its own.</summary>
sealed class OvsdbServer : IAsyncDisposable
{
    readonly string _directory;
    readonly string _remote;

    // What only some tests give to ovsdb-server; here until it is launched anew too.
    readonly List<string> _arguments = [];
    string? _database;
    Process? _process;
    Task _log = Task.CompletedTask;

    OvsdbServer(string directory, string? remote)
    {
        _directory = directory;
        _remote = remote ?? $"punix:{SocketPath}";
    }

    public string SocketPath => Path.Combine(_directory, "db.sock");

    /// <summary>The port that the system chose for port 0.</summary>
    public int Port { get; private set; }

    public string DatabasePath => Path.Combine(_directory, "db");

    string RaftAddress => $"unix:{Path.Combine(_directory, "raft")}";

    string ControlPath => Path.Combine(_directory, "ctl");

    public OvsdbEndpoint Endpoint => new OvsdbEndpoint.Unix(SocketPath);

    /// <summary>Makes a database with the schema of Open vSwitch and serves it at a unix socket, or as told.</summary>
    public static Task<OvsdbServer> Start(string? remote = null) =>
        Start(remote, server => ["create", server.DatabasePath, SchemaPath]);

    /// <summary>Makes a database with a schema of the test's own.</summary>
    public static Task<OvsdbServer> StartWith(string schema, string? remote = null) => Start(
        remote, server => ["create", server.DatabasePath, server.WriteSchema(schema)]);

    /// <summary>A server that listens where a passive method says, with further arguments of ovsdb-server's.</summary>
    public static Task<OvsdbServer> StartListening(string? remote, params string[] arguments) =>
        Start(remote, server =>
        {
            server._arguments.AddRange(arguments);
            return ["create", server.DatabasePath, SchemaPath];
        });

    /// <summary>A server that dials whom <see cref="SetManager"/> tells it.</summary>
    public static Task<OvsdbServer> StartManaged(params string[] arguments) =>
        StartListening(null, ["--remote=db:Open_vSwitch,Open_vSwitch,manager_options", .. arguments]);

    /// <summary>A further server of another one's cluster; it has joined when <see cref="WaitConnected"/> returns.</summary>
    public static Task<OvsdbServer> JoinCluster(OvsdbServer member) => Start(
        null, server => ["join-cluster", server.DatabasePath, "Open_vSwitch", server.RaftAddress, member.RaftAddress]);

    /// <summary>A server without data of its own, which hands on what another one has.</summary>
    public static Task<OvsdbServer> StartRelay(OvsdbServer source) => Start(
        null,
        server =>
        {
            server._database = $"relay:Open_vSwitch:unix:{source.SocketPath}";
            return ["--version"];
        });

    /// <summary>A cluster of one, which keeps the history of its transactions as a single database does not.</summary>
    public static Task<OvsdbServer> StartCluster() => Start(
        null, server => ["create-cluster", server.DatabasePath, SchemaPath, server.RaftAddress]);

    /// <summary>A cluster of one with a schema of the test's own.</summary>
    public static Task<OvsdbServer> StartClusterWith(string schema) => Start(null, server =>
    [
        "create-cluster", server.DatabasePath, server.WriteSchema(schema), server.RaftAddress,
    ]);

    static async Task<OvsdbServer> Start(string? remote, Func<OvsdbServer, string[]> create)
    {
        // A unix socket's path has room for 107 bytes only.
        var server = new OvsdbServer(Directory.CreateTempSubdirectory("ovsdb-test-").FullName, remote);
        try
        {
            await Run("ovsdb-tool", create(server));
            await server.Launch();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task Launch()
    {
        _process = StartProcess("ovsdb-server",
        [
            _database ?? DatabasePath, $"--remote={_remote}", $"--unixctl={ControlPath}", "--no-chdir", "-vconsole:info", "-vsyslog:off",
            .. _arguments,
        ]);
        // It writes its version when it listens, just before it begins to serve.
        var log = new StringBuilder();
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains("ovsdb-server (Open vSwitch)", StringComparison.Ordinal))
            {
                _log = _process.StandardError.ReadToEndAsync();
                return;
            }
            if (line.Split(": listening on port ") is [_, var port])
                Port = int.Parse(port, CultureInfo.InvariantCulture);
            log.AppendLine(line);
        }
        throw new InvalidOperationException($"ovsdb-server ended: {log}");
    }

    public static string SchemaPath => Path.Combine(AppContext.BaseDirectory, "Files", "vswitch.ovsschema");

    /// <summary>Changes the database's schema while the server is down.</summary>
    public Task ConvertOffline(string schema) => Run("ovsdb-tool", "convert", DatabasePath, WriteSchema(schema));

    /// <summary>Changes the database's schema while the server serves it.</summary>
    public Task ConvertOnline(string schema) => Run("ovsdb-client", "convert", $"unix:{SocketPath}", WriteSchema(schema));

    /// <summary>Stops the server's process where it is (SIGSTOP): its connections stay, and nothing comes through them.</summary>
    public Task Freeze() => Run("kill", "-STOP", $"{_process!.Id}");

    /// <summary>Lets a frozen server go on.</summary>
    public Task Thaw() => Run("kill", "-CONT", $"{_process!.Id}");

    string WriteSchema(string schema)
    {
        var path = Path.Combine(_directory, "schema");
        File.WriteAllText(path, schema);
        return path;
    }

    /// <summary>kill -9, as when the machine loses power.</summary>
    public async Task Kill()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        await _log;
    }

    /// <summary>Has the server end as at a shutdown.</summary>
    public async Task Exit()
    {
        await Control("exit");
        await _process!.WaitForExitAsync();
        await _log;
    }

    /// <summary>Waits until the server serves the database, and a clustered one is in touch with its cluster.</summary>
    public Task WaitConnected() => Run("ovsdb-client", "--timeout=30", "wait", $"unix:{SocketPath}", "Open_vSwitch", "connected");

    public Task SetManager(string target) => Run("ovs-vsctl", $"--db=unix:{SocketPath}", "--no-wait", "set-manager", target);

    /// <summary>Gives the database the schema of a file while it is served.</summary>
    public Task Convert(string schemaPath) => Run("ovsdb-client", "convert", $"unix:{SocketPath}", schemaPath);

    /// <summary>A table as the server has it, in the JSON of ovsdb-client.</summary>
    public Task<string> Dump(string table) => Run(
        "ovsdb-client", "--no-leader-only", "--format=json", "dump", $"unix:{SocketPath}", "Open_vSwitch", table);

    public Task<string> Control(params string[] command) => Run("ovs-appctl", ["-t", ControlPath, .. command]);

    public Task<OvsdbClient> Connect(OvsdbClientOptions? options = null) => OvsdbConnector.Connect(
        Endpoint, options ?? OvsdbClientOptions.Default, TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await Kill();
        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    static Process StartProcess(string program, IEnumerable<string> arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })
        ?? throw new InvalidOperationException($"{program} did not start.");

    static async Task<string> Run(string program, params IEnumerable<string> arguments)
    {
        using var process = StartProcess(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }
}
