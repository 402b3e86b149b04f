using System.Buffers.Binary;

namespace Sdn.OpenFlow.Wire;

/// <summary>What is asked of the fields of a match.</summary>
enum Unknown
{
    /// <summary>All is known, and each field comes behind those that it requires: a flow's match must be understood whole.</summary>
    Refuse,

    /// <summary>What has no row is passed over and nothing is required: so a packet-in tells about its packet.</summary>
    Skip,

    /// <summary>The same, but only of pipeline fields: so a packet-out tells about its packet.</summary>
    SkipInPipeline,
}

/// <summary>What the header of a match field says; the length is that of value and mask. OpenFlow 1.5.1, 7.2.3.2.</summary>
readonly record struct OxmHeaderParts(OxmClass Class, byte Number, uint Experimenter, bool IsMasked, int Length)
{
    internal int Width => IsMasked ? Length / 2 : Length;

    internal Field? Named => Fields.Numbered(Class, Number, Experimenter);

    /// <summary>The field, if the length is right for it.</summary>
    internal Field? Find() => Named is { } field && (field.IsOption || field.Bytes == Width) ? field : null;
}

/// <summary>Match fields on the wire: header, value, and a mask where bits are open. OpenFlow 1.5.1, 7.2.3.2.</summary>
/// <remarks>What is refused, and by which error, is what Open vSwitch's nx-match.c refuses, in the same order.</remarks>
static class OxmCodec
{
    const ushort OxmMatch = 1;   // OFPMT_OXM
    const uint MaskBit = 1 << 8;

    /// <summary>A field's header, and with experimenters their id behind it.</summary>
    internal static void WriteHeader(ref OfWriter w, Field field, bool isMasked) =>
        WriteHeader(ref w, field, isMasked, field.Bytes);

    internal static void Write(ref OfWriter w, in FieldMatch part)
    {
        var isMasked = !part.IsExact;
        var bytes = part.Bytes;
        WriteHeader(ref w, part.Field, isMasked, bytes);
        if (bytes > 16)
        {
            WriteLong(ref w, part, isMasked, bytes);
            return;
        }
        w.PutField(part.Value, bytes);
        if (isMasked)
            w.PutField(part.Mask, bytes);
    }

    /// <summary>ofp_match: the fields, and zeros up to a multiple of 8.</summary>
    internal static void WriteMatch(ref OfWriter w, Match match)
    {
        var start = w.Position;
        w.Put(new Tlv { Type = OxmMatch });
        foreach (ref readonly var part in match.Span)
            Write(ref w, part);
        w.Patch16(start + 2, w.Position - start);
        w.PadTo8(start);
    }

    internal static Match ReadMatch(ref OfReader r, Unknown unknown = Unknown.Refuse)
    {
        if (r.Left < 4)
            throw r.Error(Errors.OFPBMC_BAD_LEN, $"{r.Left} bytes are no match");
        var head = r.Take<Tlv>("the match");
        int length = head.Length;
        // Type 0 was the match of OpenFlow 1.1, which had 88 bytes. What goes with a packet has never had that form, so that there the
        // length is looked at first (oxm_pull_match_loose()).
        var isOxm = head.Type == OxmMatch;
        if (unknown == Unknown.Refuse ? head.Type > OxmMatch || !isOxm && length == 88 : !isOxm && length >= 4)
            throw r.Error(Errors.OFPBMC_BAD_TYPE, $"match type {(ushort)head.Type} is not OXM");
        if (!isOxm || length < 4 || (length + 7) / 8 * 8 - 4 > r.Left)
            throw r.Error(Errors.OFPBMC_BAD_LEN, $"a match of {length} bytes, {r.Left + 4} are left");
        var body = r.Sub(length - 4, Errors.OFPBMC_BAD_LEN, "the match");
        var match = ReadFields(ref body, unknown);
        r.Skip((8 - length % 8) % 8, "the padding of the match");
        return match;
    }

    /// <summary>Fields without the header of a match, to the end of the part.</summary>
    internal static Match ReadFields(ref OfReader r, Unknown unknown)
    {
        if (r.Left == 0)
            return Match.Any;
        var form = new MatchForm();
        var known = new Prerequisites();
        while (r.Left > 0)
        {
            var at = r.Position;
            if (Read(ref r, FieldUse.Match) is { Field: not null } part)
                Add(ref form, ref known, part, unknown, at);
            else if (unknown == Unknown.Refuse)
                throw NoField(at);
        }
        return form.Count == 0 ? Match.Any : new(ref form);
    }

    /// <summary>A field that stands alone, and so requires none.</summary>
    internal static FieldMatch ReadValue(ref OfReader r)
    {
        var at = r.Position;
        return Read(ref r, FieldUse.Match) is { Field: not null } part ? part : throw NoField(at);
    }

    /// <summary>What <see cref="SetField"/> writes.</summary>
    internal static FieldMatch ReadSetField(ref OfReader r)
    {
        var part = Read(ref r, FieldUse.Action);
        if (!part.Field.Writable || part.Field == Fields.InPort)   // OpenFlow forbids the one that could be written
            throw r.Error(Errors.OFPBAC_BAD_SET_ARGUMENT, $"{part.Field.Name} cannot be set");
        var hasTag = part.Field != Fields.VlanVid || (part.Value & part.Mask & 0x1000) != 0;
        if (!hasTag)
            throw r.Error(Errors.OFPBAC_BAD_SET_ARGUMENT, "vlan_vid is set without the bit that says there is a tag, 0x1000");
        return part;
    }

    /// <summary>A field with bits of it where values stand elsewhere: those that count (oxm_pull_field_array()).</summary>
    internal static FieldMatch ReadBits(ref OfReader r)
    {
        var at = r.Position;
        var part = Read(ref r, FieldUse.Bits);
        if (part.Field is not { } field)
            throw NoField(at);
        if (field.IsOption)
            return part.Long is { Mask: null } ? new(field, field.AllOnes, field.AllOnes) : part;
        if (!field.Maskable && part.Mask != 0 && part.Mask != Field.Ones(8 * field.Bytes))
            throw new OpenFlowException(Errors.OFPBMC_BAD_MASK, $"at byte {at}: {field.Name} can be taken whole or not at all");
        return part.Tidy;
    }

    /// <summary>The mask where values stand elsewhere. All of a field includes the bits that it leaves unused (mf_is_mask_valid()).</summary>
    internal static void WriteBits(ref OfWriter w, in FieldMatch part)
    {
        Span<byte> mask = stackalloc byte[OptionBits.BytesMax];
        mask = mask[..(part.IsExact ? part.Field.Bytes : part.Bytes)];
        if (part.IsExact)
            mask.Fill(0xff);
        else
            part.CopyMask(mask);
        WriteHeader(ref w, part.Field, isMasked: false, mask.Length);
        w.PutBytes(mask);
    }

    /// <summary>A field's number alone, as copy_field and the like have it.</summary>
    internal static Field ReadFieldId(ref OfReader r)
    {
        var at = r.Position;
        var header = ReadHeader(ref r);
        if (header.Find() is not { } field)
            throw NoField(at);
        return header.IsMasked
            ? throw new OpenFlowException(Errors.OFPBMC_BAD_MASK, $"at byte {at}: the number of {field.Name} says that a mask follows")
            : field;
    }

    /// <summary>What a field with its value stands for.</summary>
    enum FieldUse
    {
        Match,
        Action,
        Bits,
    }

    internal static OxmHeaderParts ReadHeader(ref OfReader r)
    {
        var at = r.Position;
        Need(in r, 4);
        var header = (uint)r.Take<Be32>("a field's header");
        var (oxmClass, length, experimenter) = ((OxmClass)(header >> 16), (int)(header & 0xff), 0u);
        if (oxmClass == OxmClass.Experimenter)
        {
            Need(in r, 4);
            experimenter = r.Take<Be32>("a field's experimenter");
            length -= 4;
            if (length < 0)
                throw new OpenFlowException(Errors.OFPBMC_BAD_LEN, $"at byte {at}: {length + 4} bytes are too few for an experimenter's field");
        }
        return new(oxmClass, (byte)(header >> 9 & 0x7f), experimenter, (header & MaskBit) != 0, length);
    }

    /// <summary>A field with a value; its mask is full where the wire has none. Without a field if none has the number and the length.</summary>
    static FieldMatch Read(ref OfReader r, FieldUse use)
    {
        var at = r.Position;
        var header = ReadHeader(ref r);
        var field = header.Find();
        if (field is null && use == FieldUse.Action)
            throw Unsettable(header, at);
        Need(in r, header.Length);
        var bytes = r.TakeBytes(header.Length, "a field");
        var mask = header.IsMasked ? bytes.Slice(header.Width, header.Width) : [];
        bytes = bytes[..header.Width];
        if (header.IsMasked)
            CheckMask(field, bytes, mask, at);
        if (header.IsMasked && use == FieldUse.Bits)
            throw new OpenFlowException(Errors.OFPBMC_BAD_MASK, $"at byte {at}: {field?.Name ?? "a field"} cannot have a mask here");
        if (field is null)
            return default;
        if (field.IsOption)
            return use == FieldUse.Bits ? ReadOption(field, bytes, bytes, isMasked: true) : ReadOption(field, bytes, mask, header.IsMasked);
        var value = Number(bytes);
        if (use == FieldUse.Bits)
            return new(field, value, value);
        var wire = header.IsMasked ? Number(mask) : UInt128.MaxValue;
        var isPart = header.IsMasked && wire != 0 && wire != Field.Ones(8 * field.Bytes);
        if (use == FieldUse.Match && isPart && !field.Maskable)
            throw new OpenFlowException(Errors.OFPBMC_BAD_MASK, $"at byte {at}: {field.Name} cannot be matched in part");
        if (!field.Takes(value))
            throw new OpenFlowException(BadValue(use), $"at byte {at}: {field.Name} cannot be 0x{value:x}");
        // A mask may have bits that the field has not: 0xffff is all of the 12 bits of tcp_flags.
        return new(field, value & field.AllOnes, wire & field.AllOnes);
    }

    static OpenFlowError BadValue(FieldUse use) =>
        use == FieldUse.Action ? Errors.OFPBAC_BAD_SET_ARGUMENT : Errors.OFPBMC_BAD_VALUE;

    static void CheckMask(Field? field, ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask, int at)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if ((value[i] & ~mask[i]) != 0)
            {
                throw new OpenFlowException(
                    Errors.OFPBMC_BAD_WILDCARDS, $"at byte {at}: {field?.Name ?? "a field"} has bits that its mask leaves open");
            }
        }
    }

    static FieldMatch ReadOption(Field field, ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask, bool isMasked)
    {
        var bytes = Math.Min(value.Length, OptionBits.BytesMax);   // as Open vSwitch: what is more is not looked at
        return FieldMatch.FromBytes(field, value[..bytes], isMasked ? mask[..bytes] : [], isMasked);
    }

    static void Add(ref MatchForm form, ref Prerequisites known, in FieldMatch part, Unknown unknown, int at)
    {
        var field = part.Field;
        if (unknown == Unknown.Refuse && !known.Hold(field.Prerequisite))
        {
            throw new OpenFlowException(
                Errors.OFPBMC_BAD_PREREQ, $"at byte {at}: {part} needs before it a match on {Prerequisites.Describe(field.Prerequisite)}");
        }
        if (form.Has(field))
            throw new OpenFlowException(Errors.OFPBMC_DUP_FIELD, $"at byte {at}: {field.Name} is about what another field has said");
        if (unknown == Unknown.SkipInPipeline && !field.IsPipeline)
            throw new OpenFlowException(Errors.OFPBRC_PIPELINE_FIELDS_ONLY, $"at byte {at}: {field.Name} is no pipeline field");
        if (field.IsOption && !form.HasRoomFor(part))
            throw new OpenFlowException(Errors.OFPBMC_BAD_VALUE, $"at byte {at}: {field.Name} is more than the tunnel options of a match may have");
        form.Add(part);
        known.Learn(part);
    }

    static void Need(in OfReader r, int count)
    {
        if (r.Left < count)
            throw r.Error(Errors.OFPBMC_BAD_LEN, $"a field needs {count} more bytes, {r.Left} are left");
    }

    static OpenFlowException NoField(int at) =>
        new(Errors.OFPBMC_BAD_FIELD, $"at byte {at}: no field has this number and length");

    static OpenFlowException Unsettable(OxmHeaderParts header, int at) => header.Named is { } field && header.Length > 0
        ? new(Errors.OFPBAC_BAD_SET_LEN, $"at byte {at}: {field.Name} takes {field.Bytes} bytes, the header says {header.Width}")
        : new(Errors.OFPBAC_BAD_SET_TYPE, $"at byte {at}: no field has this number");

    static UInt128 Number(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        4 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        6 => (UInt128)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32 | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]),
        8 => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        _ => BinaryPrimitives.ReadUInt128BigEndian(bytes),
    };

    static void WriteHeader(ref OfWriter w, Field field, bool isMasked, int bytes) =>
        WriteHeader(ref w, new(field.Class, field.Number, field.Experimenter, isMasked, isMasked ? 2 * bytes : bytes));

    internal static void WriteHeader(ref OfWriter w, in OxmHeaderParts header)
    {
        var length = (header.Class == OxmClass.Experimenter ? 4 : 0) + header.Length;
        w.Put<Be32>((uint)header.Class << 16 | (uint)header.Number << 9 | (header.IsMasked ? MaskBit : 0) | (uint)length);
        if (header.Class == OxmClass.Experimenter)
            w.Put<Be32>(header.Experimenter);
    }

    static void WriteLong(ref OfWriter w, in FieldMatch part, bool isMasked, int bytes)
    {
        Span<byte> buffer = stackalloc byte[OptionBits.BytesMax];
        part.CopyValue(buffer[..bytes]);
        w.PutBytes(buffer[..bytes]);
        if (!isMasked)
            return;
        part.CopyMask(buffer[..bytes]);
        w.PutBytes(buffer[..bytes]);
    }
}
