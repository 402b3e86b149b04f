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
    public IReadOnlyDictionary<string, Guid> Datapaths => OpenVSwitchTable.Datapaths.Of(Row);
    public Guid? Ssl => OpenVSwitchTable.Ssl.Of(Row);
    public IReadOnlyDictionary<string, string> Statistics => OpenVSwitchTable.Statistics.Of(Row);
    public bool IsDpdkInitialized => OpenVSwitchTable.IsDpdkInitialized.Of(Row);
    public string? DpdkVersion => OpenVSwitchTable.DpdkVersion.Of(Row);
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
    public string DatapathVersion => BridgeTable.DatapathVersion.Of(Row);
    public bool IsStpEnabled => BridgeTable.IsStpEnabled.Of(Row);
    public bool IsRstpEnabled => BridgeTable.IsRstpEnabled.Of(Row);
    public bool IsMulticastSnoopingEnabled => BridgeTable.IsMulticastSnoopingEnabled.Of(Row);
    public IReadOnlyList<Guid> Mirrors => BridgeTable.Mirrors.Of(Row);
    public Guid? NetFlow => BridgeTable.NetFlow.Of(Row);
    public Guid? Sflow => BridgeTable.Sflow.Of(Row);
    public Guid? Ipfix => BridgeTable.Ipfix.Of(Row);
    public IReadOnlyDictionary<string, string> Status => BridgeTable.Status.Of(Row);
    public IReadOnlyDictionary<string, string> RstpStatus => BridgeTable.RstpStatus.Of(Row);
    public IReadOnlyList<long> FloodVlans => BridgeTable.FloodVlans.Of(Row);
    public Guid? AutoAttach => BridgeTable.AutoAttach.Of(Row);
}

/// <summary>A row of table Port.</summary>
public readonly record struct PortRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string Name => PortTable.Name.Of(Row);
    public IReadOnlyList<Guid> Interfaces => PortTable.Interfaces.Of(Row);
    public IReadOnlyDictionary<string, string> OtherConfig => PortTable.OtherConfig.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => PortTable.ExternalIds.Of(Row);
    public IReadOnlyList<long> Trunks => PortTable.Trunks.Of(Row);
    public IReadOnlyList<long> Cvlans => PortTable.Cvlans.Of(Row);
    public long? Tag => PortTable.Tag.Of(Row);
    public string? VlanMode => PortTable.VlanMode.Of(Row);

    /// <summary>The row of table QoS that shapes what leaves the port.</summary>
    public Guid? Qos => PortTable.Qos.Of(Row);
    public string? Mac => PortTable.Mac.Of(Row);
    public string? BondMode => PortTable.BondMode.Of(Row);
    public string? Lacp => PortTable.Lacp.Of(Row);
    public long BondUpDelay => PortTable.BondUpDelay.Of(Row);
    public long BondDownDelay => PortTable.BondDownDelay.Of(Row);
    public string? BondActiveSlave => PortTable.BondActiveSlave.Of(Row);
    public bool IsBondFakeInterface => PortTable.IsBondFakeInterface.Of(Row);
    public bool IsFakeBridge => PortTable.IsFakeBridge.Of(Row);
    public IReadOnlyDictionary<string, string> Status => PortTable.Status.Of(Row);
    public IReadOnlyDictionary<string, string> RstpStatus => PortTable.RstpStatus.Of(Row);
    public IReadOnlyDictionary<string, long> RstpStatistics => PortTable.RstpStatistics.Of(Row);
    public IReadOnlyDictionary<string, long> Statistics => PortTable.Statistics.Of(Row);
    public bool IsProtected => PortTable.IsProtected.Of(Row);
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
    public long IngressPolicingRate => InterfaceTable.IngressPolicingRate.Of(Row);
    public long IngressPolicingBurst => InterfaceTable.IngressPolicingBurst.Of(Row);
    public long IngressPolicingKpktsRate => InterfaceTable.IngressPolicingKpktsRate.Of(Row);
    public long IngressPolicingKpktsBurst => InterfaceTable.IngressPolicingKpktsBurst.Of(Row);
    public long? InterfaceIndex => InterfaceTable.InterfaceIndex.Of(Row);
    public IReadOnlyDictionary<string, string> Bfd => InterfaceTable.Bfd.Of(Row);
    public IReadOnlyDictionary<string, string> BfdStatus => InterfaceTable.BfdStatus.Of(Row);
    public long? CfmMpid => InterfaceTable.CfmMpid.Of(Row);
    public IReadOnlyList<long> CfmRemoteMpids => InterfaceTable.CfmRemoteMpids.Of(Row);
    public long? CfmFlapCount => InterfaceTable.CfmFlapCount.Of(Row);
    public bool? HasCfmFault => InterfaceTable.HasCfmFault.Of(Row);
    public IReadOnlyList<string> CfmFaultStatus => InterfaceTable.CfmFaultStatus.Of(Row);
    public string? CfmRemoteOpstate => InterfaceTable.CfmRemoteOpstate.Of(Row);
    public long? CfmHealth => InterfaceTable.CfmHealth.Of(Row);
    public bool? IsLacpCurrent => InterfaceTable.IsLacpCurrent.Of(Row);
    public IReadOnlyDictionary<string, string> Lldp => InterfaceTable.Lldp.Of(Row);
    public long? LinkResets => InterfaceTable.LinkResets.Of(Row);
    public long? LinkSpeed => InterfaceTable.LinkSpeed.Of(Row);
    public string? Duplex => InterfaceTable.Duplex.Of(Row);
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
    public string? Type => ControllerTable.Type.Of(Row);
    public long? MaxBackoff => ControllerTable.MaxBackoff.Of(Row);
    public string? LocalIp => ControllerTable.LocalIp.Of(Row);
    public string? LocalNetmask => ControllerTable.LocalNetmask.Of(Row);
    public string? LocalGateway => ControllerTable.LocalGateway.Of(Row);

    /// <summary>Whether the switch sends packet-ins and the like unasked; null for yes.</summary>
    public bool? AreAsyncMessagesEnabled => ControllerTable.AreAsyncMessagesEnabled.Of(Row);
    public long? ControllerQueueSize => ControllerTable.ControllerQueueSize.Of(Row);
    public long? ControllerRateLimit => ControllerTable.ControllerRateLimit.Of(Row);
    public long? ControllerBurstLimit => ControllerTable.ControllerBurstLimit.Of(Row);
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
    public long? MaxBackoff => ManagerTable.MaxBackoff.Of(Row);
    public string? ConnectionMode => ManagerTable.ConnectionMode.Of(Row);
    public IReadOnlyDictionary<string, string> OtherConfig => ManagerTable.OtherConfig.Of(Row);
}

/// <summary>A row of table Flow_Table: the name and limits of an OpenFlow table.</summary>
public readonly record struct FlowTableRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string? Name => FlowTableTable.Name.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => FlowTableTable.ExternalIds.Of(Row);
    public long? FlowLimit => FlowTableTable.FlowLimit.Of(Row);
    public string? OverflowPolicy => FlowTableTable.OverflowPolicy.Of(Row);
    public IReadOnlyList<string> Groups => FlowTableTable.Groups.Of(Row);
    public IReadOnlyList<string> Prefixes => FlowTableTable.Prefixes.Of(Row);
}

/// <summary>A row of table QoS: how a port shapes what it sends.</summary>
public readonly record struct QosRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string Type => QosTable.Type.Of(Row);
    public IReadOnlyDictionary<long, Guid> Queues => QosTable.Queues.Of(Row);
    public IReadOnlyDictionary<string, string> OtherConfig => QosTable.OtherConfig.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => QosTable.ExternalIds.Of(Row);
}

/// <summary>A row of table Queue: one class of a port's traffic.</summary>
public readonly record struct QueueRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public long? Dscp => QueueTable.Dscp.Of(Row);
    public IReadOnlyDictionary<string, string> OtherConfig => QueueTable.OtherConfig.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => QueueTable.ExternalIds.Of(Row);
}

/// <summary>A row of table Mirror: what a bridge copies to a port or VLAN.</summary>
public readonly record struct MirrorRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string Name => MirrorTable.Name.Of(Row);
    public bool SelectsAll => MirrorTable.SelectsAll.Of(Row);
    public IReadOnlyList<Guid> SelectSrcPort => MirrorTable.SelectSrcPort.Of(Row);
    public IReadOnlyList<Guid> SelectDstPort => MirrorTable.SelectDstPort.Of(Row);
    public IReadOnlyList<long> SelectVlan => MirrorTable.SelectVlan.Of(Row);
    public Guid? OutputPort => MirrorTable.OutputPort.Of(Row);
    public long? OutputVlan => MirrorTable.OutputVlan.Of(Row);
    public long? SnapLength => MirrorTable.SnapLength.Of(Row);
    public IReadOnlyDictionary<string, long> Statistics => MirrorTable.Statistics.Of(Row);
    public string? Filter => MirrorTable.Filter.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => MirrorTable.ExternalIds.Of(Row);
}

/// <summary>A row of table NetFlow: where a bridge reports its flows in NetFlow 5.</summary>
public readonly record struct NetFlowRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public IReadOnlyList<string> Targets => NetFlowTable.Targets.Of(Row);
    public long? EngineType => NetFlowTable.EngineType.Of(Row);
    public long? EngineId => NetFlowTable.EngineId.Of(Row);
    public bool AddsIdToInterface => NetFlowTable.AddsIdToInterface.Of(Row);

    /// <summary>Seconds between the records of a flow that goes on; 0 for the default, -1 for none.</summary>
    public long ActiveTimeout => NetFlowTable.ActiveTimeout.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => NetFlowTable.ExternalIds.Of(Row);
}

/// <summary>A row of table sFlow: where a bridge reports samples of its packets in sFlow.</summary>
public readonly record struct SflowRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public IReadOnlyList<string> Targets => SflowTable.Targets.Of(Row);
    public long? Sampling => SflowTable.Sampling.Of(Row);
    public long? Polling => SflowTable.Polling.Of(Row);
    public long? Header => SflowTable.Header.Of(Row);
    public string? Agent => SflowTable.Agent.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => SflowTable.ExternalIds.Of(Row);
}

/// <summary>A row of table IPFIX: where a bridge reports samples of its packets in IPFIX.</summary>
public readonly record struct IpfixRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public IReadOnlyList<string> Targets => IpfixTable.Targets.Of(Row);
    public long? Sampling => IpfixTable.Sampling.Of(Row);
    public long? ObservationDomainId => IpfixTable.ObservationDomainId.Of(Row);
    public long? ObservationPointId => IpfixTable.ObservationPointId.Of(Row);
    public long? CacheActiveTimeout => IpfixTable.CacheActiveTimeout.Of(Row);
    public long? CacheMaxFlows => IpfixTable.CacheMaxFlows.Of(Row);
    public long? StatsInterval => IpfixTable.StatsInterval.Of(Row);
    public long? TemplateInterval => IpfixTable.TemplateInterval.Of(Row);
    public IReadOnlyDictionary<string, string> OtherConfig => IpfixTable.OtherConfig.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => IpfixTable.ExternalIds.Of(Row);
}

/// <summary>A row of table Flow_Sample_Collector_Set: where the packets go that a flow's sample action picks.</summary>
public readonly record struct FlowSampleCollectorSetRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public long Id => FlowSampleCollectorSetTable.Id.Of(Row);
    public Guid Bridge => FlowSampleCollectorSetTable.Bridge.Of(Row);
    public Guid? Ipfix => FlowSampleCollectorSetTable.Ipfix.Of(Row);
    public long? LocalGroupId => FlowSampleCollectorSetTable.LocalGroupId.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => FlowSampleCollectorSetTable.ExternalIds.Of(Row);
}

/// <summary>A row of table Datapath: what a kind of datapath can.</summary>
public readonly record struct DatapathRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string DatapathVersion => DatapathTable.DatapathVersion.Of(Row);
    public IReadOnlyDictionary<long, Guid> CtZones => DatapathTable.CtZones.Of(Row);
    public IReadOnlyDictionary<string, string> Capabilities => DatapathTable.Capabilities.Of(Row);
    public long? CtZoneDefaultLimit => DatapathTable.CtZoneDefaultLimit.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => DatapathTable.ExternalIds.Of(Row);
}

/// <summary>A row of table CT_Zone: how connections of a zone are tracked.</summary>
public readonly record struct CtZoneRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public Guid? TimeoutPolicy => CtZoneTable.TimeoutPolicy.Of(Row);
    public long? Limit => CtZoneTable.Limit.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => CtZoneTable.ExternalIds.Of(Row);
}

/// <summary>A row of table CT_Timeout_Policy: how long idle connections are kept, in seconds by their state.</summary>
public readonly record struct CtTimeoutPolicyRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public IReadOnlyDictionary<string, long> Timeouts => CtTimeoutPolicyTable.Timeouts.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => CtTimeoutPolicyTable.ExternalIds.Of(Row);
}

/// <summary>A row of table SSL: the files that TLS of ovs-vswitchd and ovsdb-server uses.</summary>
public readonly record struct SslRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string PrivateKey => SslTable.PrivateKey.Of(Row);
    public string Certificate => SslTable.Certificate.Of(Row);
    public string CaCert => SslTable.CaCert.Of(Row);

    /// <summary>Whether the CA certificate is taken from the first peer and kept.</summary>
    public bool BootstrapsCaCert => SslTable.BootstrapsCaCert.Of(Row);
    public IReadOnlyDictionary<string, string> ExternalIds => SslTable.ExternalIds.Of(Row);
}

/// <summary>A row of table AutoAttach: what a bridge tells 802.1Qaj servers.</summary>
public readonly record struct AutoAttachRow(OvsdbRow Row)
{
    public Guid Uuid => Row.Uuid;
    public string SystemName => AutoAttachTable.SystemName.Of(Row);
    public string SystemDescription => AutoAttachTable.SystemDescription.Of(Row);
    public IReadOnlyDictionary<long, long> Mappings => AutoAttachTable.Mappings.Of(Row);
}
