using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb.Fuzz;

/// <summary>What came of an input.</summary>
enum Outcome
{
    /// <summary>The session went on to the end of the stream.</summary>
    Read,

    /// <summary>It ended before, and the error says why.</summary>
    Refused,
}

/// <summary>An input that the library did not stand.</summary>
sealed class NotSurvivedException(byte[] input, string what, Exception? inner = null)
    : Exception($"{what}\n{Convert.ToBase64String(input.Length > 600 ? input[..600] : input)}", inner);

/// <summary>
/// What holds whatever a server sends: every request ends, with its result or an <see cref="OvsdbException"/>; the session goes
/// on or ends with an error that says what was wrong and in which message; the replica can be read, and holds what its columns'
/// types allow; and memory is in proportion to the bytes.
/// </summary>
sealed class Survival
{
    /// <summary>What a session may allocate, a byte of its stream: a number of two bytes becomes an atom of 24, in a list that grows by doubling and is copied.</summary>
    const int AllocatedBytesPerByteMax = 100;

    /// <summary>What it may allocate besides: the requests, the texts of errors, StreamJsonRpc.</summary>
    const int AllocatedBytesMax = 2 * 1024 * 1024;

    /// <summary>What a piece may cost, however short it is: the read that it ends.</summary>
    const int AllocatedBytesPerPieceMax = 1024;

    // No echo of ours and no time-out: the session is the same each time.
    static readonly OvsdbClientOptions Options = new() { EchoIntervalSeconds = 3600, RequestTimeoutSeconds = 3600, CancelGraceSeconds = 3600 };

    /// <summary>The most that a stream has made its session allocate, a byte of it; small streams do not count.</summary>
    internal double AllocatedBytesPerByte { get; private set; }

    /// <summary>Plays a session whose stream comes in pieces of a length; 0 for one piece.</summary>
    internal async Task<Outcome> Check(Seed seed, byte[] schema, byte[] stream, int pieceBytes)
    {
        var (outcome, allocated) = await Measured(seed, schema, stream, pieceBytes);
        // What is made once, when it is first needed, does not come again.
        if (allocated > AllocatedBytesMax)
            (outcome, allocated) = await Measured(seed, schema, stream, pieceBytes);
        if (stream.Length >= 100_000)
            AllocatedBytesPerByte = Math.Max(AllocatedBytesPerByte, (double)allocated / stream.Length);
        var pieces = pieceBytes == 0 ? 1 : stream.Length / pieceBytes;
        return allocated <= AllocatedBytesMax + (long)AllocatedBytesPerByteMax * stream.Length + (long)AllocatedBytesPerPieceMax * pieces
            ? outcome
            : throw new NotSurvivedException(stream, $"a stream of {stream.Length} bytes allocated {allocated}");
    }

    static async Task<(Outcome Outcome, long Allocated)> Measured(Seed seed, byte[] schema, byte[] stream, int pieceBytes)
    {
        var before = GC.GetTotalAllocatedBytes();
        try
        {
            return (await Play(seed, schema, stream, pieceBytes), GC.GetTotalAllocatedBytes() - before);
        }
        catch (Exception e) when (e is not NotSurvivedException)
        {
            throw new NotSurvivedException(stream, $"{seed.Name}: {e.Message}", e);
        }
    }

    static async Task<Outcome> Play(Seed seed, byte[] schema, byte[] stream, int pieceBytes)
    {
        var peer = new Peer();
        var opening = OvsdbClient.Open(peer, Options, TimeProvider.System, CancellationToken.None);
        await peer.Received(1);
        await peer.Send(seed.Opening[0]);
        await using var client = await opening;
        using var blocked = new CancellationTokenSource();
        var replica = new OvsdbReplica(Conversation.Monitored);
        var attaching = replica.Attach(client, CancellationToken.None);
        await Answer(peer, attaching, 2, schema);
        for (var i = 2; i < seed.Opening.Count; i++)
            await Answer(peer, attaching, i + 1, seed.Opening[i]);
        await Either(peer, attaching, seed.Opening.Count + 1);
        var asked = peer.ReceivedSoFar;
        var requests = Conversation.Ask(client, blocked.Token);
        await peer.Received(asked + Conversation.Requests);
        await blocked.CancelAsync();
        await SendInPieces(peer, stream, pieceBytes);
        await peer.Close();

        await Ended(attaching);
        foreach (var request in requests)
            await Ended(request);
        var outcome = await End(client);
        Look(replica.Snapshot);
        return outcome;
    }

    static async Task Answer(Peer peer, Task attaching, int received, byte[] answer)
    {
        if (await Either(peer, attaching, received))
            await peer.Send(answer);
    }

    // A schema that the replica refuses ends the attaching, and no monitor is asked for.
    static async Task<bool> Either(Peer peer, Task attaching, int received)
    {
        var request = peer.Received(received);
        await Task.WhenAny(request, attaching);
        return request.IsCompleted && await request;
    }

    static async Task SendInPieces(Peer peer, byte[] stream, int pieceBytes)
    {
        if (pieceBytes == 0)
            pieceBytes = Math.Max(1, stream.Length);
        for (var at = 0; at < stream.Length; at += pieceBytes)
            await peer.Send(stream.AsMemory(at, Math.Min(pieceBytes, stream.Length - at)));
    }

    /// <summary>A request may fail, but only in the ways that callers are told of.</summary>
    static async Task Ended(Task request)
    {
        await ((Task)request).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (request.Exception?.InnerException is { } e && e is not OvsdbException { Message.Length: > 0 })
            throw new InvalidOperationException($"a request ended with {e.GetType().Name}: {e.Message}", e);
    }

    static async Task<Outcome> End(OvsdbClient client)
    {
        await client.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return client.Completion.Exception?.InnerException switch
        {
            null => Outcome.Read,
            OvsdbException { Error: "connection lost", Details: "the stream ended within a message" } => Outcome.Read,
            OvsdbException { Error: "protocol violation", Details: { Length: > 0 and < 1000 } details } when details.Contains(" (in ") => Outcome.Refused,
            var e => throw new InvalidOperationException($"the session ended with {e.GetType().Name}: {e.Message}", e),
        };
    }

    /// <summary>Reads all that there is, and sees that each value is of its column's type and in normal form.</summary>
    static void Look(ReplicaSnapshot snapshot)
    {
        foreach (var table in Conversation.Monitored.Tables)
        {
            foreach (var row in snapshot[table.Name].Rows)
            {
                if (row.ToString().Length == 0 || row.Columns.Any(column => !IsNormal(row[column])))
                    throw new InvalidOperationException($"the replica holds {row}");
            }
        }
    }

    static bool IsNormal(OvsdbValue value)
    {
        for (var i = 1; i < value.Count; i++)
        {
            if (value.KeyAt(i - 1) >= value.KeyAt(i) || value.KeyAt(i).Type != value.KeyAt(0).Type)
                return false;
        }
        return value.ToString().Length > 0 && value.Keys.All(key => !key.IsNamedUuid);
    }

    /// <summary>Any JSON that a server may call its schema is one, or is refused with a reason.</summary>
    internal static Outcome CheckSchema(byte[] reply)
    {
        try
        {
            if (!new MessageFramer(OvsdbClientOptions.Default).TryRead(new ReadOnlySequence<byte>(reply), out var frame) || !frame[MessageMember.Result].HasValue)
                return Outcome.Refused;
            var reader = new Utf8JsonReader(frame.ValueOf(MessageMember.Result));
            reader.Next();
            var schema = OvsdbSchema.Parse(reader.Element());
            OvsdbSchema.Parse(JsonElement.Parse(schema.ToString()));
            return Outcome.Read;
        }
        catch (OvsdbException e) when (e.Message.Length > 0)
        {
            return Outcome.Refused;
        }
        catch (Exception e)
        {
            throw new NotSurvivedException(reply, $"{e.GetType().Name}: {e.Message}: {Encoding.UTF8.GetString(reply)}", e);
        }
    }
}
