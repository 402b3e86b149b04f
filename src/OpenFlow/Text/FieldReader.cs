using System.Net;
using System.Net.Sockets;

namespace Sdn.OpenFlow.Text;

/// <summary>Reads values of fields, and subfields, as ovs-ofctl writes them.</summary>
static class FieldReader
{
    internal static FieldMatch Read(Field field, Piece text, FlowNames names)
    {
        switch (field.Format)
        {
            case Format.PortNumber:
                return field.Is(field.Bits == 16 ? Ports.Narrow(text.Port(names)) : text.Port(names));
            case Format.Frag:
                return ReadFrag(field, text);
            case Format.PacketTypeName:
                return ReadPacketType(field, text);
            case Format.CtStateNames:
                return ReadFlags(field, text, FlagNames.CtState);
            case Format.TcpFlagNames:
                return ReadFlags(field, text, FlagNames.TcpFlags);
            case Format.TunnelFlagNames:
                return ReadFlags(field, text, FlagNames.TunnelFlags);
            default:
                return ReadMasked(field, text);
        }
    }

    /// <summary>Reads <c>NXM_NX_REG0[0..3]</c>, <c>reg0[5]</c>, <c>eth_src[]</c> or <c>eth_src</c>.</summary>
    internal static Subfield ReadSubfield(Piece text)
    {
        var open = text.Span.IndexOf('[');
        var name = open < 0 ? text : text.To(open);
        if (Fields.Named(name.Span) is not { } field)
            throw name.Error("unknown field", "a field such as NXM_NX_REG0[] or reg0[0..3]");
        if (open < 0)
            return field.All;
        if (text.Span[^1] != ']')
            throw text.Error("a bracket is not closed", "a subfield such as NXM_NX_REG0[0..3]");
        var bits = new Piece(text.Text, text.Start + open + 1, text.End - 1);
        if (bits.IsEmpty)
            return field.All;
        var (first, last) = bits.Split("..") is { } range
            ? ((int)range.Before.Number(127, "the first bit"), (int)range.After.Number(127, "the last bit"))
            : ((int)bits.Number(127, "the bit"), -1);
        last = last < 0 ? first : last;
        return first <= last && last < field.Bits
            ? field[first, last - first + 1]
            : throw bits.Error($"{field.Name} has no such bits", $"a range within 0..{field.Bits - 1}");
    }

    static FieldMatch ReadMasked(Field field, Piece text)
    {
        if (text.Split("/") is not { } parts)
            return field.Is(ReadValue(field, text));
        var value = ReadValue(field, parts.Before);
        var mask = ReadMask(field, parts.After);
        return field.Is(value, mask);
    }

    static UInt128 ReadMask(Field field, Piece text)
    {
        if (field.Format is not (Format.Ipv4 or Format.Ipv6) || text.Span.ContainsAny('.', ':'))
            return ReadValue(field, text);
        var length = (int)text.Number((UInt128)field.Bits, "the prefix length");
        return field.AllOnes ^ Field.Ones(field.Bits - length);
    }

    static UInt128 ReadValue(Field field, Piece text) => field.Format switch
    {
        Format.Mac => MacAddress.TryParse(text.Span, null, out var mac)
            ? mac.Value
            : throw text.Error("no Ethernet address", "one such as 02:00:00:00:00:2a"),
        Format.Ipv4 => Address(text, AddressFamily.InterNetwork, "an IPv4 address such as 10.0.0.1"),
        Format.Ipv6 => Address(text, AddressFamily.InterNetworkV6, "an IPv6 address such as fd00::1"),
        _ => text.Number(field.AllOnes, field.Name),
    };

    static UInt128 Address(Piece text, AddressFamily family, string right)
    {
        // IPAddress also takes "10" and "0x0a.1"; four parts are what everyone means.
        var isWhole = family == AddressFamily.InterNetworkV6 || text.Span.Count('.') == 3;
        if (!isWhole || !IPAddress.TryParse(text.Span, out var address) || address.AddressFamily != family)
            throw text.Error("no such address", right);
        var value = UInt128.Zero;
        foreach (var octet in address.GetAddressBytes())
            value = value << 8 | octet;
        return value;
    }

    static FieldMatch ReadFlags(Field field, Piece text, FlagNames names)
    {
        if (!text.IsEmpty && text.Span[0] is '+' or '-')
        {
            return names.ReadSigned(text.Span) is { } signed
                ? field.Is(signed.Value, signed.Mask)
                : throw text.Error("unknown flag, or one twice", $"flags with + or - before each of {names.List}");
        }
        if (!text.IsEmpty && !char.IsAsciiDigit(text.Span[0]))
        {
            return names.ReadJoined(text.Span) is { } joined
                ? field.Is(joined)
                : throw text.Error("unknown flag", $"flags joined with | of {names.List}");
        }
        return ReadMasked(field, text);
    }

    static FieldMatch ReadFrag(Field field, Piece text) => text.ToString() switch
    {
        "no" => field.Is(0),
        "first" => field.Is(1),
        "later" => field.Is(3),
        "yes" => field.Is(1, 1),
        "not_later" => field.Is(0, 2),
        _ => throw text.Error("unknown kind of fragment", "no, yes, first, later or not_later"),
    };

    static FieldMatch ReadPacketType(Field field, Piece text)
    {
        var right = "a packet type such as (1,0x800)";
        if (text.Span is not ['(', .., ')'])
            throw text.Error("no packet type", right);
        var parts = new Piece(text.Text, text.Start + 1, text.End - 1).Items();
        return parts.Count == 2
            ? field.Is((UInt128)parts[0].UShort("the namespace") << 16 | parts[1].UShort("the type"))
            : throw text.Error("no packet type", right);
    }
}
