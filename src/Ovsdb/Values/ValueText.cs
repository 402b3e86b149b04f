using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>Values as people write them to ovs-vsctl and read them from it: <c>{a=1, b="two words"}</c>, <c>[1, 2]</c>.</summary>
public static class ValueText
{
    /// <summary>The most integers that a range may stand for.</summary>
    const int RangeMax = 4096;

    const string Delimiters = ":=, []{}!<>";

    /// <summary>An atom: strings in quotes where they could be taken for something else.</summary>
    public static string Format(OvsdbAtom atom)
    {
        if (atom.Type == AtomType.Real)
            return RealText.Format(atom.AsReal);
        if (atom.Type != AtomType.String || !NeedsQuotes(atom.AsString))
            return atom.ToString();
        var text = new StringBuilder();
        CanonicalJson.WriteString(text, atom.AsString);
        return text.ToString();
    }

    /// <summary>A value of the type: bare where there can be only one.</summary>
    public static string Format(OvsdbValue value, ColumnType type)
    {
        var isBracketed = type.Max > 1 || value.IsEmpty;
        var items = type.IsMap
            ? value.Pairs.Select(pair => $"{Format(pair.Key)}={Format(pair.Value)}")
            : value.Keys.Select(Format);
        var text = string.Join(", ", items);
        return (isBracketed, type.IsMap) switch
        {
            (false, _) => text,
            (_, true) => $"{{{text}}}",
            _ => $"[{text}]",
        };
    }

    /// <summary>An atom, or an inclusive range of integers, whose last one comes as <paramref name="end"/>.</summary>
    /// <exception cref="FormatException">The text is no atom of the type; says why.</exception>
    public static OvsdbAtom ParseAtom(string text, BaseType type, out OvsdbAtom? end)
    {
        end = null;
        var atom = type.Type switch
        {
            AtomType.Integer => ParseInteger(text, out end),
            AtomType.Real => ParseReal(text),
            AtomType.Boolean => ParseBoolean(text),
            AtomType.String => OvsdbAtom.String(ParseString(text)),
            _ => Guid.TryParseExact(text, "D", out var uuid)
                ? OvsdbAtom.Uuid(uuid)
                : throw new FormatException($"\"{text}\" is not a valid UUID"),
        };
        try
        {
            Constraints.Check(atom, type);
            if (end is { } last)
                CheckRange(atom.AsInteger, last.AsInteger, type);
        }
        catch (OvsdbException e)
        {
            throw new FormatException(e.Message, e);
        }
        return atom;
    }

    /// <summary>A value: atoms or pairs that commas or spaces separate; brackets or braces around are needed for none only.</summary>
    /// <exception cref="FormatException">The text is no value of the type; says why.</exception>
    public static OvsdbValue Parse(string text, ColumnType type)
    {
        var (open, close) = type.IsMap ? ('{', '}') : ('[', ']');
        var cursor = new Cursor(text);
        if (cursor.AtEnd)
            throw new FormatException($"use \"{open}{close}\" to specify the empty {(type.IsMap ? "map" : "set")}");
        var isBracketed = cursor.Skip(open);
        var (keys, values) = (new List<OvsdbAtom>(), new List<OvsdbAtom>());
        while (!cursor.AtEnd && !(isBracketed && cursor.Next == close))
        {
            if (Delimiters.Contains(cursor.Next, StringComparison.Ordinal))
                throw new FormatException($"{text}: unexpected \"{cursor.Next}\" parsing {type.InWords()}");
            ParseItem(cursor, type, keys, values);
            cursor.Skip(',');
        }
        if (isBracketed && !cursor.Skip(close))
            throw new FormatException($"{text}: missing \"{close}\" at end of data");
        if (!cursor.AtEnd)
            throw new FormatException($"{text}: trailing garbage after \"{close}\"");
        return Collect(text, type, [.. keys], [.. values]);
    }

    static void ParseItem(Cursor cursor, ColumnType type, List<OvsdbAtom> keys, List<OvsdbAtom> values)
    {
        var start = cursor.Rest;
        var key = ParseAtom(cursor.Token(), type.Key, out var end);
        var value = default(OvsdbAtom);
        if (type.Value is { } valueType)
        {
            if (!cursor.Skip('='))
                throw new FormatException($"{start}: syntax error at \"{cursor.Next}\" expecting \"=\"");
            value = ParseAtom(cursor.Token(), valueType, out _);
        }
        keys.Add(key);
        values.Add(value);
        for (var next = key; end is { } last && next != last;)
        {
            next = OvsdbAtom.Integer(next.AsInteger + 1);
            keys.Add(next);
            values.Add(value);
        }
    }

    static OvsdbValue Collect(string text, ColumnType type, OvsdbAtom[] keys, OvsdbAtom[] values)
    {
        var items = type.IsMap ? "pair(s)" : "value(s)";
        if (keys.Length < type.Min)
            throw new FormatException($"{text}: {keys.Length} {items} specified but the minimum number is {type.Min}");
        if (keys.Length > type.Max)
            throw new FormatException($"{text}: {keys.Length} {items} specified but the maximum number is {type.Max}");
        Array.Sort(keys, values);
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i - 1] == keys[i])
                throw new FormatException($"{text}: {(type.IsMap ? "map contains duplicate key" : "set contains duplicate value")}");
        }
        return type.IsMap ? OvsdbValue.FromSortedPairs(keys, values) : OvsdbValue.FromSortedKeys(keys);
    }

    static OvsdbAtom ParseInteger(string text, out OvsdbAtom? end)
    {
        end = null;
        var hyphen = text.Length > 1 ? text.IndexOf('-', 1) : -1;
        if (hyphen > 0 && TryInteger(text.AsSpan(0, hyphen), out var first) && TryInteger(text.AsSpan(hyphen + 1), out var last))
        {
            if (last < first)
                throw new FormatException($"\"{text}\" is not a valid range. Range end cannot be before start.");
            end = OvsdbAtom.Integer(last);
            return OvsdbAtom.Integer(first);
        }
        return TryInteger(text, out var integer)
            ? OvsdbAtom.Integer(integer)
            : throw new FormatException($"\"{text}\" is not a valid integer or range");
    }

    static bool TryInteger(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    static OvsdbAtom ParseReal(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real)
            ? OvsdbAtom.Real(real)
            : throw new FormatException($"\"{text}\" is not a valid real number");

    static OvsdbAtom ParseBoolean(string text) => text switch
    {
        "true" or "yes" or "on" or "1" => true,
        "false" or "no" or "off" or "0" => false,
        _ => throw new FormatException($"\"{text}\" is not a valid boolean (use \"true\" or \"false\")"),
    };

    static string ParseString(string text)
    {
        if (text.Length == 0)
            throw new FormatException("An empty string is not valid as input; use \"\" to represent the empty string");
        if (text[0] != '"')
            return text;
        if (text.Length < 2 || text[^1] != '"')
            throw new FormatException($"{text}: missing quote at end of quoted string");
        return Unescape(text);
    }

    static string Unescape(string text)
    {
        var inner = text.AsSpan(1, text.Length - 2);
        var backslashes = inner.Length - inner.TrimEnd('\\').Length;
        if (backslashes % 2 == 1)
            throw new FormatException($"{text}: quoted string may not end with backslash");
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\')
                i++;
            else if (inner[i] == '"')
                throw new FormatException($"{text}: quoted string may not include unescaped \"");
        }
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"{text}: bad escape in a quoted string", e);
        }
    }

    static void CheckRange(long first, long last, BaseType type)
    {
        if (unchecked((ulong)last - (ulong)first) >= RangeMax)
        {
            throw new OvsdbException(
                OvsdbErrors.ConstraintViolation, $"Range \"{first}-{last}\" is too big. Maximum allowed size is {RangeMax}.");
        }
        for (var i = first + 1; i <= last; i++)
            Constraints.Check(OvsdbAtom.Integer(i), type);
    }

    static bool NeedsQuotes(string text)
    {
        if (text.Length == 0 || (!char.IsAsciiLetter(text[0]) && text[0] != '_'))
            return true;
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '-' or '.'))
                return true;
        }
        return text is "true" or "false" || Guid.TryParseExact(text, "D", out _);
    }

    /// <summary>Where the reading of a text stands; white space is passed over between tokens.</summary>
    sealed class Cursor
    {
        readonly string _text;
        int _at;

        public Cursor(string text)
        {
            _text = text;
            SkipSpaces();
        }

        public bool AtEnd => _at == _text.Length;

        public char Next => AtEnd ? '\0' : _text[_at];

        public string Rest => _text[_at..];

        public bool Skip(char letter)
        {
            SkipSpaces();
            var isThere = Next == letter && !AtEnd;
            if (isThere)
                _at++;
            SkipSpaces();
            return isThere;
        }

        /// <summary>All up to the next delimiter; within quotes there is none, and a backslash takes the next one's meaning.</summary>
        public string Token()
        {
            var start = Rest;
            var token = new StringBuilder();
            var isQuoted = false;
            for (; !AtEnd; _at++)
            {
                if (Next == '\\')
                {
                    if (isQuoted)
                        token.Append('\\');
                    if (++_at == _text.Length)
                        throw new FormatException($"{start}: backslash at end of argument");
                }
                else if (!isQuoted && Delimiters.Contains(Next, StringComparison.Ordinal))
                {
                    break;
                }
                else if (Next == '"')
                {
                    isQuoted = !isQuoted;
                }
                token.Append(Next);
            }
            return isQuoted ? throw new FormatException($"{start}: quoted string extends past end of argument") : token.ToString();
        }

        void SkipSpaces()
        {
            while (!AtEnd && char.IsWhiteSpace(_text[_at]))
                _at++;
        }
    }
}
