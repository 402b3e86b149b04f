namespace Sdn.OpenFlow;

/// <summary>Some adjacent bits of a field, with a meaning of their own; bit 0 is the least significant.</summary>
public readonly record struct Subfield
{
    public Subfield(Field field, int start, int length)
    {
        if (start < 0 || length < 1 || start + length > field.Bits)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), $"{field.Name} has {field.Bits} bits, not {start}..{start + length - 1}");
        }

        (Field, Start, Length) = (field, start, length);
    }

    public Field Field { get; }

    public int Start { get; }

    public int Length { get; }

    /// <summary>The subfield's bits, in the field's place; of a tunnel option, which may be longer, its first 128 bits.</summary>
    public UInt128 Mask => Start < 128 ? Field.Ones(Length) << Start : 0;

    public FieldMatch Is(UInt128 value) => Is(value, Field.Ones(Length));

    /// <summary>Matches the bits of the subfield that <paramref name="mask"/> has set.</summary>
    public FieldMatch Is(UInt128 value, UInt128 mask)
    {
        (value, mask) = (Fitting(value), Fitting(mask));
        if (!Field.IsOption)
            return new(Field, value << Start & mask << Start & Field.AllOnes, mask << Start & Field.AllOnes);
        Span<byte> values = stackalloc byte[OptionBits.BytesMax];
        Span<byte> masks = stackalloc byte[OptionBits.BytesMax];
        values.Clear();
        masks.Clear();
        for (var bit = 0; bit < Length; bit++)
        {
            var (at, place) = (OptionBits.BytesMax - 1 - (Start + bit) / 8, (Start + bit) % 8);
            values[at] |= (byte)((uint)(value >> bit & 1) << place);
            masks[at] |= (byte)((bit < 128 ? (uint)(mask >> bit & 1) : 0) << place);
        }

        return Field.Is(values, masks);
    }

    /// <summary>Sets these bits to a value.</summary>
    public SetField Load(UInt128 value) => new(Is(value));

    /// <summary>As ovs-ofctl writes it: <c>NXM_NX_REG0[0..3]</c>, <c>NXM_NX_REG0[13]</c>, <c>NXM_OF_ETH_SRC[]</c>.</summary>
    public override string ToString() => Field.SubfieldName + (Start, Length) switch
    {
        (0, var length) when length == Field.Bits => "[]",
        (_, 1) => $"[{Start}]",
        _ => $"[{Start}..{Start + Length - 1}]",
    };

    UInt128 Fitting(UInt128 value) => value <= Field.Ones(Length)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"{this} has {Length} bits");
}
