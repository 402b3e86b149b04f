using System.Buffers;

namespace Sdn.Cli.Commands;

/// <summary>Bytes as people and tools write them in hexadecimal: <c>06 14</c>, <c>06:14</c>, <c>0x0614</c>.</summary>
static class OpenFlowHex
{
    /// <summary>Appends the bytes that the text says; says what is wrong with it, null if nothing is.</summary>
    public static string? Read(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> to)
    {
        var high = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is (byte)' ' or (byte)'\t' or (byte)':')
                continue;
            if (high < 0 && c == '0' && i + 1 < text.Length && text[i + 1] is (byte)'x' or (byte)'X')
            {
                i++;
                continue;
            }
            var digit = HexDigit(c);
            if (digit < 0)
                return $"column {i + 1}: {Describe(c)} is no hexadecimal digit";
            if (high < 0)
            {
                high = digit;
                continue;
            }
            to.GetSpan(1)[0] = (byte)(high << 4 | digit);
            to.Advance(1);
            high = -1;
        }
        return high < 0 ? null : $"column {text.Length}: the last byte has only one digit";
    }

    static int HexDigit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };

    static string Describe(byte c) => c is > 0x20 and < 0x7f ? $"'{(char)c}'" : $"the byte 0x{c:x2}";
}
