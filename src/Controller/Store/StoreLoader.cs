using System.Net;
using System.Security.Cryptography;
using Sdn.Api;

namespace Sdn.Controller.Store;

/// <summary>Builds the store's memory from its database, once, at start.</summary>
static class StoreLoader
{
    public static StoreState Load(StoreDatabase database)
    {
        var state = new StoreState
        {
            Counters = new(
                (uint)database.ReadCounter("device"),
                (uint)database.ReadCounter("endpoint"),
                (uint)database.ReadCounter("policy"),
                (uint)database.ReadCounter("mac")),
            MacPrefix = MacPrefixOf(database),
        };

        // Kinds come in the order of their numbers: what is named comes before what names it.
        foreach (var (_, number, body) in database.ReadResources())
        {
            state = body switch
            {
                Device device => state.With(device, number),
                Application application => Load(state, application),
                Endpoint endpoint => Load(state, endpoint, number),
                _ => state.With((Policy)body, number),
            };
        }

        foreach (var (space, resting) in database.ReadResting())
            state = Change(state, space, pool => pool.Rest(resting));
        foreach (var (space, reservation) in database.ReadReservations())
        {
            state = Change(state, space, pool => pool.Take(NumberRange.Of(reservation.Number)));
            state = state with
            {
                Reservations = state.Reservations.SetItem(space, state.ReservationsIn(space).SetItem(reservation.Number, reservation)),
            };
        }

        return state.AtRevision(database.ReadCounter("revision"));
    }

    static StoreState Load(StoreState state, Application application)
    {
        var id = ResourceNames.Id(application.Name);
        state = state.With(application);
        state = Take(state, Spaces.ApplicationNumbers, application.Status.Number);
        state = Take(state, Spaces.Keys(application.Spec.Encapsulation), application.Status.Key);
        foreach (var family in (AddressFamily[])[AddressFamily.Ipv4, AddressFamily.Ipv6])
        {
            if (Allocation.SubnetText(application, family).Length == 0)
                continue;

            var subnet = Allocation.SubnetOf(application, family);
            state = Change(state, Spaces.Subnets(family), pool => pool.Take(Prefixes.ToRange(subnet)));
            state = state with { Pools = state.Pools.SetItem(Spaces.Addresses(family, id), NumberPool.Of(Prefixes.HostsOf(subnet))) };
        }

        return state;
    }

    static StoreState Load(StoreState state, Endpoint endpoint, uint number)
    {
        var application = ResourceNames.Id(endpoint.Spec.Application);
        state = state.With(endpoint, number);
        state = Take(state, Spaces.OfPorts(ResourceNames.Id(endpoint.Spec.Device)), endpoint.Status.Ofport);
        foreach (var address in (IPAddress?[])[FleetMapping.ToAddress(endpoint.Status.Ipv4Address), FleetMapping.ToAddress(endpoint.Status.Ipv6Address)])
        {
            if (address is not null)
                state = Take(state, Spaces.Addresses(Allocation.FamilyOf(address), application), Prefixes.ToNumber(address));
        }

        return state;
    }

    static StoreState Take(StoreState state, string space, UInt128 number) =>
        Change(state, space, pool => pool.Take(NumberRange.Of(number)));

    static StoreState Change(StoreState state, string space, Func<NumberPool, NumberPool> change) =>
        state.Pools.TryGetValue(space, out var pool)
            ? state with { Pools = state.Pools.SetItem(space, change(pool)) }
            : throw new StoreOpenException($"the store is damaged: it uses numbers of '{space}', which it does not hold");

    // Drawn once and kept, so that two controllers in one broadcast domain are unlikely to give the same addresses.
    static ushort MacPrefixOf(StoreDatabase database)
    {
        var kept = (ushort)database.ReadCounter("mac_prefix");
        if (kept != 0)
            return kept;

        // The first octet of a locally administered unicast address ends in binary 10 (IEEE 802, section 8.4).
        var drawn = (ushort)((RandomNumberGenerator.GetInt32(0x1_0000) & 0xfcff) | 0x0200);
        database.Commit([new RowChange.CounterWritten("mac_prefix", drawn)]);
        return drawn;
    }
}
