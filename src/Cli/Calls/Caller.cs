using System.CommandLine;
using Grpc.Core;
using Sdn.Cli.Commands;
using Sdn.Cli.Manifests;
using Sdn.Cli.Output;

namespace Sdn.Cli.Calls;

/// <summary>Gives commands their body: connects it to the controller that the command line names, and turns what goes wrong
/// into words on stderr and an exit code.</summary>
sealed class Caller(Shell shell)
{
    const string DefaultController = "http://127.0.0.1:6650";

    public Option<string> Controller { get; } = new("--controller")
    {
        Description = $"The controller's address (SDNCTL_CONTROLLER) [default: {DefaultController}]",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<OutputFormat> Format { get; } = new("--output", "-o")
    {
        Description = "table, json or yaml [default: table]",
        HelpName = "FORMAT",
        Recursive = true,
        CustomParser = Options.Choice(
            ("table", OutputFormat.Table), ("json", OutputFormat.Json), ("yaml", OutputFormat.Yaml)),
    };

    /// <summary>Makes <paramref name="body"/> what the command does.</summary>
    public Command Bind(Command command, Func<Call, Task<int>> body)
    {
        command.SetAction((parsed, cancellationToken) => Run(parsed, body, cancellationToken));
        return command;
    }

    async Task<int> Run(ParseResult parsed, Func<Call, Task<int>> body, CancellationToken cancellationToken)
    {
        var address = parsed.GetValue(Controller) ?? shell.Controller ?? DefaultController;
        try
        {
            using var connection = new Connection(address);
            return await body(new Call(parsed, shell, connection, parsed.GetValue(Format), cancellationToken));
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is OperationCanceledException or RpcException)
        {
            return ExitCodes.Interrupted;
        }
        catch (UsageException e)
        {
            return Fail(ExitCodes.Usage, e.Lines);
        }
        catch (RpcException e)
        {
            var (exitCode, lines) = Failure.Describe(e, address, position: null);
            return Fail(exitCode, lines);
        }
        catch (ManifestRefusedException e)
        {
            var (exitCode, lines) = Failure.Describe(e.Refusal, address, e.PositionOf);
            return Fail(exitCode, [.. lines, e.Message]);
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
