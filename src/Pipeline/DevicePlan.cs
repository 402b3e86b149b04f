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
    public IEnumerable<BridgePort> Ports =>
        Sections.SelectMany(section => section.OwnParts).Where(part => part.HasPorts).SelectMany(part => part.Content.Ports);

    /// <summary>All flows that carry the controller's cookie; they are made while they are read.</summary>
    public IEnumerable<Flow> Flows => Parts.SelectMany(part => part.Content.Flows);

    public int FlowCount => _flowCount >= 0 ? _flowCount : _flowCount = Sections.Sum(section => section.FlowCount);

    /// <summary>All groups, with their buckets in the order of the buckets' numbers.</summary>
    public IEnumerable<Group> Groups => Whole(Parts.SelectMany(part => part.Content.Groups), Parts.SelectMany(part => part.Content.Buckets));

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

    /// <summary>What is everywhere, then the segments in the order of their applications' numbers, then what policies allow.</summary>
    internal PlanSection[] Sections { get; }

    internal IEnumerable<PlanPart> Parts => Sections.SelectMany(section => section.Parts);

    internal static IEnumerable<Group> Whole(IEnumerable<Group> groups, IEnumerable<GroupBucket> buckets)
    {
        var added = buckets.ToLookup(bucket => bucket.Group, bucket => bucket.Bucket);
        return groups.Select(group => group with { Buckets = [.. group.Buckets.Concat(added[group.Id]).OrderBy(bucket => bucket.Id)] });
    }
}

/// <summary>Parts that follow from the same few resources, and are looked at only when one of those has changed.</summary>
/// <param name="Sources">What the parts follow from: each the very object.</param>
/// <param name="OwnParts">What the device does not share; no two with the same key.</param>
/// <param name="Template">What it shares: the parts of all places but its own.</param>
/// <param name="OwnPlace">The device's own place in the template; negative if it has none.</param>
sealed record PlanSection(object?[] Sources, PlanPart[] OwnParts, SegmentTemplate? Template = null, int OwnPlace = -1)
{
    int _flowCount = -1;

    /// <summary>What the section is found by in another plan.</summary>
    public PartKey Key => OwnParts[0].Key with { Number = 0 };

    public int FlowCount => _flowCount >= 0 ? _flowCount : _flowCount = OwnParts.Sum(part => part.FlowCount) + SharedFlowCount;

    public IEnumerable<PlanPart> Parts => Template is null
        ? OwnParts
        : OwnParts.Concat(Template.Places.Where((_, place) => place != OwnPlace).SelectMany(place => place.Parts));

    int SharedFlowCount => Template is null ? 0 : Template.FlowCount - (OwnPlace < 0 ? 0 : Template.Places[OwnPlace].FlowCount);

    public static bool AreSame(ReadOnlySpan<object?> sources, ReadOnlySpan<object?> others)
    {
        if (sources.Length != others.Length)
            return false;
        for (var i = 0; i < sources.Length; i++)
        {
            if (!ReferenceEquals(sources[i], others[i]))
                return false;
        }
        return true;
    }

    /// <summary>Tells the parts that only one of two lists has, or has differently.</summary>
    public static void Compare(PlanPart[] earlier, PlanPart[] later, Action<PlanPart> gone, Action<PlanPart> come)
    {
        var oldParts = earlier.ToDictionary(part => part.Key);
        foreach (var part in later)
        {
            if (oldParts.Remove(part.Key, out var old))
            {
                if (ReferenceEquals(part, old) || part.IsSame(old))
                    continue;
                gone(old);
            }
            come(part);
        }

        foreach (var part in oldParts.Values)
            gone(part);
    }

    public bool HasSamePorts(PlanSection other)
    {
        var (own, others) = (Array.FindAll(OwnParts, part => part.HasPorts), Array.FindAll(other.OwnParts, part => part.HasPorts));
        return own.Length == others.Length && own.Zip(others).All(pair => pair.First.Key == pair.Second.Key && pair.First.IsSame(pair.Second));
    }
}
