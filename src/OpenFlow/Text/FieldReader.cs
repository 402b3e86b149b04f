using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sdn.OpenFlow.Text;

/// <summary>Reads values of fields, and subfields, as ovs-ofctl writes them (meta-flow.c, mf_parse()).</summary>
static class FieldReader
{
    internal static FieldMatch Read(Field field, Piece text, FlowNames names)
    {
        if (text.Is("*"))
            return new(field, 0, 0);
        switch (field.Format)
        {
            case Format.PortNumber:
                return ReadPort(field, text.Port(names));
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
                return field.IsOption ? ReadOption(field, text) : ReadMasked(field, text);
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
        var max = (UInt128)(uint)Math.Max(field.Bits - 1, 127);
        var (first, last) = bits.Split("..") is { } range
            ? ((int)range.Before.Number(max, "the first bit"), (int)range.After.Number(max, "the last bit"))
            : ((int)bits.Number(max, "the bit"), -1);
        last = last < 0 ? first : last;
        return first <= last && last < field.Bits
            ? field[first, last - first + 1]
            : throw bits.Error($"{field.Name} has no such bits", $"a range within 0..{field.Bits - 1}");
    }

    // The reserved ports have numbers of 16 bits too, in OpenFlow 1.0 (ofputil_port_from_string()).
    static FieldMatch ReadPort(Field field, uint port) =>
        field.Is(field.Bits == 16 ? Ports.Narrow(port) : port <= ushort.MaxValue ? Ports.Widen((ushort)port) : port);

    static FieldMatch ReadMasked(Field field, Piece text)
    {
        if (text.Split("/") is not { } parts)
            return field.Is(ReadValue(field, text));
        var value = ReadValue(field, parts.Before);
        var mask = ReadMask(field, parts.After);
        return field.Is(value, mask & field.AllOnes);
    }

    static FieldMatch ReadOption(Field field, Piece text)
    {
        Span<byte> value = stackalloc byte[OptionBits.BytesMax];
        Span<byte> mask = stackalloc byte[OptionBits.BytesMax];
        if (text.Split("/") is not { } parts)
        {
            ReadLong(text, value);
            return field.Is(value);
        }
        ReadLong(parts.Before, value);
        ReadLong(parts.After, mask);
        return field.Is(value, mask);
    }

    static void ReadLong(Piece text, Span<byte> to)
    {
        to.Clear();
        var digits = text.Span.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.Span[2..].TrimStart('0') : default;
        if (digits.Length <= 32)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(to[^16..], text.Number(UInt128.MaxValue, "the option"));
            return;
        }
        if (digits.Length > 2 * to.Length)
            throw text.Error("the option is too long", $"at most {to.Length} bytes");
        for (var i = 0; i < digits.Length; i++)
        {
            if (!byte.TryParse(digits.Slice(digits.Length - 1 - i, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var digit))
                throw text.Error("the option is no number", "a hexadecimal number after 0x");
            to[^(i / 2 + 1)] |= (byte)(digit << i % 2 * 4);
        }
    }

    static UInt128 ReadMask(Field field, Piece text)
    {
        if (field.Format is not (Format.Ipv4 or Format.Ipv6) || text.Span.ContainsAny('.', ':'))
            return field.Format is Format.Number or Format.Hex ? text.Number(Field.Ones(8 * field.Bytes), field.Name) : ReadValue(field, text);
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
        _ => Number(field, text),
    };

    static UInt128 Number(Field field, Piece text)
    {
        var value = text.Number(field.AllOnes, field.Name);
        return field.Takes(value) ? value : throw text.Error($"{field.Name} has no such value", "one of ovs-fields(7)");
    }

    static UInt128 Address(Piece text, AddressFamily family, string right)
    {
        // IPAddress also takes "10", "0x0a.1", "[::1]" and "fe80::1%2"; the plain form is what everyone means.
        var isWhole = family == AddressFamily.InterNetworkV6 ? !text.Span.ContainsAny('[', '%') : text.Span.Count('.') == 3;
        if (!isWhole || !IPAddress.TryParse(text.Span, out var address) || address.AddressFamily != family)
            throw text.Error("no such address", right);
        return FieldMatch.ToNumber(address.GetAddressBytes());
    }

    static FieldMatch ReadFlags(Field field, Piece text, FlagNames names)
    {
        if (!text.IsEmpty && text.Span[0] is '+' or '-')
        {
            return names.ReadSigned(text.Span) is { } signed
                ? field.Is(signed.Value, signed.Mask)
                : throw text.Error("unknown flag, or one twice", $"flags with + or - before each of {names.List}");
        }
        if (text.Split("/") is not null)
            return ReadMasked(field, text);
        return names.ReadJoined(text) is { } joined
            ? field.Is(joined <= field.AllOnes ? joined : throw text.Error("unknown flag", $"flags of {names.List}"))
            : throw text.Error("unknown flag", $"flags joined with | of {names.List}");
    }

    static FieldMatch ReadFrag(Field field, Piece text) => text.ToString().ToLowerInvariant() switch
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
