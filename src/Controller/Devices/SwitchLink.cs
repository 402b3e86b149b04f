using Sdn.OpenFlow;
using Sdn.Pipeline;

namespace Sdn.Controller.Devices;

/// <summary>A device's OpenFlow session, and what its switch has as far as its replies tell.</summary>
sealed class SwitchLink(SwitchConnection connection, TimeProvider clock)
{
    static readonly TimeSpan AliveTimeout = TimeSpan.FromSeconds(2);

    bool _isDrifted;
    bool _isMonitored;   // the reconciler's own

    public SwitchConnection Connection { get; } = connection;

    public ulong DatapathId => Connection.Features.DatapathId;

    /// <summary>The plan that the switch has confirmed to the last flow; null where only a dump can tell what it has. Only the device's
    /// reconciler reads and writes it.</summary>
    public DevicePlan? Installed { get; set; }

    /// <summary>
    /// Whether somebody else has changed a flow of ours since this was last taken back. Set by the connection's reader, taken back by the
    /// reconciler before it dumps.
    /// </summary>
    public bool IsDrifted
    {
        get => Volatile.Read(ref _isDrifted);
        set => Volatile.Write(ref _isDrifted, value);
    }

    public string PeerAddress { get; } = connection.Peer.EndPoint?.ToString() ?? "";

    /// <summary>
    /// Has the switch tell of all changes of flows from here on; of our own it tells only the numbers of the messages that made them.
    /// </summary>
    /// <returns>The switch's refusal: Open vSwitch does this in OpenFlow 1.5 since version 2.17.</returns>
    public async Task<string?> MonitorFlows(CancellationToken cancellationToken)
    {
        if (_isMonitored)
            return null;

        _isMonitored = true;
        const FlowMonitorFlags Changes = FlowMonitorFlags.Add | FlowMonitorFlags.Removed | FlowMonitorFlags.Modify;
        try
        {
            await Connection.Request<FlowMonitorReply>(new FlowMonitorRequest([new(1) { Flags = Changes }]), cancellationToken);
            return null;
        }
        catch (OpenFlowException refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>Takes what the switch tells of changes; whether one of them concerns our flows.</summary>
    public bool TakeUpdates(FlowMonitorReply reply)
    {
        if (!reply.Updates.Any(IsDrift))
            return false;
        IsDrifted = true;
        return true;
    }

    // A foreign flow that goes takes none of ours away; one that comes may, as it replaces what has the same match, and the switch does
    // not say so. While the switch pauses, it does not tell what changes.
    static bool IsDrift(FlowUpdate update) => update switch
    {
        { Event: FlowUpdateEvent.Abbreviated or FlowUpdateEvent.Initial } => false,
        { Event: FlowUpdateEvent.Removed, Flow: { } flow } => Cookies.IsOurs(flow.Cookie),
        { Event: FlowUpdateEvent.Added, Flow: { } flow } => Cookies.IsOurs(flow.Cookie) || Tables.NameOf(flow.Table) is not null,
        _ => true,
    };

    /// <summary>Whether the switch answers now; a half-open connection does not.</summary>
    public async Task<bool> IsAlive(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AliveTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await Connection.Barrier(either.Token);
            return true;
        }
        catch (Exception e) when (e is OpenFlowException or SwitchDisconnectedException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>Ends the session; its handler sees the end and drops it.</summary>
    public void Abort() => Connection.Abort("the controller ended the OpenFlow session");
}

/// <summary>The flows and groups of ours that a switch says it has.</summary>
sealed class InstalledFlows
{
    // Foreign flows are not asked for: they are left alone, and one with an action that we cannot read costs us nothing.
    static readonly FlowFilter Ours = new() { Cookie = Cookies.Owner, CookieMask = Cookies.Mask };

    /// <summary>By table, priority and match.</summary>
    public Dictionary<FlowKey, Flow> Flows { get; } = [];

    public Dictionary<uint, Group> Groups { get; } = [];

    /// <summary>Asks the switch.</summary>
    public static async Task<InstalledFlows> Dump(SwitchConnection connection, CancellationToken cancellationToken)
    {
        var flows = connection.DumpFlows(Ours, cancellationToken);
        var groups = connection.DumpGroups(cancellationToken);
        await Task.WhenAll(flows, groups);
        var installed = new InstalledFlows();
        foreach (var entry in await flows)
            installed.Flows[entry.Flow.Key] = entry.Flow;
        foreach (var group in await groups)
            installed.Groups[group.Id] = group;
        return installed;
    }
}
