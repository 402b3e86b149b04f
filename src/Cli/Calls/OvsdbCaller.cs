using System.CommandLine;
using Sdn.Ovsdb;

namespace Sdn.Cli.Calls;

/// <summary>Gives the commands of <c>sdnctl ovsdb</c> their body: connects it to the server that the command line names, and
/// turns what goes wrong into words on stderr and an exit code.</summary>
sealed class OvsdbCaller(Shell shell)
{
    const int ConnectTimeoutSeconds = 5;

    /// <summary>Where the server listens; the first argument of each command.</summary>
    public static Argument<OvsdbEndpoint> Remote() => new("remote")
    {
        Description = "Where the server listens: unix:FILE or tcp:HOST[:PORT]",
        CustomParser = result =>
        {
            try
            {
                return OvsdbEndpoint.Parse(result.Tokens[^1].Value);
            }
            catch (FormatException e)
            {
                result.AddError(e.Message);
                return null;
            }
        },
    };

    /// <summary>Makes <paramref name="body"/> what the command does with a session.</summary>
    public Command Bind(
        Command command, Argument<OvsdbEndpoint> remote, Func<OvsdbClient, ParseResult, CancellationToken, Task<int>> body)
    {
        command.SetAction((parsed, cancellationToken) => Run(parsed.GetRequiredValue(remote), parsed, body, cancellationToken));
        return command;
    }

    async Task<int> Run(
        OvsdbEndpoint remote,
        ParseResult parsed,
        Func<OvsdbClient, ParseResult, CancellationToken, Task<int>> body,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var client = await Connect(remote, cancellationToken);
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
            return Fail(ExitCodes.Unreachable, [$"the OVSDB server at {remote} is not there, or no longer: {e.Message}"]);
        }
        catch (OvsdbException e)
        {
            return Fail(ExitCodes.Refused, [$"{remote} refused: {e.Message}"]);
        }
    }

    static async Task<OvsdbClient> Connect(OvsdbEndpoint remote, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(ConnectTimeoutSeconds));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await OvsdbConnector.Connect(remote, OvsdbClientOptions.Default, TimeProvider.System, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OvsdbException(OvsdbErrors.ConnectionLost, $"no answer within {ConnectTimeoutSeconds} s", e);
        }
    }

    int Fail(int exitCode, IReadOnlyList<string> lines)
    {
        shell.Out.Flush();
        shell.Error.WriteLine($"sdnctl: {lines[0]}");
        foreach (var line in lines.Skip(1))
            shell.Error.WriteLine(line);
        return exitCode;
    }
}
