using Sdn.OpenFlow;

namespace Sdn.Pipeline;

/// <summary>What must change on a switch so that it has what a plan asks for.</summary>
/// <param name="PutGroups">Groups to add, or to replace where the switch has other buckets.</param>
/// <param name="InsertBuckets">Buckets to add to groups that stay.</param>
/// <param name="PutFlows">Flows to add, or to replace where the switch has other actions or another cookie.</param>
/// <param name="RemoveFlows">Flows that are no longer desired.</param>
/// <param name="RemoveBuckets">Buckets to take from groups that stay.</param>
/// <param name="RemoveGroups">Groups that are no longer desired.</param>
/// <param name="KnownGroups">The groups of <paramref name="PutGroups"/> that the switch has, among others.</param>
public sealed record PlanDifference(
    IReadOnlyList<Group> PutGroups,
    IReadOnlyList<GroupBucket> InsertBuckets,
    IReadOnlyList<Flow> PutFlows,
    IReadOnlyList<Flow> RemoveFlows,
    IReadOnlyList<GroupBucket> RemoveBuckets,
    IReadOnlyList<Group> RemoveGroups,
    IReadOnlySet<uint> KnownGroups)
{
    static readonly HashSet<uint> None = [];

    public int FlowCount => PutFlows.Count + RemoveFlows.Count;

    public bool IsEmpty => FlowCount + PutGroups.Count + InsertBuckets.Count + RemoveBuckets.Count + RemoveGroups.Count == 0;

    /// <summary>What makes the later plan of the earlier one, both of one device.</summary>
    public static PlanDifference Between(DevicePlan earlier, DevicePlan later)
    {
        var (gone, come) = (new List<PlanPart>(), new List<PlanPart>());
        Compare(earlier, later, gone, come);

        var oldFlows = gone.SelectMany(part => part.Content.Flows).ToDictionary(flow => flow.Key);
        var putFlows = new List<Flow>();
        foreach (var flow in come.SelectMany(part => part.Content.Flows))
        {
            if (!oldFlows.Remove(flow.Key, out var old) || !old.SameContent(flow))
                putFlows.Add(flow);
        }

        // A group that goes or comes does so with all of its buckets.
        var oldGroups = gone.SelectMany(part => part.Content.Groups).ToDictionary(group => group.Id);
        var newGroups = new Dictionary<uint, Group>();
        foreach (var group in come.SelectMany(part => part.Content.Groups).Where(group => !oldGroups.Remove(group.Id)))
            newGroups[group.Id] = group;

        var oldBuckets = gone.SelectMany(part => part.Content.Buckets).Where(bucket => !oldGroups.ContainsKey(bucket.Group)).ToHashSet();
        var (put, inserted) = (new List<GroupBucket>(), new List<GroupBucket>());
        foreach (var bucket in come.SelectMany(part => part.Content.Buckets).Where(bucket => !oldBuckets.Remove(bucket)))
            (newGroups.ContainsKey(bucket.Group) ? put : inserted).Add(bucket);
        return new(
            [.. DevicePlan.Whole(newGroups.Values, put)], inserted, putFlows, [.. oldFlows.Values], [.. oldBuckets], [.. oldGroups.Values], None);
    }

    static void Compare(DevicePlan earlier, DevicePlan later, List<PlanPart> gone, List<PlanPart> come)
    {
        var oldSections = earlier.Sections.ToDictionary(section => section.Key);
        foreach (var section in later.Sections)
        {
            if (!oldSections.Remove(section.Key, out var old))
                come.AddRange(section.Parts);
            else if (!ReferenceEquals(section, old))
                Compare(old, section, later.Planned.Number, gone, come);
        }

        gone.AddRange(oldSections.Values.SelectMany(section => section.Parts));
    }

    static void Compare(PlanSection earlier, PlanSection later, uint device, List<PlanPart> gone, List<PlanPart> come)
    {
        PlanSection.Compare(earlier.OwnParts, later.OwnParts, gone.Add, come.Add);
        if (later.Template is null || earlier.Template is null || ReferenceEquals(later.Template, earlier.Template))
            return;

        var delta = later.Template.From(earlier.Template);
        gone.AddRange(delta.Gone.Where(placed => placed.Device != device).Select(placed => placed.Part));
        come.AddRange(delta.Come.Where(placed => placed.Device != device).Select(placed => placed.Part));
    }
}
