using System.Buffers.Binary;
using System.Net;
using Sdn.OpenFlow;

namespace Sdn.Pipeline;

/// <summary>Addresses that follow from others.</summary>
static class Addresses
{
    /// <summary>The first address of a subnet, which its gateway has.</summary>
    public static IPAddress Gateway(IPNetwork subnet)
    {
        var bytes = subnet.BaseAddress.GetAddressBytes();
        bytes[^1]++;   // a base address with hosts behind it is even
        return new(bytes);
    }

    /// <summary>The link-local address that the kernel makes from a MAC address (RFC 4291, appendix A).</summary>
    public static IPAddress LinkLocal(MacAddress mac)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, 0xfe80);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Eui64(mac.Value));
        return new(bytes);
    }

    static ulong Eui64(ulong mac) => (mac & 0xffff_ff00_0000) << 16 ^ 0x0200_0000_0000_0000 | 0xff_fe00_0000 | mac & 0xff_ffff;

    /// <summary>The addresses that two prefixes have in common: one of them, or none.</summary>
    public static IPNetwork? Common(IPNetwork a, IPNetwork b)
    {
        if (a.BaseAddress.AddressFamily != b.BaseAddress.AddressFamily)
            return null;
        var (wide, narrow) = a.PrefixLength <= b.PrefixLength ? (a, b) : (b, a);
        return wide.Contains(narrow.BaseAddress) ? narrow : null;
    }
}
