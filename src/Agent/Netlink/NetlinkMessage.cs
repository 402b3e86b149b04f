using System.Runtime.InteropServices;
using System.Text;

namespace Sdn.Agent.Netlink;

[Flags]
enum NetlinkFlags : ushort
{
    Request = 0x1,
    Ack = 0x4,
    Replace = 0x100,
    Exclusive = 0x200,
    Create = 0x400,
    Dump = 0x300,
}

/// <summary>
/// One netlink message being written: header, the family's own header, attributes (netlink(7), rtnetlink(7)). Integers
/// are in the machine's byte order, everything is aligned to four bytes.
/// </summary>
sealed class NetlinkMessage
{
    const int HeaderBytes = 16;
    const int BytesMax = 2048;      // the largest message here, a veth pair with every attribute, has about 250
    const ushort Nested = 0x8000;   // NLA_F_NESTED

    readonly byte[] _bytes = new byte[BytesMax];
    int _length = HeaderBytes;

    public NetlinkMessage(ushort type, NetlinkFlags flags)
    {
        MemoryMarshal.Write(_bytes.AsSpan(4), type);
        MemoryMarshal.Write(_bytes.AsSpan(6), (ushort)flags);
    }

    public NetlinkMessage Put<T>(T value) where T : unmanaged
    {
        MemoryMarshal.Write(_bytes.AsSpan(_length), value);
        _length += Align(Marshal.SizeOf<T>());
        return this;
    }

    public NetlinkMessage Attribute(int type, ReadOnlySpan<byte> value)
    {
        MemoryMarshal.Write(_bytes.AsSpan(_length), (ushort)(4 + value.Length));
        MemoryMarshal.Write(_bytes.AsSpan(_length + 2), (ushort)type);
        value.CopyTo(_bytes.AsSpan(_length + 4));
        _length += 4 + Align(value.Length);
        return this;
    }

    public NetlinkMessage Attribute(int type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        MemoryMarshal.Write(bytes, value);
        return Attribute(type, bytes);
    }

    public NetlinkMessage Attribute(int type, byte value) => Attribute(type, [value]);

    /// <summary>A string with the zero byte that ends it.</summary>
    public NetlinkMessage Attribute(int type, string value) => Attribute(type, Encoding.UTF8.GetBytes(value + "\0"));

    /// <summary>An attribute that holds what <paramref name="content"/> writes.</summary>
    public NetlinkMessage Nest(int type, Action<NetlinkMessage> content)
    {
        var start = _length;
        MemoryMarshal.Write(_bytes.AsSpan(start + 2), (ushort)(type | Nested));
        _length += 4;
        content(this);
        MemoryMarshal.Write(_bytes.AsSpan(start), (ushort)(_length - start));
        return this;
    }

    /// <summary>The finished message with its length and sequence number.</summary>
    public ReadOnlySpan<byte> Finish(uint sequence)
    {
        MemoryMarshal.Write(_bytes, _length);
        MemoryMarshal.Write(_bytes.AsSpan(8), sequence);
        return _bytes.AsSpan(0, _length);
    }

    public static int Align(int length) => (length + 3) & ~3;
}

/// <summary>Walks the attributes of a received message; what does not fit ends the walk.</summary>
ref struct AttributeReader(ReadOnlySpan<byte> attributes)
{
    const ushort TypeMask = 0x3fff; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER

    ReadOnlySpan<byte> _rest = attributes;

    public int Type { get; private set; }
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool Next()
    {
        if (_rest.Length < 4)
            return false;
        var length = MemoryMarshal.Read<ushort>(_rest);
        if (length < 4 || length > _rest.Length)
            return false;
        Type = MemoryMarshal.Read<ushort>(_rest[2..]) & TypeMask;
        Value = _rest[4..length];
        _rest = _rest[Math.Min(NetlinkMessage.Align(length), _rest.Length)..];
        return true;
    }

    public readonly string Text()
    {
        var end = Value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
    }

    public readonly uint Number() => Value.Length >= 4 ? MemoryMarshal.Read<uint>(Value) : 0;
}
