using System.CommandLine;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sdn.Ovsdb;

namespace Sdn.Cli.Calls;

/// <summary>Gives the commands of <c>sdnctl ovsdb</c> their body: connects it to the server that the command line names, and
/// turns what goes wrong into words on stderr and an exit code.</summary>
sealed class OvsdbCaller(Shell shell)
{
    const int ConnectTimeoutSeconds = 5;

    /// <summary>Our private key and certificate and the authorities that we believe, for <c>ssl:</c>; all three or none.</summary>
    public IReadOnlyList<Option<string?>> TlsFiles { get; } =
    [
        File("--private-key", "-p", "Our private key, for ssl:"),
        File("--certificate", "-c", "Our certificate, for ssl:"),
        File("--ca-cert", "-C", "The certificates of the authorities that may have signed the server's, for ssl:"),
    ];

    /// <summary>Where the server listens; the first argument of each command.</summary>
    public static Argument<OvsdbRemotes> Remote() => new("remote")
    {
        Description = "Where the server listens: unix:FILE, tcp:HOST[:PORT] or ssl:HOST[:PORT]; of several with commas between, "
            + "the first that answers",
        CustomParser = result =>
        {
            try
            {
                var remotes = OvsdbRemotes.Parse(result.Tokens[^1].Value);
                if (remotes.ClusterId is null)
                    return remotes;
                result.AddError("cid: is for those who stay connected; name the server to ask.");
            }
            catch (FormatException e)
            {
                result.AddError(e.Message);
            }
            return null;
        },
    };

    /// <summary>Makes <paramref name="body"/> what the command does with a session.</summary>
    public Command Bind(
        Command command, Argument<OvsdbRemotes> remote, Func<OvsdbClient, ParseResult, CancellationToken, Task<int>> body)
    {
        command.SetAction((parsed, cancellationToken) => Run(parsed.GetRequiredValue(remote), parsed, body, cancellationToken));
        return command;
    }

    async Task<int> Run(
        OvsdbRemotes remotes,
        ParseResult parsed,
        Func<OvsdbClient, ParseResult, CancellationToken, Task<int>> body,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var client = await Connect(remotes, Tls(remotes, parsed), cancellationToken);
            return await body(client, parsed, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (UsageException e)
        {
            return Fail(ExitCodes.Usage, e.Lines);
        }
        catch (OvsdbException e) when (e.EndsSession || e.Error == OvsdbErrors.RequestTimedOut)
        {
            return Fail(ExitCodes.Unreachable, [$"the OVSDB server at {remotes} is not there, or no longer: {e.Message}"]);
        }
        catch (OvsdbException e)
        {
            return Fail(ExitCodes.Refused, [$"{remotes} refused: {e.Message}"]);
        }
    }

    /// <summary>The first server that answers; if none does, what went wrong with the last.</summary>
    static async Task<OvsdbClient> Connect(
        OvsdbRemotes remotes, SslClientAuthenticationOptions? tls, CancellationToken cancellationToken)
    {
        foreach (var remote in remotes.Endpoints.SkipLast(1))
        {
            try
            {
                return await Connect(remote, tls, cancellationToken);
            }
            catch (OvsdbException e) when (e.EndsSession)
            {
                continue;
            }
        }
        return await Connect(remotes.Endpoints[^1], tls, cancellationToken);
    }

    static async Task<OvsdbClient> Connect(
        OvsdbEndpoint remote, SslClientAuthenticationOptions? tls, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(ConnectTimeoutSeconds));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await OvsdbConnector.Connect(remote, tls, OvsdbClientOptions.Default, TimeProvider.System, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OvsdbException(OvsdbErrors.ConnectionLost, $"no answer within {ConnectTimeoutSeconds} s", e);
        }
    }

    SslClientAuthenticationOptions? Tls(OvsdbRemotes remotes, ParseResult parsed)
    {
        if (!remotes.Endpoints.Any(remote => remote is OvsdbEndpoint.Ssl))
            return null;
        var paths = TlsFiles.Select(option => parsed.GetValue(option)
            ?? throw new UsageException($"ssl: needs {string.Join(", ", TlsFiles.Select(file => file.Name))}.")).ToArray();
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(paths[2]);
            return OvsdbTls.Client(X509Certificate2.CreateFromPemFile(paths[1], paths[0]), authorities);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{string.Join(", ", paths)}: {e.Message}");
        }
    }

    static Option<string?> File(string name, string letter, string description) =>
        new(name, letter) { HelpName = "FILE", Description = description, Recursive = true };

    int Fail(int exitCode, IReadOnlyList<string> lines)
    {
        shell.Out.Flush();
        shell.Error.WriteLine($"sdnctl: {lines[0]}");
        foreach (var line in lines.Skip(1))
            shell.Error.WriteLine(line);
        return exitCode;
    }
}
