using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sdn.OpenFlow.Wire;

/// <summary>Lays out one message in a buffer. Where the buffer ends it goes on counting, so that the length needed is known.</summary>
ref struct OfWriter(Span<byte> buffer)
{
    readonly Span<byte> _buffer = buffer;

    /// <summary>The bytes written so far, or that would have been if the buffer were larger.</summary>
    internal int Position { get; private set; }

    internal readonly bool IsComplete => Position <= _buffer.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Put<T>(in T value)
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        if (Position + size <= _buffer.Length)
            MemoryMarshal.Write(_buffer[Position..], in value);
        Position += size;
    }

    internal void PutBytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (Position + bytes.Length <= _buffer.Length)
            bytes.CopyTo(_buffer[Position..]);
        Position += bytes.Length;
    }

    /// <summary>The low bytes of a field's value.</summary>
    internal void PutField(UInt128 value, int bytes)
    {
        Span<byte> all = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(all, value);
        if (bytes > all.Length)
            Pad(bytes - all.Length);
        PutBytes(all[^Math.Min(bytes, all.Length)..]);
    }

    /// <summary>The low bytes of a number, up to 8.</summary>
    internal void PutNumber(ulong value, int bytes)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(all, value);
        PutBytes(all[^bytes..]);
    }

    /// <summary>Text in a fixed width, a byte a character (what a switch says is not always ASCII), filled up with zeros; the last byte is always zero.</summary>
    internal void PutText(string text, int width)
    {
        Span<byte> bytes = stackalloc byte[width];
        bytes.Clear();
        for (var i = 0; i < Math.Min(text.Length, width - 1); i++)
            bytes[i] = text[i] <= 0xff ? (byte)text[i] : (byte)'?';
        PutBytes(bytes);
    }

    internal void Pad(int count)
    {
        if (Position + count <= _buffer.Length)
            _buffer.Slice(Position, count).Clear();
        Position += count;
    }

    /// <summary>Zeros up to a multiple of 8 bytes from where a thing began.</summary>
    internal void PadTo8(int start) => Pad((8 - (Position - start) % 8) % 8);

    /// <summary>Fills in a length that was not known when its place was passed.</summary>
    internal readonly void Patch16(int at, int value)
    {
        if (at + 2 <= _buffer.Length)
            BinaryPrimitives.WriteUInt16BigEndian(_buffer[at..], (ushort)value);
    }
}
