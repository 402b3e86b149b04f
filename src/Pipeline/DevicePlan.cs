using Sdn.OpenFlow;

namespace Sdn.Pipeline;

/// <summary>
/// What one device should have, planned from one revision of the fleet; immutable. Two plans of one device share what is the same
/// in both, so that their difference costs what the difference is and not what the device has.
/// </summary>
public sealed class DevicePlan
{
    int _flowCount = -1;

    internal DevicePlan(FleetDevice device, ulong revision, PlanSection[] sections) =>
        (Planned, Revision, Sections) = (device, revision, sections);

    /// <summary>A plan of ports, flows and groups that were made elsewhere.</summary>
    public DevicePlan(
        FleetDevice device, ulong revision, IReadOnlyList<BridgePort> ports, IReadOnlyList<Flow> flows, IReadOnlyList<Group> groups)
        : this(device, revision, [new([], [new GivenPart(new(flows) { Groups = groups, Ports = ports })])])
    {
    }

    /// <summary>The device's name.</summary>
    public string Device => Planned.Name;

    /// <summary>The store's revision that it was planned from.</summary>
    public ulong Revision { get; }

    /// <summary>Ports of the integration bridge.</summary>
    public IEnumerable<BridgePort> Ports => Parts.Where(part => part.HasPorts).SelectMany(part => part.Content.Ports);

    /// <summary>All flows that carry the controller's cookie; they are made while they are read.</summary>
    public IEnumerable<Flow> Flows => Parts.SelectMany(part => part.Content.Flows);

    public int FlowCount => _flowCount >= 0 ? _flowCount : _flowCount = Sections.Sum(section => section.FlowCount);

    /// <summary>All groups.</summary>
    public IEnumerable<Group> Groups => Parts.SelectMany(part => part.Content.Groups);

    /// <summary>Whether another plan of the device wants the same ports; said at the cost of what differs.</summary>
    public bool HasSamePorts(DevicePlan other)
    {
        if (Sections.Length != other.Sections.Length)
            return false;
        foreach (var (section, others) in Sections.Zip(other.Sections))
        {
            if (!ReferenceEquals(section, others) && !section.HasSamePorts(others))
                return false;
        }
        return true;
    }

    internal FleetDevice Planned { get; }

    /// <summary>In the order of their first parts' keys.</summary>
    internal PlanSection[] Sections { get; }

    internal IEnumerable<PlanPart> Parts => Sections.SelectMany(section => section.Parts);
}

/// <summary>Parts that follow from the same few resources, and are looked at only when one of those has changed.</summary>
/// <param name="Sources">What the parts follow from: each the very object.</param>
/// <param name="Parts">No two with the same key.</param>
sealed record PlanSection(object?[] Sources, PlanPart[] Parts)
{
    int _flowCount = -1;

    public int FlowCount => _flowCount >= 0 ? _flowCount : _flowCount = Parts.Sum(part => part.FlowCount);

    /// <summary>The segment's application, or 0: what the section is found by in another plan.</summary>
    public uint Application => Parts[0].Key.Application;

    public bool HasSamePorts(PlanSection other)
    {
        var (own, others) = (Array.FindAll(Parts, part => part.HasPorts), Array.FindAll(other.Parts, part => part.HasPorts));
        return own.Length == others.Length && own.Zip(others).All(pair => pair.First.Key == pair.Second.Key && pair.First.IsSame(pair.Second));
    }

    public bool FollowsFrom(ReadOnlySpan<object?> sources)
    {
        if (sources.Length != Sources.Length)
            return false;
        for (var i = 0; i < sources.Length; i++)
        {
            if (!ReferenceEquals(sources[i], Sources[i]))
                return false;
        }
        return true;
    }
}

/// <summary>What a plan has that another of the same device has not.</summary>
/// <param name="PutGroups">Groups that are new or have other buckets.</param>
/// <param name="PutFlows">Flows that are new or do something else.</param>
/// <param name="RemoveFlows">Flows that only the earlier one has.</param>
/// <param name="RemoveGroups">Groups that only the earlier one has.</param>
/// <param name="KnownGroups">The groups of <paramref name="PutGroups"/> that the earlier one has with other buckets.</param>
public sealed record PlanDifference(
    IReadOnlyList<Group> PutGroups,
    IReadOnlyList<Flow> PutFlows,
    IReadOnlyList<Flow> RemoveFlows,
    IReadOnlyList<Group> RemoveGroups,
    IReadOnlySet<uint> KnownGroups)
{
    public int FlowCount => PutFlows.Count + RemoveFlows.Count;

    public bool IsEmpty => FlowCount + PutGroups.Count + RemoveGroups.Count == 0;

    /// <summary>What makes the later plan of the earlier one.</summary>
    public static PlanDifference Between(DevicePlan earlier, DevicePlan later)
    {
        var gone = new List<PlanPart>();
        var come = new List<PlanPart>();
        Compare(earlier, later, gone, come);

        var oldFlows = gone.SelectMany(part => part.Content.Flows).ToDictionary(flow => flow.Key);
        var putFlows = new List<Flow>();
        foreach (var flow in come.SelectMany(part => part.Content.Flows))
        {
            if (!oldFlows.Remove(flow.Key, out var old) || !old.SameContent(flow))
                putFlows.Add(flow);
        }

        var oldGroups = gone.SelectMany(part => part.Content.Groups).ToDictionary(group => group.Id);
        var known = new HashSet<uint>();
        var putGroups = new List<Group>();
        foreach (var group in come.SelectMany(part => part.Content.Groups))
        {
            var isKnown = oldGroups.Remove(group.Id, out var old);
            if (isKnown && group.Equals(old))
                continue;
            putGroups.Add(group);
            if (isKnown)
                known.Add(group.Id);
        }

        return new(putGroups, putFlows, [.. oldFlows.Values], [.. oldGroups.Values], known);
    }

    static void Compare(DevicePlan earlier, DevicePlan later, List<PlanPart> gone, List<PlanPart> come)
    {
        var oldSections = earlier.Sections.ToDictionary(section => (section.Parts[0].Key.Kind, section.Application));
        foreach (var section in later.Sections)
        {
            if (!oldSections.Remove((section.Parts[0].Key.Kind, section.Application), out var old))
                come.AddRange(section.Parts);
            else if (!ReferenceEquals(section, old))
                Compare(old, section, gone, come);
        }

        gone.AddRange(oldSections.Values.SelectMany(section => section.Parts));
    }

    static void Compare(PlanSection earlier, PlanSection later, List<PlanPart> gone, List<PlanPart> come)
    {
        var oldParts = earlier.Parts.ToDictionary(part => part.Key);
        foreach (var part in later.Parts)
        {
            if (oldParts.Remove(part.Key, out var old))
            {
                if (ReferenceEquals(part, old) || part.IsSame(old))
                    continue;
                gone.Add(old);
            }
            come.Add(part);
        }

        gone.AddRange(oldParts.Values);
    }
}
