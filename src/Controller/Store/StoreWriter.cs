using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Sdn.Api;

namespace Sdn.Controller.Store;

/// <summary>
/// One mutation while it is decided: what it sees is the newest state, what it does becomes true when it is committed, and
/// never happened when its decision throws.
/// </summary>
sealed class StoreWriter(StoreState state, DateTimeOffset now, string actor, AllocationRules rules)
{
    readonly List<RowChange> _rows = [];
    readonly List<Change> _changes = [];
    readonly Counters _countersBefore = state.Counters;

    public StoreState State { get; private set; } = state;

    public StoreSnapshot Snapshot => State.Snapshot;

    public DateTimeOffset Now => now;

    public AllocationRules Rules => rules;

    /// <summary>The revision that this mutation has if it changes a resource.</summary>
    public ulong Revision { get; } = state.Snapshot.Revision + 1;

    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>Stores a new device.</summary>
    public Device Create(Device device)
    {
        State = State with { Counters = State.Counters with { Device = State.Counters.Device + 1 } };
        return Write(Identified(device), State.Counters.Device, ChangeOperation.Created);
    }

    /// <summary>Stores a device that was there before.</summary>
    public Device Update(Device device)
    {
        device.Revision = Revision;
        return Write(device, Snapshot.Fleet.Devices[ResourceNames.Id(device.Name)].Number, ChangeOperation.Updated);
    }

    public Application Create(Application application) => Write(Identified(application), ChangeOperation.Created);

    public Application Update(Application application)
    {
        application.Revision = Revision;
        return Write(application, ChangeOperation.Updated);
    }

    public Endpoint Create(Endpoint endpoint)
    {
        State = State with { Counters = State.Counters with { Endpoint = State.Counters.Endpoint + 1 } };
        return Write(Identified(endpoint), State.Counters.Endpoint, ChangeOperation.Created);
    }

    public Endpoint Update(Endpoint endpoint)
    {
        endpoint.Revision = Revision;
        return Write(endpoint, Snapshot.Fleet.Endpoints[ResourceNames.Id(endpoint.Name)].Number, ChangeOperation.Updated);
    }

    public Policy Create(Policy policy)
    {
        State = State with { Counters = State.Counters with { Policy = State.Counters.Policy + 1 } };
        return Write(Identified(policy), State.Counters.Policy, ChangeOperation.Created);
    }

    public Policy Update(Policy policy)
    {
        policy.Revision = Revision;
        return Write(policy, Snapshot.Fleet.Policies[ResourceNames.Id(policy.Name)].Number, ChangeOperation.Updated);
    }

    /// <summary>Removes a device on which nothing is attached; its reservations go with it.</summary>
    public void Delete(Device device)
    {
        var id = ResourceNames.Id(device.Name);
        this.EndReservationsOf(id);
        State = State.Without(device);
        _rows.Add(new RowChange.SpaceDeleted(Spaces.OfPorts(id)));
        Removed(ResourceKind.Device, id, device);
    }

    /// <summary>Removes an application to which nothing is attached; its numbers rest.</summary>
    public void Delete(Application application)
    {
        this.FreeNumbersOf(application);
        State = State.Without(application);
        Removed(ResourceKind.Application, ResourceNames.Id(application.Name), application);
    }

    /// <summary>Removes an endpoint; its addresses and port rest.</summary>
    public void Delete(Endpoint endpoint)
    {
        this.FreeNumbersOf(endpoint);
        State = State.Without(endpoint);
        Removed(ResourceKind.Endpoint, ResourceNames.Id(endpoint.Name), endpoint);
    }

    public void Delete(Policy policy)
    {
        State = State.Without(policy);
        Removed(ResourceKind.Policy, ResourceNames.Id(policy.Name), policy);
    }

    /// <summary>A pool in which everything that has rested until now is free.</summary>
    public NumberPool Pool(string space) => State.Pools[space].Settle(now);

    public void AddPool(string space, NumberRange range) =>
        State = State with { Pools = State.Pools.SetItem(space, NumberPool.Of(range)) };

    public void RemovePool(string space)
    {
        State = State with { Pools = State.Pools.Remove(space), Reservations = State.Reservations.Remove(space) };
        _rows.Add(new RowChange.SpaceDeleted(space));
    }

    public void Take(string space, NumberRange range)
    {
        var pool = Pool(space);
        var cuts = pool.RestingIn(range).ToList();
        if (cuts.Count > 0)
        {
            _rows.Add(new RowChange.RestEnded(space, range));
            _rows.AddRange(cuts.SelectMany(cut => cut.Range.Without(range)
                .Select(rest => new RowChange.RestStarted(space, cut with { Range = rest }))));
        }

        State = State with { Pools = State.Pools.SetItem(space, pool.Take(range)) };
    }

    public void Rest(string space, NumberRange range, DateTimeOffset until, string holder = "")
    {
        var resting = new RestingRange(range, until, holder);
        State = State with { Pools = State.Pools.SetItem(space, Pool(space).Rest(resting)) };
        _rows.Add(new RowChange.RestStarted(space, resting));
    }

    public void Reserve(string space, Reservation reservation)
    {
        var reservations = State.ReservationsIn(space).SetItem(reservation.Number, reservation);
        State = State with { Reservations = State.Reservations.SetItem(space, reservations) };
        _rows.Add(new RowChange.ReservationWritten(space, reservation));
    }

    public void EndReservation(string space, UInt128 number)
    {
        var reservations = State.ReservationsIn(space).Remove(number);
        State = State with { Reservations = State.Reservations.SetItem(space, reservations) };
        _rows.Add(new RowChange.ReservationDeleted(space, number));
    }

    public uint NextMacNumber()
    {
        State = State with { Counters = State.Counters with { Mac = State.Counters.Mac + 1 } };
        return State.Counters.Mac;
    }

    /// <summary>Remembers that this mutation was asked for, and forgets what is too old or too much.</summary>
    public void Remember(RememberedRequest request, DateTimeOffset expired, int countMax) =>
        _rows.Add(new RowChange.RequestRemembered(request, expired, countMax));

    /// <summary>The rows that make this mutation durable; none if it has changed nothing.</summary>
    public IReadOnlyList<RowChange> Finish()
    {
        if (_changes.Count > 0)
        {
            State = State.AtRevision(Revision);
            _rows.Add(new RowChange.CounterWritten("revision", Revision));
        }

        AddCounter("device", _countersBefore.Device, State.Counters.Device);
        AddCounter("endpoint", _countersBefore.Endpoint, State.Counters.Endpoint);
        AddCounter("policy", _countersBefore.Policy, State.Counters.Policy);
        AddCounter("mac", _countersBefore.Mac, State.Counters.Mac);
        if (_rows.Count > 0)
            _rows.Insert(0, new RowChange.RestsForgotten(now)); // what Pool has settled may be in use again after this
        return _rows;
    }

    void AddCounter(string name, uint before, uint after)
    {
        if (before != after)
            _rows.Add(new RowChange.CounterWritten(name, after));
    }

    Device Identified(Device device)
    {
        (device.Uid, device.Revision, device.CreateTime) = Identity();
        return device;
    }

    Application Identified(Application application)
    {
        (application.Uid, application.Revision, application.CreateTime) = Identity();
        return application;
    }

    Endpoint Identified(Endpoint endpoint)
    {
        (endpoint.Uid, endpoint.Revision, endpoint.CreateTime) = Identity();
        return endpoint;
    }

    Policy Identified(Policy policy)
    {
        (policy.Uid, policy.Revision, policy.CreateTime) = Identity();
        return policy;
    }

    (string Uid, ulong Revision, Timestamp CreateTime) Identity() =>
        (Guid.CreateVersion7(now).ToString(), Revision, Timestamp.FromDateTimeOffset(now));

    Device Write(Device device, uint number, ChangeOperation operation)
    {
        State = State.With(device, number);
        Written(ResourceKind.Device, ResourceNames.Id(device.Name), number, operation, device);
        return device;
    }

    Application Write(Application application, ChangeOperation operation)
    {
        State = State.With(application);
        Written(ResourceKind.Application, ResourceNames.Id(application.Name), application.Status.Number, operation, application);
        return application;
    }

    Endpoint Write(Endpoint endpoint, uint number, ChangeOperation operation)
    {
        State = State.With(endpoint, number);
        Written(ResourceKind.Endpoint, ResourceNames.Id(endpoint.Name), number, operation, endpoint);
        return endpoint;
    }

    Policy Write(Policy policy, uint number, ChangeOperation operation)
    {
        State = State.With(policy, number);
        Written(ResourceKind.Policy, ResourceNames.Id(policy.Name), number, operation, policy);
        return policy;
    }

    void Written(ResourceKind kind, string id, uint number, ChangeOperation operation, IMessage body)
    {
        _rows.Add(new RowChange.ResourceWritten(kind, id, number, Revision, body));
        Log(kind, id, operation, body);
    }

    void Removed(ResourceKind kind, string id, IMessage body)
    {
        _rows.Add(new RowChange.ResourceDeleted(kind, id));
        Log(kind, id, ChangeOperation.Deleted, body);
    }

    void Log(ResourceKind kind, string id, ChangeOperation operation, IMessage body)
    {
        var change = new Change(Revision, now, actor, kind, id, operation, body);
        _rows.Add(new RowChange.Logged(change, _changes.Count));
        _changes.Add(change);
    }
}
