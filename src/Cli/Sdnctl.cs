using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sdn.Cli.Calls;
using Sdn.Cli.Commands;

namespace Sdn.Cli;

/// <summary>The command tree, and the way from a command line to an exit code.</summary>
static class Sdnctl
{
    public static async Task<int> Run(IReadOnlyList<string> args, Shell shell, CancellationToken cancellationToken)
    {
        var parsed = CreateRoot(shell).Parse(args);
        var exitCode = parsed.Action is ParseErrorAction
            ? Explain(parsed, shell)
            : await parsed.InvokeAsync(
                new() { Output = shell.Out, Error = shell.Error, EnableDefaultExceptionHandler = false },
                cancellationToken);
        await shell.Out.FlushAsync(CancellationToken.None);
        return exitCode;
    }

    /// <summary>The whole tree. A command group is a file in Commands; a new one is one line here.</summary>
    public static RootCommand CreateRoot(Shell shell)
    {
        var caller = new Caller(shell);
        var root = new RootCommand("Talks to an SdnController: devices, applications, endpoints, policies, tunnels.")
        {
            caller.Controller,
            caller.Format,
            DeviceCommands.Create(caller),
            ApplicationCommands.Create(caller),
            EndpointCommands.Create(caller),
            PolicyCommands.Create(caller),
            TunnelCommands.Create(caller),
            WaitCommand.Create(caller),
            FlowsCommand.Create(caller),
            ChangesCommand.Create(caller),
            BackupCommand.Create(caller),
            OpenFlowCommands.Create(shell, caller.Format),
            OvsdbCommands.Create(shell, caller.Format),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    static int Explain(ParseResult parsed, Shell shell)
    {
        foreach (var message in parsed.Errors.Select(e => e.Message).Distinct())
            shell.Error.WriteLine($"sdnctl: {message}");
        shell.Error.WriteLine($"Run '{HelpWithExamples.PathOf(parsed.CommandResult)} --help' to see what there is.");
        return ExitCodes.Usage;
    }
}
