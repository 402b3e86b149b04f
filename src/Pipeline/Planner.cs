using Sdn.OpenFlow;

namespace Sdn.Pipeline;

/// <summary>Decides what a device should have.</summary>
public static class Planner
{
    /// <summary>
    /// What the device should have at the fleet's revision. Pure: the same fleet gives the same plan in the same order. Given an
    /// earlier plan of the device, only what follows from something that has changed since is planned anew; the rest is shared.
    /// </summary>
    /// <exception cref="ArgumentException">The fleet has no such device.</exception>
    public static DevicePlan Plan(Fleet fleet, string device, DevicePlan? earlier = null)
    {
        if (!fleet.Devices.TryGetValue(device, out var planned))
            throw new ArgumentException($"the fleet has no device {device}", nameof(device));

        var hosted = fleet.ApplicationsOn(device).ToHashSet(StringComparer.Ordinal);
        var segments = hosted
            .Concat(hosted.SelectMany(fleet.LinkedApplications))
            .Distinct()
            .Select(name => fleet.Applications[name])
            .OrderBy(application => application.Number);
        var oldSections = earlier?.Sections.ToDictionary(section => section.Key) ?? [];
        var sections = new List<PlanSection> { Everywhere(planned, oldSections) };
        foreach (var application in segments)
            sections.Add(new SegmentPlanner(fleet, planned, application, hosted).Plan(oldSections));
        if (hosted.Any(name => fleet.PoliciesOf(name).Count > 0))
            sections.Add(Rules(fleet, hosted, oldSections));
        return new(planned, fleet.Revision, [.. sections]);
    }

    /// <summary>Says how a plan differs from one that is made of nothing but the fleet; null if it does not, as it should.</summary>
    public static string? Verify(Fleet fleet, DevicePlan plan)
    {
        var anew = Plan(fleet.Rebuilt(), plan.Device);
        var difference = PlanDifference.Between(plan, anew);
        if (difference.IsEmpty && plan.HasSamePorts(anew))
            return null;
        var ports = plan.HasSamePorts(anew) ? "" : ", and has other ports";
        return $"the plan of {plan.Device} at revision {plan.Revision} lacks {Flows(difference.PutFlows)}, {difference.PutGroups.Count} groups and "
            + $"{difference.InsertBuckets.Count} buckets, has {Flows(difference.RemoveFlows)}, {difference.RemoveGroups.Count} groups and "
            + $"{difference.RemoveBuckets.Count} buckets too many{ports}";

        static string Flows(IReadOnlyList<Flow> flows) => flows is [var first, ..] ? $"{flows.Count} flows such as '{first}'" : "0 flows";
    }

    static PlanSection Everywhere(FleetDevice device, Dictionary<PartKey, PlanSection> old) =>
        Find(old, PartKind.Everywhere, 0, [device]) ?? new([device], [new EverywherePart(device)]);

    static PlanSection Rules(Fleet fleet, HashSet<string> hosted, Dictionary<PartKey, PlanSection> old)
    {
        // What rules are made of: policies, and the applications that they name.
        var sources = new List<object?>();
        foreach (var name in hosted.Order(StringComparer.Ordinal))
        {
            sources.Add(fleet.Applications[name]);
            foreach (var policy in fleet.PoliciesOf(name))
            {
                sources.Add(policy);
                sources.AddRange(policy.Rules.SelectMany(r => r.Peers).Select(p => fleet.Applications[p.Application]));
                sources.Add(fleet.Applications[policy.Application]);
            }
        }

        object?[] from = [.. sources];
        return Find(old, PartKind.Rules, 0, from) ?? new(from, [new RulesPart(Rule.Of(fleet, hosted), hosted)]);
    }

    internal static PlanSection? Find(
        Dictionary<PartKey, PlanSection> old, PartKind kind, uint application, ReadOnlySpan<object?> sources) =>
        old.TryGetValue(new(kind, application, 0), out var section) && PlanSection.AreSame(section.Sources, sources) ? section : null;
}
