using System.Diagnostics;

namespace Sdn.Ovsdb.Shim;

/// <summary>An ovsdb-server of this process alone, with an empty database, for the verb that test-ovsdb serves from memory.</summary>
sealed class PrivateServer : IAsyncDisposable
{
    readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ovsdb-shim-");
    Process? _process;

    public OvsdbEndpoint Endpoint => new OvsdbEndpoint.Unix(PathOf("sock"));

    public static async Task<PrivateServer> Start(string schema, CancellationToken cancellationToken)
    {
        var server = new PrivateServer();
        try
        {
            await File.WriteAllTextAsync(server.PathOf("schema"), schema, cancellationToken);
            using (var create = Run("ovsdb-tool", "create", server.PathOf("db"), server.PathOf("schema")))
                await create.WaitForExitAsync(cancellationToken);
            await server.Launch(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _directory.Delete(recursive: true);
    }

    async Task Launch(CancellationToken cancellationToken)
    {
        _process = Run(
            "ovsdb-server", PathOf("db"), $"--remote=punix:{PathOf("sock")}", $"--unixctl={PathOf("ctl")}", "--no-chdir",
            "-vconsole:info", "-vsyslog:off");
        // It writes its version when it listens, just before it begins to serve.
        while (await _process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains("ovsdb-server (Open vSwitch)", StringComparison.Ordinal))
                return;
        }
        throw new UsageException("ovsdb-server, which this verb needs, did not start");
    }

    static Process Run(string program, params IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;

    string PathOf(string name) => Path.Combine(_directory.FullName, name);
}
