using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>The names of a field's bits, from bit 0 up, as ovs-fields(7) has them.</summary>
sealed class FlagNames(params string[] names)
{
    internal static readonly FlagNames
        CtState = new("new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat"),
        TcpFlags = new("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns", "[200]", "[400]", "[800]"),
        TunnelFlags = new("oam");

    /// <summary>As <c>+est-new</c>: every bit that the mask has.</summary>
    internal string Signed(uint value, uint mask)
    {
        var text = new StringBuilder();
        for (var bit = 0; bit < names.Length; bit++)
        {
            if ((mask & 1u << bit) != 0)
                text.Append((value & 1u << bit) != 0 ? '+' : '-').Append(names[bit]);
        }

        return text.ToString();
    }

    /// <summary>As <c>syn|ack</c>: the bits that are set.</summary>
    internal string Joined(uint value) =>
        value == 0 ? "0" : string.Join('|', names.Where((_, bit) => (value & 1u << bit) != 0));

    /// <summary>Reads <c>+est-new</c>; null if it is no such text.</summary>
    internal (uint Value, uint Mask)? ReadSigned(ReadOnlySpan<char> text)
    {
        var (value, mask) = (0u, 0u);
        while (!text.IsEmpty)
        {
            if (text[0] is not ('+' or '-'))
                return null;
            var end = text[1..].IndexOfAny('+', '-');
            var name = end < 0 ? text[1..] : text[1..(end + 1)];
            if (Bit(name) is not { } bit || (mask & bit) != 0)
                return null;
            mask |= bit;
            value |= text[0] == '+' ? bit : 0;
            text = text[(name.Length + 1)..];
        }
        return (value, mask);
    }

    /// <summary>Reads <c>syn|ack</c>, where numbers may stand for names; null if it is no such text.</summary>
    internal uint? ReadJoined(Piece text)
    {
        var value = 0u;
        foreach (var range in text.Span.Split('|'))
        {
            var name = text.Span[range];
            if (!name.IsEmpty && char.IsAsciiDigit(name[0]))
                value |= new Piece(text.Text, text.Start + range.Start.Value, text.Start + range.End.Value).UInt("the flags");
            else if (Bit(name) is { } bit)
                value |= bit;
            else
                return null;
        }
        return value;
    }

    internal string List => string.Join(", ", names);

    uint? Bit(ReadOnlySpan<char> name)
    {
        for (var bit = 0; bit < names.Length; bit++)
        {
            if (name.Equals(names[bit], StringComparison.OrdinalIgnoreCase))
                return 1u << bit;
        }

        return null;
    }
}
