namespace Sdn.Pipeline;

/// <summary>Where packets for an endpoint go.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Application">Its application.</param>
/// <param name="Peer">The device that has it; null if it is the planned device itself.</param>
readonly record struct Destination(FleetEndpoint Endpoint, FleetApplication Application, FleetDevice? Peer);

/// <summary>An application's segment as one device has a part in it.</summary>
/// <param name="Application">The application.</param>
/// <param name="Own">The application's endpoints, on this device and on peers; empty if the device only hosts a linked application.</param>
/// <param name="Linked">
/// Endpoints of linked applications to which the application's frames may go: all of them if the device hosts the
/// application, else those on this device.
/// </param>
/// <param name="Members">The other devices that host the application: whose frames are admitted.</param>
/// <param name="Peers">The devices to which this device sends the application's frames.</param>
sealed record Segment(
    FleetApplication Application,
    IReadOnlyList<Destination> Own,
    IReadOnlyList<Destination> Linked,
    IReadOnlyList<FleetDevice> Members,
    IReadOnlyList<FleetDevice> Peers)
{
    /// <summary>The application's endpoints on this device.</summary>
    public IReadOnlyList<FleetEndpoint> Local { get; } = [.. Own.Where(d => d.Peer is null).Select(d => d.Endpoint)];

    public bool IsHosted => Local.Count > 0;

    /// <summary>A device without anybody to exchange frames with needs no tunnel port.</summary>
    public bool HasTunnel => Members.Count > 0 || Peers.Count > 0;
}

/// <summary>The part of the fleet that one device's plan is made of.</summary>
/// <param name="Device">The planned device.</param>
/// <param name="Segments">What it hosts and what policies link with that, by name.</param>
/// <param name="Rules">The rules that packets from or to its containers need.</param>
sealed record Surroundings(FleetDevice Device, IReadOnlyList<Segment> Segments, IReadOnlyList<Rule> Rules)
{
    /// <summary>The segments of the applications that the device hosts.</summary>
    public IReadOnlyList<Segment> Hosted { get; } = [.. Segments.Where(s => s.IsHosted)];

    /// <summary>Whether the device hosts the application.</summary>
    public bool Hosts(FleetApplication application) => Hosted.Any(s => s.Application.Number == application.Number);

    public static Surroundings Of(Fleet fleet, FleetDevice device)
    {
        var hosted = fleet.ApplicationsOn(device.Name).ToHashSet(StringComparer.Ordinal);
        var segments = hosted
            .Concat(hosted.SelectMany(fleet.LinkedApplications))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(name => SegmentOf(fleet, device, fleet.Applications[name], hosted));
        return new(device, [.. segments], Rule.Of(fleet, hosted));
    }

    static Segment SegmentOf(Fleet fleet, FleetDevice device, FleetApplication application, HashSet<string> hosted)
    {
        var members = Peers(fleet, device, [application.Name]);
        var links = fleet.LinkedApplications(application.Name).ToList();
        return hosted.Contains(application.Name)
            ? new(
                application,
                [.. Destinations(fleet, device, application)],
                [.. links.SelectMany(name => Destinations(fleet, device, fleet.Applications[name]))],
                members,
                Peers(fleet, device, [application.Name, .. links]))
            : new(
                application,
                [],
                [.. links.Where(hosted.Contains).SelectMany(name => Destinations(fleet, device, fleet.Applications[name])).Where(d => d.Peer is null)],
                members,
                []);
    }

    static IEnumerable<Destination> Destinations(Fleet fleet, FleetDevice device, FleetApplication application)
    {
        foreach (var endpoint in fleet.EndpointsOf(application.Name))
        {
            var peer = endpoint.Device == device.Name ? null : fleet.Devices[endpoint.Device];
            if (peer is null || CanReach(device, peer))
                yield return new(endpoint, application, peer);
        }
    }

    static IReadOnlyList<FleetDevice> Peers(Fleet fleet, FleetDevice device, IEnumerable<string> applications) =>
    [
        .. applications
            .SelectMany(fleet.DevicesOf)
            .Where(name => name != device.Name)
            .Distinct()
            .Select(name => fleet.Devices[name])
            .Where(peer => CanReach(device, peer))
            .OrderBy(peer => peer.Number),
    ];

    // No tunnel has an IPv4 and an IPv6 end.
    static bool CanReach(FleetDevice device, FleetDevice peer) => device.Vtep.AddressFamily == peer.Vtep.AddressFamily;
}
