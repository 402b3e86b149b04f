using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>How this library reads and writes JSON, in one place, with the errors of a bad peer under one name.</summary>
static class OvsdbJson
{
    // ovsdb-server reads UTF-8; escaping every non-ASCII character would only make messages longer.
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static void Expect(this ref Utf8JsonReader reader, JsonTokenType token, string what)
    {
        if (reader.TokenType != token)
            throw OvsdbException.Protocol($"expected {what}, not {reader.TokenType}");
    }

    /// <summary>Moves to the next token of a message that is known to be whole.</summary>
    public static void Next(this ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw OvsdbException.Protocol("a value is missing");
    }

    public static void Next(this ref Utf8JsonReader reader, JsonTokenType token, string what)
    {
        reader.Next();
        reader.Expect(token, what);
    }

    /// <summary>Moves to the last token of a value that is known to be whole, which the message may not be yet.</summary>
    public static void SkipValue(this ref Utf8JsonReader reader)
    {
        if (!reader.TrySkip())
            throw OvsdbException.Protocol("a value is missing");
    }

    /// <summary>
    /// The text of a string or name. Ill-formed UTF-8, lone surrogates and, as with ovsdb-server itself, U+0000 are the peer's fault.
    /// </summary>
    public static string Text(this ref Utf8JsonReader reader)
    {
        try
        {
            var text = reader.GetString()!;
            return reader.ValueIsEscaped && text.Contains('\0') ? throw NullCharacter() : text;
        }
        catch (InvalidOperationException e)
        {
            throw OvsdbException.Protocol("a string is not well-formed UTF-8 or UTF-16", e);
        }
    }

    /// <summary>Whether the name or string is this one; one that is ill-formed is the peer's fault.</summary>
    // ValueTextEquals would throw another exception at an escaped lone surrogate.
    public static bool Is(this ref Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.Text()).AsSpan().SequenceEqual(text) : reader.ValueTextEquals(text);

    /// <summary>The text of a string or name as an error shows it: what a peer sends may be a megabyte long.</summary>
    public static string Shown(this ref Utf8JsonReader reader) => Shown(reader.Text());

    public static string Shown(string text, int lettersMax = 100) =>
        text.Length <= lettersMax ? text : $"{text[..lettersMax]}... ({text.Length} letters)";

    public static Guid Uuid(this ref Utf8JsonReader reader, string what)
    {
        reader.Expect(JsonTokenType.String, what);
        return !reader.HasValueSequence && !reader.ValueIsEscaped && reader.TryGetGuid(out var uuid) ? uuid : ParseUuid(reader.Text());
    }

    /// <summary>
    /// Reads a whole value, and refuses what could not be read out of it later: ill-formed strings, numbers beyond a double, and
    /// an object that has a name twice.
    /// </summary>
    public static JsonElement Element(this ref Utf8JsonReader reader)
    {
        try
        {
            var element = JsonElement.ParseValue(ref reader);
            Check(element);
            return element;
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
        catch (InvalidOperationException e)
        {
            throw OvsdbException.Protocol("a string is not well-formed UTF-8 or UTF-16", e);
        }
    }

    /// <summary>What a reader of JSON says of it. Its text may quote all that was read, so it is cut and not passed on whole.</summary>
    public static OvsdbException Malformed(JsonException e) => OvsdbException.Protocol(
        e.Message.Length <= 200 ? e.Message : $"{Shown(e.Message)} LineNumber: {e.LineNumber} | BytePositionInLine: {e.BytePositionInLine}.");

    // No deeper than DepthMax: the reader saw to that.
    static void Check(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var element in json.EnumerateArray())
                    Check(element);
                break;
            case JsonValueKind.Object:
                CheckMembers(json);
                break;
            case JsonValueKind.String:
                CheckText(json.GetString()!);
                break;
            case JsonValueKind.Number when !double.IsFinite(json.GetDouble()):
                throw OvsdbException.Protocol("number outside valid range");
        }
    }

    static void CheckMembers(JsonElement json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            CheckText(member.Name);
            if (!names.Add(member.Name))
                throw OvsdbException.Protocol($"an object with a duplicate member \"{Shown(member.Name)}\"");
            Check(member.Value);
        }
    }

    static void CheckText(string text)
    {
        if (text.Contains('\0'))
            throw NullCharacter();
    }

    static OvsdbException NullCharacter() => OvsdbException.Protocol("a string with U+0000");

    static Guid ParseUuid(string text) => Guid.TryParseExact(text, "D", out var uuid)
        ? uuid
        : throw OvsdbException.Protocol($"\"{Shown(text)}\" is not a valid UUID");
}
