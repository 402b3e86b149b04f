namespace Sdn.OpenFlow.Wire;

/// <summary>Fields, and bits of them, as actions hold them; what is wrong is an error of the action and not of a match.</summary>
static class ActionFields
{
    const uint MaskBit = 1 << 8;

    /// <summary>A field's header in the 4 bytes that older actions have for it.</summary>
    internal static Field Compact(in OfReader r, uint header)
    {
        // A number with an experimenter does not fit, and is none of the numbers without one.
        var parts = new OxmHeaderParts((OxmClass)(header >> 16), (byte)(header >> 9 & 0x7f), 0, (header & MaskBit) != 0, (int)(header & 0xff));
        return parts.Find() ?? throw r.Error(Errors.OFPBAC_BAD_SET_TYPE, $"no field has the header 0x{header:x8}");
    }

    /// <summary>Bits that are read; see <see cref="Destination"/> for those that are written.</summary>
    internal static Subfield Source(in OfReader r, Field field, int start, int length) =>
        length >= 1 && start + length <= field.Bits
            ? field[start, length]
            : throw r.Error(Errors.OFPBAC_BAD_SET_LEN, $"{field.Name} has {field.Bits} bits, not {start}..{start + length - 1}");

    internal static Subfield Destination(in OfReader r, Field field, int start, int length)
    {
        var bits = Source(in r, field, start, length);
        return field.Writable ? bits : throw r.Error(Errors.OFPBAC_BAD_SET_ARGUMENT, $"{field.Name} cannot be set");
    }

    /// <summary>The bits that a packed offset and length name (nxm_decode_ofs()).</summary>
    internal static Subfield PackedSource(in OfReader r, uint header, ushort offsetAndBits) =>
        Source(in r, Compact(in r, header), offsetAndBits >> 6, (offsetAndBits & 0x3f) + 1);

    internal static Subfield PackedDestination(in OfReader r, uint header, ushort offsetAndBits) =>
        Destination(in r, Compact(in r, header), offsetAndBits >> 6, (offsetAndBits & 0x3f) + 1);

    /// <summary>Offset and length of bits, as Nicira packs them.</summary>
    internal static ushort Pack(Subfield bits) => bits.Length <= 64
        ? (ushort)(bits.Start << 6 | bits.Length - 1)
        : throw new ArgumentException($"{bits} has {bits.Length} bits; this action has room for 64");

    /// <summary>Whether a field's oldest number fits the 4 bytes that Nicira's first actions have for one.</summary>
    internal static bool IsCompact(Field field) => OldHeader(field).Experimenter == 0;

    /// <summary>A field's oldest number, in the 4 bytes that Nicira's first actions have for one.</summary>
    internal static uint CompactHeader(Field field)
    {
        var header = OldHeader(field);
        return header.Experimenter == 0
            ? (uint)header.Class << 16 | (uint)header.Number << 9 | (uint)header.Length
            : throw new ArgumentException($"{field.Name} belongs to an experimenter; this action has no room for its number");
    }

    /// <summary>A field's oldest number, as Nicira's actions have one where there is room for experimenters.</summary>
    internal static void WriteHeader(ref OfWriter w, Field field) => OxmCodec.WriteHeader(ref w, OldHeader(field));

    static OxmHeaderParts OldHeader(Field field) => (field.Nxm ?? (field.Class == OxmClass.Basic ? field.Extension : null)) is { } old
        ? new(old.Class, old.Number, old.Experimenter, false, field.Bytes)
        : new(field.Class, field.Number, field.Experimenter, false, field.Bytes);

    /// <summary>Padding that Open vSwitch wants to be zero.</summary>
    internal static void MustBeZero(ref OfReader r, int bytes, OpenFlowError error)
    {
        if (r.TakeBytes(bytes, "padding").ContainsAnyExcept((byte)0))
            throw r.Error(error, "padding is not zero");
    }

    internal static void RestMustBeZero(ref OfReader r, OpenFlowError error) => MustBeZero(ref r, r.Left, error);
}
