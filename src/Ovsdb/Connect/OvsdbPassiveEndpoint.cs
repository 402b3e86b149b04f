namespace Sdn.Ovsdb;

/// <summary>
/// Where we listen for OVSDB servers that dial, written as OVS writes its passive connection methods: <c>punix:FILE</c>,
/// <c>ptcp:[PORT][:HOST]</c> or <c>pssl:[PORT][:HOST]</c> (ovsdb(7)).
/// </summary>
public abstract record OvsdbPassiveEndpoint
{
    OvsdbPassiveEndpoint()
    {
    }

    /// <summary>A socket in the file system.</summary>
    public sealed record Unix(string Path) : OvsdbPassiveEndpoint
    {
        public override string ToString() => $"punix:{Path}";
    }

    /// <summary>
    /// A port (0: one that the system chooses) of one local address; without an address of every IPv4 address, and with
    /// <c>::</c> of every address.
    /// </summary>
    public sealed record Tcp(int Port = OvsdbEndpoint.DefaultPort, string? Host = null) : OvsdbPassiveEndpoint
    {
        public override string ToString() => $"ptcp:{Port}{HostPart(Host)}";
    }

    /// <summary>The same, with TLS.</summary>
    public sealed record Ssl(int Port = OvsdbEndpoint.DefaultPort, string? Host = null) : OvsdbPassiveEndpoint
    {
        public override string ToString() => $"pssl:{Port}{HostPart(Host)}";
    }

    /// <exception cref="FormatException">The text is no endpoint; the message says why.</exception>
    public static OvsdbPassiveEndpoint Parse(string text)
    {
        var (scheme, rest) = text.Split(':', 2) is [var before, var behind] ? (before, behind) : ("", "");
        switch (scheme)
        {
            case "punix" when rest.Length > 0:
                return new Unix(rest);
            case "ptcp":
                var (port, host) = HostAndPort.ParsePassive(text, rest);
                return new Tcp(port, host);
            case "pssl":
                (port, host) = HostAndPort.ParsePassive(text, rest);
                return new Ssl(port, host);
            default:
                throw new FormatException(
                    $"'{text}' is no OVSDB endpoint to listen at: punix:FILE, ptcp:[PORT][:HOST] or pssl:[PORT][:HOST] expected.");
        }
    }

    static string HostPart(string? host) => host is null ? "" : $":{HostAndPort.Bracketed(host)}";
}
