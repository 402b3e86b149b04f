using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Packets with headers that Open vSwitch's flow_extract() knows, whole and cut off.</summary>
static class AnyFrame
{
    internal static readonly Gen<ValueList<byte>> Any = Drawn.By(d =>
    {
        var bytes = d.Percent(80) ? Ethernet(d) : [.. d.From(AnyNumber.Bytes(0, 80))];
        return d.Percent(20) ? ValueList.Create<byte>(bytes.AsSpan(0, d.From(Gen.Int[0, bytes.Length]))) : ValueList.Create<byte>(bytes);
    });

    static byte[] Ethernet(Draw d)
    {
        var head = new List<byte>([.. d.List(AnyNumber.Byte, 12, 12)]);
        for (var tags = d.OneOf(0, 0, 0, 1, 1, 2); tags > 0; tags--)
            head.AddRange([.. d.OneOf<byte[]>([0x81, 0x00], [0x88, 0xa8]), .. d.List(AnyNumber.Byte, 2, 2)]);
        var (type, payload) = Payload(d);
        return [.. head, (byte)(type >> 8), (byte)type, .. payload];
    }

    static (ushort Type, byte[] Payload) Payload(Draw d) => d.From(Gen.Int[0, 5]) switch
    {
        0 => (0x0800, Ipv4(d)),
        1 => (0x86dd, Ipv6(d)),
        2 => (0x0806, [0, 1, 8, 0, 6, 4, 0, d.From(AnyNumber.Byte), .. d.List(AnyNumber.Byte, 20, 20)]),
        3 => (d.OneOf<ushort>(0x8847, 0x8848), [.. d.List(AnyNumber.Byte, 4, 12), .. Ipv4(d)]),
        4 => (0x894f, [0x00, 0x06, 0x01, 0x03, .. d.List(AnyNumber.Byte, 20, 20)]),
        _ => (d.From(AnyNumber.UShort), [.. d.From(AnyNumber.Bytes(0, 40))]),
    };

    static byte[] Ipv4(Draw d)
    {
        var protocol = d.OneOf<byte>(1, 2, 6, 17, 47, 132);
        var fragment = d.OneOf(0, 0, 0, 0x20, 0x01);   // whole, the first of some, or a later one
        var transport = Transport(d, protocol);
        var length = 20 + transport.Length;
        return
        [
            0x45, d.From(AnyNumber.Byte), (byte)(length >> 8), (byte)length, 0, 0, (byte)fragment, 0, d.From(AnyNumber.Byte), protocol, 0, 0,
            .. d.List(AnyNumber.Byte, 8, 8), .. transport,
        ];
    }

    static byte[] Ipv6(Draw d)
    {
        var protocol = d.OneOf<byte>(6, 17, 58, 132, 47);
        var transport = Transport(d, protocol);
        var hasOptions = d.Percent(20);
        byte[] options = hasOptions ? [protocol, 0, 1, 4, 0, 0, 0, 0] : [];
        var length = options.Length + transport.Length;
        return
        [
            0x60, d.From(AnyNumber.Byte), .. d.List(AnyNumber.Byte, 2, 2), (byte)(length >> 8), (byte)length, hasOptions ? (byte)0 : protocol, d.From(AnyNumber.Byte),
            .. d.List(AnyNumber.Byte, 32, 32), .. options, .. transport,
        ];
    }

    static byte[] Transport(Draw d, byte protocol) => protocol switch
    {
        6 => [.. d.List(AnyNumber.Byte, 12, 12), 0x50, d.From(AnyNumber.Byte), .. d.List(AnyNumber.Byte, 6, 10)],
        58 when d.Percent(50) => [d.OneOf<byte>(135, 136), 0, 0, 0, .. d.List(AnyNumber.Byte, 20, 20), d.OneOf<byte>(1, 2), 1, .. d.List(AnyNumber.Byte, 6, 6)],
        _ => [.. d.List(AnyNumber.Byte, 8, 16)],
    };
}
