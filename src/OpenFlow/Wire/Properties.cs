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
        if ((length + 7) / 8 * 8 - 4 > r.Left)
            throw new OpenFlowException(Errors.OFPBPC_BAD_LEN, $"at byte {at}: the padding of a property of {length} bytes is missing");
        type = head.Type;
        body = r.Sub(length - 4, Errors.OFPBPC_BAD_LEN, "a property");
        r.Skip((8 - length % 8) % 8, "the padding of a property");
        return true;
    }

    /// <summary>The same where experimenters may add properties: theirs have their id in the upper half of the type.</summary>
    internal static bool NextOfAny(ref OfReader r, out ulong type, out OfReader body, ushort experimentersFrom = Experimenter)
    {
        type = 0;
        if (!Next(ref r, out var number, out body))
            return false;
        type = number;
        if (number < experimentersFrom)
            return true;
        var head = body.Take<ExperimenterHeader>("an experimenter's property");
        if (head.Experimenter == 0)
            throw body.Error(Errors.OFPBPC_BAD_EXPERIMENTER, "no experimenter has the number 0");
        type = (ulong)head.Experimenter << 32 | head.Type;
        return true;
    }

    /// <summary>The error for a property that has no meaning where it stands.</summary>
    internal static OpenFlowException Unknown(in OfReader body, string where, ulong type) => type > ushort.MaxValue
        ? body.Error(Errors.OFPBPC_BAD_EXP_TYPE, $"{where} has no property {(uint)type} of experimenter 0x{type >> 32:x}")
        : body.Error(Errors.OFPBPC_BAD_TYPE, $"{where} has no property {type}");

    /// <summary>A number that is the whole content.</summary>
    internal static T Only<T>(ref OfReader body, string what)
        where T : unmanaged
    {
        var value = body.Take<T>(what);
        return body.Left == 0 ? value : throw body.Error(Errors.OFPBPC_BAD_LEN, $"{body.Left} bytes are left behind {what}");
    }

    /// <summary>The type of an experimenter's property, as <see cref="NextOfAny"/> gives it.</summary>
    internal static ulong OfExperimenter(uint experimenter, uint type) => (ulong)experimenter << 32 | type;

    /// <summary>What a property begins with; its length is filled in later.</summary>
    internal static void WriteHead(ref OfWriter w, ulong type)
    {
        w.Put(new Tlv { Type = type > ushort.MaxValue ? Experimenter : (ushort)type });
        if (type > ushort.MaxValue)
            w.Put(new ExperimenterHeader { Experimenter = (uint)(type >> 32), Type = (uint)type });
    }
}
