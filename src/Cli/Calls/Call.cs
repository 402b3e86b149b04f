using System.CommandLine;
using Grpc.Core;
using Sdn.Cli.Output;

namespace Sdn.Cli.Calls;

/// <summary>One run of a command: what was typed, the controller to ask, and where the answer is written.</summary>
sealed class Call(
    ParseResult parsed, Shell shell, Connection connection, OutputFormat format, CancellationToken cancellationToken)
{
    const int ReplyTimeoutSeconds = 30;

    public ParseResult Parsed => parsed;

    public Shell Shell => shell;

    public CallInvoker Invoker => connection.Invoker;

    public Writer Output { get; } = new(shell.Out, format, shell.HasColors);

    /// <summary>The id of the change that the command asks for; empty when none was given.</summary>
    public string RequestId => parsed.GetValue<string>(Commands.Options.RequestIdName) ?? "";

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>For a call with one reply.</summary>
    public CallOptions Options => Within(TimeSpan.FromSeconds(ReplyTimeoutSeconds));

    /// <summary>For a stream that ends when somebody ends it.</summary>
    public CallOptions Endless => new(cancellationToken: cancellationToken);

    public CallOptions Within(TimeSpan timeout) =>
        new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + timeout, cancellationToken: cancellationToken);
}
