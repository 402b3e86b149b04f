namespace Sdn.OpenFlow.Text;

/// <summary>Reads the arguments of <c>encap(...)</c> and <c>decap(...)</c>.</summary>
static class EncapReader
{
    internal static Encap ReadEncap(Piece text)
    {
        var open = text.Span.IndexOf('(');
        var name = open < 0 ? text : text.To(open);
        foreach (var (type, header) in ActionText.HeaderNames)
        {
            if (name.Is(header))
                return new(type, open < 0 ? [] : [.. Inside(text).Items().Select(item => ReadProperty(item, type))]);
        }
        throw name.Error("no such header", "ethernet, nsh, mpls or mpls_mc");
    }

    internal static Decap ReadDecap(Piece text)
    {
        const string Right = "decap(), or decap(packet_type(ns=NUMBER,type=NUMBER))";
        if (text.IsEmpty)
            return new();
        if (text.Span.IndexOf('(') is var open && (open < 0 || !text.To(open).Is("packet_type")))
            throw text.Error("unknown word", Right);
        var items = Inside(text).Items();
        return items.Count == 2 && items[0].Split("=") is { } ns && ns.Before.Is("ns") && items[1].Split("=") is { } type && type.Before.Is("type")
            ? new((uint)ns.After.UShort("the namespace") << 16 | type.After.UShort("the type"))
            : throw text.Error("no packet type", Right);
    }

    static EncapProperty ReadProperty(Piece item, uint packetType)
    {
        const string Right = "md_type=1, md_type=2 or tlv(CLASS,TYPE,VALUE), with nsh";
        if (packetType == PacketTypes.Nsh && item.Split("=") is { } pair && pair.Before.Is("md_type"))
            return new NshMdType(pair.After.Byte("md_type"));
        if (packetType != PacketTypes.Nsh || !item.Span.StartsWith("tlv("))
            throw item.Error("unknown property", Right);
        var parts = Inside(item).Items();
        return parts.Count == 3
            ? new NshTlv(parts[0].UShort("the class"), parts[1].Byte("the type"), ReadBytes(parts[2]))
            : throw item.Error("no TLV", Right);
    }

    static ValueList<byte> ReadBytes(Piece text)
    {
        try
        {
            var digits = text.Span.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.Span[2..] : text.Span;
            return Convert.FromHexString(digits.Length % 2 == 0 ? digits : "0" + digits.ToString());
        }
        catch (FormatException)
        {
            throw text.Error("no bytes", "hexadecimal digits after 0x");
        }
    }

    static Piece Inside(Piece text)
    {
        var open = text.Span.IndexOf('(');
        return text.Span[^1] == ')'
            ? new(text.Text, text.Start + open + 1, text.End - 1)
            : throw text.Error("a parenthesis is not closed", "one closing for each opening");
    }
}
