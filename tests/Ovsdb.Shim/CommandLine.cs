using System.Text;

namespace Sdn.Ovsdb.Shim;

/// <summary>
/// Arguments as they were given: the runtime puts U+FFFD in the place of bytes that are not UTF-8, and the suite has arguments that must be
/// refused for just these bytes. They stand in the text as U+DC80 to U+DCFF, which UTF-8 cannot hold (as in Python's "surrogateescape").
/// </summary>
static class CommandLine
{
    /// <summary>The arguments of this process with every byte kept.</summary>
    public static string[] Exactly(string[] arguments)
    {
        if (!arguments.Any(argument => argument.Contains('\uFFFD')))
            return arguments;
        // proc(5): each argument ends with a null byte.
        var given = Encoding.Latin1.GetString(File.ReadAllBytes("/proc/self/cmdline")).TrimEnd('\0').Split('\0');
        return [.. given[^arguments.Length..].Select(text => Decode(Encoding.Latin1.GetBytes(text)))];
    }

    /// <summary>The bytes of an argument, or of a part of it.</summary>
    public static byte[] Bytes(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is >= '\uDC80' and <= '\uDCFF' && (i == 0 || !char.IsHighSurrogate(text[i - 1])))
                bytes.Add((byte)(text[i] - 0xdc00));
            else if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i++, 2)));
            else
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, 1)));
        }
        return [.. bytes];
    }

    static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            var isThere = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isThere)
                text.Append(rune.ToString());
            else
                text.Append((char)(0xdc00 + bytes[0]));
            bytes = bytes[(isThere ? length : 1)..];
        }
        return text.ToString();
    }
}
