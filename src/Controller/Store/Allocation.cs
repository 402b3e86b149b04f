using System.Collections.Immutable;
using System.Net;
using Sdn.Api;
using Sdn.OpenFlow;
using SocketFamily = System.Net.Sockets.AddressFamily;

namespace Sdn.Controller.Store;

/// <summary>Nothing of what was asked for is free.</summary>
/// <param name="what">What was asked for.</param>
/// <param name="nextFree">When something that rests is free again, if anything rests.</param>
sealed class ExhaustedException(string what, DateTimeOffset? nextFree) : Exception(
    nextFree is { } time ? $"{what}; the next one is free at {time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : what);

/// <summary>Gives numbers, subnets, addresses and ports within a mutation, and lets them rest when they are given back.</summary>
static class Allocation
{
    public static SocketFamily ToSocket(this AddressFamily family) =>
        family == AddressFamily.Ipv4 ? SocketFamily.InterNetwork : SocketFamily.InterNetworkV6;

    public static AddressFamily FamilyOf(IPAddress address) =>
        address.AddressFamily == SocketFamily.InterNetwork ? AddressFamily.Ipv4 : AddressFamily.Ipv6;

    public static ImmutableDictionary<UInt128, Reservation> ReservationsIn(this StoreState state, string space) =>
        state.Reservations.GetValueOrDefault(space, ImmutableDictionary<UInt128, Reservation>.Empty);

    public static uint TakeApplicationNumber(this StoreWriter writer) =>
        (uint)writer.TakeLowest(
            Spaces.ApplicationNumbers,
            new(1, StoreState.ApplicationNumberLast),
            $"all {StoreState.ApplicationNumberLast} application numbers are taken").First;

    /// <summary>Takes a key that was not given.</summary>
    public static uint TakeKey(this StoreWriter writer, Encapsulation encapsulation)
    {
        var keys = encapsulation == Encapsulation.Gre ? writer.Rules.GreKeys : writer.Rules.Vnis;
        return (uint)writer.TakeLowest(
            Spaces.Keys(encapsulation),
            keys,
            $"all {(encapsulation == Encapsulation.Gre ? "GRE keys" : "VNIs")} from {keys.First} to {keys.Last} are taken").First;
    }

    /// <summary>Takes a subnet that was not given.</summary>
    public static IPNetwork TakeSubnet(this StoreWriter writer, AddressFamily family)
    {
        var (pool, length) = family == AddressFamily.Ipv4
            ? (writer.Rules.Ipv4Pool, writer.Rules.Ipv4Length)
            : (writer.Rules.Ipv6Pool, writer.Rules.Ipv6Length);
        var range = writer.TakeLowest(
            Spaces.Subnets(family),
            Prefixes.ToRange(pool),
            $"no subnet of /{length} is left in the pool {pool}",
            Prefixes.Size(length, family.ToSocket()));
        return new(Prefixes.ToAddress(range.First, family.ToSocket()), length);
    }

    /// <summary>Takes an address that was not given.</summary>
    public static IPAddress TakeAddress(this StoreWriter writer, Application application, AddressFamily family)
    {
        var subnet = SubnetOf(application, family);
        var space = Spaces.Addresses(family, ResourceNames.Id(application.Name));
        writer.EndExpiredReservations(space);
        var address = writer.TakeLowest(space, Prefixes.HostsOf(subnet), $"no address is left in {subnet} of {application.Name}");
        return Prefixes.ToAddress(address.First, family.ToSocket());
    }

    public static uint TakeOfPort(this StoreWriter writer, string device) =>
        (uint)writer.TakeLowest(
            Spaces.OfPorts(device),
            new(StoreState.OfPortFirst, StoreState.OfPortLast),
            $"all OpenFlow port numbers from {StoreState.OfPortFirst} to {StoreState.OfPortLast} of {ResourceNames.Device(device)} are taken").First;

    /// <summary>A MAC address that this store has never given to anyone: its prefix, then a counter.</summary>
    public static MacAddress TakeMac(this StoreWriter writer)
    {
        MacAddress mac;
        do
            mac = new((ulong)writer.State.MacPrefix << 32 | writer.NextMacNumber());
        while (writer.State.Macs.ContainsKey(mac)); // somebody may have asked for it by name
        return mac;
    }

    /// <summary>Lets what has expired rest from the moment it expired.</summary>
    public static void EndExpiredReservations(this StoreWriter writer, string space)
    {
        foreach (var expired in writer.State.ReservationsIn(space).Values.Where(r => r.Expires <= writer.Now).ToList())
            writer.EndReservation(space, expired, expired.Expires);
    }

    /// <summary>Gives a reserved address back.</summary>
    public static void EndReservation(this StoreWriter writer, string space, Reservation reservation, DateTimeOffset freed)
    {
        writer.EndReservation(space, reservation.Number);
        writer.Rest(space, NumberRange.Of(reservation.Number), freed + writer.Rules.Rest, reservation.Device);
    }

    public static void EndReservationsOf(this StoreWriter writer, string device)
    {
        foreach (var (space, reservations) in writer.State.Reservations)
        {
            foreach (var reservation in reservations.Values.Where(r => r.Device == device).ToList())
                writer.EndReservation(space, reservation, writer.Now);
        }
    }

    /// <summary>Gives an application's key, subnets and number back.</summary>
    public static void FreeNumbersOf(this StoreWriter writer, Application application)
    {
        writer.Rest(Spaces.ApplicationNumbers, NumberRange.Of(application.Status.Number));
        writer.FreeKeyOf(application);
        writer.FreeSubnetOf(application, AddressFamily.Ipv4);
        writer.FreeSubnetOf(application, AddressFamily.Ipv6);
    }

    public static void FreeKeyOf(this StoreWriter writer, Application application) =>
        writer.Rest(Spaces.Keys(application.Spec.Encapsulation), NumberRange.Of(application.Status.Key));

    /// <summary>Gives a subnet back, with all that rests or is reserved in it: the whole subnet rests instead.</summary>
    public static void FreeSubnetOf(this StoreWriter writer, Application application, AddressFamily family)
    {
        if (SubnetText(application, family).Length == 0)
            return;

        writer.Rest(Spaces.Subnets(family), Prefixes.ToRange(SubnetOf(application, family)));
        writer.RemovePool(Spaces.Addresses(family, ResourceNames.Id(application.Name)));
    }

    /// <summary>Takes a subnet, which is free or rests, and opens the pool of its addresses.</summary>
    public static void OpenSubnet(this StoreWriter writer, string application, IPNetwork subnet)
    {
        var family = FamilyOf(subnet.BaseAddress);
        writer.Take(Spaces.Subnets(family), Prefixes.ToRange(subnet));
        writer.AddPool(Spaces.Addresses(family, application), Prefixes.HostsOf(subnet));
    }

    /// <summary>Gives an endpoint's addresses and port back.</summary>
    public static void FreeNumbersOf(this StoreWriter writer, Endpoint endpoint)
    {
        var device = ResourceNames.Id(endpoint.Spec.Device);
        var application = ResourceNames.Id(endpoint.Spec.Application);
        foreach (var text in (string[])[endpoint.Status.Ipv4Address, endpoint.Status.Ipv6Address])
        {
            if (FleetMapping.ToAddress(text) is { } address)
                writer.Rest(Spaces.Addresses(FamilyOf(address), application), NumberRange.Of(Prefixes.ToNumber(address)), device);
        }

        writer.Rest(Spaces.OfPorts(device), NumberRange.Of(endpoint.Status.Ofport));
    }

    public static string SubnetText(Application application, AddressFamily family) =>
        family == AddressFamily.Ipv4 ? application.Status.Ipv4Subnet : application.Status.Ipv6Subnet;

    public static IPNetwork SubnetOf(Application application, AddressFamily family) =>
        IPNetwork.Parse(SubnetText(application, family));

    static void Rest(this StoreWriter writer, string space, NumberRange range, string holder = "") =>
        writer.Rest(space, range, writer.Now + writer.Rules.Rest, holder);

    static NumberRange TakeLowest(this StoreWriter writer, string space, NumberRange within, string exhausted, UInt128? size = null)
    {
        var pool = writer.Pool(space);
        var range = pool.Lowest(size ?? 1, within) ?? throw new ExhaustedException(exhausted, pool.NextFree);
        writer.Take(space, range);
        return range;
    }
}
