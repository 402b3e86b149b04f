using Sdn.Api;
using Sdn.Controller.Devices;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>Resources as callers see them: what is stored, with the status of now.</summary>
sealed class Views(IDeviceStatuses statuses)
{
    public Device Of(StoreSnapshot snapshot, Device stored)
    {
        var id = ResourceNames.Id(stored.Name);
        var device = stored.Clone();
        device.Status = statuses.Of(id).Clone();
        var applications = snapshot.Fleet.ApplicationsOn(id).ToList();
        device.Status.Applications.Clear();
        device.Status.Applications.AddRange(applications.Select(ResourceNames.Application));
        device.Status.EndpointCount = (uint)applications.Sum(a => snapshot.Fleet.EndpointsOf(a, id).Count);
        return device;
    }

    public static Application OfApplication(StoreSnapshot snapshot, Application stored)
    {
        var id = ResourceNames.Id(stored.Name);
        var application = stored.Clone();
        var devices = snapshot.Fleet.DevicesOf(id).ToList();
        application.Status.Devices.AddRange(devices.Select(ResourceNames.Device));
        application.Status.EndpointCount = (uint)devices.Sum(d => snapshot.Fleet.EndpointsOf(id, d).Count);
        return application;
    }

    public Endpoint Of(StoreSnapshot snapshot, Endpoint stored)
    {
        var endpoint = stored.Clone();
        if (snapshot.Applications.TryGetValue(ResourceNames.Id(stored.Spec.Application), out var application))
        {
            endpoint.Status.Ipv4Gateway = application.Status.Ipv4Gateway;
            endpoint.Status.Ipv6Gateway = application.Status.Ipv6Gateway;
            endpoint.Status.Mtu = application.Status.Mtu;
        }

        var device = ResourceNames.Id(stored.Spec.Device);
        endpoint.Status.IsRealized = statuses.RealizedRevision(device) >= stored.Revision && statuses.PortError(device, stored.Spec.Interface) is null;
        return endpoint;
    }

    public Policy Of(StoreSnapshot snapshot, Policy stored)
    {
        var policy = stored.Clone();
        var devices = Topology.DevicesOf(snapshot.Fleet, stored).ToList();
        policy.Status = new()
        {
            Devices = { devices.Select(ResourceNames.Device) },
            IsRealized = devices.All(d => !statuses.IsConnected(d) || statuses.RealizedRevision(d) >= stored.Revision),
        };
        return policy;
    }
}
