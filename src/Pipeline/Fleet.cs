using System.Collections.Immutable;

namespace Sdn.Pipeline;

/// <summary>What is desired of the whole fleet at one revision; immutable, so a planner reads it while the store goes on.</summary>
/// <remarks>
/// Each change makes a new fleet in O(log n) that shares all else with the old one. Resources may be put in any order and
/// may name others that are not there: that references hold is the store's promise, not checked here.
/// </remarks>
public sealed class Fleet
{
    public static readonly Fleet Empty = new();

    // Application, then device, to the endpoints there.
    readonly Pairs<FleetEndpoint> _endpoints = new(Comparer<FleetEndpoint>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));

    // Device, then application, to the endpoints there.
    readonly Pairs<FleetEndpoint> _endpointsByDevice = new(Comparer<FleetEndpoint>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));

    // Two applications to the policies that join them; an application twice to all policies that it takes part in.
    readonly Pairs<FleetPolicy> _policies = new(Comparer<FleetPolicy>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));

    Fleet()
    {
    }

    Fleet(Fleet other, Pairs<FleetEndpoint> endpoints, Pairs<FleetEndpoint> endpointsByDevice, Pairs<FleetPolicy> policies)
    {
        Revision = other.Revision;
        Devices = other.Devices;
        Applications = other.Applications;
        Endpoints = other.Endpoints;
        Policies = other.Policies;
        _endpoints = endpoints;
        _endpointsByDevice = endpointsByDevice;
        _policies = policies;
        Underlay = other.Underlay;
    }

    Fleet(Fleet other)
        : this(other, other._endpoints, other._endpointsByDevice, other._policies)
    {
    }

    /// <summary>The store's revision.</summary>
    public ulong Revision { get; private init; }

    public ImmutableDictionary<string, FleetDevice> Devices { get; private init; } = Make<FleetDevice>();

    public ImmutableDictionary<string, FleetApplication> Applications { get; private init; } = Make<FleetApplication>();

    public ImmutableDictionary<string, FleetEndpoint> Endpoints { get; private init; } = Make<FleetEndpoint>();

    public ImmutableDictionary<string, FleetPolicy> Policies { get; private init; } = Make<FleetPolicy>();

    /// <summary>An object that is another when a device that was there has another number or tunnel address.</summary>
    internal object Underlay { get; private init; } = new();

    /// <summary>An application's endpoints by device, then name; the same object as long as they are the same.</summary>
    internal ImmutableSortedDictionary<string, ImmutableSortedSet<FleetEndpoint>> PlacesOf(string application) => _endpoints[application];

    /// <summary>An application's endpoints, by device, then name.</summary>
    public IEnumerable<FleetEndpoint> EndpointsOf(string application) => _endpoints[application].Values.SelectMany(e => e);

    /// <summary>A device's endpoints, by application, then name.</summary>
    public IEnumerable<FleetEndpoint> EndpointsOn(string device) => _endpointsByDevice[device].Values.SelectMany(e => e);

    /// <summary>An application's endpoints on a device, by name.</summary>
    public IReadOnlyList<FleetEndpoint> EndpointsOf(string application, string device) => _endpoints[application, device];

    /// <summary>The devices that host at least one endpoint of an application, by name.</summary>
    public IEnumerable<string> DevicesOf(string application) => _endpoints[application].Keys;

    /// <summary>The applications of which a device hosts at least one endpoint, by name.</summary>
    public IEnumerable<string> ApplicationsOn(string device) => _endpointsByDevice[device].Keys;

    /// <summary>The policies that an application takes part in, as the one that is reached or as a peer, by name.</summary>
    public IReadOnlyList<FleetPolicy> PoliciesOf(string application) => _policies[application, application];

    /// <summary>The policies that join two applications, in either direction, by name.</summary>
    public IReadOnlyList<FleetPolicy> PoliciesBetween(string application, string other) => _policies[application, other];

    /// <summary>The other applications that a policy joins with an application, in either direction, by name.</summary>
    public IEnumerable<string> LinkedApplications(string application) => _policies[application].Keys.Where(other => other != application);

    /// <summary>The same fleet at another revision.</summary>
    public Fleet At(ulong revision) => new(this) { Revision = revision };

    public Fleet Put(FleetDevice device) => new(this)
    {
        Devices = Devices.SetItem(device.Name, device),
        Underlay = Devices.TryGetValue(device.Name, out var old) && !old.Equals(device) ? new() : Underlay,
    };

    public Fleet Put(FleetApplication application) => new(this) { Applications = Applications.SetItem(application.Name, application) };

    public Fleet Put(FleetEndpoint endpoint)
    {
        var without = RemoveEndpoint(endpoint.Name);
        return new(
            without,
            without._endpoints.Add(endpoint.Application, endpoint.Device, endpoint),
            without._endpointsByDevice.Add(endpoint.Device, endpoint.Application, endpoint),
            without._policies)
        {
            Endpoints = without.Endpoints.SetItem(endpoint.Name, endpoint),
        };
    }

    public Fleet Put(FleetPolicy policy)
    {
        var without = RemovePolicy(policy.Name);
        var policies = Joined(policy).Aggregate(without._policies, (all, pair) => all.Add(pair.First, pair.Second, policy));
        return new(without, without._endpoints, without._endpointsByDevice, policies)
        {
            Policies = without.Policies.SetItem(policy.Name, policy),
        };
    }

    /// <summary>The fleet without a device; endpoints that name it stay.</summary>
    public Fleet RemoveDevice(string name) => new(this) { Devices = Devices.Remove(name) };

    /// <summary>The fleet without an application; endpoints and policies that name it stay.</summary>
    public Fleet RemoveApplication(string name) => new(this) { Applications = Applications.Remove(name) };

    public Fleet RemoveEndpoint(string name)
    {
        if (!Endpoints.TryGetValue(name, out var endpoint))
            return this;

        return new(
            this,
            _endpoints.Remove(endpoint.Application, endpoint.Device, endpoint),
            _endpointsByDevice.Remove(endpoint.Device, endpoint.Application, endpoint),
            _policies)
        {
            Endpoints = Endpoints.Remove(name),
        };
    }

    public Fleet RemovePolicy(string name)
    {
        if (!Policies.TryGetValue(name, out var policy))
            return this;

        var policies = Joined(policy).Aggregate(_policies, (all, pair) => all.Remove(pair.First, pair.Second, policy));
        return new(this, _endpoints, _endpointsByDevice, policies) { Policies = Policies.Remove(name) };
    }

    /// <summary>The same fleet of objects that were not there before, so that nothing is known of it that was worked out earlier.</summary>
    public Fleet Rebuilt()
    {
        var fleet = Devices.Values.Aggregate(Empty, (all, device) => all.Put(device with { }));
        fleet = Applications.Values.Aggregate(fleet, (all, application) => all.Put(application with { }));
        fleet = Endpoints.Values.Aggregate(fleet, (all, endpoint) => all.Put(endpoint with { }));
        return Policies.Values.Aggregate(fleet, (all, policy) => all.Put(policy with { })).At(Revision);
    }

    static IEnumerable<(string First, string Second)> Joined(FleetPolicy policy)
    {
        var target = policy.Application;
        yield return (target, target);
        foreach (var peer in policy.Rules.SelectMany(r => r.Peers).Select(p => p.Application).Distinct())
        {
            if (peer == target)
                continue;

            yield return (peer, peer);
            yield return (peer, target);
            yield return (target, peer);
        }
    }

    static ImmutableDictionary<string, T> Make<T>() => ImmutableDictionary.Create<string, T>(StringComparer.Ordinal);
}
