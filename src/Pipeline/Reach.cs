namespace Sdn.Pipeline;

/// <summary>
/// How far a change reaches: the devices whose plans can differ between two fleets. It may name too many, never too few, and costs
/// what it names.
/// </summary>
public sealed class Reach(Fleet before, Fleet after)
{
    readonly HashSet<string> _devices = new(StringComparer.Ordinal);

    public IReadOnlySet<string> Devices => _devices;

    public void AddDevice(string name)
    {
        _devices.Add(name);
        if (before.Devices.GetValueOrDefault(name) is not { } old || after.Devices.GetValueOrDefault(name) is not { } device || old.Equals(device))
            return;

        // Its peers tunnel to another address now.
        foreach (var fleet in (Fleet[])[before, after])
        {
            foreach (var application in fleet.ApplicationsOn(name))
                AddAround(fleet, application);
        }
    }

    public void AddApplication(string name)
    {
        AddAround(before, name);
        AddAround(after, name);
    }

    public void AddEndpoint(string name)
    {
        AddEndpoint(before.Endpoints.GetValueOrDefault(name));
        AddEndpoint(after.Endpoints.GetValueOrDefault(name));
    }

    public void AddPolicy(string name)
    {
        foreach (var fleet in (Fleet[])[before, after])
        {
            if (!fleet.Policies.TryGetValue(name, out var policy))
                continue;
            foreach (var application in policy.Rules.SelectMany(rule => rule.Peers).Select(peer => peer.Application).Append(policy.Application))
                _devices.UnionWith(fleet.DevicesOf(application));
        }
    }

    void AddEndpoint(FleetEndpoint? endpoint)
    {
        if (endpoint is null)
            return;
        _devices.Add(endpoint.Device);
        AddApplication(endpoint.Application);
    }

    void AddAround(Fleet fleet, string application)
    {
        _devices.UnionWith(fleet.DevicesOf(application));
        foreach (var linked in fleet.LinkedApplications(application))
            _devices.UnionWith(fleet.DevicesOf(linked));
    }
}
