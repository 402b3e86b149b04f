using System.Buffers.Binary;
using System.Diagnostics;
using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow;

/// <summary>Value and mask of a tunnel option where 128 bits cannot hold them: equally long, the most significant byte first.</summary>
public sealed record OptionBits(ValueList<byte> Value, ValueList<byte>? Mask)
{
    internal const int BytesMax = 124;
}

/// <summary>A field and what its bits are: as part of a match, or as what <see cref="SetField"/> writes.</summary>
public readonly record struct FieldMatch(Field Field, UInt128 Value, UInt128 Mask)
{
    /// <summary>Value and mask of a long tunnel option, for which <see cref="Value"/> and <see cref="Mask"/> are 0; else null.</summary>
    public OptionBits? Long { get; private init; }

    /// <summary>No bit is left open.</summary>
    public bool IsExact => Long is null ? Mask == Field.AllOnes : Long.Mask is null;

    /// <summary>Every bit is left open: the match says nothing about the field.</summary>
    public bool IsOpen => Mask == 0 && !Field.IsOption;

    /// <summary>The one form of the same statement: no bits beyond the field, and none in the value that the mask leaves open.</summary>
    internal FieldMatch Tidy => Long is null ? new(Field, Value & Mask & Field.AllOnes, Mask & Field.AllOnes) : this;

    /// <summary>The bytes that the value takes on the wire; a tunnel option's leading zeros stay away (meta-flow.c, mf_field_len()).</summary>
    internal int Bytes => !Field.IsOption ? Field.Bytes
        : Long is not null ? Long.Value.Count
        : IsExact ? LengthOf(Value)
        : Math.Max(LengthOf(Value), LengthOf(Mask));

    /// <summary>Value and mask as bytes; the mask is empty where no bit is left open. Of a tunnel option leading zeros do not count.</summary>
    internal static FieldMatch FromBytes(Field field, ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask, bool isMasked = false)
    {
        if (!field.IsOption)
            return new FieldMatch(field, ToNumber(value), isMasked ? ToNumber(mask) : field.AllOnes).Tidy;
        isMasked = isMasked && !(mask.Length == OptionBits.BytesMax && !mask.ContainsAnyExcept((byte)0xff));
        var leading = Math.Min(LeadingZeros(value), isMasked ? LeadingZeros(mask) : int.MaxValue);
        value = value[leading..];
        mask = isMasked ? mask[leading..] : [];
        // All ones in 128 bits is what an exact match has; an option that is masked so needs the long form to differ.
        var fits = value.Length <= 16 && !(isMasked && ToNumber(mask) == UInt128.MaxValue);
        if (fits)
            return new(field, ToNumber(value) & (isMasked ? ToNumber(mask) : UInt128.MaxValue), isMasked ? ToNumber(mask) : UInt128.MaxValue);
        var bits = value.ToArray();
        for (var i = 0; i < mask.Length; i++)
            bits[i] &= mask[i];
        return new(field, 0, 0) { Long = new(ValueList.Create<byte>(bits), isMasked ? ValueList.Create(mask) : null) };
    }

    /// <summary>The value's last bytes.</summary>
    internal void CopyValue(Span<byte> to) => Copy(Long?.Value, Value, to);

    /// <summary>The mask's last bytes.</summary>
    internal void CopyMask(Span<byte> to)
    {
        Debug.Assert(!IsExact, "an exact match has no mask");
        Copy(Long?.Mask, Mask, to);
    }

    /// <summary>The mask as the value of an exact match: how fields say which of their bits count where no values are compared.</summary>
    internal FieldMatch MaskAsValue
    {
        get
        {
            Span<byte> mask = stackalloc byte[OptionBits.BytesMax];
            mask = mask[..(IsExact ? Field.Bytes : Bytes)];
            if (IsExact)
                mask.Fill(0xff);
            else
                CopyMask(mask);
            return FromBytes(Field, mask, []);
        }
    }

    /// <summary>The reverse of <see cref="MaskAsValue"/>.</summary>
    internal FieldMatch ValueAsMask
    {
        get
        {
            Span<byte> bits = stackalloc byte[OptionBits.BytesMax];
            bits = bits[..(Field.IsOption ? Bytes : Field.Bytes)];
            CopyValue(bits);
            return FromBytes(Field, bits, bits, isMasked: true);
        }
    }

    /// <summary>As in a match, for example <c>nw_dst=10.0.0.0/8</c>.</summary>
    public override string ToString() => $"{Field.MatchName}={FieldText.InMatch(this)}";

    static void Copy(ValueList<byte>? bytes, UInt128 number, Span<byte> to)
    {
        if (bytes is not null)
        {
            bytes.Span.CopyTo(to[^bytes.Count..]);
            return;
        }
        Span<byte> all = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(all, number);
        all[^to.Length..].CopyTo(to);
    }

    internal static UInt128 ToNumber(ReadOnlySpan<byte> bytes)
    {
        var value = UInt128.Zero;
        foreach (var octet in bytes)
            value = value << 8 | octet;
        return value;
    }

    static int LengthOf(UInt128 value) => (128 - (int)UInt128.LeadingZeroCount(value) + 7) / 8;

    static int LeadingZeros(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) is var at && at < 0 ? bytes.Length : at;
}
