using System.Globalization;

namespace Sdn.Ovsdb;

/// <summary>The host and port of a connection method (ovsdb(7), "Connection Methods").</summary>
static class HostAndPort
{
    /// <summary>Reads <c>HOST[:PORT]</c> of the method <paramref name="text"/>.</summary>
    public static (string Host, int Port) ParseActive(string text, string hostAndPort)
    {
        var (host, port) = Split(text, hostAndPort);
        host = Unbracketed(text, host);
        return host.Length > 0
            ? (host, port is null ? OvsdbEndpoint.DefaultPort : ParsePort(text, port, 1))
            : throw new FormatException($"'{text}' names no host.");
    }

    /// <summary>Reads <c>[PORT][:HOST]</c> of the method <paramref name="text"/>; port 0 lets the system choose.</summary>
    public static (int Port, string? Host) ParsePassive(string text, string portAndHost)
    {
        var (port, host) = Split(text, portAndHost);
        if (host is not null && (host = Unbracketed(text, host)).Length == 0)
            throw new FormatException($"'{text}' names no address after the port.");
        return (port.Length == 0 ? OvsdbEndpoint.DefaultPort : ParsePort(text, port, 0), host);
    }

    /// <summary>A host as it stands before or after a port.</summary>
    public static string Bracketed(string host) => host.Contains(':') ? $"[{host}]" : host;

    // At the only colon outside brackets; without brackets nobody can tell where an IPv6 address ends and the port begins.
    static (string First, string? Second) Split(string text, string joined)
    {
        var depth = 0;
        var colon = -1;
        for (var i = 0; i < joined.Length; i++)
        {
            switch (joined[i])
            {
                case '[':
                    depth++;
                    break;
                case ']':
                    depth--;
                    break;
                case ':' when depth == 0:
                    colon = colon < 0
                        ? i
                        : throw new FormatException($"'{text}' has more than one port, or an IPv6 address without brackets.");
                    break;
            }
        }
        return colon < 0 ? (joined, null) : (joined[..colon], joined[(colon + 1)..]);
    }

    static string Unbracketed(string text, string host)
    {
        var isBracketed = host is ['[', .., ']'];
        var inner = isBracketed ? host[1..^1] : host;
        return inner.AsSpan().IndexOfAny('[', ']') < 0
            ? inner
            : throw new FormatException($"'{text}' has brackets that do not enclose an address.");
    }

    static int ParsePort(string text, string digits, int min) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port >= min && port <= 65535
            ? port
            : throw new FormatException($"'{text}' has a port that is not a number from {min} to 65535.");
}
