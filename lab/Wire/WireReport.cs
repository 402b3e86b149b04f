namespace Sdn.Wire;

/// <summary>What a capture proves: for each link, what it carried, and whether all of it was where it belongs.</summary>
public sealed class WireReport
{
    readonly Judge _judge;
    readonly SortedDictionary<string, LinkTally> _links = new(StringComparer.Ordinal); // under its own lock

    /// <param name="applications">All applications whose addresses could turn up.</param>
    /// <param name="joined">Pairs, as <c>cameras+meters</c>, between which a policy lets packets pass.</param>
    /// <param name="links">The links that are captured; each has a tally, also when it carried nothing.</param>
    public WireReport(
        IReadOnlyList<Application> applications, IReadOnlySet<string> joined, IEnumerable<string> links)
    {
        Applications = applications;
        _judge = new Judge(applications, joined);
        foreach (var link in links)
            _links[link] = new LinkTally(link);
    }

    public IReadOnlyList<Application> Applications { get; }

    public IReadOnlyCollection<LinkTally> Links => _links.Values;

    /// <summary>Packets that the kernel dropped before they could be looked at; a proof has none.</summary>
    public long Lost { get; internal set; }

    public long Leaks => Links.Sum(l => l.Leaks.Values.Sum());

    public long Unexplained => Links.Sum(l => l.Unexplained.Values.Sum());

    public bool IsClean => Leaks == 0 && Unexplained == 0 && Lost == 0;

    /// <summary>Packets of an application in its own tunnel, over all links.</summary>
    public long OwnPackets(string application) => Links.Sum(l => l.Own.GetValueOrDefault(application));

    /// <summary>Counts a captured frame. Links are captured at the same time, each by a thread of its own.</summary>
    public void Add(string link, byte[] frame)
    {
        var verdict = _judge.Of(FrameDecoder.Decode(frame));
        lock (_links)
            _links[link].Count(verdict);
    }
}
