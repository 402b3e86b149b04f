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

    /// <summary>The stream ended within a message.</summary>
    CutOff,
}

/// <summary>How a stream comes: a first piece, and the rest in pieces of a length; 0 for what there is.</summary>
readonly record struct Cut(int FirstBytes, int PieceBytes)
{
    internal static readonly Cut None;

    internal static Cut Pieces(int bytes) => new(0, bytes);

    internal static Cut In2(int firstBytes) => new(firstBytes, 0);

    internal IEnumerable<ReadOnlyMemory<byte>> Of(ReadOnlyMemory<byte> stream)
    {
        var at = Math.Min(FirstBytes, stream.Length);
        if (at > 0)
            yield return stream[..at];
        var length = PieceBytes == 0 ? stream.Length : PieceBytes;
        for (; at < stream.Length; at += length)
            yield return stream.Slice(at, Math.Min(length, stream.Length - at));
    }
}

/// <summary>An input that the library did not stand.</summary>
sealed class NotSurvivedException(byte[] input, string what, Exception? inner = null)
    : Exception($"{what}\n{Convert.ToBase64String(input.Length > 600 ? input[..600] : input)}", inner);

/// <summary>
/// What holds whatever a server sends: every request ends, with its result or an <see cref="OvsdbException"/>; the session goes
/// on or ends with an error that says what was wrong and in which message; the replica can be read, and holds what its columns'
/// types allow; all that is the same however the stream is cut; and memory is in proportion to the bytes.
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

    /// <summary>Plays a session whose stream comes in one piece, and once more with each cut: nothing else may come of it.</summary>
    internal async Task<Outcome> Check(Seed seed, byte[] schema, byte[] stream, params IEnumerable<Cut> cuts)
    {
        var whole = await Measured(seed, schema, stream, Cut.None);
        foreach (var cut in cuts)
        {
            var inPieces = await Measured(seed, schema, stream, cut);
            if (!AreAlike(whole, inPieces))
                throw new NotSurvivedException(stream, $"{seed.Name}: in one piece {whole}, with {cut} {inPieces}");
        }
        return whole.Outcome;
    }

    static bool AreAlike(Played whole, Played inPieces)
    {
        // What is wrong with a message may be seen before it is whole.
        var isSeenEarlier = whole.Outcome == Outcome.CutOff && inPieces.Outcome == Outcome.Refused;
        // An update of a monitor that the server has refused is unknown or comes too early, as the caller has seen the refusal or not.
        var isUnmonitored = whole.IsMonitorRefused || inPieces.IsMonitorRefused;
        return (inPieces.Outcome == whole.Outcome || isSeenEarlier || isUnmonitored) && inPieces.Rows == whole.Rows;
    }

    /// <summary>Plays a session, and gives the number of rows that the replica has at its end.</summary>
    internal static async Task<int> CountRows(Seed seed, byte[] stream) => (await Play(seed, seed.Opening[1], stream, Cut.None)).Count;

    async Task<Played> Measured(Seed seed, byte[] schema, byte[] stream, Cut cut)
    {
        var (played, allocated) = await Measure(seed, schema, stream, cut);
        // What is made once, when it is first needed, does not come again.
        if (allocated > AllocatedBytesMax)
            (played, allocated) = await Measure(seed, schema, stream, cut);
        if (stream.Length >= 100_000)
            AllocatedBytesPerByte = Math.Max(AllocatedBytesPerByte, (double)allocated / stream.Length);
        return allocated <= AllocatedBytesMax + (long)AllocatedBytesPerByteMax * stream.Length + (long)AllocatedBytesPerPieceMax * cut.Of(stream).Count()
            ? played
            : throw new NotSurvivedException(stream, $"a stream of {stream.Length} bytes allocated {allocated}");
    }

    static async Task<(Played Played, long Allocated)> Measure(Seed seed, byte[] schema, byte[] stream, Cut cut)
    {
        var before = GC.GetTotalAllocatedBytes();
        try
        {
            return (await Play(seed, schema, stream, cut), GC.GetTotalAllocatedBytes() - before);
        }
        catch (Exception e) when (e is not NotSurvivedException)
        {
            throw new NotSurvivedException(stream, $"{seed.Name}: {e.Message}", e);
        }
    }

    static async Task<Played> Play(Seed seed, byte[] schema, byte[] stream, Cut cut)
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
        foreach (var piece in cut.Of(stream))
            await peer.Send(piece);
        await peer.Close();

        await Ended(attaching);
        foreach (var request in requests)
            await Ended(request);
        var outcome = await End(client);
        var isMonitorRefused = attaching.Exception?.InnerException is OvsdbException { EndsSession: false };
        return Look(replica.Snapshot) with { Outcome = outcome, IsMonitorRefused = isMonitorRefused };
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
            OvsdbException { Error: "connection lost", Details: "the stream ended within a message" } => Outcome.CutOff,
            OvsdbException { Error: "protocol violation", Details: { Length: > 0 and < 1000 } details } when details.Contains(" (in ") => Outcome.Refused,
            var e => throw new InvalidOperationException($"the session ended with {e.GetType().Name}: {e.Message}", e),
        };
    }

    /// <summary>Reads all that there is, and sees that each value is of its column's type and in normal form.</summary>
    static Played Look(ReplicaSnapshot snapshot)
    {
        var shown = new List<string>();
        foreach (var table in Conversation.Monitored.Tables)
        {
            foreach (var row in snapshot[table.Name].Rows)
            {
                if (row.Columns.Any(column => !IsNormal(row[column])))
                    throw new InvalidOperationException($"the replica holds {row}");
                shown.Add($"{row.Uuid} {row}");
            }
        }
        return new Played(Outcome.Read, shown.Count, string.Join('\n', shown.Order(StringComparer.Ordinal)), IsMonitorRefused: false);
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

    /// <summary>What came of a session, and the rows that its replica had in the end.</summary>
    readonly record struct Played(Outcome Outcome, int Count, string Rows, bool IsMonitorRefused);
}
