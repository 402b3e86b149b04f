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

    /// <summary>The text of a string or name; ill-formed UTF-8 and lone surrogates are the peer's fault.</summary>
    public static string Text(this ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw OvsdbException.Protocol("a string is not well-formed UTF-8 or UTF-16", e);
        }
    }

    public static Guid Uuid(this ref Utf8JsonReader reader, string what)
    {
        reader.Expect(JsonTokenType.String, what);
        return !reader.HasValueSequence && reader.TryGetGuid(out var uuid) ? uuid : ParseUuid(reader.Text());
    }

    /// <summary>Reads a whole value, and refuses an object that has a name twice.</summary>
    public static JsonElement Element(this ref Utf8JsonReader reader)
    {
        try
        {
            var element = JsonElement.ParseValue(ref reader);
            RefuseDuplicates(element);
            return element;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw OvsdbException.Protocol(e.Message, e);
        }
    }

    // No deeper than DepthMax: the reader saw to that.
    static void RefuseDuplicates(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in json.EnumerateArray())
                RefuseDuplicates(element);
        }
        if (json.ValueKind != JsonValueKind.Object)
            return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (!names.Add(member.Name))
                throw OvsdbException.Protocol($"an object with a duplicate member \"{member.Name}\"");
            RefuseDuplicates(member.Value);
        }
    }

    static Guid ParseUuid(string text) => Guid.TryParseExact(text, "D", out var uuid)
        ? uuid
        : throw OvsdbException.Protocol($"\"{text}\" is not a valid UUID");
}
