using System.Runtime.CompilerServices;

namespace Sdn.OpenFlow.Wire;

/// <summary>Lists of properties: type, length, content, zeros up to a multiple of 8. OpenFlow 1.5.1, 7.1.2 and others.</summary>
static class Properties
{
    internal const ushort Experimenter = 0xffff;

    internal static void Put<T>(ref OfWriter w, ushort type, in T value)
        where T : unmanaged
    {
        var start = w.Position;
        w.Put(new Tlv { Type = type, Length = (ushort)(4 + Unsafe.SizeOf<T>()) });
        w.Put(value);
        w.PadTo8(start);
    }

    internal static void PutBytes(ref OfWriter w, ushort type, ReadOnlySpan<byte> value)
    {
        var start = w.Position;
        w.Put(new Tlv { Type = type, Length = (ushort)(4 + value.Length) });
        w.PutBytes(value);
        w.PadTo8(start);
    }

    /// <summary>The next property's content; false at the end of the list.</summary>
    internal static bool Next(ref OfReader r, out ushort type, out OfReader body)
    {
        type = 0;
        body = default;
        if (r.Left == 0)
            return false;
        var at = r.Position;
        if (r.Left < 4)
            throw r.Error(Errors.OFPBPC_BAD_LEN, $"{r.Left} bytes are no property");
        var head = r.Take<Tlv>("a property");
        int length = head.Length;
        if (length < 4 || length - 4 > r.Left)
            throw new OpenFlowException(Errors.OFPBPC_BAD_LEN, $"at byte {at}: property length {length}, {r.Left + 4} bytes are left");
        type = head.Type;
        body = r.Sub(length - 4, Errors.OFPBPC_BAD_LEN, "a property");
        r.SkipUpTo((8 - length % 8) % 8);
        return true;
    }
}
