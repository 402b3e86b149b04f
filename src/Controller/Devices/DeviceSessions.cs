using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using Sdn.Api;
using Sdn.Controller.Configuration;
using Sdn.Controller.Store;

namespace Sdn.Controller.Devices;

/// <summary>All devices' sessions and the reconcilers that they wake; follows the store's list of devices.</summary>
sealed partial class DeviceSessions(
    IStoreSignal store,
    IOptions<DeviceOptions> options,
    IOptions<ListenOptions> listen,
    TimeProvider clock,
    ILoggerFactory loggers) : BackgroundService, IDeviceStatuses
{
    readonly ILogger _logger = loggers.CreateLogger<DeviceSessions>();
    readonly ChangeSignal _changed = new();
    readonly Distribution _distribution = new();

    // Added to and removed from by the loop alone; read by everyone.
    readonly ConcurrentDictionary<string, DeviceSession> _sessions = new(StringComparer.Ordinal);

    public long Sequence => _changed.Sequence;

    public int OpenFlowPort { get; } = IPEndPoint.Parse(listen.Value.OpenFlow).Port;

    public DeviceStatus Of(string device) =>
        _sessions.TryGetValue(device, out var session)
            ? session.Status()
            : new DeviceStatus { State = DeviceState.Disconnected };

    public bool IsConnected(string device) => _sessions.TryGetValue(device, out var session) && session.Ovsdb is not null;

    public ulong RealizedRevision(string device) =>
        _sessions.TryGetValue(device, out var session) ? session.RealizedRevision : 0;

    public ValueTask<bool> WaitRealized(string device, ulong revision, TimeSpan bound, CancellationToken cancellationToken) =>
        _sessions.TryGetValue(device, out var session)
            ? session.WaitRealized(revision, bound, clock, cancellationToken)
            : ValueTask.FromResult(false);

    public ValueTask<bool> WaitRealizedOrRefused(string device, ulong revision, TimeSpan bound, CancellationToken cancellationToken) =>
        _sessions.TryGetValue(device, out var session)
            ? session.WaitRealizedOrRefused(revision, bound, clock, cancellationToken)
            : ValueTask.FromResult(false);

    public ValueTask<long> WaitForChange(long sequence, CancellationToken cancellationToken) =>
        _changed.WaitBeyond(sequence, cancellationToken);

    public async Task<IReadOnlyList<InstalledFlow>> DumpFlows(string device, CancellationToken cancellationToken)
    {
        if (!_sessions.TryGetValue(device, out var session) || session.Switch is not { } link)
            throw new DeviceNotConnectedException(device);

        var flows = await link.Connection.DumpFlows(cancellationToken);
        return [.. flows.Select(entry => new InstalledFlow(entry.Flow, entry.Stats.PacketCount ?? 0, entry.Stats.ByteCount ?? 0))];
    }

    public string? PortError(string device, string port) =>
        _sessions.TryGetValue(device, out var session) ? session.PortError(port) : null;

    /// <summary>The session of the device that the store knows by this system-id; null if it knows none.</summary>
    public async Task<DeviceSession?> FindBySystemId(string? systemId, CancellationToken cancellationToken)
    {
        for (var sequence = Sequence; ; sequence = await WaitForChange(sequence, cancellationToken))
        {
            if (systemId is null || !store.Current.DevicesBySystemId.TryGetValue(systemId, out var device))
                return null;

            // A device that has just been created is in the store a moment before it has its session.
            if (_sessions.TryGetValue(device, out var session))
                return session;
        }
    }

    /// <summary>
    /// Waits until a device's OVSDB session shows the datapath id. Where more than one does, only the one that is at the
    /// switch's own address is believed.
    /// </summary>
    public async Task<DeviceSession> FindByDatapath(ulong datapathId, IPAddress? host, CancellationToken cancellationToken)
    {
        for (var sequence = Sequence; ; sequence = await WaitForChange(sequence, cancellationToken))
        {
            var claimants = _sessions.Values.Where(session => session.Ovsdb?.DatapathId == datapathId).ToList();
            if (claimants.Count > 1)
                claimants.RemoveAll(session => !Equals(session.Ovsdb?.PeerHost, host));
            if (claimants is [var only])
                return only;
        }
    }

    // A bug here leaves the fleet without its reconcilers: the exception stops the host (BackgroundServiceExceptionBehavior).
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reconcilers = new Dictionary<string, RunningReconciler>(StringComparer.Ordinal);
        var before = StoreSnapshot.Empty;
        try
        {
            for (var snapshot = store.Current; ; snapshot = await store.WaitBeyond(snapshot.Revision, stoppingToken))
            {
                // Numbers are never used again: a device of the same name with another number was deleted and created anew.
                var devices = snapshot.Fleet.Devices;
                foreach (var gone in reconcilers.Values.Where(r => devices.GetValueOrDefault(r.Session.Device)?.Number != r.Number).ToList())
                {
                    reconcilers.Remove(gone.Session.Device);
                    await Stop(gone);
                }

                foreach (var (device, planned) in devices.Where(pair => !reconcilers.ContainsKey(pair.Key)))
                    reconcilers[device] = Start(device, planned.Number, stoppingToken);

                Distribute(before, snapshot);
                before = snapshot;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            foreach (var reconciler in reconcilers.Values)
                await Stop(reconciler);
        }
    }

    /// <summary>Wakes the devices whose plans the changes between two snapshots may concern, and no others.</summary>
    void Distribute(StoreSnapshot before, StoreSnapshot after)
    {
        var changes = before.Revision == 0 ? null : store.Changes.After(before.Revision);
        var devices = changes is null
            ? _sessions.Keys // too many for the log, or the first time
            : changes.ReachBetween(before.Fleet, after.Fleet);
        foreach (var device in devices)
        {
            if (_sessions.TryGetValue(device, out var session))
                session.Needs(after.Revision);
        }

        _distribution.Advance(after.Revision);
        _changed.Raise();
    }

    RunningReconciler Start(string device, uint number, CancellationToken stoppingToken)
    {
        var session = new DeviceSession(device, _changed, _distribution);
        _sessions[device] = session;
        _changed.Raise();
        var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var reconciler = new DeviceReconciler(session, store, options.Value, clock, loggers.CreateLogger<DeviceReconciler>());
        return new(session, number, Task.Run(() => reconciler.Run(stop.Token), CancellationToken.None), stop);
    }

    async Task Stop(RunningReconciler reconciler)
    {
        var device = reconciler.Session.Device;
        await reconciler.Cancellation.CancelAsync();
        _sessions.TryRemove(device, out _);
        reconciler.Session.End(); // what the loop may be waiting for fails with its links
        try
        {
            await reconciler.Loop;
        }
        catch (OperationCanceledException)
        {
            LogStopped(device);
        }

        reconciler.Cancellation.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "the reconciler of {Device} has stopped")]
    partial void LogStopped(string device);

    /// <summary>A device's session with the loop that serves it.</summary>
    sealed record RunningReconciler(DeviceSession Session, uint Number, Task Loop, CancellationTokenSource Cancellation);
}
