using System.Globalization;

namespace Sdn.Ovsdb.Shim;

/// <summary>The options that test-ovsdb takes before its verb.</summary>
sealed record IdlOptions
{
    /// <summary>Whether to print what changed, and not all rows.</summary>
    public bool IsTracking { get; init; }

    /// <summary>When to give up; null never.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Where to log what goes on; null for nowhere.</summary>
    public IdlLog? Log { get; init; }

    /// <summary>Reads the options that stand before the verb, and gives what follows them.</summary>
    public static (IdlOptions Options, string[] Verb) Parse(string[] arguments)
    {
        var options = new IdlOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith('-'))
                return (options, arguments[i..]);
            options = argument switch
            {
                "-c" or "--change-track" => options with { IsTracking = true },
                "-t" or "--timeout" when i + 1 < arguments.Length => options with { TimeoutSeconds = Seconds(arguments[++i]) },
                _ when argument.StartsWith("-t", StringComparison.Ordinal) => options with { TimeoutSeconds = Seconds(argument[2..]) },
                _ when argument.StartsWith("--timeout=", StringComparison.Ordinal) => options with { TimeoutSeconds = Seconds(argument[10..]) },
                // As if for every module; -vPATTERN:... says how the lines look, which they do anyway.
                "-v" or "-vjsonrpc" => options with { Log = options.Log ?? new IdlLog(Console.Error) },
                // A transaction writes changed columns alone in any case; "--" only ends the options.
                "-w" or "--write-changed-only" or "--" => options,
                _ when argument.StartsWith("-v", StringComparison.Ordinal) => options,
                _ => throw new UsageException($"unknown option {argument}"),
            };
        }
        return (options, []);
    }

    static int Seconds(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
        ? seconds
        : throw new UsageException($"value {text} on -t or --timeout is invalid");
}
