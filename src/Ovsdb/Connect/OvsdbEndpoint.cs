using System.Globalization;

namespace Sdn.Ovsdb;

/// <summary>
/// Where an OVSDB server listens, written as OVS writes it: <c>unix:FILE</c> or <c>tcp:HOST[:PORT]</c> (ovsdb(7)).
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
        public override string ToString() => Host.Contains(':') ? $"tcp:[{Host}]:{Port}" : $"tcp:{Host}:{Port}";
    }

    /// <exception cref="FormatException">The text is no endpoint; the message says why.</exception>
    public static OvsdbEndpoint Parse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal) && text.Length > 5)
            return new Unix(text[5..]);
        if (text.StartsWith("tcp:", StringComparison.Ordinal) && text.Length > 4)
            return ParseTcp(text, text[4..]);
        throw new FormatException($"'{text}' is no OVSDB endpoint: unix:FILE or tcp:HOST[:PORT] expected.");
    }

    static Tcp ParseTcp(string text, string hostAndPort)
    {
        var portAt = hostAndPort.LastIndexOf(':');
        var host = hostAndPort;
        var port = DefaultPort;
        if (portAt > hostAndPort.LastIndexOf(']'))
        {
            host = hostAndPort[..portAt];
            var digits = hostAndPort[(portAt + 1)..];
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)
                throw new FormatException($"'{text}' has a port that is not a number from 1 to 65535.");
        }
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (isBracketed)
            host = host[1..^1];
        if (host.Length == 0)
            throw new FormatException($"'{text}' names no host.");
        // Without brackets nobody can tell where an IPv6 address ends and the port begins.
        if (host.Contains(':') && !isBracketed)
            throw new FormatException($"'{text}' has an IPv6 address without brackets.");
        return new Tcp(host, port);
    }
}
