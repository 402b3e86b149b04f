using System.Net;
using Google.Protobuf.WellKnownTypes;
using Sdn.Api;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>Takes addresses of an application for a device, by name or the next free one.</summary>
static class Addresses
{
    public static ReserveAddressResponse Reserve(
        StoreWriter writer,
        string application,
        string device,
        AddressFamily family,
        string asked,
        DateTimeOffset expires)
    {
        var found = FindApplication(writer.Snapshot, application);
        FindDevice(writer.Snapshot, device);
        CheckCarried(found, family);
        var address = Take(writer, found, device, family, asked, "address", isReservationTaken: true);
        writer.Reserve(Spaces.Addresses(family, application), new(application, Prefixes.ToNumber(address), device, expires));
        return new()
        {
            Address = WithLength(found, address),
            Gateway = Prefixes.GatewayOf(Allocation.SubnetOf(found, family)).ToString(),
            ExpireTime = Timestamp.FromDateTimeOffset(expires),
        };
    }

    /// <summary>An address for an endpoint, with the subnet's prefix length; empty if the application does not carry the family.</summary>
    public static string TakeForEndpoint(StoreWriter writer, Application application, string device, AddressFamily family, string asked)
    {
        if (asked.Length == 0 && Allocation.SubnetText(application, family).Length == 0)
            return "";

        CheckCarried(application, family);
        var field = family == AddressFamily.Ipv4 ? "spec.ipv4_address" : "spec.ipv6_address";
        return WithLength(application, Take(writer, application, device, family, asked, field, isReservationTaken: false));
    }

    public static Application FindApplication(StoreSnapshot snapshot, string id) =>
        snapshot.Applications.GetValueOrDefault(id) ?? throw Refusal.NotFound(ResourceNames.Application(id));

    public static Device FindDevice(StoreSnapshot snapshot, string id) =>
        snapshot.Devices.GetValueOrDefault(id) ?? throw Refusal.NotFound(ResourceNames.Device(id));

    static IPAddress Take(StoreWriter writer, Application application, string device, AddressFamily family, string asked, string field, bool isReservationTaken)
    {
        if (asked.Length == 0)
            return writer.TakeAddress(application, family);

        var address = IPAddress.Parse(asked);
        var range = NumberRange.Of(Prefixes.ToNumber(address));
        var subnet = Allocation.SubnetOf(application, family);
        var violations = new Violations();
        violations.Check(
            Prefixes.HostsOf(subnet).Contains(range),
            field,
            $"{address} is no address of an endpoint in {subnet} of {application.Name}: it lies outside, or is the network's, the gateway's or the broadcast address");
        violations.Throw();

        var space = Spaces.Addresses(family, ResourceNames.Id(application.Name));
        writer.EndExpiredReservations(space);
        if (writer.State.ReservationsIn(space).TryGetValue(range.First, out var reservation))
        {
            if (isReservationTaken || reservation.Device != device)
                throw Taken(field, $"{address} is reserved for {ResourceNames.Device(reservation.Device)} until {reservation.Expires.UtcDateTime:u}");

            writer.EndReservation(space, range.First);
            return address;
        }

        CheckFree(writer, application, device, address, field);
        writer.Take(space, range);
        return address;
    }

    // Who had a resting address may have it back by name: a container with a fixed address that is started again.
    static void CheckFree(StoreWriter writer, Application application, string device, IPAddress address, string field)
    {
        var family = Allocation.FamilyOf(address);
        var range = NumberRange.Of(Prefixes.ToNumber(address));
        var pool = writer.Pool(Spaces.Addresses(family, ResourceNames.Id(application.Name)));
        if (pool.IsFree(range))
            return;

        var resting = pool.RestingIn(range).Select(r => (RestingRange?)r).FirstOrDefault();
        if (resting is { } rest && rest.Holder != device)
            throw Taken(field, $"{address} rests until {rest.Until.UtcDateTime:u} after it was freed by {ResourceNames.Device(rest.Holder)}");

        if (resting is null)
        {
            var owner = writer.Snapshot.Fleet.EndpointsOf(ResourceNames.Id(application.Name)).First(e => address.Equals(e.Ipv4) || address.Equals(e.Ipv6));
            throw Taken(field, $"{address} is in use by {ResourceNames.Endpoint(owner.Name)}");
        }
    }

    static Grpc.Core.RpcException Taken(string field, string description)
    {
        var violations = new Violations();
        violations.Add(field, description);
        return Refusal.InUse("ADDRESS_IN_USE", violations);
    }

    static void CheckCarried(Application application, AddressFamily family)
    {
        if (Allocation.SubnetText(application, family).Length == 0)
            throw Refusal.Precondition("FAMILY_NOT_CARRIED", $"{application.Name} does not carry {(family == AddressFamily.Ipv4 ? "IPv4" : "IPv6")}");
    }

    static string WithLength(Application application, IPAddress address) =>
        $"{address}/{Allocation.SubnetOf(application, Allocation.FamilyOf(address)).PrefixLength}";
}
