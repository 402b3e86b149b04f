using System.Text;

namespace Sdn.Ovsdb.Fuzz;

/// <summary>Damages recorded sessions, in bytes, in JSON and in whole messages: the same number gives the same damage.</summary>
sealed class Breeder(int number)
{
    const int MutationsMax = 4;

    readonly Random _random = new(number);

    /// <summary>A session to play, and the stream that the peer sends in it.</summary>
    internal (Seed Seed, byte[] Schema, byte[] Stream) Next()
    {
        var seed = Pick(Seeds.All);
        var messages = seed.Stream.ToList();
        for (var changes = _random.Next(MutationsMax + 1); changes > 0; changes--)
        {
            Change(messages, seed);
            if (messages.Count == 0)
                messages.Add(""u8.ToArray());
        }
        var schema = _random.Next(3) == 0 ? ChangeSchema(seed.Opening[1]) : seed.Opening[1];
        return (seed, schema, [.. messages.SelectMany(message => message)]);
    }

    /// <summary>How the stream comes besides in one piece; seldom in small pieces, each of which costs a read.</summary>
    internal Cut[] NextCuts(byte[] stream) => _random.Next(stream.Length > 20_000 ? 70 : 100) switch
    {
        < 60 => [],
        < 70 => [Cut.In2(_random.Next(stream.Length + 1))],
        // Where the dump is.
        < 90 => [Cut.In2(_random.Next(1_000))],
        < 97 => [Cut.Pieces(_random.Next(50, 1_500))],
        < 99 => [Cut.Pieces(_random.Next(5, 50))],
        _ => [Cut.Pieces(_random.Next(1, 5))],
    };

    /// <summary>A schema that may be none.</summary>
    internal byte[] NextSchema()
    {
        var schema = Pick(Seeds.All).Opening[1];
        for (var changes = _random.Next(1, MutationsMax + 1); changes > 0; changes--)
            schema = _random.Next(8) == 0 ? Bytes.Damage(schema, _random) : ChangeJson(schema, Seeds.All[0]);
        return schema;
    }

    void Change(List<byte[]> messages, Seed seed)
    {
        var at = _random.Next(messages.Count);
        switch (_random.Next(12))
        {
            case 0:
                messages[at] = Bytes.Damage(messages[at], _random);
                break;
            case 1:
                ChangeOrder(messages);
                break;
            case 2:
                messages.Insert(at, Pick(Strangers.All));
                break;
            case 3:
                // Where updates are: most of what a server says to a replica.
                at = messages.FindIndex(message => message.AsSpan().IndexOf("\"update"u8) >= 0);
                messages[at < 0 ? 0 : at] = ChangeJson(messages[at < 0 ? 0 : at], seed);
                break;
            case 4:
                // Where the dump is, which may be read while it arrives.
                messages[0] = ChangeJson(messages[0], seed);
                break;
            case 5:
                messages[0] = Pick(Dumps.Of(seed)).Stream;
                break;
            case 6:
                messages[at] = ChangeMembers(messages[at]);
                break;
            case 7:
                messages[at] = Mingle(messages[at], Pick(messages));
                break;
            default:
                messages[at] = ChangeJson(messages[at], seed);
                break;
        }
    }

    void ChangeOrder(List<byte[]> messages)
    {
        var (from, to) = (_random.Next(messages.Count), _random.Next(messages.Count));
        var message = messages[from];
        if (_random.Next(3) > 0)
            messages.RemoveAt(from);
        if (_random.Next(3) > 0)
            messages.Insert(Math.Min(to, messages.Count), message);
    }

    /// <summary>Puts the members of a message in another order.</summary>
    byte[] ChangeMembers(byte[] message)
    {
        var members = Parts.MembersOf(message);
        _random.Shuffle(members);
        return members.Length == 0 ? message : [(byte)'{', .. members.Aggregate((all, member) => [.. all, (byte)',', .. member]), (byte)'}'];
    }

    /// <summary>Puts a message in the midst of another.</summary>
    byte[] Mingle(byte[] message, byte[] other)
    {
        var at = _random.Next(message.Length + 1);
        return [.. message[..at], .. other, .. message[at..]];
    }

    /// <summary>Puts something else where one value or member of a message is; a message that is no JSON any more is damaged in its bytes.</summary>
    byte[] ChangeJson(byte[] message, Seed seed)
    {
        if (Parts.Of(message) is not { Count: > 0 } parts)
            return Bytes.Damage(message, _random);
        var part = Pick(parts);
        var (start, end) = (part.Start, part.End);
        var with = _random.Next(6) switch
        {
            0 when part.IsMember || part.IsElement => (byte[])[.. message[start..end], (byte)',', .. message[start..end]],
            1 when part.IsMember => Renamed(message[start..end]),
            2 => Part(Pick(seed.Stream), part.IsMember),
            3 => Part(message, part.IsMember),
            4 when part.IsMember || part.IsElement => [],
            _ => part.IsMember ? [.. Name(message[start..end]), (byte)':', .. Pick(Values.All)] : Pick(Values.All),
        };
        if (with.Length == 0)
            (start, end) = Parts.WithComma(message, start, end);
        return [.. message[..start], .. with, .. message[end..]];
    }

    // The id and the frame stay, so that the session goes on with it: another version's schema, not a broken message.
    byte[] ChangeSchema(byte[] reply)
    {
        var text = Encoding.UTF8.GetString(reply);
        string[] columns = ["i", "r", "b", "is", "ss", "smap", "imap", "io", "name", "gone", "weight"];
        for (var changes = _random.Next(1, 4); changes > 0; changes--)
        {
            var column = Pick(columns);
            text = _random.Next(3) == 0
                ? text.Replace($"\"{column}\":{{\"", $"\"{column}_of_late\":{{\"", StringComparison.Ordinal)
                : text.Replace($"\"type\":\"{Pick(["integer", "real", "string"])}\"", $"\"type\":\"{Pick(["integer", "string", "boolean", "uuid"])}\"", StringComparison.Ordinal);
        }
        return Encoding.UTF8.GetBytes(text);
    }

    byte[] Part(byte[] message, bool isMember)
    {
        var parts = Parts.Of(message)?.Where(part => part.IsMember == isMember).ToArray();
        if (parts is not { Length: > 0 })
            return Pick(Values.All);
        var part = Pick(parts);
        return message[part.Start..part.End];
    }

    byte[] Renamed(byte[] member) => [.. Pick(Values.Names), (byte)':', .. member.AsSpan(Math.Min(Name(member).Length + 1, member.Length))];

    static byte[] Name(byte[] member) => member[..member.AsSpan().IndexOf("\":"u8).Clamp(member.Length)];

    T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}

/// <summary>Damage that knows nothing of JSON.</summary>
static class Bytes
{
    static readonly byte[] Special = [.. "\"[]{},:0e-.\\nutf "u8, 0, 0x1f, 0x7f, 0x80, 0xbf, 0xc0, 0xc3, 0xe2, 0xed, 0xf0, 0xf8, 0xfe, 0xff];

    internal static byte[] Damage(byte[] message, Random random)
    {
        if (message.Length == 0)
            return [Special[random.Next(Special.Length)]];
        byte[] bytes = [.. message];
        var at = random.Next(bytes.Length);
        var length = Math.Min(random.Next(1, 40), bytes.Length - at);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = Special[random.Next(Special.Length)];
                return bytes;
            case 2:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 3:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 4:
                return [.. bytes[..at], Special[random.Next(Special.Length)], .. bytes[at..]];
            default:
                return bytes[..at];
        }
    }
}

static class Clamping
{
    /// <summary>The place behind the name's closing quote, or the end where there is none.</summary>
    internal static int Clamp(this int at, int length) => at < 0 ? length : at + 1;
}
