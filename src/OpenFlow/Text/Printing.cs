using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>Pieces that the texts of several messages have in common.</summary>
static class Printing
{
    /// <summary>Seconds with as many decimals as they have: <c>9.609036s</c> (ofp_print_duration()).</summary>
    internal static void WriteDuration(StringBuilder to, uint seconds, uint nanoseconds)
    {
        to.Append(seconds);
        if (nanoseconds != 0)
        {
            to.Append(nanoseconds % 1_000_000 == 0 ? $".{nanoseconds / 1_000_000:000}" : $".{nanoseconds:000000000}".TrimEnd('0'));
        }

        to.Append('s');
    }

    /// <summary>Bytes as in a terminal, what is no letter in octal (ds_put_printable()).</summary>
    internal static void WritePrintable(StringBuilder to, ReadOnlySpan<byte> bytes)
    {
        foreach (var octet in bytes)
        {
            if (octet is < 0x20 or > 0x7e or (byte)'\\' or (byte)'"')
                to.Append('\\').Append(Convert.ToString(octet, 8).PadLeft(3, '0'));
            else
                to.Append((char)octet);
        }
    }

    /// <summary>Sixteen bytes a line, with what they are as letters; each line ends with a newline (ds_put_hex_dump()).</summary>
    internal static void WriteHexDump(StringBuilder to, ReadOnlySpan<byte> bytes)
    {
        const int PerLine = 16;
        for (var start = 0; start < bytes.Length; start += PerLine)
        {
            var line = bytes.Slice(start, Math.Min(PerLine, bytes.Length - start));
            to.Append($"{start:x8}  ");
            for (var i = 0; i < PerLine; i++)
            {
                if (i < line.Length)
                    to.Append($"{line[i]:x2}{(i == 7 ? '-' : ' ')}");
                else
                    to.Append("   ");
            }

            to.Append('|');
            foreach (var octet in line)
                to.Append(octet is >= 32 and < 127 ? (char)octet : '.');
            to.Append(' ', PerLine - line.Length).Append("|\n");
        }
    }

    /// <summary>Bytes as <c>01.02.ff</c>.</summary>
    internal static void WriteDotted(StringBuilder to, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
            to.Append(i > 0 ? "." : "").Append($"{bytes[i]:x2}");
    }
}
