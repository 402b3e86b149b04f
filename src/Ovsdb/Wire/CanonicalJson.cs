using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>JSON as Open vSwitch prints it: members sorted, no spaces, whole numbers without point or exponent.</summary>
public static class CanonicalJson
{
    public static string Format(JsonElement json)
    {
        var text = new StringBuilder();
        Write(text, json);
        return text.ToString();
    }

    /// <summary>The canonical form of a JSON text.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static string Format(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Format(document.RootElement);
    }

    internal static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            text = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append($"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }
        text.Append('"');
    }

    /// <summary>Whether a JSON number is a whole one that fits 64 bits, however it is written (1e3, 5.0).</summary>
    internal static bool TryInteger(JsonElement json, out long value)
    {
        value = 0;
        if (json.ValueKind != JsonValueKind.Number)
            return false;
        if (json.TryGetInt64(out value))
            return true;
        if (!json.TryGetDecimal(out var exact) || exact != decimal.Truncate(exact) || exact is < long.MinValue or > long.MaxValue)
            return false;
        value = (long)exact;
        return true;
    }

    static void Write(StringBuilder text, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                WriteMembers(text, json);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (i, item) in json.EnumerateArray().Index())
                {
                    if (i > 0)
                        text.Append(',');
                    Write(text, item);
                }
                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(text, json.GetString()!);
                break;
            case JsonValueKind.Number when TryInteger(json, out var integer):
                text.Append(integer.ToString(CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Number:
                text.Append(RealText.Format(json.GetDouble()));
                break;
            default:
                text.Append(json.GetRawText());
                break;
        }
    }

    static void WriteMembers(StringBuilder text, JsonElement json)
    {
        text.Append('{');
        var members = json.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal);
        foreach (var (i, member) in members.Index())
        {
            if (i > 0)
                text.Append(',');
            WriteString(text, member.Name);
            text.Append(':');
            Write(text, member.Value);
        }
        text.Append('}');
    }
}
