using System.Buffers.Binary;
using System.Net;

namespace Sdn.Wire.Tests;

/// <summary>Builds frames a header at a time, outermost first, so that a test reads like a picture of the packet.</summary>
static class Frames
{
    /// <summary>A ping of OVS 3.1.0 through a VXLAN port with key 100, as captured on its uplink.</summary>
    public const string OvsVxlan =
        "3e895d419c4076edd3adf84f08004500008600004000" + "4011b663c0000201c0000202" + "91f512b500720000" +
        "0800000000006400" + "ae8d6670077f2af340206a970800" + "450000546b5240004001bb520a0100010a010002" +
        "08003c7200700001" + "3735056b00000000baa9050000000000101112131415161718191a1b1c1d1e1f" +
        "202122232425262728292a2b2c2d2e2f3031323334353637";

    /// <summary>A ping of OVS 3.1.0 through a GRE port with key 200, as captured on its uplink.</summary>
    public const string OvsGre =
        "3e895d419c4076edd3adf84f08004500007e00004000" + "402fb64dc0000201c0000202" + "20006558000000c8" +
        "a2eb815c025f068e0851e5790800" + "4500005424ae4000400101f50a0200010a020002" + "0800f90200710001" +
        "3735056b00000000f7170c0000000000101112131415161718191a1b1c1d1e1f" +
        "202122232425262728292a2b2c2d2e2f3031323334353637";

    /// <summary>An IPv6 ping of OVS 3.1.0 through a VXLAN port with key 100, as captured on its uplink.</summary>
    public const string OvsVxlanInner6 =
        "3e895d419c4076edd3adf84f08004500009a00004000" + "4011b64fc0000201c0000202" + "c10912b500860000" +
        "0800000000006400" + "ae8d6670077f2af340206a9786dd" +
        "600a0fdc00403a40fd000001000000000000000000000001fd000001000000000000000000000002" + "8000374c00720001" +
        "3835056b000000004e4c030000000000101112131415161718191a1b1c1d1e1f" +
        "202122232425262728292a2b2c2d2e2f3031323334353637";

    public static byte[] Hex(string hex) => Convert.FromHexString(hex);

    public static byte[] Ethernet(ushort type, byte[] payload) =>
        [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, .. Be16(type), .. payload];

    public static byte[] Ip4(string source, string destination, byte protocol, byte[] payload, ushort fragment = 0) =>
    [
        0x45, 0, .. Be16((ushort)(20 + payload.Length)), 0, 0, .. Be16(fragment), 64, protocol, 0, 0,
        .. IPAddress.Parse(source).GetAddressBytes(), .. IPAddress.Parse(destination).GetAddressBytes(), .. payload,
    ];

    public static byte[] Ip6(string source, string destination, byte protocol, byte[] payload) =>
    [
        0x60, 0, 0, 0, .. Be16((ushort)payload.Length), protocol, 64,
        .. IPAddress.Parse(source).GetAddressBytes(), .. IPAddress.Parse(destination).GetAddressBytes(), .. payload,
    ];

    public static byte[] Udp(ushort source, ushort destination, byte[] payload) =>
        [.. Be16(source), .. Be16(destination), .. Be16((ushort)(8 + payload.Length)), 0, 0, .. payload];

    public static byte[] Tcp(ushort source, ushort destination) =>
        [.. Be16(source), .. Be16(destination), 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 0x02, 0xff, 0xff, 0, 0, 0, 0];

    public static byte[] Vxlan(uint vni, byte[] frame) => [8, 0, 0, 0, .. Be32(vni << 8), .. frame];

    public static byte[] Gre(uint key, byte[] frame) => [0x20, 0, 0x65, 0x58, .. Be32(key), .. frame];

    public static byte[] Arp(string sender, string target) =>
    [
        0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, .. IPAddress.Parse(sender).GetAddressBytes(),
        0, 0, 0, 0, 0, 0, .. IPAddress.Parse(target).GetAddressBytes(),
    ];

    public static byte[] Echo() => [8, 0, 0, 0, 0, 1, 0, 1];

    /// <summary>A ping between two addresses, as a frame.</summary>
    public static byte[] Ping(string source, string destination) =>
        Ethernet(0x0800, Ip4(source, destination, 1, Echo()));

    /// <summary>A frame in a VXLAN tunnel between the first two devices.</summary>
    public static byte[] InVxlan(uint vni, byte[] frame) =>
        Ethernet(0x0800, Ip4("192.0.2.1", "192.0.2.2", 17, Udp(40000, 4789, Vxlan(vni, frame))));

    /// <summary>A frame in a GRE tunnel between the first two devices.</summary>
    public static byte[] InGre(uint key, byte[] frame) =>
        Ethernet(0x0800, Ip4("192.0.2.1", "192.0.2.2", 47, Gre(key, frame)));

    static byte[] Be16(ushort value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }

    static byte[] Be32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
