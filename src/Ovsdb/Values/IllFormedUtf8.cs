using System.Buffers;
using System.Text;

namespace Sdn.Ovsdb;

/// <summary>Says what is not UTF-8 in bytes that should be, as lib/unicode.c of Open vSwitch says it.</summary>
static class IllFormedUtf8
{
    /// <summary>The first sequence that is ill-formed, up to the byte that makes it so; null where there is none.</summary>
    public static string? Describe(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(text, out _, out var length);
            if (status != OperationStatus.Done)
            {
                // What is consumed is the beginning that could have become something, or a byte that never could.
                var count = Math.Min(text.Length, CanBegin(text[0]) ? length + 1 : 1);
                return $"invalid UTF-8 sequence{string.Concat(text[..count].ToArray().Select(octet => $" 0x{octet:x2}"))}";
            }
            text = text[length..];
        }
        return null;
    }

    static bool CanBegin(byte octet) => octet is >= 0xc2 and <= 0xf4;
}
