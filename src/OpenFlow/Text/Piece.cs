using System.Globalization;

namespace Sdn.OpenFlow.Text;

/// <summary>A part of a text that someone wrote, which knows where it stands, so that an error can say so.</summary>
readonly record struct Piece(string Text, int Start, int End)
{
    internal Piece(string text) : this(text, 0, text.Length)
    {
    }

    internal ReadOnlySpan<char> Span => Text.AsSpan(Start, End - Start);

    internal bool IsEmpty => Start == End;

    public override string ToString() => Span.ToString();

    internal bool Is(string word) => Span.Equals(word, StringComparison.OrdinalIgnoreCase);

    internal Piece Trim()
    {
        var (start, end) = (Start, End);
        while (start < end && char.IsWhiteSpace(Text[start]))
            start++;
        while (start < end && char.IsWhiteSpace(Text[end - 1]))
            end--;
        return new(Text, start, end);
    }

    internal Piece From(int offset) => new(Text, Start + offset, End);

    internal Piece To(int offset) => new(Text, Start, Start + offset);

    /// <summary>The parts before and after the first such separator; null if there is none.</summary>
    internal (Piece Before, Piece After)? Split(string separator)
    {
        var at = Span.IndexOf(separator);
        return at < 0 ? null : (To(at), From(at + separator.Length));
    }

    /// <summary>The parts between separators that no parenthesis or bracket encloses; empty ones are left out.</summary>
    internal List<Piece> Items(string separators = ",")
    {
        var (items, depth, start) = (new List<Piece>(), 0, Start);
        for (var at = Start; at <= End; at++)
        {
            var c = at < End ? Text[at] : separators[0];
            depth += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
            if (depth < 0)
                throw new Piece(Text, at, at + 1).Error("a parenthesis closes that none opened", "one closing for each opening");
            if (at < End && (depth > 0 || !separators.Contains(c)))
                continue;
            if (depth > 0)
                throw new Piece(Text, start, End).Error("a parenthesis is not closed", "one closing for each opening");
            if (new Piece(Text, start, at).Trim() is { IsEmpty: false } item)
                items.Add(item);
            start = at + 1;
        }
        return items;
    }

    internal FormatException Error(string wrong, string right) =>
        new($"column {Start + 1}, at '{(IsEmpty ? "end" : ToString())}': {wrong}; expected {right}");

    /// <summary>A number, decimal or after 0x hexadecimal, up to a maximum.</summary>
    internal UInt128 Number(UInt128 max, string what)
    {
        var isHex = Span.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var isRead = isHex
            ? UInt128.TryParse(Span[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            : UInt128.TryParse(Span, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        if (!isRead)
            throw Error($"{what} is no number", "a decimal number, or a hexadecimal one after 0x");
        return value <= max ? value : throw Error($"{what} is too large", $"at most {max}");
    }

    internal byte Byte(string what) => (byte)Number(byte.MaxValue, what);

    internal ushort UShort(string what) => (ushort)Number(ushort.MaxValue, what);

    internal uint UInt(string what) => (uint)Number(uint.MaxValue, what);

    internal ulong ULong(string what) => (ulong)Number(ulong.MaxValue, what);

    /// <summary>A port: a reserved name, a name that is known here, or a number.</summary>
    internal uint Port(FlowNames names)
    {
        var name = Span.Length > 1 && Span[0] == '"' && Span[^1] == '"' ? Span[1..^1] : Span;
        if (Ports.Named(name) is { } reserved)
            return reserved;
        if (names.Port(name.ToString()) is { } known)
            return known;
        return !IsEmpty && char.IsAsciiDigit(Span[0])
            ? UInt("the port")
            : throw Error("no port has this name here", "a port's number, a known port's name, or IN_PORT, LOCAL, CONTROLLER, ...");
    }
}
