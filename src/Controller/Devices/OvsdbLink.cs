using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Sdn.Ovsdb;
using Sdn.Ovsdb.OpenVSwitch;

namespace Sdn.Controller.Devices;

/// <summary>A device's OVSDB session, with the replica of its database.</summary>
sealed class OvsdbLink(
    OvsdbClient client, OvsdbReplica replica, ConnectionContext connection, string openFlowTarget, TimeProvider clock)
{
    static readonly TimeSpan AliveTimeout = TimeSpan.FromSeconds(2);

    /// <summary>What a reconciler looks at, and no more. Counters above all are left out: they change all the time and would wake it
    /// for nothing.</summary>
    public static readonly MonitorRequest Monitored = OpenVSwitchDatabase.MonitorOf(
        OpenVSwitchTable.Bridges,
        OpenVSwitchTable.Managers,
        OpenVSwitchTable.ExternalIds,
        OpenVSwitchTable.OtherConfig,
        OpenVSwitchTable.DatapathTypes,
        OpenVSwitchTable.InterfaceTypes,
        OpenVSwitchTable.OvsVersion,
        OpenVSwitchTable.SystemType,
        OpenVSwitchTable.SystemVersion,
        OpenVSwitchTable.DbVersion,
        OpenVSwitchTable.NextConfig,
        OpenVSwitchTable.CurrentConfig,
        BridgeTable.Name,
        BridgeTable.DatapathId,
        BridgeTable.DatapathType,
        BridgeTable.FailMode,
        BridgeTable.Ports,
        BridgeTable.Controllers,
        BridgeTable.FlowTables,
        BridgeTable.Protocols,
        BridgeTable.OtherConfig,
        BridgeTable.ExternalIds,
        PortTable.Name,
        PortTable.Interfaces,
        PortTable.OtherConfig,
        PortTable.ExternalIds,
        InterfaceTable.Name,
        InterfaceTable.Type,
        InterfaceTable.Options,
        InterfaceTable.OfPort,
        InterfaceTable.OfPortRequest,
        InterfaceTable.Error,
        InterfaceTable.Mac,
        InterfaceTable.MacInUse,
        InterfaceTable.Mtu,
        InterfaceTable.MtuRequest,
        InterfaceTable.AdminState,
        InterfaceTable.LinkState,
        InterfaceTable.OtherConfig,
        InterfaceTable.ExternalIds,
        ControllerTable.Target,
        ControllerTable.IsConnected,
        ControllerTable.Role,
        ControllerTable.ConnectionMode,
        ControllerTable.InactivityProbe,
        ControllerTable.OtherConfig,
        ControllerTable.ExternalIds,
        FlowTableTable.Name,
        FlowTableTable.ExternalIds);

    public OvsdbClient Client => client;

    public ReplicaSnapshot Rows => replica.Snapshot;

    /// <summary>Where the device's bridge is to find the controller: <c>tcp:192.0.2.1:6653</c>.</summary>
    public string OpenFlowTarget => openFlowTarget;

    public string PeerAddress { get; } = connection.RemoteEndPoint?.ToString() ?? "";

    public IPAddress? PeerHost { get; } = (connection.RemoteEndPoint as IPEndPoint)?.Address;

    public DateTimeOffset ConnectTime { get; } = clock.GetUtcNow();

    public ulong? DatapathId =>
        BridgeDifference.FindBridge(Rows)?.DatapathId is { } id
        && ulong.TryParse(id, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public string DatapathType => BridgeDifference.FindBridge(Rows)?.DatapathType ?? "";

    /// <summary>Empty where ovs-ctl, which writes it, has not started Open vSwitch.</summary>
    public string OvsVersion => Rows.OpenVSwitch?.OvsVersion ?? "";

    /// <summary>Whether the device answers now; a half-open connection does not.</summary>
    public async Task<bool> IsAlive(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AliveTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await client.Echo(either.Token);
            return true;
        }
        catch (Exception e) when (e is OvsdbException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>Ends the session; its handler sees the end and drops it.</summary>
    public void Abort() => connection.Abort(new ConnectionAbortedException("the controller ended the OVSDB session"));
}
