using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>A field's value and mask as ovs-ofctl writes them.</summary>
static class FieldText
{
    /// <summary>As after <c>set_field:</c>, the way of OVS's mf_format().</summary>
    internal static string InSetField(FieldMatch part, Names names = default)
    {
        var field = part.Field;
        if (part.Mask == 0 && part.Long is null)
            return "ANY";
        switch (field.Format)
        {
            case Format.Mac: return Masked(part, Mac(part.Value), Mac);
            case Format.Ipv4: return Masked(part, Ipv4(part.Value), Prefix(part.Mask, 32), Ipv4);
            case Format.Ipv6: return Masked(part, Ipv6(part.Value), Prefix(part.Mask, 128), Ipv6);
            case Format.PortNumber: return names.Port(field.Bits == 16 ? Ports.Widen((ushort)part.Value) : (uint)part.Value);
            case Format.Frag: return Frag((uint)part.Value, (uint)part.Mask);
            case Format.PacketTypeName: return PacketType((uint)part.Value);
            case Format.CtStateNames: return Flags(FlagNames.CtState, part);
            case Format.TcpFlagNames: return Flags(FlagNames.TcpFlags, part);
            case Format.TunnelFlagNames: return Flags(FlagNames.TunnelFlags, part);
            case Format.Hex: return HexOf(part, isAnyMaskShown: true);
            default: return Masked(part, part.Value.ToString(), Hex);
        }
    }

    /// <summary>As in a match, the way of OVS's match_format(), which differs for a few fields.</summary>
    internal static string InMatch(FieldMatch part, Names names = default)
    {
        var field = part.Field;
        var (value, mask) = ((uint)part.Value, (uint)part.Mask);
        switch (field.Shown)
        {
            case Shown.Hex: return HexOf(part, isAnyMaskShown: false);
            case Shown.Decimal when part.IsExact: return part.Value.ToString();
            case Shown.Decimal: return field.Bytes == 1 ? $"0x{value:x2}/0x{mask:x2}" : $"0x{value:x}/0x{mask:x}";
            case Shown.WithoutMask: return field.Format == Format.Hex ? Hex(part.Value) : part.Value.ToString();
            case Shown.LeadingZero: return part.IsExact ? $"0x{value:x}" : $"0x{value:x}/0x{mask:x}";
            case Shown.Signed: return FlagNames.TunnelFlags.Signed(value, mask);
            case Shown.Dscp: return (part.Value << 2).ToString();
            case Shown.FiveDigits: return part.IsExact ? $"0x{value:x5}" : $"0x{value:x5}/0x{mask:x5}";
            default: return InSetField(part, names);
        }
    }

    /// <summary>As C's <c>%#x</c>: zero has no prefix.</summary>
    internal static string Hex(UInt128 value) => value == 0 ? "0" : "0x" + value.ToString("x").TrimStart('0');

    internal static string Mac(UInt128 value) => new MacAddress((ulong)value).ToString();

    internal static string Ipv4(UInt128 value) =>
        $"{(byte)(value >> 24)}.{(byte)(value >> 16)}.{(byte)(value >> 8)}.{(byte)value}";

    /// <summary>As inet_ntop() writes it, which .NET does not do for addresses that hold one of IPv4.</summary>
    internal static string Ipv6(UInt128 value)
    {
        var isMapped = value >> 32 == 0xffff;
        if (isMapped || value >> 32 == 0 && value >> 16 != 0)
            return (isMapped ? "::ffff:" : "::") + Ipv4(value & uint.MaxValue);
        var (zeros, length) = LongestZeros(value);
        var text = new StringBuilder(39);
        for (var i = 0; i < 8;)
        {
            if (i == zeros && length > 1)
            {
                text.Append("::");
                i += length;
                continue;
            }
            if (i > 0 && text[^1] != ':')
                text.Append(':');
            text.Append($"{Word(value, i++):x}");
        }

        return text.ToString();
    }

    internal static string Frag(uint value, uint mask) => mask switch
    {
        1 => (value & 1) != 0 ? "yes" : "no",
        2 => (value & 2) != 0 ? "later" : "not_later",
        _ => value switch { 0 => "no", 1 => "first", 3 => "later", _ => "<error>" },
    };

    internal static string PacketType(uint value)
    {
        return $"({Number(value >> 16)},{Number(value & 0xffff)})";

        static string Number(uint half) => half > 9 ? $"0x{half:x}" : $"{half}";
    }

    static string Flags(FlagNames names, FieldMatch part) => part.IsExact
        ? names.Joined((uint)part.Value)
        : names.Signed((uint)part.Value, (uint)part.Mask);

    /// <summary>Hexadecimal; of a tunnel option in a match ovs-ofctl shows no mask that has all bits of its bytes.</summary>
    static string HexOf(FieldMatch part, bool isAnyMaskShown)
    {
        if (!part.Field.IsOption)
            return Masked(part, Hex(part.Value), Hex);
        Span<byte> bytes = stackalloc byte[OptionBits.BytesMax];
        bytes = bytes[..part.Bytes];
        part.CopyValue(bytes);
        var value = Hex(bytes);
        if (part.IsExact)
            return value;
        part.CopyMask(bytes);
        return !isAnyMaskShown && !bytes.ContainsAnyExcept((byte)0xff) ? value : $"{value}/{Hex(bytes)}";
    }

    static string Hex(ReadOnlySpan<byte> bytes)
    {
        var digits = Convert.ToHexStringLower(bytes).TrimStart('0');
        return digits.Length == 0 ? "0" : "0x" + digits;
    }

    static ushort Word(UInt128 value, int index) => (ushort)(value >> (7 - index) * 16);

    static (int Start, int Length) LongestZeros(UInt128 value)
    {
        var best = (Start: 0, Length: 0);
        for (var i = 0; i < 8; i++)
        {
            var end = i;
            while (end < 8 && Word(value, end) == 0)
                end++;
            if (end - i > best.Length)
                best = (i, end - i);
        }

        return best;
    }

    /// <summary>The length of the prefix that the mask is, as <c>/24</c>; null if it is none.</summary>
    static string? Prefix(UInt128 mask, int bits)
    {
        var open = Field.Ones(bits) ^ mask;
        return UInt128.PopCount(open + 1) <= 1 ? $"/{bits - (int)UInt128.PopCount(open)}" : null;
    }

    static string Masked(FieldMatch part, string value, Func<UInt128, string> show) =>
        part.IsExact ? value : $"{value}/{show(part.Mask)}";

    static string Masked(FieldMatch part, string value, string? prefix, Func<UInt128, string> show) =>
        part.IsExact ? value : value + (prefix ?? "/" + show(part.Mask));
}
