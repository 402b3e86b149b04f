using System.Buffers.Binary;

namespace Sdn.OpenFlow.Wire;

/// <summary>A 16-bit number as it lies on the wire, most significant byte first.</summary>
readonly struct Be16
{
    readonly ushort _raw;

    Be16(ushort raw) => _raw = raw;

    public static implicit operator Be16(ushort value) => new(BinaryPrimitives.ReverseEndianness(value));

    public static implicit operator ushort(Be16 value) => BinaryPrimitives.ReverseEndianness(value._raw);
}

/// <summary>A 32-bit number as it lies on the wire, most significant byte first.</summary>
readonly struct Be32
{
    readonly uint _raw;

    Be32(uint raw) => _raw = raw;

    public static implicit operator Be32(uint value) => new(BinaryPrimitives.ReverseEndianness(value));

    public static implicit operator uint(Be32 value) => BinaryPrimitives.ReverseEndianness(value._raw);
}

/// <summary>A 64-bit number as it lies on the wire, most significant byte first.</summary>
readonly struct Be64
{
    readonly ulong _raw;

    Be64(ulong raw) => _raw = raw;

    public static implicit operator Be64(ulong value) => new(BinaryPrimitives.ReverseEndianness(value));

    public static implicit operator ulong(Be64 value) => BinaryPrimitives.ReverseEndianness(value._raw);
}
