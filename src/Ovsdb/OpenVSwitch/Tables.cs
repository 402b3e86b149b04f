namespace Sdn.Ovsdb.OpenVSwitch;

// The tables and columns of the database Open_vSwitch that a controller needs (vswitchd.conf.db(5)), each once: the views of
// rows, the monitor request and the operations all use these.

public static class OpenVSwitchTable
{
    public static readonly OvsdbTable Table = new("Open_vSwitch");

    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                Bridges        = Table.References("bridges");
    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                Managers       = Table.References("manager_options");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds    = Table.TextMap("external_ids");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig    = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyList<string>>              DatapathTypes  = Table.Texts("datapath_types");
    public static readonly OvsdbColumn<IReadOnlyList<string>>              InterfaceTypes = Table.Texts("iface_types");
    public static readonly OvsdbColumn<string?>                            OvsVersion     = Table.OptionalText("ovs_version");
    public static readonly OvsdbColumn<string?>                            SystemType     = Table.OptionalText("system_type");
    public static readonly OvsdbColumn<string?>                            SystemVersion  = Table.OptionalText("system_version");
    public static readonly OvsdbColumn<string?>                            DbVersion      = Table.OptionalText("db_version");
    public static readonly OvsdbColumn<long>                               NextConfig     = Table.Integer("next_cfg");
    public static readonly OvsdbColumn<long>                               CurrentConfig  = Table.Integer("cur_cfg");
}

public static class BridgeTable
{
    public static readonly OvsdbTable Table = new("Bridge");

    public static readonly OvsdbColumn<string>                             Name         = Table.Text("name");
    public static readonly OvsdbColumn<string?>                            DatapathId   = Table.OptionalText("datapath_id");
    public static readonly OvsdbColumn<string>                             DatapathType = Table.Text("datapath_type");
    public static readonly OvsdbColumn<string?>                            FailMode     = Table.OptionalText("fail_mode");
    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                Ports        = Table.References("ports");
    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                Controllers  = Table.References("controller");
    public static readonly OvsdbColumn<IReadOnlyDictionary<long, Guid>>    FlowTables   = Table.ReferenceMap("flow_tables");
    public static readonly OvsdbColumn<IReadOnlyList<string>>              Protocols    = Table.Texts("protocols");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig  = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds  = Table.TextMap("external_ids");
}

public static class PortTable
{
    public static readonly OvsdbTable Table = new("Port");

    public static readonly OvsdbColumn<string>                             Name        = Table.Text("name");
    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                Interfaces  = Table.References("interfaces");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds = Table.TextMap("external_ids");
}

public static class InterfaceTable
{
    public static readonly OvsdbTable Table = new("Interface");

    public static readonly OvsdbColumn<string>                             Name          = Table.Text("name");
    public static readonly OvsdbColumn<string>                             Type          = Table.Text("type");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Options       = Table.TextMap("options");
    public static readonly OvsdbColumn<long?>                              OfPort        = Table.OptionalInteger("ofport");
    public static readonly OvsdbColumn<long?>                              OfPortRequest = Table.OptionalInteger("ofport_request");
    public static readonly OvsdbColumn<string?>                            Error         = Table.OptionalText("error");
    public static readonly OvsdbColumn<string?>                            Mac           = Table.OptionalText("mac");
    public static readonly OvsdbColumn<string?>                            MacInUse      = Table.OptionalText("mac_in_use");
    public static readonly OvsdbColumn<long?>                              Mtu           = Table.OptionalInteger("mtu");
    public static readonly OvsdbColumn<long?>                              MtuRequest    = Table.OptionalInteger("mtu_request");
    public static readonly OvsdbColumn<string?>                            AdminState    = Table.OptionalText("admin_state");
    public static readonly OvsdbColumn<string?>                            LinkState     = Table.OptionalText("link_state");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, long>>   Statistics    = Table.IntegerMap("statistics");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Status        = Table.TextMap("status");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig   = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds   = Table.TextMap("external_ids");
}

public static class ControllerTable
{
    public static readonly OvsdbTable Table = new("Controller");

    public static readonly OvsdbColumn<string>                             Target            = Table.Text("target");
    public static readonly OvsdbColumn<bool>                               IsConnected       = Table.Flag("is_connected");
    public static readonly OvsdbColumn<string?>                            Role              = Table.OptionalText("role");
    public static readonly OvsdbColumn<string?>                            ConnectionMode    = Table.OptionalText("connection_mode");
    public static readonly OvsdbColumn<long?>                              InactivityProbe   = Table.OptionalInteger("inactivity_probe");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Status            = Table.TextMap("status");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig       = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds       = Table.TextMap("external_ids");
}

public static class ManagerTable
{
    public static readonly OvsdbTable Table = new("Manager");

    public static readonly OvsdbColumn<string>                             Target          = Table.Text("target");
    public static readonly OvsdbColumn<bool>                               IsConnected     = Table.Flag("is_connected");
    public static readonly OvsdbColumn<long?>                              InactivityProbe = Table.OptionalInteger("inactivity_probe");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Status          = Table.TextMap("status");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds     = Table.TextMap("external_ids");
}

public static class FlowTableTable
{
    public static readonly OvsdbTable Table = new("Flow_Table");

    public static readonly OvsdbColumn<string?>                            Name        = Table.OptionalText("name");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds = Table.TextMap("external_ids");
}
