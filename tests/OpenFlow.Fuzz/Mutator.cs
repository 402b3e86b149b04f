using System.Buffers.Binary;

namespace Sdn.OpenFlow.Fuzz;

/// <summary>Breeds messages from seeds: the same number gives the same messages.</summary>
sealed class Mutator(IReadOnlyList<byte[]> seeds, int number)
{
    const int MutationsMax = 4, NestingsMax = 48;

    static readonly ushort[] Lengths = [0, 1, 3, 4, 7, 8, 12, 15, 16, 24, 0x7fff, 0x8000, 0xfff8, 0xffff];

    // Types of messages and of what experimenters have that hold others, or that few seeds have.
    static readonly byte[] Clone = Convert.FromHexString("ffff0000" + "00002320" + "002a" + "000000000000");
    static readonly byte[] Ct = Convert.FromHexString("ffff0000" + "00002320" + "0023" + "0001" + "00000000" + "0000" + "ff" + "000000" + "0000");
    static readonly byte[] ApplyActions = Convert.FromHexString("0004000000000000");
    static readonly byte[] WriteActionsSet = Convert.FromHexString("0003000000000000");

    readonly Random _random = new(number);

    internal byte[] Next()
    {
        var bytes = Pick(seeds).ToArray();
        for (var changes = _random.Next(MutationsMax + 1); changes > 0; changes--)
            bytes = Mutated(bytes);
        if (bytes.Length > ushort.MaxValue)
            bytes = bytes[..ushort.MaxValue];
        if (bytes.Length >= Codec.HeaderBytes && _random.Next(16) > 0)
        {
            bytes[0] = Codec.Version;
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        }
        return bytes;
    }

    byte[] Mutated(byte[] bytes) => bytes.Length <= Codec.HeaderBytes ? [.. bytes, .. Pick(seeds)] : _random.Next(12) switch
    {
        0 => FlipBit(bytes),
        1 or 2 => SetByte(bytes),
        3 or 4 => SetLength(bytes),
        5 => SetNumber(bytes),
        6 => Cut(bytes),
        7 => Repeat(bytes),
        8 => Splice(bytes),
        9 => Nest(bytes),
        10 => Wrap(bytes),
        _ => SetType(bytes),
    };

    byte[] FlipBit(byte[] bytes)
    {
        bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
        return bytes;
    }

    byte[] SetByte(byte[] bytes)
    {
        bytes[_random.Next(bytes.Length)] = _random.Next(3) switch { 0 => 0, 1 => 255, _ => (byte)_random.Next(256) };
        return bytes;
    }

    /// <summary>Writes, where a length may stand, one that ends early, late, or with the message.</summary>
    byte[] SetLength(byte[] bytes)
    {
        var at = _random.Next(bytes.Length / 2) * 2;
        var span = bytes.AsSpan(at);
        if (span.Length < 2)
            return bytes;
        var value = _random.Next(4) switch
        {
            0 => bytes.Length - at,
            1 => bytes.Length - at + 2,
            2 => BinaryPrimitives.ReadUInt16BigEndian(span) + _random.Next(-9, 10),
            _ => Lengths[_random.Next(Lengths.Length)],
        };
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)value);
        return bytes;
    }

    byte[] SetNumber(byte[] bytes)
    {
        var span = bytes.AsSpan(_random.Next(bytes.Length / 4) * 4);
        if (span.Length >= 4)
            BinaryPrimitives.WriteUInt32BigEndian(span, _random.Next(4) switch { 0 => 0, 1 => uint.MaxValue, 2 => 0xffffff00 + (uint)_random.Next(256), _ => (uint)_random.Next() });
        return bytes;
    }

    byte[] Cut(byte[] bytes)
    {
        var start = _random.Next(Codec.HeaderBytes, bytes.Length);
        var length = _random.Next(2) == 0 ? bytes.Length - start : _random.Next(Math.Min(64, bytes.Length - start) + 1);
        return [.. bytes[..start], .. bytes[(start + length)..]];
    }

    byte[] Repeat(byte[] bytes)
    {
        var start = _random.Next(bytes.Length / 4) * 4;
        var part = bytes.AsSpan(start, _random.Next(bytes.Length - start + 1));
        var copies = new List<byte>(bytes[..start]);
        for (var count = _random.Next(1, _random.Next(2) == 0 ? 3 : 300); count >= 0 && copies.Count < ushort.MaxValue; count--)
            copies.AddRange(part);
        copies.AddRange(bytes.AsSpan(start + part.Length));
        return [.. copies];
    }

    byte[] Splice(byte[] bytes)
    {
        var other = Pick(seeds);
        var (end, start) = (_random.Next(bytes.Length + 1), _random.Next(other.Length + 1));
        return [.. bytes[..end], .. other[(_random.Next(2) == 0 ? start : Math.Min(end, other.Length))..]];
    }

    /// <summary>Puts all from some place on into what holds actions, many deep.</summary>
    byte[] Nest(byte[] bytes)
    {
        var head = _random.Next(4) switch { 0 => Ct, 1 => ApplyActions, 2 => WriteActionsSet, _ => Clone };
        var at = Math.Min(bytes.Length, _random.Next(1 + bytes.Length / 8) * 8);
        for (var count = _random.Next(1, NestingsMax); count > 0 && bytes.Length + head.Length <= ushort.MaxValue; count--)
        {
            bytes = [.. bytes[..at], .. head, .. bytes[at..]];
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 2), (ushort)(bytes.Length - at));
        }
        return bytes;
    }

    /// <summary>Puts the whole message into another: one of a bundle, one that is forwarded, one that is refused.</summary>
    byte[] Wrap(byte[] bytes)
    {
        for (var count = _random.Next(4) == 0 ? _random.Next(NestingsMax) : 1; count > 0 && bytes.Length + 16 <= ushort.MaxValue; count--)
        {
            byte[] head = _random.Next(3) switch
            {
                0 => [Codec.Version, (byte)MessageType.BundleAddMessage, 0, 0, .. bytes[4..8], 0, 0, 0, 1, 0, 0, 0, 3],
                1 => [Codec.Version, (byte)MessageType.RequestForward, 0, 0, 0, 0, 0, 1],
                _ => [Codec.Version, (byte)MessageType.Error, 0, 0, 0, 0, 0, 1, 0, (byte)_random.Next(18), 0, (byte)_random.Next(20)],
            };
            bytes = [.. head, .. bytes];
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        }
        return bytes;
    }

    byte[] SetType(byte[] bytes)
    {
        bytes[1] = (byte)_random.Next(40);
        if (bytes[1] is (byte)MessageType.MultipartRequest or (byte)MessageType.MultipartReply && bytes.Length > 10)
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8), (ushort)_random.Next(24));
        return bytes;
    }

    byte[] Pick(IReadOnlyList<byte[]> from) => from[_random.Next(from.Count)];
}
