using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sdn.Controller.Store;

/// <summary>Addresses and prefixes as numbers, so that pools count with them.</summary>
static class Prefixes
{
    public static readonly NumberRange AllIpv4 = new(0, uint.MaxValue);
    public static readonly NumberRange AllIpv6 = new(0, UInt128.MaxValue);

    public static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static IPAddress ToAddress(UInt128 number, AddressFamily family)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new(family == AddressFamily.InterNetwork ? bytes[12..] : bytes);
    }

    public static int Bits(AddressFamily family) => family == AddressFamily.InterNetwork ? 32 : 128;

    /// <summary>How many addresses a prefix of a length holds; a length of 0 is not asked for.</summary>
    public static UInt128 Size(int prefixLength, AddressFamily family) => UInt128.One << (Bits(family) - prefixLength);

    public static NumberRange ToRange(IPNetwork network)
    {
        var first = ToNumber(network.BaseAddress);
        return new(first, first + (Size(network.PrefixLength, network.BaseAddress.AddressFamily) - 1));
    }

    /// <summary>The addresses that endpoints of a subnet can have: without the network's own, the gateway's, and IPv4's broadcast.</summary>
    public static NumberRange HostsOf(IPNetwork subnet)
    {
        var range = ToRange(subnet);
        return subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork
            ? new(range.First + 2, range.Last - 1)
            : new(range.First + 2, range.Last);
    }

    /// <summary>The first address of a subnet, which the switches answer for.</summary>
    public static IPAddress GatewayOf(IPNetwork subnet) =>
        ToAddress(ToNumber(subnet.BaseAddress) + 1, subnet.BaseAddress.AddressFamily);
}
