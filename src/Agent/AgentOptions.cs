using System.Globalization;

namespace Sdn.Agent;

/// <summary>How the agent learns whether the bridge is in the kernel or in user space.</summary>
enum Datapath
{
    /// <summary>Look at the bridge's own interface at each attach.</summary>
    Auto,
    /// <summary>Userspace: checksum offload must be off on veths, and tunnels are warmed.</summary>
    Netdev,
    /// <summary>The kernel's.</summary>
    System,
}

/// <summary>A command line or environment that the agent cannot run with.</summary>
sealed class OptionsException(string message) : Exception(message);

/// <summary>What the agent is told at start, by flags or, weaker, by SDN_AGENT_* variables.</summary>
sealed record AgentOptions
{
    public string Device { get; init; } = Environment.MachineName.ToLowerInvariant();
    public Uri Controller { get; init; } = new("http://127.0.0.1:6650");
    public string StateDir { get; init; } = "/var/lib/sdn-agent";
    public string PluginSocket { get; init; } = "/run/docker/plugins/sdn.sock";
    public Uri Docker { get; init; } = new("unix:///run/docker.sock");
    public string Bridge { get; init; } = "br-int";
    public Datapath Datapath { get; init; } = Datapath.Auto;
    public bool RecreateDefaultIpam { get; init; } = true;
    public double ControllerTimeoutSeconds { get; init; } = 4.5;
    public double ReconcileSeconds { get; init; } = 60;
    public double WarmSeconds { get; init; } = 240;
    public string LogLevel { get; init; } = "Information";

    public TimeSpan ControllerTimeout => TimeSpan.FromSeconds(ControllerTimeoutSeconds);

    // One row a flag: the command line, the environment, and the help text all read it.
    static readonly Flag[] Flags =
    [
        new("device", "NAME", "this device's id at the controller (default: the host's name)", (o, v) => o with { Device = DnsLabel(v) }),
        new("controller", "URL", "where sdn-controller serves its API (default http://127.0.0.1:6650)", (o, v) => o with { Controller = Address(v, "http", "https") }),
        new("state-dir", "DIR", "where the agent remembers networks and endpoints (default /var/lib/sdn-agent)", (o, v) => o with { StateDir = v }),
        new("plugin-socket", "FILE", "the Docker plugin socket; its name is the driver's (default /run/docker/plugins/sdn.sock)", (o, v) => o with { PluginSocket = SocketPath(v) }),
        new("docker", "URL", "dockerd's API (default unix:///run/docker.sock)", (o, v) => o with { Docker = Address(v, "unix", "http", "tcp") }),
        new("bridge", "NAME", "the Open vSwitch bridge of the containers (default br-int)", (o, v) => o with { Bridge = v }),
        new("datapath", "auto|netdev|system", "the bridge's datapath (default auto: look at the bridge)", (o, v) => o with { Datapath = OneOf<Datapath>(v) }),
        new("recreate-default-ipam", "true|false", "make a network that was created without --ipam-driver anew with the application's addresses (default true)", (o, v) => o with { RecreateDefaultIpam = YesNo(v) }),
        new("controller-timeout", "SECONDS", "how long a container start waits for the controller (default 4.5)", (o, v) => o with { ControllerTimeoutSeconds = Seconds(v, 0.1, 60) }),
        new("reconcile-interval", "SECONDS", "how often endpoints are compared with containers (default 60)", (o, v) => o with { ReconcileSeconds = Seconds(v, 1, 86_400) }),
        new("warm-interval", "SECONDS", "how often tunnels of a userspace datapath are warmed (default 240)", (o, v) => o with { WarmSeconds = Seconds(v, 1, 86_400) }),
        new("log-level", "LEVEL", "Trace, Debug, Information, Warning or Error (default Information)", (o, v) => o with { LogLevel = OneOf<LogLevel>(v).ToString() }),
    ];

    public static AgentOptions Parse(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var options = new AgentOptions();
        foreach (var flag in Flags)
        {
            if (environment(flag.Variable) is { Length: > 0 } value)
                options = flag.Set(options, value, flag.Variable);
        }

        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            var flag = Flags.FirstOrDefault(f => "--" + f.Name == name)
                ?? throw new OptionsException($"unknown flag {name}; sdn-agent --help lists them");
            if (value is null && ++i == arguments.Count)
                throw new OptionsException($"{name} needs a value: {name} {flag.Value}");
            options = flag.Set(options, value ?? arguments[i], name);
        }
        return options;
    }

    public static string Help() =>
        "sdn-agent: the SdnController agent of a device: Docker network and IPAM driver.\n\n" +
        "usage: sdn-agent [flags]\n\n" +
        string.Concat(Flags.Select(f => $"  --{f.Name} {f.Value}\n        {f.Text}\n        environment: {f.Variable}\n")) +
        "  --help\n  --version\n";

    static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    static string DnsLabel(string value) =>
        value.Length is >= 1 and <= 63 && value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? value
            : throw new FormatException("must be 1 to 63 of a-z, 0-9 and -");

    static Uri Address(string value, params string[] schemes) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme)
            ? uri
            : throw new FormatException($"must be a URL that begins with {string.Join(" or ", schemes.Select(s => s + "://"))}");

    // sockaddr_un holds 108 bytes with the closing zero; a temporary name of 5 more is bound first.
    static string SocketPath(string value) =>
        value.Length is > 0 and <= 102 ? value : throw new FormatException("must have 1 to 102 characters");

    static T OneOf<T>(string value) where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) && !char.IsAsciiDigit(value[0])
            ? parsed
            : throw new FormatException($"must be one of {string.Join(", ", Enum.GetNames<T>())}");

    static bool YesNo(string value) =>
        bool.TryParse(value, out var parsed) ? parsed : throw new FormatException("must be true or false");

    static double Seconds(string value, double min, double max) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds >= min && seconds <= max
            ? seconds
            : throw new FormatException($"must be {min} to {max} seconds");

    sealed record Flag(string Name, string Value, string Text, Func<AgentOptions, string, AgentOptions> Apply)
    {
        public string Variable => "SDN_AGENT_" + Name.Replace('-', '_').ToUpperInvariant();

        public AgentOptions Set(AgentOptions options, string value, string saidBy)
        {
            try
            {
                return Apply(options, value);
            }
            catch (FormatException e)
            {
                throw new OptionsException($"{saidBy} \"{value}\" {e.Message}");
            }
        }
    }
}
