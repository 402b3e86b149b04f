using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sdn.OpenFlow.Wire;

/// <summary>Reads one item.</summary>
delegate T ItemReader<out T>(ref OfReader r);

/// <summary>Reads one message, or a part of one, and never past its end: what is too short is an OpenFlow error.</summary>
ref struct OfReader
{
    /// <summary>How deep actions may hold actions; what a switch dumps stays far below.</summary>
    const int DepthMax = 32;

    readonly OpenFlowError _tooShort;
    readonly int _depth;
    ReadOnlySpan<byte> _rest;

    internal OfReader(ReadOnlySpan<byte> buffer, OpenFlowError tooShort, int position = 0, int depth = 0)
    {
        _rest = buffer;
        (_tooShort, Position, _depth) = (tooShort, position, depth);
        if (depth > DepthMax)
            throw Error(Errors.OFPBAC_TOO_MANY, $"actions are nested more than {DepthMax} deep");
    }

    /// <summary>Where the next byte stands in the message.</summary>
    internal int Position { get; private set; }

    internal readonly int Left => _rest.Length;

    internal readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Reads one item after the other to the end.</summary>
    internal List<T> ReadAll<T>(ItemReader<T> read)
    {
        var items = new List<T>();
        while (Left > 0)
            items.Add(read(ref this));
        return items;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly T Take<T>(string what)
        where T : unmanaged
    {
        Need(Unsafe.SizeOf<T>(), what);
        ref readonly var value = ref MemoryMarshal.AsRef<T>(_rest);
        Advance(Unsafe.SizeOf<T>());
        return ref value;
    }

    internal ReadOnlySpan<byte> TakeBytes(int count, string what)
    {
        Need(count, what);
        var bytes = _rest[..count];
        Advance(count);
        return bytes;
    }

    internal ValueList<byte> TakeRest()
    {
        var bytes = ValueList.Create(_rest);
        Advance(_rest.Length);
        return bytes;
    }

    internal UInt128 TakeField(int bytes, string what)
    {
        Span<byte> all = stackalloc byte[16];
        all.Clear();
        TakeBytes(bytes, what).CopyTo(all[^bytes..]);
        return BinaryPrimitives.ReadUInt128BigEndian(all);
    }

    /// <summary>ASCII text that ends with the field or before its first zero.</summary>
    internal string TakeText(int width, string what)
    {
        var bytes = TakeBytes(width, what);
        var end = bytes.IndexOf((byte)0);
        return System.Text.Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>The next bytes as a part of their own, in which to be too short is this error.</summary>
    internal OfReader Sub(int count, OpenFlowError tooShort, string what, bool isNested = false)
    {
        Need(count, what);
        var sub = new OfReader(_rest[..count], tooShort, Position, _depth + (isNested ? 1 : 0));
        Advance(count);
        return sub;
    }

    internal void Skip(int count, string what) => TakeBytes(count, what);

    /// <summary>Padding that a peer may leave out at the very end.</summary>
    internal void SkipUpTo(int count) => Advance(Math.Min(count, _rest.Length));

    internal readonly OpenFlowException Error(OpenFlowError error, string why) => new(error, $"at byte {Position}: {why}");

    readonly void Need(int count, string what)
    {
        if ((uint)count > (uint)_rest.Length)
            throw Error(_tooShort, $"{what} needs {count} bytes, {_rest.Length} are left");
    }

    void Advance(int count)
    {
        _rest = _rest[count..];
        Position += count;
    }
}
