using Google.Protobuf.WellKnownTypes;
using Sdn.Api;

namespace Sdn.Controller.Devices;

/// <summary>What became of a new link of a device.</summary>
enum Acceptance
{
    /// <summary>It is the device's link now.</summary>
    Taken,

    /// <summary>The link that the device has already answers: two machines claim to be one.</summary>
    AnotherAnswers,

    /// <summary>The device was deleted meanwhile, or the controller stops.</summary>
    IsOver,
}

/// <summary>One device as the controller holds it: its two links, where it stands, and the signal that wakes its reconciler.</summary>
sealed class DeviceSession(string device, ChangeSignal statusChanged, Distribution distribution)
{
    static readonly IReadOnlyDictionary<string, string> NoErrors = new Dictionary<string, string>();

    readonly Lock _gate = new();

    // All fields below are written under _gate: links by the connection handlers, the rest by the device's reconciler.
    OvsdbLink? _ovsdb;
    ulong? _shownDatapathId;
    SwitchLink? _switch;
    bool _isOver;
    ulong _desiredRevision;
    ulong _neededRevision;
    ulong _realizedRevision;
    int _flowCount;
    ulong _flowChangesSent;
    TimeSpan? _roundTrip;

    // What the device refused, and of which revision's plan; null once an attempt succeeds.
    (ulong Revision, string Error)? _refusal;

    // Of the realized revision, by port. They trouble whose ports they are, and leave the device ready for all others.
    IReadOnlyDictionary<string, string> _portErrors = NoErrors;

    public string Device { get; } = device;

    /// <summary>"Look again", for the device's reconciler: links, replica, desired state or the switch have changed.</summary>
    public ChangeSignal Wake { get; } = new();

    /// <summary>Raised with every change of this device's status, for those who wait for its revision.</summary>
    public ChangeSignal Changed { get; } = new();

    public OvsdbLink? Ovsdb
    {
        get { lock (_gate) { return _ovsdb; } }
    }

    public SwitchLink? Switch
    {
        get { lock (_gate) { return _switch; } }
    }

    public ulong RealizedRevision
    {
        get { lock (_gate) { return Realized(distribution.Revision); } }
    }

    // Called under _gate. Revisions after the last that concerned the device are realized with that one; the revision that has been
    // distributed is read before what the device needs, which is told first.
    ulong Realized(ulong distributed) =>
        _realizedRevision > 0 && _realizedRevision >= _neededRevision ? Math.Max(_realizedRevision, distributed) : _realizedRevision;

    /// <summary>Says that a revision concerns the device, and wakes its reconciler.</summary>
    public void Needs(ulong revision)
    {
        lock (_gate)
        {
            _neededRevision = revision;
        }

        Wake.Raise();
    }

    public string? PortError(string port)
    {
        lock (_gate)
        {
            return _ovsdb is null ? null : _portErrors.GetValueOrDefault(port);
        }
    }

    /// <summary>
    /// Takes a new OVSDB session. One that answers is not pushed aside by a second machine with the same system-id; one that
    /// is only half open is.
    /// </summary>
    public async Task<Acceptance> Accept(OvsdbLink link, CancellationToken cancellationToken)
    {
        OvsdbLink? present;
        SwitchLink? stale = null;
        do
        {
            present = Ovsdb;
            if (present is not null && await present.IsAlive(cancellationToken))
                return Acceptance.AnotherAnswers;
        }
        while (!TryTake());

        present?.Abort();
        stale?.Abort();
        if (!ReferenceEquals(Ovsdb, link))
            return Acceptance.IsOver;

        RaiseAll();
        return Acceptance.Taken;

        // False when another was taken while the present one was asked: then that one is asked.
        bool TryTake()
        {
            lock (_gate)
            {
                if (!ReferenceEquals(_ovsdb, present))
                    return false;

                if (_isOver)
                    return true;

                _ovsdb = link;

                // The switch of the machine before, or of a bridge that was made anew, says nothing about this one.
                if (_switch is not null && _switch.DatapathId != link.DatapathId)
                    (stale, _switch, _realizedRevision) = (_switch, null, 0);
                return true;
            }
        }
    }

    /// <summary>Takes a new OpenFlow session, by the same rule: whoever knows a datapath id could push the device aside else.</summary>
    public async Task<Acceptance> Accept(SwitchLink link, CancellationToken cancellationToken)
    {
        SwitchLink? present;
        do
        {
            present = Switch;
            if (present is not null && await present.IsAlive(cancellationToken))
                return Acceptance.AnotherAnswers;
        }
        while (!TryTake());

        present?.Abort();
        if (!ReferenceEquals(Switch, link))
            return Acceptance.IsOver;

        RaiseAll();
        return Acceptance.Taken;

        bool TryTake()
        {
            lock (_gate)
            {
                if (!ReferenceEquals(_switch, present))
                    return false;

                if (!_isOver)
                    (_switch, _realizedRevision) = (link, 0); // what the switch has is unknown until the next dump
                return true;
            }
        }
    }

    public void Drop(OvsdbLink link)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_ovsdb, link))
                return;

            _ovsdb = null;
        }

        RaiseAll();
    }

    public void Drop(SwitchLink link)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_switch, link))
                return;

            (_switch, _realizedRevision) = (null, 0);
        }

        RaiseAll();
    }

    /// <summary>Ends both sessions for good: the device was deleted or the controller stops.</summary>
    public void End()
    {
        OvsdbLink? ovsdb;
        SwitchLink? connection;
        lock (_gate)
        {
            _isOver = true;
            (ovsdb, connection) = (_ovsdb, _switch);
            (_ovsdb, _switch) = (null, null);
        }

        ovsdb?.Abort();
        connection?.Abort();
        RaiseAll();
    }

    public void Desired(ulong revision)
    {
        lock (_gate)
        {
            _desiredRevision = revision;
        }
    }

    public void Sent(int flowChanges, int flowCount, TimeSpan roundTrip)
    {
        lock (_gate)
        {
            _flowChangesSent += (ulong)flowChanges;
            _flowCount = flowCount;
            _roundTrip = roundTrip;
        }

        RaiseStatus();
    }

    /// <summary>
    /// The device has what the plan of the revision asks for, but for the ports that it could not make. Says nothing of links
    /// that came while it was being brought there.
    /// </summary>
    public void Realized(
        OvsdbLink ovsdb, SwitchLink connection, ulong revision, int flowCount, IReadOnlyDictionary<string, string> portErrors)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_ovsdb, ovsdb) || !ReferenceEquals(_switch, connection))
                return;

            if (_realizedRevision == revision && _flowCount == flowCount && _refusal is null && _portErrors.SequenceEqual(portErrors))
                return;

            (_realizedRevision, _flowCount, _refusal, _portErrors) = (revision, flowCount, null, portErrors);
        }

        RaiseStatus();
    }

    public void Refused(ulong revision, string error)
    {
        lock (_gate)
        {
            _refusal = (revision, error);
        }

        RaiseStatus();
    }

    /// <summary>True when the device has realized the revision; false when it has no OVSDB session or the bound passes.</summary>
    public ValueTask<bool> WaitRealized(ulong revision, TimeSpan bound, TimeProvider clock, CancellationToken cancellationToken) =>
        WaitRealized(revision, static () => false, bound, clock, cancellationToken);

    /// <summary>The same, but false also as soon as the device has refused the plan of the revision or a later one.</summary>
    public ValueTask<bool> WaitRealizedOrRefused(ulong revision, TimeSpan bound, TimeProvider clock, CancellationToken cancellationToken) =>
        WaitRealized(revision, () => HasRefused(revision), bound, clock, cancellationToken);

    async ValueTask<bool> WaitRealized(
        ulong revision, Func<bool> isGivenUp, TimeSpan bound, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (RealizedRevision >= revision)
            return true;

        using var timeout = new CancellationTokenSource(bound, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await distribution.WaitFor(revision, either.Token);
            while (true)
            {
                var sequence = Changed.Sequence;
                if (RealizedRevision >= revision)
                    return true;

                if (Ovsdb is null || isGivenUp())
                    return false;

                await Changed.WaitBeyond(sequence, either.Token);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    bool HasRefused(ulong revision)
    {
        lock (_gate)
        {
            return _refusal?.Revision >= revision;
        }
    }

    /// <summary>The fields of the status that the session knows; the service adds what the store knows.</summary>
    public DeviceStatus Status()
    {
        var distributed = distribution.Revision;
        lock (_gate)
        {
            var status = new DeviceStatus
            {
                State = State(),
                DesiredRevision = _desiredRevision == 0 ? 0 : Math.Max(_desiredRevision, distributed),
                RealizedRevision = Realized(distributed),
                FlowCount = (uint)_flowCount,
                FlowChangesSent = _flowChangesSent,
                LastError = LastError(),
            };
            if (_ovsdb is { } ovsdb)
            {
                status.DatapathId = ovsdb.DatapathId is { } id ? id.ToString("x16") : "";
                status.DatapathType = ovsdb.DatapathType;
                status.OvsVersion = ovsdb.OvsVersion;
                status.PeerAddress = ovsdb.PeerAddress;
                status.ConnectTime = Timestamp.FromDateTimeOffset(ovsdb.ConnectTime);
            }

            if (_roundTrip is { } roundTrip)
                status.RoundTrip = Duration.FromTimeSpan(roundTrip);
            return status;
        }
    }

    // Called under _gate.
    string LastError() =>
        _refusal is { } refusal ? refusal.Error
        : _portErrors.Count > 1 ? $"{_portErrors.Values.First()} (and {_portErrors.Count - 1} more ports)"
        : _portErrors.Values.FirstOrDefault("");

    // Called under _gate.
    DeviceState State() =>
        _ovsdb is null ? DeviceState.Disconnected
        : _refusal is not null ? DeviceState.Failed
        : _switch is null ? DeviceState.Connecting
        : _realizedRevision >= _neededRevision && _realizedRevision > 0 ? DeviceState.Ready
        : DeviceState.Reconciling;

    /// <summary>The replica has changed. The datapath id is waited for by an OpenFlow session that came before it.</summary>
    public void RowsChanged()
    {
        bool isShownAnew;
        lock (_gate)
        {
            var id = _ovsdb?.DatapathId;
            isShownAnew = id != _shownDatapathId;
            _shownDatapathId = id;
        }

        if (isShownAnew)
            RaiseStatus();
        Wake.Raise();
    }

    void RaiseStatus()
    {
        Changed.Raise();
        statusChanged.Raise();
    }

    void RaiseAll()
    {
        RaiseStatus();
        Wake.Raise();
    }
}
