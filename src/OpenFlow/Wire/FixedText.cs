using System.Runtime.CompilerServices;
using System.Text;

namespace Sdn.OpenFlow.Wire;

/// <summary>A name of up to 15 characters, filled up with zeros.</summary>
[InlineArray(16)]
struct Text16
{
    byte _first;

    public static implicit operator string(in Text16 text) => FixedText.Read(text);

    public static implicit operator Text16(string text)
    {
        var bytes = default(Text16);
        FixedText.Write(text, bytes);
        return bytes;
    }
}

/// <summary>A name of up to 31 characters, filled up with zeros.</summary>
[InlineArray(32)]
struct Text32
{
    byte _first;

    public static implicit operator string(in Text32 text) => FixedText.Read(text);

    public static implicit operator Text32(string text)
    {
        var bytes = default(Text32);
        FixedText.Write(text, bytes);
        return bytes;
    }
}

/// <summary>An Ethernet address as it lies on the wire.</summary>
[InlineArray(6)]
struct Mac6
{
    byte _first;

    public static implicit operator MacAddress(in Mac6 mac)
    {
        var value = 0ul;
        foreach (var octet in mac)
            value = value << 8 | octet;
        return new(value);
    }

    public static implicit operator Mac6(MacAddress mac)
    {
        var bytes = default(Mac6);
        for (var i = 0; i < 6; i++)
            bytes[i] = (byte)(mac.Value >> 40 - 8 * i);
        return bytes;
    }
}

/// <summary>Text in fields of a fixed width, a byte a character (Latin-1, so that no byte is lost); the last byte is always zero.</summary>
static class FixedText
{
    internal static string Read(ReadOnlySpan<byte> field)
    {
        var text = field[..^1];
        var end = text.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? text : text[..end]);
    }

    internal static void Write(string text, Span<byte> field) =>
        Encoding.Latin1.GetBytes(text.AsSpan(0, Math.Min(text.Length, field.Length - 1)), field);

    /// <summary>The text up to the first character that a terminal does not show, as ovs-ofctl prints names.</summary>
    internal static string Printable(string text)
    {
        var end = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        return end < 0 ? text : text[..end];
    }
}
