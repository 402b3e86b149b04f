using System.Buffers.Binary;
using System.Net;

namespace Sdn.OpenFlow.Text;

/// <summary>A field's value and mask as ovs-ofctl writes them.</summary>
static class FieldText
{
    /// <summary>As after <c>set_field:</c>, the way of OVS's mf_format().</summary>
    internal static string InSetField(FieldMatch part, Names names = default)
    {
        var field = part.Field;
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
            case Format.Hex: return Masked(part, Hex(part.Value), Hex);
            default: return Masked(part, part.Value.ToString(), Hex);
        }
    }

    /// <summary>As in a match, the way of OVS's match_format(), which differs for a few fields.</summary>
    internal static string InMatch(FieldMatch part, Names names = default)
    {
        var field = part.Field;
        if (field == Fields.CtZone)
            return Masked(part, part.Value.ToString(), Hex);
        if (field == Fields.NshFlags && part.IsExact)
            return part.Value.ToString();
        if (field == Fields.TunFlags)
            return FlagNames.TunnelFlags.Signed((uint)part.Value, (uint)part.Mask);
        if (field == Fields.IpDscp)
            return (part.Value << 2).ToString();
        if (field == Fields.Ipv6Label)
            return part.IsExact ? $"0x{(uint)part.Value:x5}" : $"0x{(uint)part.Value:x5}/0x{(uint)part.Mask:x5}";
        if (field.Format == Format.Number && field.Bits == 16 && !part.IsExact)
            return $"{Hex(part.Value)}/{Hex(part.Mask)}";   // format_be16_masked()
        return InSetField(part, names);
    }

    internal static string Hex(UInt128 value) => "0x" + value.ToString("x").TrimStart('0') switch
    {
        "" => "0",
        var digits => digits,
    };

    internal static string Mac(UInt128 value) => new MacAddress((ulong)value).ToString();

    internal static string Ipv4(UInt128 value) => ToAddress(value, 4).ToString();

    internal static string Ipv6(UInt128 value) => ToAddress(value, 16).ToString();

    internal static IPAddress ToAddress(UInt128 value, int bytes)
    {
        Span<byte> all = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(all, value);
        return new(all[^bytes..]);
    }

    internal static string Frag(uint value, uint mask) => mask switch
    {
        1 => (value & 1) != 0 ? "yes" : "no",
        2 => (value & 2) != 0 ? "later" : "not_later",
        _ => value switch { 0 => "no", 1 => "first", 3 => "later", _ => "<error>" },
    };

    internal static string PacketType(uint value) => $"({value >> 16},{((value & 0xffff) == 0 ? "0" : Hex(value & 0xffff))})";

    static string Flags(FlagNames names, FieldMatch part) => part.IsExact
        ? names.Joined((uint)part.Value)
        : names.Signed((uint)part.Value, (uint)part.Mask);

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
