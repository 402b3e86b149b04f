namespace Sdn.Ovsdb.OpenVSwitch;

/// <summary>The one row of table Open_vSwitch: the device as a whole.</summary>
public readonly record struct OpenVSwitchRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;

    /// <summary>The device's name for itself, <c>external_ids:system-id</c>.</summary>
    public string? SystemId => ExternalIds.GetValueOrDefault("system-id");

    public IReadOnlyList<Guid> Bridges => OpenVSwitchTable.Bridges.Of(Row);
    public IReadOnlyList<Guid> Managers => OpenVSwitchTable.Managers.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => OpenVSwitchTable.ExternalIds.Of(Row);
    public IReadOnlyDictionary<string, string> OtherConfig => OpenVSwitchTable.OtherConfig.Of(Row);

    /// <summary>"system" and "netdev", as far as ovs-vswitchd can; empty until it runs.</summary>
    public IReadOnlyList<string> DatapathTypes => OpenVSwitchTable.DatapathTypes.Of(Row);
    public IReadOnlyList<string> InterfaceTypes => OpenVSwitchTable.InterfaceTypes.Of(Row);
    public string? OvsVersion => OpenVSwitchTable.OvsVersion.Of(Row);
    public string? SystemType => OpenVSwitchTable.SystemType.Of(Row);
    public string? SystemVersion => OpenVSwitchTable.SystemVersion.Of(Row);
    public string? DbVersion => OpenVSwitchTable.DbVersion.Of(Row);

    /// <summary>Counted up by whoever changes the configuration; ovs-vswitchd has applied it once CurrentConfig is as large.</summary>
    public long NextConfig => OpenVSwitchTable.NextConfig.Of(Row);
    public long CurrentConfig => OpenVSwitchTable.CurrentConfig.Of(Row);
}

/// <summary>A row of table Bridge.</summary>
public readonly record struct BridgeRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string Name => BridgeTable.Name.Of(Row);

    /// <summary>The bridge's OpenFlow identity, 16 hex digits; null until ovs-vswitchd has made the bridge.</summary>
    public string? DatapathId => BridgeTable.DatapathId.Of(Row);

    /// <summary>"system" or "netdev"; empty for "system".</summary>
    public string DatapathType => BridgeTable.DatapathType.Of(Row);
    public string? FailMode => BridgeTable.FailMode.Of(Row);
    public IReadOnlyList<Guid> Ports => BridgeTable.Ports.Of(Row);
    public IReadOnlyList<Guid> Controllers => BridgeTable.Controllers.Of(Row);
    public IReadOnlyDictionary<long, Guid> FlowTables => BridgeTable.FlowTables.Of(Row);
    public IReadOnlyList<string> Protocols => BridgeTable.Protocols.Of(Row);
    public IReadOnlyDictionary<string, string> OtherConfig => BridgeTable.OtherConfig.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => BridgeTable.ExternalIds.Of(Row);
}

/// <summary>A row of table Port.</summary>
public readonly record struct PortRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string Name => PortTable.Name.Of(Row);
    public IReadOnlyList<Guid> Interfaces => PortTable.Interfaces.Of(Row);
    public IReadOnlyDictionary<string, string> OtherConfig => PortTable.OtherConfig.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => PortTable.ExternalIds.Of(Row);
}

/// <summary>A row of table Interface.</summary>
public readonly record struct InterfaceRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string Name => InterfaceTable.Name.Of(Row);
    public string Type => InterfaceTable.Type.Of(Row);
    public IReadOnlyDictionary<string, string> Options => InterfaceTable.Options.Of(Row);

    /// <summary>The OpenFlow port number; -1 where ovs-vswitchd could not add the interface, null where it has not tried.</summary>
    public long? OfPort => InterfaceTable.OfPort.Of(Row);
    public long? OfPortRequest => InterfaceTable.OfPortRequest.Of(Row);

    /// <summary>Why ovs-vswitchd could not add the interface.</summary>
    public string? Error => InterfaceTable.Error.Of(Row);
    public string? Mac => InterfaceTable.Mac.Of(Row);
    public string? MacInUse => InterfaceTable.MacInUse.Of(Row);
    public long? Mtu => InterfaceTable.Mtu.Of(Row);
    public long? MtuRequest => InterfaceTable.MtuRequest.Of(Row);

    /// <summary>"up" or "down".</summary>
    public string? AdminState => InterfaceTable.AdminState.Of(Row);

    /// <summary>"up" or "down".</summary>
    public string? LinkState => InterfaceTable.LinkState.Of(Row);
    public IReadOnlyDictionary<string, long> Statistics => InterfaceTable.Statistics.Of(Row);
    public IReadOnlyDictionary<string, string> Status => InterfaceTable.Status.Of(Row);
    public IReadOnlyDictionary<string, string> OtherConfig => InterfaceTable.OtherConfig.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => InterfaceTable.ExternalIds.Of(Row);
}

/// <summary>A row of table Controller: a bridge's OpenFlow controller.</summary>
public readonly record struct ControllerRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string Target => ControllerTable.Target.Of(Row);
    public bool IsConnected => ControllerTable.IsConnected.Of(Row);
    public string? Role => ControllerTable.Role.Of(Row);
    public string? ConnectionMode => ControllerTable.ConnectionMode.Of(Row);
    public long? InactivityProbe => ControllerTable.InactivityProbe.Of(Row);
    public IReadOnlyDictionary<string, string> Status => ControllerTable.Status.Of(Row);
    public IReadOnlyDictionary<string, string> OtherConfig => ControllerTable.OtherConfig.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => ControllerTable.ExternalIds.Of(Row);
}

/// <summary>A row of table Manager: who ovsdb-server dials.</summary>
public readonly record struct ManagerRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string Target => ManagerTable.Target.Of(Row);
    public bool IsConnected => ManagerTable.IsConnected.Of(Row);
    public long? InactivityProbe => ManagerTable.InactivityProbe.Of(Row);
    public IReadOnlyDictionary<string, string> Status => ManagerTable.Status.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => ManagerTable.ExternalIds.Of(Row);
}

/// <summary>A row of table Flow_Table: the name of an OpenFlow table.</summary>
public readonly record struct FlowTableRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string? Name => FlowTableTable.Name.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => FlowTableTable.ExternalIds.Of(Row);
}
