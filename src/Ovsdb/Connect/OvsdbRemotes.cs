namespace Sdn.Ovsdb;

/// <summary>
/// The servers of one database service, any of which may serve us, written as OVS writes them: methods separated by commas, and
/// <c>cid:UUID</c> among them where only one cluster will do (ovsdb(7), "Connection Methods").
/// </summary>
public sealed record OvsdbRemotes
{
    /// <param name="endpoints">At least one server.</param>
    public OvsdbRemotes(params IEnumerable<OvsdbEndpoint> endpoints)
    {
        Endpoints = [.. endpoints];
        if (Endpoints.Count == 0)
            throw new ArgumentException("At least one endpoint is needed.", nameof(endpoints));
    }

    public IReadOnlyList<OvsdbEndpoint> Endpoints { get; }

    /// <summary>The cluster that the database has to be of; null for whatever is there.</summary>
    public Guid? ClusterId { get; init; }

    /// <exception cref="FormatException">The text is no list of endpoints; the message says why.</exception>
    public static OvsdbRemotes Parse(string text)
    {
        var endpoints = new List<OvsdbEndpoint>();
        Guid? clusterId = null;
        foreach (var method in Split(text))
        {
            if (!method.StartsWith("cid:", StringComparison.Ordinal))
            {
                endpoints.Add(OvsdbEndpoint.Parse(method));
                continue;
            }
            if (clusterId is not null)
                throw new FormatException($"'{text}' has more than one cid:.");
            clusterId = Guid.TryParseExact(method[4..], "D", out var parsed)
                ? parsed
                : throw new FormatException($"'{method}' is not a cluster's id: cid:UUID expected.");
        }
        return endpoints.Count > 0
            ? new OvsdbRemotes(endpoints) { ClusterId = clusterId }
            : throw new FormatException($"'{text}' names no server.");
    }

    public bool Equals(OvsdbRemotes? other) =>
        other is not null && ClusterId == other.ClusterId && Endpoints.SequenceEqual(other.Endpoints);

    public override int GetHashCode() => HashCode.Combine(ClusterId, Endpoints.Count, Endpoints[0]);

    public override string ToString() =>
        string.Join(',', Endpoints.Select(endpoint => endpoint.ToString()).Concat(ClusterId is { } id ? [$"cid:{id}"] : []));

    // A comma that no method follows is part of a file's name, as for lib/ovsdb-session.c.
    static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var comma = text.IndexOf(','); comma >= 0; comma = text.IndexOf(',', comma + 1))
        {
            var rest = text.AsSpan(comma + 1).TrimStart();
            var letters = rest.IndexOfAnyExceptInRange('a', 'z');
            if (letters <= 0 || rest[letters] != ':')
                continue;
            yield return text[start..comma].Trim();
            start = comma + 1;
        }
        if (text[start..].Trim() is { Length: > 0 } last)
            yield return last;
    }
}
