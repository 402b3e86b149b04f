using System.Collections.Concurrent;
using Sdn.Api;
using Sdn.Controller.Devices;

namespace Sdn.Controller.Tests;

/// <summary>Devices whose sessions a test plays: each does at once what it is told.</summary>
sealed class ScriptedDevices : IDeviceStatuses
{
    readonly ConcurrentDictionary<string, DeviceStatus> _connected = new();
    readonly ConcurrentDictionary<(string Device, string Port), string> _portErrors = new();
    readonly ConcurrentDictionary<string, IReadOnlyList<InstalledFlow>> _flows = new();
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _sequence;

    public long Sequence => Volatile.Read(ref _sequence);

    /// <summary>Connects a device that realizes every revision at once.</summary>
    public void Connect(params string[] devices) => Set(devices, ulong.MaxValue, "");

    /// <summary>Connects a device that realizes nothing, with what it says about it.</summary>
    public void Stall(string device, string error) => Set([device], 0, error);

    public void Disconnect(string device)
    {
        _connected.TryRemove(device, out _);
        Change();
    }

    public void FailPort(string device, string port, string error)
    {
        _portErrors[(device, port)] = error;
        Change();
    }

    public void Install(string device, params InstalledFlow[] flows) => _flows[device] = flows;

    public DeviceStatus Of(string device) => _connected.GetValueOrDefault(device) ?? new() { State = DeviceState.Disconnected };

    public bool IsConnected(string device) => _connected.ContainsKey(device);

    public ulong RealizedRevision(string device) => Of(device).RealizedRevision;

    public ValueTask<bool> WaitRealized(string device, ulong revision, TimeSpan bound, CancellationToken cancellationToken) =>
        new(IsConnected(device) && RealizedRevision(device) >= revision);

    public ValueTask<bool> WaitRealizedOrRefused(string device, ulong revision, TimeSpan bound, CancellationToken cancellationToken) =>
        WaitRealized(device, revision, bound, cancellationToken);

    public async ValueTask<long> WaitForChange(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed);
            if (Sequence > sequence)
                return Sequence;
            await changed.Task.WaitAsync(cancellationToken);
        }
    }

    public Task<IReadOnlyList<InstalledFlow>> DumpFlows(string device, CancellationToken cancellationToken) => IsConnected(device)
        ? Task.FromResult(_flows.GetValueOrDefault(device, []))
        : Task.FromException<IReadOnlyList<InstalledFlow>>(new DeviceNotConnectedException(device));

    public string? PortError(string device, string port) => _portErrors.GetValueOrDefault((device, port));

    void Set(string[] devices, ulong realized, string error)
    {
        foreach (var device in devices)
            _connected[device] = new() { State = error.Length == 0 ? DeviceState.Ready : DeviceState.Failed, RealizedRevision = realized, LastError = error };
        Change();
    }

    void Change()
    {
        Interlocked.Increment(ref _sequence);
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
