namespace Sdn.Pipeline;

/// <summary>Plans the segment of one application as one device has a part in it.</summary>
/// <param name="fleet">What is desired of all.</param>
/// <param name="device">The planned device.</param>
/// <param name="application">The application; hosted by the device, or linked with one that is.</param>
/// <param name="hosted">The applications that the device hosts.</param>
sealed class SegmentPlanner(Fleet fleet, FleetDevice device, FleetApplication application, HashSet<string> hosted)
{
    /// <summary>The section of an earlier plan if what it follows from is the same, else a new one.</summary>
    public PlanSection Plan(Dictionary<PartKey, PlanSection> oldSections)
    {
        object?[] sources = [.. Sources()];
        return Planner.Find(oldSections, PartKind.Application, application.Number, sources) ?? new(sources, [.. Parts()]);
    }

    bool IsHosted => hosted.Contains(application.Name);

    IEnumerable<object?> Sources()
    {
        yield return device;
        yield return application;
        yield return fleet.Underlay;
        yield return fleet.PlacesOf(application.Name);
        foreach (var name in fleet.LinkedApplications(application.Name))
        {
            // Of applications whose containers never meet those of this device's, only that there is a link counts.
            yield return fleet.Applications[name];
            yield return IsHosted || hosted.Contains(name) ? fleet.PlacesOf(name) : null;
        }
    }

    IEnumerable<PlanPart> Parts()
    {
        var links = fleet.LinkedApplications(application.Name).ToList();
        var members = Peers([application.Name]);
        var sentTo = IsHosted ? Peers([application.Name, .. links]) : [];

        // First, as a section is found by it.
        yield return SharedParts.Share(application, new ApplicationPart(application, IsHosted, members.Length > 0 || sentTo.Length > 0));
        foreach (var part in IsHosted ? Hosted(links, members) : Linked(links, members))
            yield return part;

        var isMember = members.ToHashSet();
        var isSentTo = sentTo.ToHashSet();
        foreach (var peer in members.Union(sentTo).OrderBy(peer => peer.Number))
            yield return SharedParts.Share(peer, new PeerPart(application, peer, isMember.Contains(peer), isSentTo.Contains(peer)));
    }

    IEnumerable<PlanPart> Hosted(List<string> links, FleetDevice[] members)
    {
        yield return new ReplicatePart(application, [.. fleet.EndpointsOf(application.Name, device.Name)], members);
        foreach (var destination in Destinations(application))
        {
            var part = new EndpointPart(destination);
            yield return destination.Peer is null ? part : SharedParts.Share(destination.Endpoint, part);
        }

        foreach (var destination in links.SelectMany(Destinations))
        {
            var isHere = destination.Peer is null;
            var part = new LinkedPart(application, true, isHere && members.Length > 0, destination);
            yield return isHere ? part : SharedParts.Share(destination.Endpoint, part);
        }
    }

    IEnumerable<PlanPart> Linked(List<string> links, FleetDevice[] members)
    {
        if (members.Length == 0)
            yield break;
        foreach (var other in links.Where(hosted.Contains).Select(name => fleet.Applications[name]))
        {
            foreach (var endpoint in fleet.EndpointsOf(other.Name, device.Name))
                yield return new LinkedPart(application, false, true, new(endpoint, other, null));
        }
    }

    IEnumerable<Destination> Destinations(string name) => Destinations(fleet.Applications[name]);

    IEnumerable<Destination> Destinations(FleetApplication hostedThere)
    {
        foreach (var (place, endpoints) in fleet.PlacesOf(hostedThere.Name))
        {
            var peer = place == device.Name ? null : fleet.Devices[place];
            if (peer is not null && !CanReach(peer))
                continue;
            foreach (var endpoint in endpoints)
                yield return new(endpoint, hostedThere, peer);
        }
    }

    FleetDevice[] Peers(IEnumerable<string> applications)
    {
        var names = new HashSet<string>(applications.SelectMany(fleet.DevicesOf), StringComparer.Ordinal);
        names.Remove(device.Name);
        return [.. names.Select(fleet.Devices.GetValueOrDefault).OfType<FleetDevice>().Where(CanReach).OrderBy(peer => peer.Number)];
    }

    // No tunnel has an IPv4 and an IPv6 end.
    bool CanReach(FleetDevice peer) => device.Vtep.AddressFamily == peer.Vtep.AddressFamily;
}
