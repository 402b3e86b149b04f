using Sdn.Api;
using Sdn.Controller.Devices;
using Sdn.Controller.Store;
using Sdn.Pipeline;

namespace Sdn.Controller.Services;

/// <summary>An application's way from one device to another, as it follows from the fleet.</summary>
readonly record struct TunnelPath(FleetApplication Application, FleetDevice Device, FleetDevice Peer)
{
    public string Name => ResourceNames.Tunnel(Application.Name, Device.Name, Peer.Name);
}

/// <summary>Tunnels: which there are follows from the fleet, how they stand from the devices' sessions.</summary>
sealed class Tunnels(IDeviceStatuses statuses)
{
    /// <summary>All tunnels, or those of an application or seen from a device, in the order of their names.</summary>
    public static IEnumerable<TunnelPath> Of(StoreSnapshot snapshot, string? application = null, string? device = null)
    {
        var fleet = snapshot.Fleet;
        var applications = application is null ? snapshot.Applications.Keys : fleet.Applications.ContainsKey(application) ? [application] : [];
        return applications
            .SelectMany(a => PathsOf(fleet, fleet.Applications[a], device))
            .OrderBy(p => p.Name, StringComparer.Ordinal);
    }

    /// <summary>One tunnel by the parts of its name; null when none follows from what is attached.</summary>
    public static TunnelPath? Find(StoreSnapshot snapshot, string application, string device, string peer)
    {
        var paths = Of(snapshot, application, device).Where(p => p.Peer.Name == peer).ToList();
        return paths.Count == 0 ? null : paths[0];
    }

    /// <summary>A tunnel as callers see it, without its counters.</summary>
    public Tunnel View(StoreSnapshot snapshot, TunnelPath path)
    {
        var port = TunnelPort.Name(path.Application);
        var error = statuses.PortError(path.Device.Name, port) ?? statuses.PortError(path.Peer.Name, port);
        return new()
        {
            Name = path.Name,
            Application = ResourceNames.Application(path.Application.Name),
            Device = ResourceNames.Device(path.Device.Name),
            PeerDevice = ResourceNames.Device(path.Peer.Name),
            Status = new()
            {
                State = StateOf(snapshot, path, error),
                Encapsulation = path.Application.TunnelType == TunnelType.Gre ? "gre" : "vxlan",
                Key = path.Application.Key,
                Port = port,
                LocalAddress = path.Device.Vtep.ToString(),
                RemoteAddress = path.Peer.Vtep.ToString(),
                Error = error ?? "",
            },
        };
    }

    /// <summary>Adds the counters of tunnels; those of a device that cannot be asked stay 0.</summary>
    public async Task Count(IReadOnlyList<(TunnelPath Path, Tunnel View)> tunnels, CancellationToken cancellationToken)
    {
        foreach (var ofDevice in tunnels.GroupBy(t => t.Path.Device.Name).Where(g => statuses.IsConnected(g.Key)))
        {
            IReadOnlyList<InstalledFlow> flows;
            try
            {
                flows = await statuses.DumpFlows(ofDevice.Key, cancellationToken);
            }
            catch (DeviceNotConnectedException)
            {
                continue; // it left just now; the next reading says UNKNOWN
            }

            var byKey = flows.ToDictionary(f => f.Flow.Key);
            foreach (var (path, view) in ofDevice)
            {
                if (byKey.TryGetValue(TunnelFlows.Encapsulate(path.Application, path.Peer), out var sent))
                    (view.Status.SentPackets, view.Status.SentBytes) = (sent.PacketCount, sent.ByteCount);
                if (byKey.TryGetValue(TunnelFlows.Admit(path.Application, path.Peer), out var received))
                    (view.Status.ReceivedPackets, view.Status.ReceivedBytes) = (received.PacketCount, received.ByteCount);
            }
        }
    }

    // Both host the application, or one hosts it and the other an application that a policy joins to it.
    static IEnumerable<TunnelPath> PathsOf(Fleet fleet, FleetApplication application, string? device)
    {
        var hosts = fleet.DevicesOf(application.Name).ToHashSet();
        var linked = fleet.LinkedApplications(application.Name).SelectMany(fleet.DevicesOf).ToHashSet();
        foreach (var from in hosts.Union(linked).Where(d => device is null || d == device))
        {
            var peers = hosts.Contains(from) ? hosts.Union(linked) : hosts;
            foreach (var to in peers.Where(d => d != from))
                yield return new(application, fleet.Devices[from], fleet.Devices[to]);
        }
    }

    TunnelState StateOf(StoreSnapshot snapshot, TunnelPath path, string? error)
    {
        if (!statuses.IsConnected(path.Device.Name) || !statuses.IsConnected(path.Peer.Name))
            return TunnelState.Unknown;
        if (error is not null)
            return TunnelState.Failed;

        var since = Math.Max(Since(snapshot, path.Application.Name, path.Device.Name), Since(snapshot, path.Application.Name, path.Peer.Name));
        var isRealized = statuses.RealizedRevision(path.Device.Name) >= since && statuses.RealizedRevision(path.Peer.Name) >= since;
        return isRealized ? TunnelState.Up : TunnelState.Pending;
    }

    // The revision that a device must have realized to have its side: since then the application, the device, and one of the
    // endpoints for which the device takes part are as they are. Other endpoints that come and go leave the tunnel as it is.
    static ulong Since(StoreSnapshot snapshot, string application, string device)
    {
        var fleet = snapshot.Fleet;
        var own = fleet.EndpointsOf(application, device);
        var taking = own.Count > 0 ? own : fleet.LinkedApplications(application).SelectMany(a => fleet.EndpointsOf(a, device));
        var endpoints = taking.Select(e => snapshot.Endpoints[e.Name].Revision).DefaultIfEmpty().Min();
        var policies = own.Count > 0 ? 0 : fleet.PoliciesOf(application).Select(p => snapshot.Policies[p.Name].Revision).DefaultIfEmpty().Min();
        return Math.Max(Math.Max(endpoints, policies), Math.Max(snapshot.Applications[application].Revision, snapshot.Devices[device].Revision));
    }
}
