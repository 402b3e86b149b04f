namespace Sdn.Ovsdb;

/// <summary>
/// Where an OVSDB server listens, written as OVS writes its active connection methods: <c>unix:FILE</c>, <c>tcp:HOST[:PORT]</c>
/// or <c>ssl:HOST[:PORT]</c> (ovsdb(7)).
/// </summary>
public abstract record OvsdbEndpoint
{
    /// <summary>The port that IANA gave to OVSDB.</summary>
    public const int DefaultPort = 6640;

    OvsdbEndpoint()
    {
    }

    /// <summary>A socket in the file system.</summary>
    public sealed record Unix(string Path) : OvsdbEndpoint
    {
        public override string ToString() => $"unix:{Path}";
    }

    /// <summary>A host's name or address (an IPv6 address without its brackets) and port.</summary>
    public sealed record Tcp(string Host, int Port = DefaultPort) : OvsdbEndpoint
    {
        public override string ToString() => $"tcp:{HostAndPort.Bracketed(Host)}:{Port}";
    }

    /// <summary>The same, with TLS.</summary>
    public sealed record Ssl(string Host, int Port = DefaultPort) : OvsdbEndpoint
    {
        public override string ToString() => $"ssl:{HostAndPort.Bracketed(Host)}:{Port}";
    }

    /// <exception cref="FormatException">The text is no endpoint; the message says why.</exception>
    public static OvsdbEndpoint Parse(string text)
    {
        var (scheme, rest) = text.Split(':', 2) is [var before, { Length: > 0 } behind] ? (before, behind) : ("", "");
        switch (scheme)
        {
            case "unix":
                return new Unix(rest);
            case "tcp":
                var (host, port) = HostAndPort.ParseActive(text, rest);
                return new Tcp(host, port);
            case "ssl":
                (host, port) = HostAndPort.ParseActive(text, rest);
                return new Ssl(host, port);
            default:
                throw new FormatException(
                    $"'{text}' is no OVSDB endpoint to dial: unix:FILE, tcp:HOST[:PORT] or ssl:HOST[:PORT] expected.");
        }
    }
}
