using Sdn.Controller.Configuration;
using Sdn.Controller.Store;
using Sdn.OpenFlow;
using Sdn.Ovsdb;
using Sdn.Ovsdb.OpenVSwitch;
using Sdn.Pipeline;

namespace Sdn.Controller.Devices;

/// <summary>The loop that brings one device to what its plan says, whenever it is told to look again.</summary>
sealed partial class DeviceReconciler(
    DeviceSession session, IStoreSignal store, DeviceOptions options, TimeProvider clock, ILogger logger)
{
    // A timer may come a little early; a loop that does not rest at all would spin until it has not.
    static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(10);

    // Somebody who fights for flows costs at most two dumps a second.
    static readonly TimeSpan DriftPause = TimeSpan.FromMilliseconds(500);

    // Owned by the loop.
    DevicePlan? _plan;
    CheckedPorts? _ports;
    long? _dumpedAt;
    int _refusals;

    public async Task Run(CancellationToken cancellationToken)
    {
        using var scope = logger.BeginDevice(session.Device);
        while (!cancellationToken.IsCancellationRequested)
        {
            var seen = session.Wake.Sequence;
            var pause = await TryReconcile(cancellationToken);
            await WaitForWake(seen, pause, cancellationToken);
        }
    }

    /// <returns>How long to rest unless woken: until the next audit, or until a refusal is tried again.</returns>
    async Task<TimeSpan> TryReconcile(CancellationToken cancellationToken)
    {
        try
        {
            await Reconcile(cancellationToken);
            _refusals = 0;
            return session.Switch is { } link ? UntilDump(link) : UntilAudit();
        }
        catch (Exception end) when (end is SwitchDisconnectedException or OvsdbException { EndsSession: true })
        {
            // No refusal: the link's handler drops it and says why, and the next link wakes this loop.
            LogInterrupted(end.Message);
            return RetryPause(_refusals++);
        }
        catch (Exception refusal) when (refusal is OpenFlowException or OvsdbException or TimeoutException)
        {
            var error = PeerText.Shown(refusal.Message);
            session.Refused(_plan?.Revision ?? 0, error);
            LogRefused(error);
            return RetryPause(_refusals++);
        }
        catch (Exception bug) when (!cancellationToken.IsCancellationRequested)
        {
            // What a device says of itself may be what has tripped it up, and a device costs only itself. It is tried again,
            // because its loop is the only one that it has.
            session.Refused(_plan?.Revision ?? 0, $"the controller failed: {PeerText.Shown(bug.Message)}");
            LogFailed(bug);
            return RetryPause(_refusals++);
        }
    }

    async Task Reconcile(CancellationToken cancellationToken)
    {
        var snapshot = store.Current;
        if (session.Ovsdb is not { } ovsdb || !snapshot.Fleet.Devices.ContainsKey(session.Device))
            return;

        var plan = PlanAt(snapshot);

        // A session that is left over from the bridge before this one, or from the machine before, is none to write to.
        var link = session.Switch is { } present && present.DatapathId == ovsdb.DatapathId ? present : null;
        var ports = ApplyPorts(ovsdb, plan, cancellationToken);
        var flows = link is null ? Task.CompletedTask : ApplyFlows(link, plan, cancellationToken);
        await Task.WhenAll(ports, flows); // both, also when one is refused: no two passes at once
        if (link is not null && PortErrors(ovsdb.Rows, plan) is { } portErrors)
            session.Realized(ovsdb, link, plan.Revision, plan.FlowCount, portErrors);
    }

    DevicePlan PlanAt(StoreSnapshot snapshot)
    {
        if (_plan?.Revision == snapshot.Revision)
            return _plan;

        var plan = Planner.Plan(snapshot.Fleet, session.Device, _plan);
        if (options.VerifyPlans && Planner.Verify(snapshot.Fleet, plan) is { } fault)
            throw new InvalidOperationException(fault);
        if (_plan is null || !plan.HasSamePorts(_plan))
            _ports = null;
        session.Desired(snapshot.Revision);
        return _plan = plan;
    }

    IReadOnlyDictionary<string, string>? PortErrors(ReplicaSnapshot rows, DevicePlan plan)
    {
        if (_ports?.Rows != rows)
            _ports = new(rows, PortStates.Errors(plan, rows));
        return _ports.Errors;
    }

    async Task ApplyPorts(OvsdbLink ovsdb, DevicePlan plan, CancellationToken cancellationToken)
    {
        // Ports change seldom, and what endpoints of other devices come and go does not concern them.
        if (_ports is { Errors: not null } && _ports.Rows == ovsdb.Rows)
            return;

        var operations = BridgeDifference.Between(plan, ovsdb.Rows, ovsdb.OpenFlowTarget);
        if (operations.Count == 0)
        {
            return;
        }

        await ovsdb.Client.Transact(OpenVSwitchDatabase.Name, operations, cancellationToken);
        LogPorts(operations.Count);
    }

    async Task ApplyFlows(SwitchLink link, DevicePlan plan, CancellationToken cancellationToken)
    {
        PlanDifference difference;
        if (link.Installed is { } installed && UntilDump(link) > TimeSpan.Zero)
        {
            difference = PlanDifference.Between(installed, plan);
        }
        else
        {
            if (await link.MonitorFlows(cancellationToken) is { } refusal)
                LogNotMonitored(refusal);
            link.IsDrifted = false;
            var now = clock.GetTimestamp();
            difference = SwitchDifference.Between(plan, await InstalledFlows.Dump(link.Connection, cancellationToken));
            _dumpedAt = now;
        }

        var isDrift = link.Installed?.Revision == plan.Revision && !difference.IsEmpty;
        if (isDrift)
            LogDrift(difference.PutFlows.Count, difference.RemoveFlows.Count, difference.PutGroups.Count + difference.RemoveGroups.Count);
        if (!difference.IsEmpty)
            await Send(link, plan, difference, cancellationToken);
        if (isDrift)
            LogMended();
        link.Installed = plan;
    }

    async Task Send(SwitchLink link, DevicePlan plan, PlanDifference difference, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        try
        {
            foreach (var bundle in difference.Messages().Chunk(options.MessagesPerBundleMax))
            {
                await link.Connection.Bundle(bundle, cancellationToken);
            }
        }
        catch
        {
            // Bundles before the refused one are in; what the switch has is known again after a dump.
            link.Installed = null;
            throw;
        }

        var took = clock.GetElapsedTime(start);
        session.Sent(difference.FlowCount, plan.FlowCount, took);
        LogFlows(difference.PutFlows.Count, difference.RemoveFlows.Count, took.TotalMilliseconds);
    }

    async Task WaitForWake(long seen, TimeSpan pause, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(pause < PauseMin ? PauseMin : pause, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await session.Wake.WaitBeyond(seen, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The pause is over.
        }
    }

    TimeSpan UntilDump(SwitchLink link)
    {
        var untilAudit = UntilAudit();
        if (!link.IsDrifted || _dumpedAt is not { } dumpedAt)
            return untilAudit;
        var untilMended = DriftPause - clock.GetElapsedTime(dumpedAt);
        return untilMended < untilAudit ? untilMended : untilAudit;
    }

    // Also where there is no switch to audit: then it is only a look.
    TimeSpan UntilAudit()
    {
        var interval = TimeSpan.FromSeconds(options.AuditIntervalSeconds);
        return _dumpedAt is { } dumpedAt ? interval - clock.GetElapsedTime(dumpedAt) : interval;
    }

    /// <summary>Doubles from the first pause to the longest, with a quarter of jitter so that a fleet does not retry in step.</summary>
    TimeSpan RetryPause(int refusals)
    {
        var seconds = Math.Min(options.RetrySecondsMax, options.RetrySecondsMin * Math.Pow(2, Math.Min(refusals, 16)));
        return TimeSpan.FromSeconds(seconds * (1 + 0.25 * Random.Shared.NextDouble()));
    }

    /// <summary>What was found when the device's rows were last compared with the plan's ports, which are the same since.</summary>
    /// <param name="Rows">The rows.</param>
    /// <param name="Errors">Null while Open vSwitch has still to do something about them.</param>
    sealed record CheckedPorts(ReplicaSnapshot Rows, IReadOnlyDictionary<string, string>? Errors);

    [LoggerMessage(Level = LogLevel.Information, Message = "ports: {Operations} OVSDB operations committed")]
    partial void LogPorts(int operations);

    [LoggerMessage(Level = LogLevel.Information, Message = "flows: {Put} put, {Removed} removed in {Milliseconds:F1} ms")]
    partial void LogFlows(int put, int removed, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "somebody else changed flows; mending: {Put} put back, {Removed} removed, {Groups} groups")]
    partial void LogDrift(int put, int removed, int groups);

    [LoggerMessage(Level = LogLevel.Information, Message = "mended")]
    partial void LogMended();

    [LoggerMessage(Level = LogLevel.Warning, Message = "the switch does not tell when flows change, so that only the audit finds it: {Error}")]
    partial void LogNotMonitored(string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "the device's session ended in between: {Reason}")]
    partial void LogInterrupted(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "the reconciler failed, will be tried again")]
    partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "refused, will be tried again: {Error}")]
    partial void LogRefused(string error);
}
