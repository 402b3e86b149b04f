namespace Sdn.Ovsdb.OpenVSwitch;

// Every table and column of the database Open_vSwitch (vswitchd.conf.db(5), schema version 8.8.0), each once: the views of rows,
// monitor requests and operations all use these. A server with an older schema lacks some; its rows have "empty" for them.

/// <summary>The columns of table Open_vSwitch: one row, the device as a whole.</summary>
public static class OpenVSwitchTable
{
    public static readonly OvsdbTable Table = new("Open_vSwitch");

    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                 Bridges           = Table.References("bridges", "Bridge");
    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                 Managers          = Table.References("manager_options", "Manager");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds       = Table.TextMap("external_ids");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig       = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyList<string>>               DatapathTypes     = Table.Texts("datapath_types");
    public static readonly OvsdbColumn<IReadOnlyList<string>>               InterfaceTypes    = Table.Texts("iface_types");
    public static readonly OvsdbColumn<string?>                             OvsVersion        = Table.OptionalText("ovs_version");
    public static readonly OvsdbColumn<string?>                             SystemType        = Table.OptionalText("system_type");
    public static readonly OvsdbColumn<string?>                             SystemVersion     = Table.OptionalText("system_version");
    public static readonly OvsdbColumn<string?>                             DbVersion         = Table.OptionalText("db_version");
    public static readonly OvsdbColumn<long>                                NextConfig        = Table.Integer("next_cfg");
    public static readonly OvsdbColumn<long>                                CurrentConfig     = Table.Integer("cur_cfg");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, Guid>>   Datapaths         = Table.NamedReferenceMap("datapaths", "Datapath");
    public static readonly OvsdbColumn<Guid?>                               Ssl               = Table.OptionalReference("ssl", "SSL");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Statistics        = Table.TextMap("statistics");
    public static readonly OvsdbColumn<bool>                                IsDpdkInitialized = Table.Flag("dpdk_initialized");
    public static readonly OvsdbColumn<string?>                             DpdkVersion       = Table.OptionalText("dpdk_version");
}

/// <summary>The columns of table Bridge: the OpenFlow switches of the device.</summary>
public static class BridgeTable
{
    public static readonly OvsdbTable Table = new("Bridge");

    public static readonly OvsdbColumn<string>                              Name                       = Table.FixedText("name");
    public static readonly OvsdbColumn<string?>                             DatapathId                 = Table.OptionalText("datapath_id");
    public static readonly OvsdbColumn<string>                              DatapathType               = Table.Text("datapath_type");
    public static readonly OvsdbColumn<string?>                             FailMode = Table.OptionalText("fail_mode",
        "standalone", "secure");
    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                 Ports                      = Table.References("ports", "Port");
    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                 Controllers                = Table.References("controller", "Controller");
    public static readonly OvsdbColumn<IReadOnlyDictionary<long, Guid>>     FlowTables                 = Table.ReferenceMap("flow_tables", "Flow_Table");
    public static readonly OvsdbColumn<IReadOnlyList<string>>               Protocols = Table.Texts("protocols",
        "OpenFlow10", "OpenFlow11", "OpenFlow12", "OpenFlow13", "OpenFlow14", "OpenFlow15");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig                = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds                = Table.TextMap("external_ids");
    public static readonly OvsdbColumn<string>                              DatapathVersion            = Table.Text("datapath_version");
    public static readonly OvsdbColumn<bool>                                IsStpEnabled               = Table.Flag("stp_enable");
    public static readonly OvsdbColumn<bool>                                IsRstpEnabled              = Table.Flag("rstp_enable");
    public static readonly OvsdbColumn<bool>                                IsMulticastSnoopingEnabled = Table.Flag("mcast_snooping_enable");
    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                 Mirrors                    = Table.References("mirrors", "Mirror");
    public static readonly OvsdbColumn<Guid?>                               NetFlow                    = Table.OptionalReference("netflow", "NetFlow");
    public static readonly OvsdbColumn<Guid?>                               Sflow                      = Table.OptionalReference("sflow", "sFlow");
    public static readonly OvsdbColumn<Guid?>                               Ipfix                      = Table.OptionalReference("ipfix", "IPFIX");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Status                     = Table.TextMap("status");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> RstpStatus                 = Table.TextMap("rstp_status");
    public static readonly OvsdbColumn<IReadOnlyList<long>>                 FloodVlans                 = Table.Integers("flood_vlans");
    public static readonly OvsdbColumn<Guid?>                               AutoAttach                 = Table.OptionalReference("auto_attach", "AutoAttach");
}

/// <summary>The columns of table Port: the ports of bridges, each of one interface or of several in a bond.</summary>
public static class PortTable
{
    public static readonly OvsdbTable Table = new("Port");

    public static readonly OvsdbColumn<string>                              Name                = Table.FixedText("name");
    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                 Interfaces          = Table.RequiredReferences("interfaces", "Interface");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig         = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds         = Table.TextMap("external_ids");
    public static readonly OvsdbColumn<IReadOnlyList<long>>                 Trunks              = Table.Integers("trunks");
    public static readonly OvsdbColumn<IReadOnlyList<long>>                 Cvlans              = Table.Integers("cvlans");
    public static readonly OvsdbColumn<long?>                               Tag                 = Table.OptionalInteger("tag");
    public static readonly OvsdbColumn<string?>                             VlanMode = Table.OptionalText("vlan_mode",
        "trunk", "access", "native-tagged", "native-untagged", "dot1q-tunnel");
    public static readonly OvsdbColumn<Guid?>                               Qos                 = Table.OptionalReference("qos", "QoS");
    public static readonly OvsdbColumn<string?>                             Mac                 = Table.OptionalText("mac");
    public static readonly OvsdbColumn<string?>                             BondMode = Table.OptionalText("bond_mode",
        "balance-tcp", "balance-slb", "active-backup");
    public static readonly OvsdbColumn<string?>                             Lacp                = Table.OptionalText("lacp", "active", "passive", "off");
    public static readonly OvsdbColumn<long>                                BondUpDelay         = Table.Integer("bond_updelay");
    public static readonly OvsdbColumn<long>                                BondDownDelay       = Table.Integer("bond_downdelay");
    public static readonly OvsdbColumn<string?>                             BondActiveSlave     = Table.OptionalText("bond_active_slave");
    public static readonly OvsdbColumn<bool>                                IsBondFakeInterface = Table.Flag("bond_fake_iface");
    public static readonly OvsdbColumn<bool>                                IsFakeBridge        = Table.Flag("fake_bridge");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Status              = Table.TextMap("status");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> RstpStatus          = Table.TextMap("rstp_status");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, long>>   RstpStatistics      = Table.IntegerMap("rstp_statistics");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, long>>   Statistics          = Table.IntegerMap("statistics");
    public static readonly OvsdbColumn<bool>                                IsProtected         = Table.Flag("protected");
}

/// <summary>The columns of table Interface: the network devices of ports.</summary>
public static class InterfaceTable
{
    public static readonly OvsdbTable Table = new("Interface");

    public static readonly OvsdbColumn<string>                              Name                      = Table.FixedText("name");
    public static readonly OvsdbColumn<string>                              Type                      = Table.Text("type");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Options                   = Table.TextMap("options");
    public static readonly OvsdbColumn<long?>                               OfPort                    = Table.OptionalInteger("ofport");
    public static readonly OvsdbColumn<long?>                               OfPortRequest             = Table.OptionalInteger("ofport_request");
    public static readonly OvsdbColumn<string?>                             Error                     = Table.OptionalText("error");
    public static readonly OvsdbColumn<string?>                             Mac                       = Table.OptionalText("mac");
    public static readonly OvsdbColumn<string?>                             MacInUse                  = Table.OptionalText("mac_in_use");
    public static readonly OvsdbColumn<long?>                               Mtu                       = Table.OptionalInteger("mtu");
    public static readonly OvsdbColumn<long?>                               MtuRequest                = Table.OptionalInteger("mtu_request");
    public static readonly OvsdbColumn<string?>                             AdminState                = Table.OptionalText("admin_state", "up", "down");
    public static readonly OvsdbColumn<string?>                             LinkState                 = Table.OptionalText("link_state", "up", "down");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, long>>   Statistics                = Table.IntegerMap("statistics");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Status                    = Table.TextMap("status");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig               = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds               = Table.TextMap("external_ids");
    public static readonly OvsdbColumn<long>                                IngressPolicingRate       = Table.Integer("ingress_policing_rate");
    public static readonly OvsdbColumn<long>                                IngressPolicingBurst      = Table.Integer("ingress_policing_burst");
    public static readonly OvsdbColumn<long>                                IngressPolicingKpktsRate  = Table.Integer("ingress_policing_kpkts_rate");
    public static readonly OvsdbColumn<long>                                IngressPolicingKpktsBurst = Table.Integer("ingress_policing_kpkts_burst");
    public static readonly OvsdbColumn<long?>                               InterfaceIndex            = Table.OptionalInteger("ifindex");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Bfd                       = Table.TextMap("bfd");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> BfdStatus                 = Table.TextMap("bfd_status");
    public static readonly OvsdbColumn<long?>                               CfmMpid                   = Table.OptionalInteger("cfm_mpid");
    public static readonly OvsdbColumn<IReadOnlyList<long>>                 CfmRemoteMpids            = Table.Integers("cfm_remote_mpids");
    public static readonly OvsdbColumn<long?>                               CfmFlapCount              = Table.OptionalInteger("cfm_flap_count");
    public static readonly OvsdbColumn<bool?>                               HasCfmFault               = Table.OptionalFlag("cfm_fault");
    public static readonly OvsdbColumn<IReadOnlyList<string>>               CfmFaultStatus            = Table.Texts("cfm_fault_status");
    public static readonly OvsdbColumn<string?>                             CfmRemoteOpstate          = Table.OptionalText("cfm_remote_opstate", "up", "down");
    public static readonly OvsdbColumn<long?>                               CfmHealth                 = Table.OptionalInteger("cfm_health");
    public static readonly OvsdbColumn<bool?>                               IsLacpCurrent             = Table.OptionalFlag("lacp_current");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Lldp                      = Table.TextMap("lldp");
    public static readonly OvsdbColumn<long?>                               LinkResets                = Table.OptionalInteger("link_resets");
    public static readonly OvsdbColumn<long?>                               LinkSpeed                 = Table.OptionalInteger("link_speed");
    public static readonly OvsdbColumn<string?>                             Duplex                    = Table.OptionalText("duplex", "half", "full");
}

/// <summary>The columns of table Controller: whom bridges speak OpenFlow with.</summary>
public static class ControllerTable
{
    public static readonly OvsdbTable Table = new("Controller");

    public static readonly OvsdbColumn<string>                              Target                  = Table.Text("target");
    public static readonly OvsdbColumn<bool>                                IsConnected             = Table.Flag("is_connected");
    public static readonly OvsdbColumn<string?>                             Role                    = Table.OptionalText("role", "other", "master", "slave");
    public static readonly OvsdbColumn<string?>                             ConnectionMode = Table.OptionalText("connection_mode",
        "in-band", "out-of-band");
    public static readonly OvsdbColumn<long?>                               InactivityProbe         = Table.OptionalInteger("inactivity_probe");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Status                  = Table.TextMap("status");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig             = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds             = Table.TextMap("external_ids");
    public static readonly OvsdbColumn<string?>                             Type                    = Table.OptionalText("type", "primary", "service");
    public static readonly OvsdbColumn<long?>                               MaxBackoff              = Table.OptionalInteger("max_backoff");
    public static readonly OvsdbColumn<string?>                             LocalIp                 = Table.OptionalText("local_ip");
    public static readonly OvsdbColumn<string?>                             LocalNetmask            = Table.OptionalText("local_netmask");
    public static readonly OvsdbColumn<string?>                             LocalGateway            = Table.OptionalText("local_gateway");
    public static readonly OvsdbColumn<bool?>                               AreAsyncMessagesEnabled = Table.OptionalFlag("enable_async_messages");
    public static readonly OvsdbColumn<long?>                               ControllerQueueSize     = Table.OptionalInteger("controller_queue_size");
    public static readonly OvsdbColumn<long?>                               ControllerRateLimit     = Table.OptionalInteger("controller_rate_limit");
    public static readonly OvsdbColumn<long?>                               ControllerBurstLimit    = Table.OptionalInteger("controller_burst_limit");
}

/// <summary>The columns of table Manager: whom ovsdb-server dials, or where it listens.</summary>
public static class ManagerTable
{
    public static readonly OvsdbTable Table = new("Manager");

    public static readonly OvsdbColumn<string>                              Target          = Table.Text("target");
    public static readonly OvsdbColumn<bool>                                IsConnected     = Table.Flag("is_connected");
    public static readonly OvsdbColumn<long?>                               InactivityProbe = Table.OptionalInteger("inactivity_probe");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Status          = Table.TextMap("status");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds     = Table.TextMap("external_ids");
    public static readonly OvsdbColumn<long?>                               MaxBackoff      = Table.OptionalInteger("max_backoff");
    public static readonly OvsdbColumn<string?>                             ConnectionMode  = Table.OptionalText("connection_mode", "in-band", "out-of-band");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig     = Table.TextMap("other_config");
}

/// <summary>The columns of table Flow_Table: names and limits of OpenFlow tables.</summary>
public static class FlowTableTable
{
    public static readonly OvsdbTable Table = new("Flow_Table");

    public static readonly OvsdbColumn<string?>                             Name           = Table.OptionalText("name");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds    = Table.TextMap("external_ids");
    public static readonly OvsdbColumn<long?>                               FlowLimit      = Table.OptionalInteger("flow_limit");
    public static readonly OvsdbColumn<string?>                             OverflowPolicy = Table.OptionalText("overflow_policy", "refuse", "evict");
    public static readonly OvsdbColumn<IReadOnlyList<string>>               Groups         = Table.Texts("groups");
    public static readonly OvsdbColumn<IReadOnlyList<string>>               Prefixes       = Table.Texts("prefixes");
}

/// <summary>The columns of table QoS: how ports shape what they send.</summary>
public static class QosTable
{
    public static readonly OvsdbTable Table = new("QoS");

    public static readonly OvsdbColumn<string>                              Type        = Table.Text("type");
    public static readonly OvsdbColumn<IReadOnlyDictionary<long, Guid>>     Queues      = Table.ReferenceMap("queues", "Queue");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds = Table.TextMap("external_ids");
}

/// <summary>The columns of table Queue: the classes of traffic of a QoS.</summary>
public static class QueueTable
{
    public static readonly OvsdbTable Table = new("Queue");

    public static readonly OvsdbColumn<long?>                               Dscp        = Table.OptionalInteger("dscp");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds = Table.TextMap("external_ids");
}

/// <summary>The columns of table Mirror: what bridges copy to a port or VLAN.</summary>
public static class MirrorTable
{
    public static readonly OvsdbTable Table = new("Mirror");

    public static readonly OvsdbColumn<string>                              Name          = Table.Text("name");
    public static readonly OvsdbColumn<bool>                                SelectsAll    = Table.Flag("select_all");
    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                 SelectSrcPort = Table.References("select_src_port", "Port", RefType.Weak);
    public static readonly OvsdbColumn<IReadOnlyList<Guid>>                 SelectDstPort = Table.References("select_dst_port", "Port", RefType.Weak);
    public static readonly OvsdbColumn<IReadOnlyList<long>>                 SelectVlan    = Table.Integers("select_vlan");
    public static readonly OvsdbColumn<Guid?>                               OutputPort    = Table.OptionalReference("output_port", "Port", RefType.Weak);
    public static readonly OvsdbColumn<long?>                               OutputVlan    = Table.OptionalInteger("output_vlan");
    public static readonly OvsdbColumn<long?>                               SnapLength    = Table.OptionalInteger("snaplen");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, long>>   Statistics    = Table.IntegerMap("statistics");
    public static readonly OvsdbColumn<string?>                             Filter        = Table.OptionalText("filter");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds   = Table.TextMap("external_ids");
}

/// <summary>The columns of table NetFlow: where bridges report their flows in NetFlow 5.</summary>
public static class NetFlowTable
{
    public static readonly OvsdbTable Table = new("NetFlow");

    public static readonly OvsdbColumn<IReadOnlyList<string>>               Targets           = Table.RequiredTexts("targets");
    public static readonly OvsdbColumn<long?>                               EngineType        = Table.OptionalInteger("engine_type");
    public static readonly OvsdbColumn<long?>                               EngineId          = Table.OptionalInteger("engine_id");
    public static readonly OvsdbColumn<bool>                                AddsIdToInterface = Table.Flag("add_id_to_interface");
    public static readonly OvsdbColumn<long>                                ActiveTimeout     = Table.Integer("active_timeout");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds       = Table.TextMap("external_ids");
}

/// <summary>The columns of table sFlow: where bridges report samples of their packets in sFlow.</summary>
public static class SflowTable
{
    public static readonly OvsdbTable Table = new("sFlow");

    public static readonly OvsdbColumn<IReadOnlyList<string>>               Targets     = Table.RequiredTexts("targets");
    public static readonly OvsdbColumn<long?>                               Sampling    = Table.OptionalInteger("sampling");
    public static readonly OvsdbColumn<long?>                               Polling     = Table.OptionalInteger("polling");
    public static readonly OvsdbColumn<long?>                               Header      = Table.OptionalInteger("header");
    public static readonly OvsdbColumn<string?>                             Agent       = Table.OptionalText("agent");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds = Table.TextMap("external_ids");
}

/// <summary>The columns of table IPFIX: where bridges report samples of their packets in IPFIX.</summary>
public static class IpfixTable
{
    public static readonly OvsdbTable Table = new("IPFIX");

    public static readonly OvsdbColumn<IReadOnlyList<string>>               Targets             = Table.Texts("targets");
    public static readonly OvsdbColumn<long?>                               Sampling            = Table.OptionalInteger("sampling");
    public static readonly OvsdbColumn<long?>                               ObservationDomainId = Table.OptionalInteger("obs_domain_id");
    public static readonly OvsdbColumn<long?>                               ObservationPointId  = Table.OptionalInteger("obs_point_id");
    public static readonly OvsdbColumn<long?>                               CacheActiveTimeout  = Table.OptionalInteger("cache_active_timeout");
    public static readonly OvsdbColumn<long?>                               CacheMaxFlows       = Table.OptionalInteger("cache_max_flows");
    public static readonly OvsdbColumn<long?>                               StatsInterval       = Table.OptionalInteger("stats_interval");
    public static readonly OvsdbColumn<long?>                               TemplateInterval    = Table.OptionalInteger("template_interval");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> OtherConfig         = Table.TextMap("other_config");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds         = Table.TextMap("external_ids");
}

/// <summary>The columns of table Flow_Sample_Collector_Set: where the packets go that sample actions pick.</summary>
public static class FlowSampleCollectorSetTable
{
    public static readonly OvsdbTable Table = new("Flow_Sample_Collector_Set");

    public static readonly OvsdbColumn<long>                                Id           = Table.Integer("id");
    public static readonly OvsdbColumn<Guid>                                Bridge       = Table.Reference("bridge", "Bridge");
    public static readonly OvsdbColumn<Guid?>                               Ipfix        = Table.OptionalReference("ipfix", "IPFIX");
    public static readonly OvsdbColumn<long?>                               LocalGroupId = Table.OptionalInteger("local_group_id");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds  = Table.TextMap("external_ids");
}

/// <summary>The columns of table Datapath: what each kind of datapath can.</summary>
public static class DatapathTable
{
    public static readonly OvsdbTable Table = new("Datapath");

    public static readonly OvsdbColumn<string>                              DatapathVersion    = Table.Text("datapath_version");
    public static readonly OvsdbColumn<IReadOnlyDictionary<long, Guid>>     CtZones            = Table.ReferenceMap("ct_zones", "CT_Zone");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> Capabilities       = Table.TextMap("capabilities");
    public static readonly OvsdbColumn<long?>                               CtZoneDefaultLimit = Table.OptionalInteger("ct_zone_default_limit");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds        = Table.TextMap("external_ids");
}

/// <summary>The columns of table CT_Zone: how connections of a zone are tracked.</summary>
public static class CtZoneTable
{
    public static readonly OvsdbTable Table = new("CT_Zone");

    public static readonly OvsdbColumn<Guid?>                               TimeoutPolicy = Table.OptionalReference("timeout_policy", "CT_Timeout_Policy");
    public static readonly OvsdbColumn<long?>                               Limit         = Table.OptionalInteger("limit");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds   = Table.TextMap("external_ids");
}

/// <summary>The columns of table CT_Timeout_Policy: how long idle connections are kept.</summary>
public static class CtTimeoutPolicyTable
{
    public static readonly OvsdbTable Table = new("CT_Timeout_Policy");

    public static readonly OvsdbColumn<IReadOnlyDictionary<string, long>>   Timeouts = Table.IntegerMap("timeouts",
        "tcp_syn_sent", "tcp_syn_recv", "tcp_established", "tcp_fin_wait", "tcp_close_wait", "tcp_last_ack", "tcp_time_wait",
        "tcp_close", "tcp_syn_sent2", "tcp_retransmit", "tcp_unack", "udp_first", "udp_single", "udp_multiple", "icmp_first",
        "icmp_reply");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds = Table.TextMap("external_ids");
}

/// <summary>The columns of table SSL: the files that TLS of ovs-vswitchd and ovsdb-server uses.</summary>
public static class SslTable
{
    public static readonly OvsdbTable Table = new("SSL");

    public static readonly OvsdbColumn<string>                              PrivateKey       = Table.Text("private_key");
    public static readonly OvsdbColumn<string>                              Certificate      = Table.Text("certificate");
    public static readonly OvsdbColumn<string>                              CaCert           = Table.Text("ca_cert");
    public static readonly OvsdbColumn<bool>                                BootstrapsCaCert = Table.Flag("bootstrap_ca_cert");
    public static readonly OvsdbColumn<IReadOnlyDictionary<string, string>> ExternalIds      = Table.TextMap("external_ids");
}

/// <summary>The columns of table AutoAttach: what bridges tell 802.1Qaj servers.</summary>
public static class AutoAttachTable
{
    public static readonly OvsdbTable Table = new("AutoAttach");

    public static readonly OvsdbColumn<string>                          SystemName        = Table.Text("system_name");
    public static readonly OvsdbColumn<string>                          SystemDescription = Table.Text("system_description");
    public static readonly OvsdbColumn<IReadOnlyDictionary<long, long>> Mappings          = Table.NumberMap("mappings");
}
