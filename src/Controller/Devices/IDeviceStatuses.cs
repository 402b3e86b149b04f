using Sdn.Api;

namespace Sdn.Controller.Devices;

/// <summary>What the controller sees of its devices, kept in memory by their sessions.</summary>
interface IDeviceStatuses
{
    /// <summary>Grows with every change of any status; what <see cref="WaitForChange"/> resumes from.</summary>
    long Sequence { get; }

    /// <summary>The status of a device; of one that never connected, DISCONNECTED.</summary>
    DeviceStatus Of(string device);

    /// <summary>Whether the device has an OVSDB session.</summary>
    bool IsConnected(string device);

    /// <summary>The newest revision whose plan the device has confirmed; 0 before the first.</summary>
    ulong RealizedRevision(string device);

    /// <summary>True when the device has realized the revision; false when it disconnects or the bound passes first.</summary>
    ValueTask<bool> WaitRealized(string device, ulong revision, TimeSpan bound, CancellationToken cancellationToken);

    /// <summary>As <see cref="WaitRealized"/>, but false also as soon as the device has refused the plan of the revision or a later one.</summary>
    ValueTask<bool> WaitRealizedOrRefused(string device, ulong revision, TimeSpan bound, CancellationToken cancellationToken);

    /// <summary>Returns the sequence number once it is beyond the given one. Changes in between are not told apart.</summary>
    ValueTask<long> WaitForChange(long sequence, CancellationToken cancellationToken);

    /// <summary>The flows that the switch has now, with their counters.</summary>
    /// <exception cref="DeviceNotConnectedException">The device has no OpenFlow session.</exception>
    Task<IReadOnlyList<InstalledFlow>> DumpFlows(string device, CancellationToken cancellationToken);

    /// <summary>
    /// Why Open vSwitch could not make a port of the realized revision, in its own words; null when it could or was not asked.
    /// </summary>
    string? PortError(string device, string port);
}

/// <summary>A flow that a switch has, with its counters.</summary>
sealed record InstalledFlow(Sdn.OpenFlow.Flow Flow, ulong PacketCount, ulong ByteCount);

/// <summary>The device has no session that could answer.</summary>
sealed class DeviceNotConnectedException(string device)
    : Exception($"device {device} is not connected; see `sdnctl device get {device}`");
