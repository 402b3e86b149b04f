namespace Sdn.Controller.Store;

/// <summary>What a caller calls one change by, so that asking again is no second change (AIP-155).</summary>
/// <param name="Id">The caller's own id of it.</param>
/// <param name="Fingerprint">A hash of all that was asked for: the same id with another one is another change.</param>
sealed record RequestKey(Guid Id, byte[] Fingerprint);

/// <summary>A request that was carried out, and what its caller was answered or is about to be.</summary>
/// <param name="Key">What the caller calls it by.</param>
/// <param name="Answer">The outcome as protobuf writes it.</param>
/// <param name="Time">When it was carried out.</param>
sealed record RememberedRequest(RequestKey Key, byte[] Answer, DateTimeOffset Time);

/// <summary>A request has the id of another one.</summary>
sealed class RequestReusedException(Guid id) : Exception(
    $"{id} was the id of another request; draw a new one for each change, and repeat only the same request with the same id");

/// <summary>The mutations of one batch that have request ids: what was carried out before, on disk or in the batch, is only answered.</summary>
/// <param name="database">Holds what was carried out in batches before.</param>
/// <param name="keptFor">How long a request is remembered.</param>
/// <param name="countMax">How many requests are remembered; the oldest are forgotten first.</param>
sealed class RequestBatch(StoreDatabase database, TimeSpan keptFor, int countMax)
{
    readonly Dictionary<Guid, RememberedRequest> _decided = [];

    /// <summary>Decides a mutation or gives it its first answer again; false when its caller was told that it is refused.</summary>
    public bool TryDecide(Mutation mutation, StoreWriter writer)
    {
        if (mutation.Request is not { } key)
            return mutation.TryDecide(writer);

        var expired = writer.Now - keptFor;
        if (!TryFind(mutation, key, expired, out var remembered))
            return false;
        if (remembered is not null)
            return TryRepeat(mutation, key, remembered);
        if (!mutation.TryDecide(writer))
            return false;

        remembered = new(key, mutation.Answer, writer.Now);
        _decided.Add(key.Id, remembered);
        writer.Remember(remembered, expired, countMax);
        return true;
    }

    bool TryFind(Mutation mutation, RequestKey key, DateTimeOffset expired, out RememberedRequest? remembered)
    {
        try
        {
            remembered = _decided.GetValueOrDefault(key.Id) ?? database.ReadRequest(key.Id, expired);
            return true;
        }
        catch (StoreUnavailableException e)
        {
            remembered = null;
            mutation.Fail(e);
            return false;
        }
    }

    static bool TryRepeat(Mutation mutation, RequestKey key, RememberedRequest remembered)
    {
        if (remembered.Key.Fingerprint.AsSpan().SequenceEqual(key.Fingerprint))
        {
            mutation.Repeat(remembered.Answer);
            return true;
        }

        mutation.Fail(new RequestReusedException(key.Id));
        return false;
    }
}
