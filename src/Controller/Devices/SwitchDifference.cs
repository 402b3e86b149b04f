using Sdn.OpenFlow;
using Sdn.Pipeline;

namespace Sdn.Controller.Devices;

/// <summary>What must be sent to a switch so that it has what the plan asks for.</summary>
/// <param name="PutGroups">Groups to add, or to overwrite where the switch has other buckets.</param>
/// <param name="PutFlows">Flows to add, or to overwrite where the switch has other actions or another cookie.</param>
/// <param name="RemoveFlows">Flows of ours that are no longer desired.</param>
/// <param name="RemoveGroups">Groups of ours that are no longer desired.</param>
sealed record SwitchDifference(
    IReadOnlyList<Group> PutGroups,
    IReadOnlyList<Flow> PutFlows,
    IReadOnlyList<Flow> RemoveFlows,
    IReadOnlyList<Group> RemoveGroups)
{
    public int FlowCount => PutFlows.Count + RemoveFlows.Count;

    public bool IsEmpty => FlowCount + PutGroups.Count + RemoveGroups.Count == 0;

    /// <summary>Compares flows by table, priority and match, then by content. What is not ours is never removed.</summary>
    public static SwitchDifference Between(DevicePlan plan, InstalledFlows installed)
    {
        var keys = new HashSet<FlowKey>(plan.Flows.Count);
        List<Flow> putFlows = [];
        foreach (var flow in plan.Flows)
        {
            keys.Add(flow.Key);
            if (!installed.Flows.TryGetValue(flow.Key, out var present) || !present.SameContent(flow))
            {
                putFlows.Add(flow);
            }
        }

        var groupIds = plan.Groups.Select(group => group.Id).ToHashSet();
        return new(
            [.. plan.Groups.Where(group => !group.Equals(installed.Groups.GetValueOrDefault(group.Id)))],
            putFlows,
            [.. installed.Flows.Values.Where(flow => Cookies.IsOurs(flow.Cookie) && !keys.Contains(flow.Key))],
            [.. installed.Groups.Values.Where(group => GroupIds.IsOurs(group.Id) && !groupIds.Contains(group.Id))]);
    }

    /// <summary>
    /// The messages in an order in which nothing is missing in between: groups before the flows that use them, new flows before
    /// old ones go, groups last.
    /// </summary>
    public IEnumerable<OpenFlowMessage> Messages(IReadOnlyDictionary<uint, Group> installedGroups) =>
    [
        .. PutGroups.Select(group => installedGroups.ContainsKey(group.Id) ? GroupMod.Modify(group) : GroupMod.Add(group)),
        .. PutFlows.Select(FlowMod.Add),
        .. RemoveFlows.Select(flow => FlowMod.DeleteStrict(flow.Key)),
        .. RemoveGroups.Select(group => GroupMod.Delete(group.Id)),
    ];

    /// <summary>Notes that the switch has confirmed the messages.</summary>
    public void ApplyTo(InstalledFlows installed)
    {
        foreach (var flow in RemoveFlows)
        {
            installed.Flows.Remove(flow.Key);
        }

        foreach (var flow in PutFlows)
        {
            installed.Flows[flow.Key] = flow;
        }

        foreach (var group in RemoveGroups)
        {
            installed.Groups.Remove(group.Id);
        }

        foreach (var group in PutGroups)
        {
            installed.Groups[group.Id] = group;
        }
    }
}
