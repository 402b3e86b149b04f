using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sdn.Wire;

/// <summary>How an application's packets are wrapped between devices.</summary>
public enum Encapsulation
{
    Vxlan,
    Gre,
}

/// <summary>
/// An application as the underlay sees it: its tunnel, whose key is the VNI or the GRE key, and the addresses that may
/// be inside.
/// </summary>
public sealed record Application(
    string Name, Encapsulation Encapsulation, uint Key, IPNetwork? Subnet4, IPNetwork? Subnet6)
{
    /// <summary>Says whether an address is one of the application's.</summary>
    public bool Holds(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => Subnet4?.Contains(address) ?? false,
        AddressFamily.InterNetworkV6 => Subnet6?.Contains(address) ?? false,
        _ => false,
    };

    /// <summary>Reads <c>cameras=vxlan:100:10.1.0.0/24:fd00:1::/64</c>; a subnet may be empty.</summary>
    public static Application Parse(string text) =>
        TryParse(text, out var application)
            ? application
            : throw new FormatException($"'{text}' is not NAME=vxlan|gre:KEY:IPV4_SUBNET:IPV6_SUBNET.");

    static bool TryParse(string text, [NotNullWhen(true)] out Application? application)
    {
        application = null;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
            return false;
        // An IPv6 subnet holds colons; it is the last part.
        var parts = text[(equals + 1)..].Split(':', 4);
        if (parts.Length < 3 || !TryParseEncapsulation(parts[0], out var encapsulation))
            return false;
        if (!uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var key))
            return false;
        if (!TryParseSubnet(parts[2], AddressFamily.InterNetwork, out var subnet4))
            return false;
        if (!TryParseSubnet(parts.ElementAtOrDefault(3) ?? "", AddressFamily.InterNetworkV6, out var subnet6))
            return false;
        application = new Application(text[..equals], encapsulation, key, subnet4, subnet6);
        return subnet4 is not null || subnet6 is not null;
    }

    static bool TryParseEncapsulation(string text, out Encapsulation encapsulation)
    {
        (var known, encapsulation) = text switch
        {
            "vxlan" => (true, Encapsulation.Vxlan),
            "gre" => (true, Encapsulation.Gre),
            _ => (false, default),
        };
        return known;
    }

    static bool TryParseSubnet(string text, AddressFamily family, out IPNetwork? subnet)
    {
        subnet = null;
        if (text.Length == 0)
            return true;
        if (!IPNetwork.TryParse(text, out var parsed) || parsed.BaseAddress.AddressFamily != family)
            return false;
        subnet = parsed;
        return true;
    }
}
