using System.Collections.Immutable;
using Sdn.Api;
using Sdn.OpenFlow;

namespace Sdn.Controller.Store;

/// <summary>An address that is kept for a device before its endpoint is known.</summary>
readonly record struct Reservation(string Application, UInt128 Number, string Device, DateTimeOffset Expires);

/// <summary>
/// The names of the pools, which are also in the database: each is a space of numbers in which none is handed out twice.
/// </summary>
static class Spaces
{
    public const string ApplicationNumbers = "application";

    public static string Keys(Encapsulation encapsulation) => encapsulation == Encapsulation.Gre ? "gre" : "vni";

    public static string Subnets(AddressFamily family) => family == AddressFamily.Ipv4 ? "ipv4" : "ipv6";

    public static string Addresses(AddressFamily family, string application) => $"{Subnets(family)}/{application}";

    public static string OfPorts(string device) => "ofport/" + device;
}

/// <summary>The counters of the store; none of their numbers is ever given twice.</summary>
readonly record struct Counters(uint Device, uint Endpoint, uint Policy, uint Mac);

/// <summary>
/// The store's whole memory at one revision: the snapshot that others see and what allocation needs beside it. Immutable,
/// so that a mutation that fails, for whatever reason, has changed nothing.
/// </summary>
sealed record StoreState
{
    public const uint OfPortFirst = 32_768;

    // What ofport_request takes (vswitch.ovsschema); OVS numbers ports with 16 bits although OpenFlow 1.5 has 32.
    public const uint OfPortLast = 65_279;

    public const uint ApplicationNumberLast = 32_000;

    public StoreSnapshot Snapshot { get; init; } = StoreSnapshot.Empty;

    public Counters Counters { get; init; }

    /// <summary>The upper 16 bits of MAC addresses that this store gives to endpoints: drawn once, locally administered.</summary>
    public ushort MacPrefix { get; init; }

    /// <summary>By <see cref="Spaces"/>.</summary>
    public ImmutableDictionary<string, NumberPool> Pools { get; init; } = ImmutableDictionary.Create<string, NumberPool>(StringComparer.Ordinal)
        .Add(Spaces.ApplicationNumbers, NumberPool.Of(new(1, ApplicationNumberLast)))
        .Add(Spaces.Keys(Encapsulation.Vxlan), NumberPool.Of(new(1, 0xff_ffff)))
        .Add(Spaces.Keys(Encapsulation.Gre), NumberPool.Of(new(1, uint.MaxValue)))
        .Add(Spaces.Subnets(AddressFamily.Ipv4), NumberPool.Of(Prefixes.AllIpv4))
        .Add(Spaces.Subnets(AddressFamily.Ipv6), NumberPool.Of(Prefixes.AllIpv6));

    /// <summary>By the space of the addresses, then the address.</summary>
    public ImmutableDictionary<string, ImmutableDictionary<UInt128, Reservation>> Reservations { get; init; } =
        ImmutableDictionary.Create<string, ImmutableDictionary<UInt128, Reservation>>(StringComparer.Ordinal);

    /// <summary>MAC addresses in use, with the names of the endpoints or applications that have them.</summary>
    public ImmutableDictionary<MacAddress, string> Macs { get; init; } = ImmutableDictionary<MacAddress, string>.Empty;

    /// <summary>Endpoints' names by their device's name and their interface.</summary>
    public ImmutableDictionary<(string Device, string Interface), string> Interfaces { get; init; } =
        ImmutableDictionary<(string Device, string Interface), string>.Empty;

    public StoreState With(Device device, uint number)
    {
        var id = ResourceNames.Id(device.Name);
        var without = Snapshot.Devices.TryGetValue(id, out var old) ? WithoutKeys(Snapshot, old) : Snapshot;
        return this with
        {
            Snapshot = without with
            {
                Fleet = without.Fleet.Put(device.ToFleet(number)),
                Devices = without.Devices.SetItem(id, device),
                DevicesBySystemId = without.DevicesBySystemId.SetItem(device.Spec.SystemId, id),
                DevicesByVtep = without.DevicesByVtep.SetItem(device.Spec.VtepAddress, id),
            },
            Pools = old is null ? Pools.SetItem(Spaces.OfPorts(id), NumberPool.Of(new(OfPortFirst, OfPortLast))) : Pools,
        };
    }

    public StoreState With(Application application)
    {
        var id = ResourceNames.Id(application.Name);
        return this with
        {
            Snapshot = Snapshot with
            {
                Fleet = Snapshot.Fleet.Put(application.ToFleet()),
                Applications = Snapshot.Applications.SetItem(id, application),
            },
            Macs = Macs.SetItem(MacAddress.Parse(application.Status.GatewayMac), application.Name),
        };
    }

    public StoreState With(Endpoint endpoint, uint number) => this with
    {
        Snapshot = Snapshot with
        {
            Fleet = Snapshot.Fleet.Put(endpoint.ToFleet(number)),
            Endpoints = Snapshot.Endpoints.SetItem(ResourceNames.Id(endpoint.Name), endpoint),
        },
        Macs = Macs.SetItem(MacAddress.Parse(endpoint.Status.MacAddress), endpoint.Name),
        Interfaces = Interfaces.SetItem((endpoint.Spec.Device, endpoint.Spec.Interface), endpoint.Name),
    };

    public StoreState With(Policy policy, uint number) => this with
    {
        Snapshot = Snapshot with
        {
            Fleet = Snapshot.Fleet.Put(policy.ToFleet(number)),
            Policies = Snapshot.Policies.SetItem(ResourceNames.Id(policy.Name), policy),
        },
    };

    public StoreState Without(Device device)
    {
        var id = ResourceNames.Id(device.Name);
        var without = WithoutKeys(Snapshot, device);
        return this with
        {
            Snapshot = without with { Fleet = without.Fleet.RemoveDevice(id), Devices = without.Devices.Remove(id) },
            Pools = Pools.Remove(Spaces.OfPorts(id)),
        };
    }

    public StoreState Without(Application application)
    {
        var id = ResourceNames.Id(application.Name);
        return this with
        {
            Snapshot = Snapshot with
            {
                Fleet = Snapshot.Fleet.RemoveApplication(id),
                Applications = Snapshot.Applications.Remove(id),
            },
            Macs = Macs.Remove(MacAddress.Parse(application.Status.GatewayMac)),
        };
    }

    public StoreState Without(Endpoint endpoint)
    {
        var id = ResourceNames.Id(endpoint.Name);
        return this with
        {
            Snapshot = Snapshot with
            {
                Fleet = Snapshot.Fleet.RemoveEndpoint(id),
                Endpoints = Snapshot.Endpoints.Remove(id),
            },
            Macs = Macs.Remove(MacAddress.Parse(endpoint.Status.MacAddress)),
            Interfaces = Interfaces.Remove((endpoint.Spec.Device, endpoint.Spec.Interface)),
        };
    }

    public StoreState Without(Policy policy)
    {
        var id = ResourceNames.Id(policy.Name);
        return this with
        {
            Snapshot = Snapshot with { Fleet = Snapshot.Fleet.RemovePolicy(id), Policies = Snapshot.Policies.Remove(id) },
        };
    }

    public StoreState AtRevision(ulong revision) => this with { Snapshot = Snapshot with { Fleet = Snapshot.Fleet.At(revision) } };

    static StoreSnapshot WithoutKeys(StoreSnapshot snapshot, Device device) => snapshot with
    {
        DevicesBySystemId = snapshot.DevicesBySystemId.Remove(device.Spec.SystemId),
        DevicesByVtep = snapshot.DevicesByVtep.Remove(device.Spec.VtepAddress),
    };
}
