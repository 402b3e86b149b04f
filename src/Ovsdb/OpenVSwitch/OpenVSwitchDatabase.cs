namespace Sdn.Ovsdb.OpenVSwitch;

/// <summary>The database of a device, and snapshots of it seen as typed rows.</summary>
public static class OpenVSwitchDatabase
{
    public const string Name = "Open_vSwitch";

    /// <summary>All tables and columns of <c>Tables.cs</c>.</summary>
    public static MonitorRequest Monitor { get; } = new(
        Name,
        [
            Monitored(OpenVSwitchTable.Table),
            Monitored(BridgeTable.Table),
            Monitored(PortTable.Table),
            Monitored(InterfaceTable.Table),
            Monitored(ControllerTable.Table),
            Monitored(ManagerTable.Table),
            Monitored(FlowTableTable.Table),
        ]);

    static MonitoredTable Monitored(OvsdbTable table) => new(table.Name) { Columns = table.Columns };

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

        public BridgeRow? Bridge(Guid uuid) => Find(snapshot, BridgeTable.Table, uuid) is { } row ? new BridgeRow(row) : null;
        public PortRow? Port(Guid uuid) => Find(snapshot, PortTable.Table, uuid) is { } row ? new PortRow(row) : null;
        public InterfaceRow? Interface(Guid uuid) => Find(snapshot, InterfaceTable.Table, uuid) is { } row ? new InterfaceRow(row) : null;
        public ControllerRow? Controller(Guid uuid) => Find(snapshot, ControllerTable.Table, uuid) is { } row ? new ControllerRow(row) : null;
        public ManagerRow? Manager(Guid uuid) => Find(snapshot, ManagerTable.Table, uuid) is { } row ? new ManagerRow(row) : null;
        public FlowTableRow? FlowTable(Guid uuid) => Find(snapshot, FlowTableTable.Table, uuid) is { } row ? new FlowTableRow(row) : null;
    }
}
