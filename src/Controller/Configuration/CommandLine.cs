namespace Sdn.Controller.Configuration;

/// <summary>What the command line asks for.</summary>
abstract record CommandLine
{
    public sealed record Help : CommandLine;

    public sealed record Version : CommandLine;

    /// <param name="Message">What is wrong, naming the argument.</param>
    public sealed record Mistake(string Message) : CommandLine;

    /// <param name="Settings">Options by their keys.</param>
    /// <param name="ConfigFile">A file of settings, if one was named.</param>
    /// <param name="RestoreFile">A backup to be put in the store's place, instead of running.</param>
    public sealed record Run(IReadOnlyDictionary<string, string?> Settings, string? ConfigFile, string? RestoreFile = null) : CommandLine;

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        string? configFile = null;
        string? restoreFile = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument is "--help" or "-h")
                return new Help();
            if (argument is "--version")
                return new Version();
            if (!argument.StartsWith("--", StringComparison.Ordinal))
                return new Mistake($"'{argument}' is no option; options begin with --");

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument[2..] : argument[2..equals];
            var isFile = name is "config" or "restore";
            var key = name == "state-dir" ? "Store:StateDirectory" : name;
            if (!isFile && !OptionTable.Rows.Any(r => r.Key.Equals(key, StringComparison.OrdinalIgnoreCase)))
                return new Mistake($"there is no option '--{name}'");

            if (equals < 0 && ++i == arguments.Count)
                return new Mistake($"option '--{name}' needs a value");

            var value = equals < 0 ? arguments[i] : argument[(equals + 1)..];
            if (name == "config")
                configFile = value;
            else if (name == "restore")
                restoreFile = value;
            else
                settings[key] = value;
        }

        return new Run(settings, configFile, restoreFile);
    }
}
