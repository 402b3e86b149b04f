using Sdn.OpenFlow;
using Sdn.Pipeline;

namespace Sdn.Controller.Devices;

/// <summary>What must be sent to a switch so that it has what the plan asks for.</summary>
static class SwitchDifference
{
    /// <summary>Compares flows by table, priority and match, then by content. What is not ours is never removed.</summary>
    public static PlanDifference Between(DevicePlan plan, InstalledFlows installed)
    {
        var putFlows = new List<Flow>();
        var keys = new HashSet<FlowKey>(plan.FlowCount);
        foreach (var flow in plan.Flows)
        {
            keys.Add(flow.Key);
            if (!installed.Flows.TryGetValue(flow.Key, out var present) || !present.SameContent(flow))
                putFlows.Add(flow);
        }

        var groups = plan.Groups.ToDictionary(group => group.Id);
        return new(
            [.. groups.Values.Where(group => !installed.Groups.TryGetValue(group.Id, out var present) || !Sorted(present).Equals(group))],
            [],
            putFlows,
            [.. installed.Flows.Values.Where(flow => Cookies.IsOurs(flow.Cookie) && !keys.Contains(flow.Key))],
            [],
            [.. installed.Groups.Values.Where(group => GroupIds.IsOurs(group.Id) && !groups.ContainsKey(group.Id))],
            installed.Groups.Keys.ToHashSet());
    }

    /// <summary>
    /// The messages in an order in which nothing is missing in between: groups before the flows that use them, new flows before
    /// old ones go, groups last.
    /// </summary>
    public static IEnumerable<OpenFlowMessage> Messages(this PlanDifference difference) =>
    [
        .. difference.PutGroups.Select(group => difference.KnownGroups.Contains(group.Id) ? GroupMod.Modify(group) : GroupMod.Add(group)),
        .. difference.InsertBuckets.GroupBy(bucket => bucket.Group, bucket => bucket.Bucket).Select(buckets =>
            GroupMod.InsertBuckets(buckets.Key, GroupMod.LastBucket, [.. buckets])),
        .. difference.PutFlows.Select(FlowMod.Add),
        .. difference.RemoveFlows.Select(flow => FlowMod.DeleteStrict(flow.Key)),
        .. difference.RemoveBuckets.Select(bucket => GroupMod.RemoveBuckets(bucket.Group, bucket.Bucket.Id)),
        .. difference.RemoveGroups.Select(group => GroupMod.Delete(group.Id)),
    ];

    // A switch appends the buckets that it is told to insert; all of them count, so their order says nothing.
    static Group Sorted(Group group) => group with { Buckets = [.. group.Buckets.OrderBy(bucket => bucket.Id)] };
}
