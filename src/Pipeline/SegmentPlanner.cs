namespace Sdn.Pipeline;

/// <summary>Plans the segment of one application as one device has a part in it.</summary>
/// <param name="fleet">What is desired of all.</param>
/// <param name="device">The planned device.</param>
/// <param name="application">The application; hosted by the device, or linked with one that is.</param>
/// <param name="hosted">The applications that the device hosts.</param>
sealed class SegmentPlanner(Fleet fleet, FleetDevice device, FleetApplication application, HashSet<string> hosted)
{
    readonly bool _isHosted = hosted.Contains(application.Name);

    /// <summary>The section of an earlier plan if what it follows from is the same, else a new one.</summary>
    public PlanSection Plan(Dictionary<PartKey, PlanSection> oldSections)
    {
        var template = SegmentTemplate.Of(fleet, application, _isHosted, device.Vtep.AddressFamily);
        object?[] sources = [device, application, template, .. OwnSources()];
        return Planner.Find(oldSections, PartKind.Application, application.Number, sources)
            ?? new(sources, [.. Parts(template)], template, template.IndexOf(device));
    }

    IEnumerable<object?> OwnSources()
    {
        yield return fleet.EndpointsOf(application.Name, device.Name);
        foreach (var name in fleet.LinkedApplications(application.Name).Where(hosted.Contains))
        {
            yield return fleet.Applications[name];
            yield return fleet.EndpointsOf(name, device.Name);
        }
    }

    IEnumerable<PlanPart> Parts(SegmentTemplate template)
    {
        var others = template.Places.Length - (template.IndexOf(device) >= 0 ? 1 : 0);
        var hasMembers = _isHosted ? HasOtherMembers() : others > 0;

        // First, as a section is found by it.
        yield return new ApplicationPart(application, _isHosted, others > 0);
        if (_isHosted)
        {
            foreach (var endpoint in fleet.EndpointsOf(application.Name, device.Name))
                yield return new EndpointPart(new(endpoint, application, null));
        }

        if (!_isHosted && !hasMembers)
            yield break;
        foreach (var other in fleet.LinkedApplications(application.Name).Where(hosted.Contains).Select(name => fleet.Applications[name]))
        {
            foreach (var endpoint in fleet.EndpointsOf(other.Name, device.Name))
                yield return new LinkedPart(application, _isHosted, hasMembers, new(endpoint, other, null));
        }
    }

    bool HasOtherMembers() => fleet.DevicesOf(application.Name).Any(name =>
        name != device.Name && fleet.Devices[name].Vtep.AddressFamily == device.Vtep.AddressFamily);
}
