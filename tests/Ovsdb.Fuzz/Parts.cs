using System.Text.Json;

namespace Sdn.Ovsdb.Fuzz;

/// <summary>A value of a message, or a member with its name.</summary>
readonly record struct Part(int Start, int End, bool IsMember, bool IsElement);

/// <summary>Finds the values and members of a JSON text, at all depths.</summary>
static class Parts
{
    /// <summary>All parts, as far as the text is JSON; null if nothing of it is.</summary>
    internal static IReadOnlyList<Part>? Of(byte[] text)
    {
        var parts = new List<Part>();
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 4096, AllowMultipleValues = true });
        var open = new Stack<(int Start, int NameStart, bool IsInArray)>();
        var (nameStart, inArray) = (-1, new Stack<bool>());
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        nameStart = start;
                        break;
                    case JsonTokenType.StartArray or JsonTokenType.StartObject:
                        open.Push((start, nameStart, inArray.TryPeek(out var isInArray) && isInArray));
                        inArray.Push(reader.TokenType == JsonTokenType.StartArray);
                        nameStart = -1;
                        break;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        inArray.Pop();
                        var opened = open.Pop();
                        Add(opened.Start, (int)reader.BytesConsumed, opened.NameStart, opened.IsInArray);
                        break;
                    default:
                        Add(start, (int)reader.BytesConsumed, nameStart, inArray.TryPeek(out var isElement) && isElement);
                        nameStart = -1;
                        break;
                }
            }
        }
        catch (JsonException)
        {
            return parts.Count > 0 ? parts : null;
        }
        return parts;

        void Add(int start, int end, int name, bool isElement)
        {
            parts.Add(new Part(start, end, IsMember: false, isElement));
            if (name >= 0)
                parts.Add(new Part(name, end, IsMember: true, IsElement: false));
        }
    }

    /// <summary>The members of a message, as far as it is JSON.</summary>
    internal static byte[][] MembersOf(byte[] message)
    {
        var members = new List<byte[]>();
        var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = 4096, AllowMultipleValues = true });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Read();
                reader.Skip();
                members.Add(message[start..(int)reader.BytesConsumed]);
            }
        }
        catch (JsonException)
        {
            return [.. members];
        }
        return [.. members];
    }

    /// <summary>A part with the comma that would be too many without it.</summary>
    internal static (int Start, int End) WithComma(byte[] text, int start, int end)
    {
        if (end < text.Length && text[end] == ',')
            return (start, end + 1);
        return start > 0 && text[start - 1] == ',' ? (start - 1, end) : (start, end);
    }
}
