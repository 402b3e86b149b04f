using System.Diagnostics;
using Sdn.Ovsdb;

namespace Sdn.Bench;

/// <summary>A real ovsdb-server with the schema of Open vSwitch, in a directory of its own, filled with as many rows as asked for.</summary>
sealed class OvsdbBenchServer : IAsyncDisposable
{
    const int RowsPerTransaction = 2_000;

    readonly string _directory = Directory.CreateTempSubdirectory("ovsdb-bench-").FullName;
    Process? _process;
    Task _log = Task.CompletedTask;

    public string SocketPath => Path.Combine(_directory, "db.sock");

    public OvsdbEndpoint Endpoint => new OvsdbEndpoint.Unix(SocketPath);

    public TimeSpan Cpu => ProcessCpu.Of(_process!);

    /// <summary>Starts a server whose database has a device row and, on one bridge, half as many ports as rows, each with its interface.</summary>
    public static async Task<OvsdbBenchServer> Start(int rows)
    {
        var server = new OvsdbBenchServer();
        try
        {
            await server.Launch();
            await server.Fill(rows / 2);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task<OvsdbClient> Connect() =>
        OvsdbConnector.Connect(Endpoint, OvsdbLoad.Options, TimeProvider.System, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            await _log;
        }
        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    async Task Launch()
    {
        var database = Path.Combine(_directory, "db");
        using (var tool = Process.Start("ovsdb-tool", ["create", database, Path.Combine(AppContext.BaseDirectory, "vswitch.ovsschema")]))
        {
            await tool.WaitForExitAsync();
            if (tool.ExitCode != 0)
                throw new InvalidOperationException($"ovsdb-tool create: exit status {tool.ExitCode}");
        }
        var start = new ProcessStartInfo("ovsdb-server",
        [
            database, $"--remote=punix:{SocketPath}", $"--unixctl={Path.Combine(_directory, "ctl")}", "--no-chdir", "-vconsole:info", "-vsyslog:off",
        ]);
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        // It writes its version when it listens.
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (!line.Contains("ovsdb-server (Open vSwitch)", StringComparison.Ordinal))
                continue;
            _log = _process.StandardError.ReadToEndAsync();
            return;
        }
        throw new InvalidOperationException("ovsdb-server ended");
    }

    async Task Fill(int ports)
    {
        await using var client = await Connect();
        await client.Transact(OvsdbLoad.Database,
        [
            new Operation.Insert("Bridge", Values(("name", "br-int"), ("datapath_type", "netdev"))) { UuidName = "bridge" },
            new Operation.Insert("Open_vSwitch", Values(("bridges", OvsdbValue.NamedUuid("bridge")))),
        ], CancellationToken.None);
        for (var first = 0; first < ports; first += RowsPerTransaction / 2)
        {
            var batch = Enumerable.Range(first, Math.Min(RowsPerTransaction / 2, ports - first)).ToArray();
            var operations = batch.SelectMany(Port).ToList();
            var references = OvsdbValue.Set(batch.Select(i => OvsdbAtom.NamedUuid($"p{i}")));
            operations.Add(new Operation.Mutate("Bridge", [Condition.Equal("name", "br-int")], [Mutation.Insert("ports", references)]));
            await client.Transact(OvsdbLoad.Database, operations, CancellationToken.None);
        }
    }

    // Rows as a device with containers has them: the names and MACs differ, types, states and owners repeat.
    static IEnumerable<Operation> Port(int i)
    {
        var mac = $"02:00:00:{i >> 16 & 255:x2}:{i >> 8 & 255:x2}:{i & 255:x2}";
        yield return new Operation.Insert("Interface", Values(
            ("name", $"veth{i}"), ("type", "system"), ("mac_in_use", mac), ("ofport", (long)(1 + i % 60_000)), ("mtu", 1450L), ("ifindex", 10L + i),
            ("admin_state", "up"), ("link_state", i % 10 == 0 ? "down" : "up"), ("link_speed", 10_000_000_000L), ("duplex", "full"), ("link_resets", (long)(i % 3)),
            ("external_ids", OvsdbValue.Map(("iface-id", $"container-{i:x8}"), ("attached-mac", mac), ("iface-status", "active"), ("owner", $"application-{i % 100}"))),
            ("statistics", OvsdbValue.Map(("rx_bytes", 1000L * i), ("rx_packets", 10L * i), ("tx_bytes", 2000L * i), ("tx_packets", 20L * i), ("rx_errors", 0L), ("tx_errors", 0L))),
            ("status", OvsdbValue.Map(("driver_name", "veth"), ("driver_version", "1.0")))))
        { UuidName = $"i{i}" };
        yield return new Operation.Insert("Port", Values(
            ("name", $"veth{i}"), ("interfaces", OvsdbValue.NamedUuid($"i{i}")), ("tag", (long)(i % 4095)),
            ("external_ids", OvsdbValue.Map(("application", $"application-{i % 100}")))))
        { UuidName = $"p{i}" };
    }

    static ColumnValues Values(params ReadOnlySpan<(string Column, OvsdbValue Value)> values)
    {
        var columns = new ColumnValues();
        foreach (var (column, value) in values)
            columns.Add(column, value);
        return columns;
    }
}
