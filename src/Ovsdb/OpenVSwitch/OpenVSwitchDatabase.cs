namespace Sdn.Ovsdb.OpenVSwitch;

/// <summary>The database of a device, and snapshots of it seen as typed rows.</summary>
public static class OpenVSwitchDatabase
{
    public const string Name = "Open_vSwitch";

    /// <summary>The tables of <c>Tables.cs</c>.</summary>
    public static IReadOnlyList<OvsdbTable> Tables { get; } =
    [
        OpenVSwitchTable.Table,
        BridgeTable.Table,
        PortTable.Table,
        InterfaceTable.Table,
        ControllerTable.Table,
        ManagerTable.Table,
        FlowTableTable.Table,
        QosTable.Table,
        QueueTable.Table,
        MirrorTable.Table,
        NetFlowTable.Table,
        SflowTable.Table,
        IpfixTable.Table,
        FlowSampleCollectorSetTable.Table,
        DatapathTable.Table,
        CtZoneTable.Table,
        CtTimeoutPolicyTable.Table,
        SslTable.Table,
        AutoAttachTable.Table,
    ];

    /// <summary>All tables and columns.</summary>
    public static MonitorRequest Monitor { get; } = MonitorOf(Tables.SelectMany(table => table.Columns));

    /// <summary>These columns, of all rows of their tables.</summary>
    public static MonitorRequest MonitorOf(params IEnumerable<OvsdbColumn> columns) => new(
        Name,
        [
            .. columns.GroupBy(column => column.Table).Select(
                group => new MonitoredTable(group.Key.Name) { Columns = [.. group.Select(column => column.Name)] }),
        ]);

    static IEnumerable<OvsdbRow> Rows(ReplicaSnapshot snapshot, OvsdbTable table) => snapshot[table.Name].Rows;

    static OvsdbRow? Find(ReplicaSnapshot snapshot, OvsdbTable table, Guid uuid) => snapshot.Find(table.Name, uuid);

    extension(ReplicaSnapshot snapshot)
    {
        /// <summary>The device as a whole; null before its database is initialized.</summary>
        public OpenVSwitchRow? OpenVSwitch
        {
            get
            {
                foreach (var row in Rows(snapshot, OpenVSwitchTable.Table))
                    return new OpenVSwitchRow(row);
                return null;
            }
        }

        public IEnumerable<BridgeRow> Bridges => Rows(snapshot, BridgeTable.Table).Select(row => new BridgeRow(row));
        public IEnumerable<PortRow> Ports => Rows(snapshot, PortTable.Table).Select(row => new PortRow(row));
        public IEnumerable<InterfaceRow> Interfaces => Rows(snapshot, InterfaceTable.Table).Select(row => new InterfaceRow(row));
        public IEnumerable<ControllerRow> Controllers => Rows(snapshot, ControllerTable.Table).Select(row => new ControllerRow(row));
        public IEnumerable<ManagerRow> Managers => Rows(snapshot, ManagerTable.Table).Select(row => new ManagerRow(row));
        public IEnumerable<FlowTableRow> FlowTables => Rows(snapshot, FlowTableTable.Table).Select(row => new FlowTableRow(row));
        public IEnumerable<QosRow> QosRows => Rows(snapshot, QosTable.Table).Select(row => new QosRow(row));
        public IEnumerable<QueueRow> Queues => Rows(snapshot, QueueTable.Table).Select(row => new QueueRow(row));
        public IEnumerable<MirrorRow> Mirrors => Rows(snapshot, MirrorTable.Table).Select(row => new MirrorRow(row));
        public IEnumerable<NetFlowRow> NetFlows => Rows(snapshot, NetFlowTable.Table).Select(row => new NetFlowRow(row));
        public IEnumerable<SflowRow> SflowRows => Rows(snapshot, SflowTable.Table).Select(row => new SflowRow(row));
        public IEnumerable<IpfixRow> IpfixRows => Rows(snapshot, IpfixTable.Table).Select(row => new IpfixRow(row));
        public IEnumerable<FlowSampleCollectorSetRow> FlowSampleCollectorSets =>
            Rows(snapshot, FlowSampleCollectorSetTable.Table).Select(row => new FlowSampleCollectorSetRow(row));
        public IEnumerable<DatapathRow> Datapaths => Rows(snapshot, DatapathTable.Table).Select(row => new DatapathRow(row));
        public IEnumerable<CtZoneRow> CtZones => Rows(snapshot, CtZoneTable.Table).Select(row => new CtZoneRow(row));
        public IEnumerable<CtTimeoutPolicyRow> CtTimeoutPolicies =>
            Rows(snapshot, CtTimeoutPolicyTable.Table).Select(row => new CtTimeoutPolicyRow(row));
        public IEnumerable<SslRow> SslRows => Rows(snapshot, SslTable.Table).Select(row => new SslRow(row));
        public IEnumerable<AutoAttachRow> AutoAttachRows => Rows(snapshot, AutoAttachTable.Table).Select(row => new AutoAttachRow(row));

        /// <summary>The bridge that has a UUID; null where there is none.</summary>
        public BridgeRow? Bridge(Guid uuid) => Find(snapshot, BridgeTable.Table, uuid) is { } row ? new BridgeRow(row) : null;

        /// <summary>The port that has a UUID; null where there is none.</summary>
        public PortRow? Port(Guid uuid) => Find(snapshot, PortTable.Table, uuid) is { } row ? new PortRow(row) : null;

        /// <summary>The interface that has a UUID; null where there is none.</summary>
        public InterfaceRow? Interface(Guid uuid) => Find(snapshot, InterfaceTable.Table, uuid) is { } row ? new InterfaceRow(row) : null;

        /// <summary>The controller that has a UUID; null where there is none.</summary>
        public ControllerRow? Controller(Guid uuid) =>
            Find(snapshot, ControllerTable.Table, uuid) is { } row ? new ControllerRow(row) : null;

        /// <summary>The manager that has a UUID; null where there is none.</summary>
        public ManagerRow? Manager(Guid uuid) => Find(snapshot, ManagerTable.Table, uuid) is { } row ? new ManagerRow(row) : null;

        /// <summary>The row of Flow_Table that has a UUID; null where there is none.</summary>
        public FlowTableRow? FlowTable(Guid uuid) => Find(snapshot, FlowTableTable.Table, uuid) is { } row ? new FlowTableRow(row) : null;

        /// <summary>The row of QoS that has a UUID; null where there is none.</summary>
        public QosRow? Qos(Guid uuid) => Find(snapshot, QosTable.Table, uuid) is { } row ? new QosRow(row) : null;

        /// <summary>The queue that has a UUID; null where there is none.</summary>
        public QueueRow? Queue(Guid uuid) => Find(snapshot, QueueTable.Table, uuid) is { } row ? new QueueRow(row) : null;

        /// <summary>The mirror that has a UUID; null where there is none.</summary>
        public MirrorRow? Mirror(Guid uuid) => Find(snapshot, MirrorTable.Table, uuid) is { } row ? new MirrorRow(row) : null;

        /// <summary>The row of NetFlow that has a UUID; null where there is none.</summary>
        public NetFlowRow? NetFlow(Guid uuid) => Find(snapshot, NetFlowTable.Table, uuid) is { } row ? new NetFlowRow(row) : null;

        /// <summary>The row of sFlow that has a UUID; null where there is none.</summary>
        public SflowRow? Sflow(Guid uuid) => Find(snapshot, SflowTable.Table, uuid) is { } row ? new SflowRow(row) : null;

        /// <summary>The row of IPFIX that has a UUID; null where there is none.</summary>
        public IpfixRow? Ipfix(Guid uuid) => Find(snapshot, IpfixTable.Table, uuid) is { } row ? new IpfixRow(row) : null;

        /// <summary>The row of Flow_Sample_Collector_Set that has a UUID; null where there is none.</summary>
        public FlowSampleCollectorSetRow? FlowSampleCollectorSet(Guid uuid) =>
            Find(snapshot, FlowSampleCollectorSetTable.Table, uuid) is { } row ? new FlowSampleCollectorSetRow(row) : null;

        /// <summary>The datapath that has a UUID; null where there is none.</summary>
        public DatapathRow? Datapath(Guid uuid) => Find(snapshot, DatapathTable.Table, uuid) is { } row ? new DatapathRow(row) : null;

        /// <summary>The row of CT_Zone that has a UUID; null where there is none.</summary>
        public CtZoneRow? CtZone(Guid uuid) => Find(snapshot, CtZoneTable.Table, uuid) is { } row ? new CtZoneRow(row) : null;

        /// <summary>The row of CT_Timeout_Policy that has a UUID; null where there is none.</summary>
        public CtTimeoutPolicyRow? CtTimeoutPolicy(Guid uuid) =>
            Find(snapshot, CtTimeoutPolicyTable.Table, uuid) is { } row ? new CtTimeoutPolicyRow(row) : null;

        /// <summary>The row of SSL that has a UUID; null where there is none.</summary>
        public SslRow? Ssl(Guid uuid) => Find(snapshot, SslTable.Table, uuid) is { } row ? new SslRow(row) : null;

        /// <summary>The row of AutoAttach that has a UUID; null where there is none.</summary>
        public AutoAttachRow? AutoAttach(Guid uuid) =>
            Find(snapshot, AutoAttachTable.Table, uuid) is { } row ? new AutoAttachRow(row) : null;
    }
}
