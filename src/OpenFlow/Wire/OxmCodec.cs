namespace Sdn.OpenFlow.Wire;

/// <summary>What to do with fields that have no row: a flow's match must be understood whole, a packet's metadata need not.</summary>
enum Unknown
{
    Refuse,
    Skip,
}

/// <summary>Match fields on the wire: header, value, and a mask where bits are open. OpenFlow 1.5.1, 7.2.3.2.</summary>
static class OxmCodec
{
    const ushort OxmMatch = 1;   // OFPMT_OXM
    const uint MaskBit = 1 << 8;

    /// <summary>A field's header, and with experimenters their id behind it.</summary>
    internal static void WriteHeader(ref OfWriter w, Field field, bool isMasked)
    {
        var length = (field.Experimenter != 0 ? 4 : 0) + (isMasked ? 2 * field.Bytes : field.Bytes);
        w.Put<Be32>((uint)field.Class << 16 | (uint)field.Number << 9 | (isMasked ? MaskBit : 0) | (uint)length);
        if (field.Experimenter != 0)
            w.Put<Be32>(field.Experimenter);
    }

    internal static void Write(ref OfWriter w, FieldMatch part)
    {
        WriteHeader(ref w, part.Field, !part.IsExact);
        w.PutField(part.Value, part.Field.Bytes);
        if (!part.IsExact)
            w.PutField(part.Mask, part.Field.Bytes);
    }

    /// <summary>ofp_match: the fields, and zeros up to a multiple of 8.</summary>
    internal static void WriteMatch(ref OfWriter w, Match match)
    {
        var start = w.Position;
        w.Put(new Tlv { Type = OxmMatch });
        foreach (var part in match.Span)
            Write(ref w, part);
        w.Patch16(start + 2, w.Position - start);
        w.PadTo8(start);
    }

    internal static Match ReadMatch(ref OfReader r, Unknown unknown = Unknown.Refuse)
    {
        var head = r.Take<Tlv>("the match");
        if (head.Type != OxmMatch)
            throw r.Error(Errors.OFPBMC_BAD_TYPE, $"match type {(ushort)head.Type} is not OXM");
        if (head.Length < 4)
            throw r.Error(Errors.OFPBMC_BAD_LEN, $"match length {(ushort)head.Length} is below 4");
        var body = r.Sub(head.Length - 4, Errors.OFPBMC_BAD_LEN, "the match");
        var match = ReadFields(ref body, unknown);
        r.Skip((8 - head.Length % 8) % 8, "the padding of the match");
        return match;
    }

    /// <summary>Fields without the header of a match, to the end of the part.</summary>
    internal static Match ReadFields(ref OfReader r, Unknown unknown)
    {
        var parts = new List<FieldMatch>();
        while (r.Left > 0)
        {
            if (unknown == Unknown.Skip && SkipUnknown(ref r))
                continue;
            var part = Read(ref r);
            CheckMatchable(in r, part, parts);
            parts.Add(part);
        }
        try
        {
            return parts.Count == 0 ? Match.Any : new(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parts));
        }
        catch (ArgumentException e)
        {
            throw r.Error(Errors.OFPBMC_BAD_PREREQ, e.Message);
        }
    }

    /// <summary>A field with a value. Its mask is full where the wire has none.</summary>
    internal static FieldMatch Read(ref OfReader r)
    {
        var (field, isMasked) = ReadHeader(ref r, hasValue: true);
        var value = r.TakeField(field.Bytes, field.Name);
        if (!isMasked)
        {
            return value <= field.AllOnes
                ? new(field, value, field.AllOnes)
                : throw r.Error(Errors.OFPBMC_BAD_VALUE, $"{field.Name} has {field.Bits} bits, the value is 0x{value:x}");
        }
        var mask = r.TakeField(field.Bytes, $"the mask of {field.Name}");
        if ((value & ~mask) != 0)
            throw r.Error(Errors.OFPBMC_BAD_WILDCARDS, $"{field.Name} has bits that its mask leaves open");
        // A mask may have the bits that the field has not: 0xffff is all of the 12 bits of tcp_flags.
        return value <= field.AllOnes
            ? new(field, value, mask & field.AllOnes)
            : throw r.Error(Errors.OFPBMC_BAD_VALUE, $"{field.Name} has {field.Bits} bits, the value is 0x{value:x}");
    }

    /// <summary>A field's number alone, as copy_field and the like have it.</summary>
    internal static Field ReadFieldId(ref OfReader r) => ReadHeader(ref r, hasValue: false).Field;

    static (Field Field, bool IsMasked) ReadHeader(ref OfReader r, bool hasValue)
    {
        var at = r.Position;
        var header = (uint)r.Take<Be32>("a field's header");
        var (oxmClass, number, length) = ((OxmClass)(header >> 16), (byte)(header >> 9 & 0x7f), (int)(header & 0xff));
        var isMasked = (header & MaskBit) != 0;
        var experimenter = 0u;
        if (oxmClass == OxmClass.Experimenter)
        {
            experimenter = r.Take<Be32>("a field's experimenter");
            length -= 4;
        }
        if (Fields.Numbered(oxmClass, number, experimenter) is not { } field)
            throw new OpenFlowException(Errors.OFPBMC_BAD_FIELD, $"at byte {at}: no field has the header 0x{header:x8}");
        var expected = isMasked ? 2 * field.Bytes : field.Bytes;
        if (length != expected)
        {
            throw new OpenFlowException(
                Errors.OFPBMC_BAD_LEN, $"at byte {at}: {field.Name} takes {expected} bytes, the header says {length}");
        }
        if (isMasked && !field.Maskable && hasValue)
            throw new OpenFlowException(Errors.OFPBMC_BAD_MASK, $"at byte {at}: {field.Name} cannot have a mask");
        return (field, isMasked);
    }

    static bool SkipUnknown(ref OfReader r)
    {
        var ahead = r;   // a copy: nothing is taken before it is known to be unknown
        var header = (uint)ahead.Take<Be32>("a field's header");
        var isExperimenter = header >> 16 == (uint)OxmClass.Experimenter;
        var (length, bytes) = ((int)(header & 0xff), isExperimenter ? 4 : 0);
        if (length < bytes)
            return false;
        var field = Fields.Numbered((OxmClass)(header >> 16), (byte)(header >> 9 & 0x7f), isExperimenter ? ahead.Take<Be32>("a field's experimenter") : 0u);
        bytes += field is null ? -1 : (header & MaskBit) != 0 ? 2 * field.Bytes : field.Bytes;
        if (field is not null && bytes == length)
            return false;
        r.Skip(4 + length, "a field");
        return true;
    }

    static void CheckMatchable(in OfReader r, FieldMatch part, List<FieldMatch> before)
    {
        foreach (var other in before)
        {
            if (other.Field == part.Field)
                throw r.Error(Errors.OFPBMC_DUP_FIELD, $"{part.Field.Name} is there twice");
        }
    }
}
