using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Values, masks and bits of fields, within what each field can have (Open vSwitch's meta-flow.c, mf_is_value_valid()).</summary>
static class AnyField
{
    /// <summary>The fields that the Open vSwitch knows which judges here.</summary>
    internal static readonly Field[] All = [.. Fields.All.Where(field => field.Since is null)];

    /// <summary>One of these fields. There are many tunnel options, which are all alike, and so seldom drawn.</summary>
    internal static Field Pick(Draw d, Func<Field, bool> isWanted, uint optionPercent = 5)
    {
        Field[] wanted = [.. All.Where(isWanted)];
        Field[] others = [.. wanted.Where(field => !field.IsOption)];
        return d.OneOf<Field>(others.Length == wanted.Length || !d.Percent(optionPercent) ? others : [.. wanted.Where(field => field.IsOption)]);
    }

    /// <summary>A tunnel option: up to 124 bytes, of which Open vSwitch sees none that lead with zeros.</summary>
    static Gen<FieldMatch> Option(Field field) => Drawn.By(d =>
    {
        var value = d.List(AnyNumber.Byte, 0, d.Maybe(Gen.Int[1, OptionBits.BytesMax - 1], 8, 20));
        byte[] bytes = [.. value, Math.Max(d.From(AnyNumber.Byte), (byte)1)];
        if (d.Percent(60))
            return FieldMatch.FromBytes(field, bytes, []);
        byte[] mask = [.. d.List(AnyNumber.Byte, bytes.Length - 1, bytes.Length - 1), 1];
        return FieldMatch.FromBytes(field, [.. bytes.Zip(mask, (octet, bits) => (byte)(octet & bits))], mask, isMasked: true);
    });

    /// <summary>What a match says about this field.</summary>
    internal static Gen<FieldMatch> Match(Field field) => field switch
    {
        { IsOption: true } => Option(field),
        _ when field == Fields.IpFrag => Gen.OneOf(
            field.Is(0), field.Is(1), field.Is(3), field.Is(1, 1), field.Is(0, 2)),   // no, first, later, yes, not_later
        _ when field == Fields.VlanVid => Gen.OneOf(
            Vlan, Gen.Const(field.Is(0)), Gen.Const(field.Is(0x1000, 0x1000)), AnyNumber.Bits(12).Select(m => field.Is(0x1000, m | 0x1000))),
        // no tag, any tag, a tag with this id, with this priority, with both
        _ when field == Fields.VlanTci => AnyNumber.Bits(16).Select(tci => (UInt128)0x1000 | tci).SelectMany(tci => Gen.OneOf(
            field.Is(0), field.Is(0x1000, 0x1000), field.Is(tci & 0x1fff, 0x1fff), field.Is(tci & 0xf000, 0xf000), field.Is(tci))),
        { Maskable: true } => Masked(field),
        _ => Exact(field),
    };

    /// <summary>A VLAN tag with its id.</summary>
    internal static readonly Gen<FieldMatch> Vlan = AnyNumber.Bits(12).Select(id => Fields.VlanVid.Is(0x1000 | id));

    /// <summary>What set_field writes to this field.</summary>
    internal static Gen<FieldMatch> Setting(Field field) => field switch
    {
        { IsOption: true } => Option(field),
        _ when field == Fields.VlanVid => Vlan,
        { Maskable: true } => Masked(field),
        _ => Exact(field),
    };

    /// <summary>Some adjacent bits of the field, often all.</summary>
    internal static Gen<Subfield> Bits(Field field, int lengthMax = 128) => Drawn.By(d =>
    {
        var longest = Math.Min(field.Bits, lengthMax);
        var length = d.Maybe(Gen.Int[1, longest], longest);
        return field[d.From(Gen.Int[0, field.Bits - length]), length];
    });

    /// <summary>So many adjacent bits of the field, which has at least as many.</summary>
    internal static Gen<Subfield> JustBits(Field field, int length) =>
        Gen.Int[0, field.Bits - length].Select(start => field[start, length]);

    static Gen<FieldMatch> Exact(Field field) => Value(field).Select(value => field.Is(value));

    static Gen<FieldMatch> Masked(Field field) => Drawn.By(d =>
    {
        var value = d.From(Value(field));
        var mask = d.Percent(60) ? field.AllOnes : d.From(Mask(field));
        return field.Is(value & mask, mask);
    });

    static Gen<UInt128> Mask(Field field) => Drawn.By(d =>
    {
        var bits = 128 - (int)UInt128.LeadingZeroCount(field.AllOnes);   // those of a mask, which may be more than the field's
        var prefix = field.AllOnes ^ Field.Ones(d.From(Gen.Int[0, bits - 1]));
        var mask = d.Percent(40) ? prefix : d.From(AnyNumber.Bits(bits));
        return mask == 0 ? field.AllOnes : mask;
    });

    internal static Gen<UInt128> Value(Field field) => field switch
    {
        { Format: Format.PortNumber, Bits: 16 } => AnyPort.InPort.Select(port => (UInt128)(ushort)port),
        { Format: Format.PortNumber } => AnyPort.InPort.Select(port => (UInt128)port),
        _ when field == Fields.IpTos => AnyNumber.Bits(6).Select(dscp => dscp << 2),
        _ when field == Fields.ArpOp => AnyNumber.Bits(8),
        _ when field == Fields.NshTtl => AnyNumber.Bits(6),
        _ when field == Fields.NshMdtype => Gen.OneOf<UInt128>(1, 2),
        _ => AnyNumber.Bits(Math.Min(field.Bits, 128)).Select(value => value & field.AllOnes),
    };
}
