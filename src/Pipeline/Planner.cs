using Sdn.OpenFlow;

namespace Sdn.Pipeline;

/// <summary>Decides what a device should have.</summary>
public static class Planner
{
    /// <summary>
    /// What the device should have at the fleet's revision. Pure: the same fleet gives the same plan in the same order, at a
    /// cost that follows what the device hosts and whom that talks to, not the fleet.
    /// </summary>
    /// <exception cref="ArgumentException">The fleet has no such device.</exception>
    public static DevicePlan Plan(Fleet fleet, string device)
    {
        if (!fleet.Devices.TryGetValue(device, out var planned))
            throw new ArgumentException($"the fleet has no device {device}", nameof(device));

        var surroundings = Surroundings.Of(fleet, planned);
        return new(
            device,
            fleet.Revision,
            [.. Ports(surroundings)],
            [.. Flows(surroundings)],
            [.. ReplicateFlows.Groups(surroundings)],
            []);
    }

    static IEnumerable<Flow> Flows(Surroundings surroundings) =>
    [
        .. ClassifyFlows.Of(surroundings),
        .. TunnelFlows.Admits(surroundings),
        .. PortSecurityFlows.Of(surroundings),
        .. NeighbourFlows.Of(surroundings),
        .. ConntrackFlows.Of(surroundings),
        .. PolicyFlows.Egress(surroundings),
        .. ForwardFlows.Routes(surroundings),
        .. ForwardFlows.Forwards(surroundings),
        .. ReplicateFlows.Of(surroundings),
        .. PolicyFlows.Ingress(surroundings),
        .. TunnelFlows.Encapsulates(surroundings),
        .. ForwardFlows.Outputs(),
        .. ForwardFlows.Drops(),
        .. Tables.All.Select(t => t.MissFlow()),
    ];

    static IEnumerable<BridgePort> Ports(Surroundings surroundings) =>
    [
        .. surroundings.Segments.Where(s => s.HasTunnel).Select(s => TunnelPort.Of(s.Application)),
        .. surroundings.Hosted.SelectMany(s => s.Local).Select(Port),
    ];

    static BridgePort Port(FleetEndpoint endpoint) => new(
        endpoint.Interface,
        "",
        endpoint.OfPort,
        new SortedDictionary<string, string>(StringComparer.Ordinal),
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["sdn-application"] = endpoint.Application,
            ["sdn-endpoint"] = endpoint.Name,
        });
}
