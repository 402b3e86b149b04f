using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>A field's number without a value, as lists of what a port or a table supports have it. OpenFlow 1.5.1, 7.2.3.2.</summary>
public readonly record struct OxmId(uint Header, uint Experimenter = 0)
{
    const uint ExperimenterClass = 0xffff, MaskBit = 1 << 8;

    /// <summary>A field with a row of its own.</summary>
    public OxmId(Field field, bool hasMask = false)
        : this((uint)field.Class << 16 | (uint)field.Number << 9 | (hasMask ? MaskBit : 0) | (uint)LengthOf(field, hasMask, field.Experimenter), field.Experimenter)
    {
    }

    public bool HasMask => (Header & MaskBit) != 0;

    /// <summary>The field; null if none has this number and length.</summary>
    public Field? Field => Fields.Numbered((OxmClass)(Header >> 16), (byte)(Header >> 9 & 0x7f), Experimenter) is { } found
        && (found.IsOption || (Header & 0xff) == LengthOf(found, HasMask, Experimenter)) ? found : null;

    // The value stays away here, but its length counts.
    static int LengthOf(Field field, bool hasMask, uint experimenter) => (experimenter != 0 ? 4 : 0) + (hasMask ? 2 : 1) * field.Bytes;

    /// <summary>The bytes that follow where the field has a value.</summary>
    internal int ValueBytes => (int)(Header & 0xff) - (Header >> 16 == ExperimenterClass ? 4 : 0);

    internal static OxmId Read(ref OfReader r)
    {
        var header = (uint)r.Take<Be32>("a field's number");
        if (header >> 16 != ExperimenterClass)
            return new(header);
        var experimenter = r.Take<Be32>("a field's experimenter");
        return (header & 0xff) >= 4
            ? new(header, experimenter)
            : throw r.Error(Errors.OFPBMC_BAD_LEN, $"a field of an experimenter has at least 4 bytes, the header is 0x{header:x8}");
    }

    /// <summary>The numbers to the end of the part; null if it is no list of them.</summary>
    internal static ValueList<OxmId>? TryReadList(ref OfReader r)
    {
        var ids = new List<OxmId>();
        while (r.Left >= 4)
        {
            if (r.Rest[0] == 0xff && r.Rest[1] == 0xff && (r.Left < 8 || r.Rest[3] < 4))
                return null;
            ids.Add(Read(ref r));
        }
        if (r.Left != 0)
            return null;
        return ids;
    }

    internal static void WriteList(ref OfWriter w, ValueList<OxmId> ids)
    {
        foreach (var id in ids.Span)
        {
            w.Put<Be32>(id.Header);
            if (id.Header >> 16 == ExperimenterClass)
                w.Put<Be32>(id.Experimenter);
        }
    }
}
