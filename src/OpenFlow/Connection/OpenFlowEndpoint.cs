using System.Globalization;

namespace Sdn.OpenFlow;

/// <summary>
/// Where a switch listens, written as Open vSwitch writes it: <c>tcp:HOST[:PORT]</c>, <c>ssl:HOST[:PORT]</c> or <c>unix:FILE</c>
/// (ovs-vswitchd's ptcp:, pssl: and punix:, and each bridge's NAME.mgmt).
/// </summary>
public abstract record OpenFlowEndpoint
{
    /// <summary>The port that IANA gave to OpenFlow.</summary>
    public const int DefaultPort = 6653;

    OpenFlowEndpoint()
    {
    }

    /// <summary>A socket in the file system.</summary>
    public sealed record Unix(string Path) : OpenFlowEndpoint
    {
        public override string ToString() => $"unix:{Path}";
    }

    /// <summary>A host's name or address (an IPv6 address without its brackets) and port.</summary>
    public sealed record Tcp(string Host, int Port = DefaultPort) : OpenFlowEndpoint
    {
        public override string ToString() => $"tcp:{Bracketed(Host)}:{Port}";
    }

    /// <summary>The same, with TLS.</summary>
    public sealed record Ssl(string Host, int Port = DefaultPort) : OpenFlowEndpoint
    {
        public override string ToString() => $"ssl:{Bracketed(Host)}:{Port}";
    }

    /// <exception cref="FormatException">The text is no endpoint; the message says why.</exception>
    public static OpenFlowEndpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (scheme, rest) = text.Split(':', 2) is [var before, { Length: > 0 } behind] ? (before, behind) : ("", "");
        switch (scheme)
        {
            case "unix":
                return new Unix(rest);
            case "tcp":
                var (host, port) = HostAndPort(text, rest);
                return new Tcp(host, port);
            case "ssl":
                (host, port) = HostAndPort(text, rest);
                return new Ssl(host, port);
            default:
                throw new FormatException($"'{text}' is no OpenFlow endpoint: tcp:HOST[:PORT], ssl:HOST[:PORT] or unix:FILE expected");
        }
    }

    static (string Host, int Port) HostAndPort(string text, string hostAndPort)
    {
        var portAt = hostAndPort.LastIndexOf(':');
        var host = hostAndPort;
        var port = DefaultPort;
        if (portAt > hostAndPort.LastIndexOf(']'))
        {
            host = hostAndPort[..portAt];
            if (!int.TryParse(hostAndPort[(portAt + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)
                throw new FormatException($"'{text}' has a port that is not a number from 1 to 65535");
        }
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (isBracketed)
            host = host[1..^1];
        if (host.Length == 0)
            throw new FormatException($"'{text}' names no host");
        // Without brackets nobody can tell where an IPv6 address ends and the port begins.
        if (host.Contains(':') && !isBracketed)
            throw new FormatException($"'{text}' has an IPv6 address without brackets");
        return (host, port);
    }

    static string Bracketed(string host) => host.Contains(':') ? $"[{host}]" : host;
}
