using System.Buffers;
using System.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Text;

/// <summary>
/// Match fields as they stand on the wire, written as <c>NXM_OF_ETH_TYPE(0800), OXM_OF_IPV4_SRC_W(c0a80000/ffff0000)</c>:
/// the form of OVS's nx_match_to_string(). Nothing is checked but lengths, so what a switch would refuse can be written too.
/// </summary>
public static class OxmText
{
    const string None = "<any>";

    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    // Cookies have a number among the fields of NXM, the one of MPLS TTL with another length, but are no field.
    static readonly (string Name, OxmClass Class, byte Number, int Bytes) Cookie = ("NXM_NX_COOKIE", OxmClass.Nxm1, 30, 8);

    /// <summary>The fields of a match without the header of one (OXM or NXM), as text.</summary>
    public static string Format(ReadOnlySpan<byte> fields)
    {
        if (fields.IsEmpty)
            return None;
        var text = new StringBuilder();
        var r = new OfReader(fields, Errors.OFPBMC_BAD_LEN);
        while (r.Left > 0)
        {
            var start = r;   // a copy: what cannot be read is shown as a whole
            text.Append(text.Length > 0 ? ", " : "");
            try
            {
                WriteField(text, ref r);
            }
            catch (OpenFlowException)   // what is left is shown, not refused
            {
                return text.Append($"<{start.Left} invalid bytes>").ToString();
            }
        }
        return text.ToString();
    }

    /// <summary>The bytes that such a text stands for.</summary>
    /// <exception cref="FormatException">The text is no list of fields; the message says where and why.</exception>
    public static byte[] Parse(string text)
    {
        var bytes = new List<byte>();
        var rest = new Piece(text).Trim();
        if (rest.Is(None))
            return [];
        while (!rest.IsEmpty)
        {
            if (rest.Split(")") is not { } item || item.Before.Split("(") is not { } pair)
                throw rest.Error("no field", "one such as NXM_OF_ETH_TYPE(0800)");
            ReadField(bytes, pair.Before, pair.After);
            rest = item.After;
            while (!rest.IsEmpty && rest.Span[0] is ',' or ' ')
                rest = rest.From(1);
        }
        return [.. bytes];
    }

    static void WriteField(StringBuilder text, ref OfReader r)
    {
        var header = OxmCodec.ReadHeader(ref r);
        var value = r.TakeBytes(header.Length, "a field");
        text.Append(NameOf(header)).Append('(').Append(Convert.ToHexStringLower(value[..header.Width]));
        if (header.IsMasked)
            text.Append('/').Append(Convert.ToHexStringLower(value.Slice(header.Width, header.Width)));
        text.Append(')');
    }

    static string NameOf(OxmHeaderParts header)
    {
        var name = header.Find() is { } field ? field.Headers().First(h => h.Class == header.Class && h.Experimenter == header.Experimenter).Name
            : (header.Class, header.Number, header.Width) == (Cookie.Class, Cookie.Number, Cookie.Bytes) ? Cookie.Name
            : null;
        return name is null ? $"{(ushort)header.Class}:{header.Number}" : header.IsMasked ? name + "_W" : name;
    }

    static void ReadField(List<byte> to, Piece name, Piece content)
    {
        var masked = content.Split("/");
        var value = Hex(masked?.Before ?? content);
        var mask = masked is { } pair ? Hex(pair.After) : [];
        if (masked is not null && mask.Length != value.Length)
            throw content.Error("value and mask are not equally long", "as many digits before and behind the slash");
        to.AddRange(Header(name, value.Length, masked is not null));
        to.AddRange(value);
        to.AddRange(mask);
    }

    static byte[] Header(Piece name, int bytes, bool isMasked)
    {
        // A number instead of a name, as it is: for tests of what a switch refuses.
        if (name.Span.Length is 8 or 16 && !name.Span.ContainsAnyExcept(HexDigits))
            return Hex(name);
        var plain = isMasked && name.Span.EndsWith("_W") ? name.To(name.Span.Length - 2) : name;
        var header = plain.Is(Cookie.Name) ? new OxmHeaderParts(Cookie.Class, Cookie.Number, 0, isMasked, 0)
            : Named(plain) is { } own ? new(own.Class, own.Number, own.Experimenter, isMasked, 0)
            : throw name.Error("unknown field", "a field's name on the wire, with _W behind it if there is a mask");
        var buffer = new byte[8];
        var w = new OfWriter(buffer);
        OxmCodec.WriteHeader(ref w, header with { Length = isMasked ? 2 * bytes : bytes });
        return buffer[..w.Position];
    }

    static NxmName? Named(Piece name)
    {
        foreach (var header in Fields.Named(name.Span)?.Headers() ?? [])
        {
            if (name.Is(header.Name))
                return header;
        }

        return null;
    }

    static byte[] Hex(Piece text)
    {
        try
        {
            return Convert.FromHexString(text.Trim().Span);
        }
        catch (FormatException)
        {
            throw text.Error("no bytes", "two hexadecimal digits for each byte");
        }
    }
}
