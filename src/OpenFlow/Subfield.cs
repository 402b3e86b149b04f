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

    /// <summary>The subfield's bits, in the field's place.</summary>
    public UInt128 Mask => Field.Ones(Length) << Start;

    public FieldMatch Is(UInt128 value) => Field.Is(Fitting(value) << Start, Mask);

    /// <summary>Matches the bits of the subfield that <paramref name="mask"/> has set.</summary>
    public FieldMatch Is(UInt128 value, UInt128 mask) => Field.Is(Fitting(value) << Start, Fitting(mask) << Start);

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
