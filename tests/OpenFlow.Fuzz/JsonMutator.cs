using System.Text;
using System.Text.Json;
using Sdn.OpenFlow.Json;

namespace Sdn.OpenFlow.Fuzz;

/// <summary>Breeds JSON from that of the seeds: the same number gives the same texts.</summary>
sealed class JsonMutator(int number)
{
    const int MutationsMax = 3;

    /// <summary>What stands where something else was expected.</summary>
    static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "true", "0", "-1", "1.5", "255", "65535", "65536", "4294967295", "4294967296", "18446744073709551616", "1e999", "\"\"", "\"0x\"", "\"0xfffffffffffffffff\"",
            "\"0x1\"", "\"00\"", "\"zz\"", "\"1.2.3.4\"", "\"::1\"", "\"02:00:00:00:00:01\"", "\"\\ud800\"", "[]", "{}", "[{}]", "[null]", "{\"type\":\"output\",\"port\":1}", "\"type\"", "\"FLOW_MOD\"",
            "\"in_port\"", "\"output\"", ",", ":", "]", "}", new string('[', 2000), string.Concat(Enumerable.Repeat("{\"actions\":", 200)),
        }.Select(Encoding.UTF8.GetBytes),
    ];

    static readonly byte[][] Texts = [.. Readable().Select(message => Encoding.UTF8.GetBytes(OpenFlowJson.Format(message)))];

    readonly Random _random = new(number);

    internal byte[] Next()
    {
        var text = Texts[_random.Next(Texts.Length)];
        for (var changes = 1 + _random.Next(MutationsMax); changes > 0; changes--)
        {
            text = _random.Next(5) switch
            {
                0 => SetByte(text),
                1 or 2 => SetDigit(text),
                _ => ReplaceToken(text),
            };
        }
        return text;
    }

    byte[] SetByte(byte[] text)
    {
        byte[] changed = [.. text];
        if (changed.Length > 0)
            changed[_random.Next(changed.Length)] = (byte)_random.Next(256);
        return changed;
    }

    /// <summary>Changes a number, an address or bytes, so that the text stays JSON.</summary>
    byte[] SetDigit(byte[] text)
    {
        byte[] changed = [.. text];
        var start = _random.Next(text.Length + 1);
        var digit = changed.AsSpan(start).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (digit >= 0)
            changed[start + digit] = (byte)('0' + _random.Next(10));
        return changed;
    }

    byte[] ReplaceToken(byte[] text)
    {
        if (Token(text) is not { } token)
            return text;
        var other = Texts[_random.Next(Texts.Length)];
        var with = _random.Next(3) switch
        {
            0 => [],
            1 when Token(other) is { } its => other[its],
            _ => Values[_random.Next(Values.Length)],
        };
        return [.. text[..token.Start.Value], .. with, .. text[token.End.Value..]];
    }

    /// <summary>Some name or value of a text, as far as it is JSON.</summary>
    Range? Token(byte[] text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 4096 });
        Range? token = null;
        try
        {
            for (var seen = 1; reader.Read(); seen++)
            {
                if (_random.Next(seen) == 0)
                    token = (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
            }
        }
        catch (JsonException)
        {
            return token;
        }
        return token;
    }

    static IEnumerable<OpenFlowMessage> Readable()
    {
        foreach (var seed in Seeds.All)
        {
            if (Survival.TryDecode(seed) is { } message)
                yield return message;
        }
    }
}
