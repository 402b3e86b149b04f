namespace Sdn.Wire;

/// <summary>What one link of the underlay carried, counted in packets.</summary>
public sealed class LinkTally(string link)
{
    readonly SortedDictionary<string, long> _own = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, long> _joined = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, long> _tunnels = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, long> _other = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, long> _unexplained = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, long> _leaks = new(StringComparer.Ordinal);

    public string Link { get; } = link;

    public long Packets { get; private set; }

    /// <summary>By application: packets inside it that are in its tunnel.</summary>
    public IReadOnlyDictionary<string, long> Own => _own;

    /// <summary>By pair of applications that a policy joins: packets between them, in the tunnel of one of them.</summary>
    public IReadOnlyDictionary<string, long> Joined => _joined;

    /// <summary>By tunnel, such as <c>vxlan 100</c>: all packets with that key, whatever is inside.</summary>
    public IReadOnlyDictionary<string, long> Tunnels => _tunnels;

    /// <summary>By kind: what belongs on an underlay besides tunnels.</summary>
    public IReadOnlyDictionary<string, long> Other => _other;

    /// <summary>By kind: what has no business on the underlay, though it bears no application's address.</summary>
    public IReadOnlyDictionary<string, long> Unexplained => _unexplained;

    /// <summary>By description: packets with an application's address that are not in its tunnel.</summary>
    public IReadOnlyDictionary<string, long> Leaks => _leaks;

    internal void Count(Verdict verdict)
    {
        Packets++;
        if (verdict.Tunnel is { } tunnel)
            Add(_tunnels, tunnel);
        Add(
            verdict.Kind switch
            {
                VerdictKind.Own => _own,
                VerdictKind.Joined => _joined,
                VerdictKind.Other => _other,
                VerdictKind.Unexplained => _unexplained,
                VerdictKind.Leak => _leaks,
                _ => throw new System.Diagnostics.UnreachableException(),
            },
            verdict.What);
    }

    static void Add(SortedDictionary<string, long> counts, string key) =>
        counts[key] = counts.GetValueOrDefault(key) + 1;
}

/// <summary>
/// What the judge says of one frame: <c>What</c> is the application, the pair, the kind or the description that it is
/// counted under, <c>Tunnel</c> the tunnel that it came in.
/// </summary>
readonly record struct Verdict(VerdictKind Kind, string What, string? Tunnel = null);

enum VerdictKind
{
    Own,
    Joined,
    Other,
    Unexplained,
    Leak,
}
