using System.Collections.Frozen;
using static Sdn.OpenFlow.Format;
using static Sdn.OpenFlow.Masking;
using static Sdn.OpenFlow.OxmClass;
using Needs = Sdn.OpenFlow.Prerequisite;

namespace Sdn.OpenFlow;

/// <summary>
/// The fields that flows match and set, as Open vSwitch has them (ovs-fields(7)), in its order. One row a field; the codec, the
/// text and the checks all read it.
/// </summary>
public static class Fields
{
    const uint Nicira = 0x2320, NetworkServiceHeader = 0x5ad650, OpenNetworking = 0x4f4e4600;   // experimenter ids

    internal const byte FirstOptionNumber = 40;

    // Filled by the initializers below and by nothing else.
    static readonly List<Field> Rows = [];
    static readonly Dictionary<string, UInt128> SlotsByName = [];

    public static readonly Field
        //                 name               on the wire                          class         no. bits  mask    written as  needs
        DpHash        = Row(new("dp_hash",         "NXM_NX_DP_HASH",                    Nxm1,          35,  32, Bitwise, Hex) { Writable = false, Extension = new("NXOXM_ET_DP_HASH", Experimenter, 0, Nicira) }),
        RecircId      = Row(new("recirc_id",       "NXM_NX_RECIRC_ID",                  Nxm1,          36,  32, Exact,   Number) { Writable = false, Shown = Shown.Hex }),
        PacketType    = Row(new("packet_type",     "OXM_OF_PACKET_TYPE",                Basic,         44,  32, Exact,   PacketTypeName) { Writable = false, Tells = Fact.PacketType, Kept = Kept.UnlessEthernet, IsPipeline = true }),
        ConjId        = Row(new("conj_id",         "NXM_NX_CONJ_ID",                    Nxm1,          37,  32, Exact,   Number) { Writable = false }),
        TunnelId      = Row(new("tun_id",          "OXM_OF_TUNNEL_ID",                  Basic,         38,  64, Bitwise, Hex) { Nxm = new("NXM_NX_TUN_ID", Nxm1, 16), Alias = "tunnel_id", IsPipeline = true }),
        TunSrc        = Row(new("tun_src",         "NXM_NX_TUN_IPV4_SRC",               Nxm1,          31,  32, Bitwise, Ipv4) { IsPipeline = true }),
        TunDst        = Row(new("tun_dst",         "NXM_NX_TUN_IPV4_DST",               Nxm1,          32,  32, Bitwise, Ipv4) { IsPipeline = true }),
        TunIpv6Src    = Row(new("tun_ipv6_src",    "NXM_NX_TUN_IPV6_SRC",               Nxm1,         109, 128, Bitwise, Ipv6) { IsPipeline = true }),
        TunIpv6Dst    = Row(new("tun_ipv6_dst",    "NXM_NX_TUN_IPV6_DST",               Nxm1,         110, 128, Bitwise, Ipv6) { IsPipeline = true }),
        TunFlags      = Row(new("tun_flags",       "NXM_NX_TUN_FLAGS",                  Nxm1,         104,   1, Bitwise, TunnelFlagNames) { Bytes = 2, IsPipeline = true, Shown = Shown.Signed }),
        TunGbpId      = Row(new("tun_gbp_id",      "NXM_NX_TUN_GBP_ID",                 Nxm1,          38,  16, Bitwise, Number) { IsPipeline = true }),
        TunGbpFlags   = Row(new("tun_gbp_flags",   "NXM_NX_TUN_GBP_FLAGS",              Nxm1,          39,   8, Bitwise, Hex) { IsPipeline = true, Shown = Shown.WithoutMask }),
        TunErspanIdx  = Row(new("tun_erspan_idx",  "NXOXM_ET_ERSPAN_IDX",               Experimenter,  11,  20, Bitwise, Hex) { Experimenter = Nicira, Bytes = 4, AllOnes = uint.MaxValue, IsPipeline = true, Shown = Shown.WithoutMask }),
        TunErspanVer  = Row(new("tun_erspan_ver",  "NXOXM_ET_ERSPAN_VER",               Experimenter,  12,   4, Bitwise, Number) { Experimenter = Nicira, AllOnes = byte.MaxValue, Kept = Kept.WhereOne, IsPipeline = true, Shown = Shown.WithoutMask }),
        TunErspanDir  = Row(new("tun_erspan_dir",  "NXOXM_ET_ERSPAN_DIR",               Experimenter,  13,   1, Bitwise, Number) { Experimenter = Nicira, AllOnes = byte.MaxValue, Kept = Kept.WhereOne, IsPipeline = true, Shown = Shown.WithoutMask }),
        TunErspanHwid = Row(new("tun_erspan_hwid", "NXOXM_ET_ERSPAN_HWID",              Experimenter,  14,   6, Bitwise, Hex) { Experimenter = Nicira, AllOnes = byte.MaxValue, Kept = Kept.WhereOne, IsPipeline = true, Shown = Shown.WithoutMask }),
        TunGtpuFlags  = Row(new("tun_gtpu_flags",  "NXOXM_ET_GTPU_FLAGS",               Experimenter,  15,   8, Bitwise, Hex) { Experimenter = Nicira, Writable = false, MatchName = "gtpu_flags", Kept = Kept.WhereOne, IsPipeline = true, Shown = Shown.WithoutMask }),
        TunGtpuMsgtype= Row(new("tun_gtpu_msgtype", "NXOXM_ET_GTPU_MSGTYPE",             Experimenter,  16,   8, Bitwise, Number) { Experimenter = Nicira, Writable = false, MatchName = "gtpu_msgtype", Kept = Kept.WhereOne, IsPipeline = true, Shown = Shown.WithoutMask });

    /// <summary>tun_metadata0 to tun_metadata63: tunnel options, as <see cref="TlvTableMod"/> maps them.</summary>
    public static readonly IReadOnlyList<Field> TunMetadata = RowsOf(64, static i => new(
        $"tun_metadata{i}", $"NXM_NX_TUN_METADATA{i}", Nxm1, (byte)(FirstOptionNumber + i), 8 * OptionBits.BytesMax, Bitwise, Hex)
    {
        IsOption = true, IsPipeline = true,
    });

    public static readonly Field
        Metadata      = Row(new("metadata",        "OXM_OF_METADATA",                   Basic,          2,  64, Bitwise, Hex) { IsPipeline = true }),
        InPortNxm     = Row(new("in_port",         "NXM_OF_IN_PORT",                    Nxm0,           0,  16, Exact,   PortNumber) { SpecName = "nxm_of_in_port", Kept = Kept.AsInPort, Shares = "in_port_oxm", IsPipeline = true }),
        InPort        = Row(new("in_port_oxm",     "OXM_OF_IN_PORT",                    Basic,          0,  32, Exact,   PortNumber) { MatchName = "in_port", Allows = IsPort, IsPipeline = true }),
        ActsetOutput  = Row(new("actset_output",   "OXM_OF_ACTSET_OUTPUT",              Basic,         43,  32, Exact,   PortNumber) { Writable = false, Allows = IsPort, Extension = new("ONFOXM_ET_ACTSET_OUTPUT", Experimenter, 43, OpenNetworking) }),
        PktMark       = Row(new("pkt_mark",        "NXM_NX_PKT_MARK",                   Nxm1,          33,  32, Bitwise, Hex)),
        CtState       = Row(new("ct_state",        "NXM_NX_CT_STATE",                   Nxm1,         105,  32, Bitwise, CtStateNames) { AllOnes = byte.MaxValue, Tells = Fact.CtState, Writable = false }),
        CtZone        = Row(new("ct_zone",         "NXM_NX_CT_ZONE",                    Nxm1,         106,  16, Exact,   Hex) { Writable = false, Shown = Shown.Decimal }),
        CtMark        = Row(new("ct_mark",         "NXM_NX_CT_MARK",                    Nxm1,         107,  32, Bitwise, Hex)),
        CtLabel       = Row(new("ct_label",        "NXM_NX_CT_LABEL",                   Nxm1,         108, 128, Bitwise, Hex)),
        CtNwProto     = Row(new("ct_nw_proto",     "NXM_NX_CT_NW_PROTO",                Nxm1,         119,   8, Exact,   Number, Needs.Ct) { Writable = false }),
        CtNwSrc       = Row(new("ct_nw_src",       "NXM_NX_CT_NW_SRC",                  Nxm1,         120,  32, Bitwise, Ipv4, Needs.Ct) { Writable = false }),
        CtNwDst       = Row(new("ct_nw_dst",       "NXM_NX_CT_NW_DST",                  Nxm1,         121,  32, Bitwise, Ipv4, Needs.Ct) { Writable = false }),
        CtIpv6Src     = Row(new("ct_ipv6_src",     "NXM_NX_CT_IPV6_SRC",                Nxm1,         122, 128, Bitwise, Ipv6, Needs.Ct) { Writable = false }),
        CtIpv6Dst     = Row(new("ct_ipv6_dst",     "NXM_NX_CT_IPV6_DST",                Nxm1,         123, 128, Bitwise, Ipv6, Needs.Ct) { Writable = false }),
        CtTpSrc       = Row(new("ct_tp_src",       "NXM_NX_CT_TP_SRC",                  Nxm1,         124,  16, Bitwise, Number, Needs.Ct) { Writable = false }),
        CtTpDst       = Row(new("ct_tp_dst",       "NXM_NX_CT_TP_DST",                  Nxm1,         125,  16, Bitwise, Number, Needs.Ct) { Writable = false }),
        Reg0          = Row(new("reg0",            "NXM_NX_REG0",                       Nxm1,           0,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg1          = Row(new("reg1",            "NXM_NX_REG1",                       Nxm1,           1,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg2          = Row(new("reg2",            "NXM_NX_REG2",                       Nxm1,           2,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg3          = Row(new("reg3",            "NXM_NX_REG3",                       Nxm1,           3,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg4          = Row(new("reg4",            "NXM_NX_REG4",                       Nxm1,           4,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg5          = Row(new("reg5",            "NXM_NX_REG5",                       Nxm1,           5,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg6          = Row(new("reg6",            "NXM_NX_REG6",                       Nxm1,           6,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg7          = Row(new("reg7",            "NXM_NX_REG7",                       Nxm1,           7,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg8          = Row(new("reg8",            "NXM_NX_REG8",                       Nxm1,           8,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg9          = Row(new("reg9",            "NXM_NX_REG9",                       Nxm1,           9,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg10         = Row(new("reg10",           "NXM_NX_REG10",                      Nxm1,          10,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg11         = Row(new("reg11",           "NXM_NX_REG11",                      Nxm1,          11,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg12         = Row(new("reg12",           "NXM_NX_REG12",                      Nxm1,          12,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg13         = Row(new("reg13",           "NXM_NX_REG13",                      Nxm1,          13,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg14         = Row(new("reg14",           "NXM_NX_REG14",                      Nxm1,          14,  32, Bitwise, Hex) { IsPipeline = true }),
        Reg15         = Row(new("reg15",           "NXM_NX_REG15",                      Nxm1,          15,  32, Bitwise, Hex) { IsPipeline = true });

    // Open vSwitch 3.7 doubled the registers; switches before it do not know these numbers.
    static readonly IReadOnlyList<Field> LaterRegisters = RowsOf(16, static i => new(
        $"reg{16 + i}", $"NXOXM_ET_REG{16 + i}", Experimenter, (byte)(17 + i), 32, Bitwise, Hex)
    {
        Experimenter = Nicira, Since = "3.7", IsPipeline = true,
    });

    public static readonly Field
        XReg0         = Row(new("xreg0",           "OXM_OF_PKT_REG0",                   PacketRegs,     0,  64, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 0, Shares = "reg0 reg1", IsPipeline = true }),
        XReg1         = Row(new("xreg1",           "OXM_OF_PKT_REG1",                   PacketRegs,     1,  64, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 2, Shares = "reg2 reg3", IsPipeline = true }),
        XReg2         = Row(new("xreg2",           "OXM_OF_PKT_REG2",                   PacketRegs,     2,  64, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 4, Shares = "reg4 reg5", IsPipeline = true }),
        XReg3         = Row(new("xreg3",           "OXM_OF_PKT_REG3",                   PacketRegs,     3,  64, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 6, Shares = "reg6 reg7", IsPipeline = true }),
        XReg4         = Row(new("xreg4",           "OXM_OF_PKT_REG4",                   PacketRegs,     4,  64, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 8, Shares = "reg8 reg9", IsPipeline = true }),
        XReg5         = Row(new("xreg5",           "OXM_OF_PKT_REG5",                   PacketRegs,     5,  64, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 10, Shares = "reg10 reg11", IsPipeline = true }),
        XReg6         = Row(new("xreg6",           "OXM_OF_PKT_REG6",                   PacketRegs,     6,  64, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 12, Shares = "reg12 reg13", IsPipeline = true }),
        XReg7         = Row(new("xreg7",           "OXM_OF_PKT_REG7",                   PacketRegs,     7,  64, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 14, Shares = "reg14 reg15", IsPipeline = true });

    static readonly IReadOnlyList<Field> LaterXRegisters = RowsOf(8, static i => new(
        $"xreg{8 + i}", $"OXM_OF_PKT_REG{8 + i}", PacketRegs, (byte)(8 + i), 64, Bitwise, Hex)
    {
        Kept = Kept.AsRegisters, FirstRegister = 16 + 2 * i, Shares = $"reg{16 + 2 * i} reg{17 + 2 * i}", Since = "3.7", IsPipeline = true,
    });

    public static readonly Field
        XXReg0        = Row(new("xxreg0",          "NXM_NX_XXREG0",                     Nxm1,         111, 128, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 0, Shares = "reg0 reg1 reg2 reg3", IsPipeline = true }),
        XXReg1        = Row(new("xxreg1",          "NXM_NX_XXREG1",                     Nxm1,         112, 128, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 4, Shares = "reg4 reg5 reg6 reg7", IsPipeline = true }),
        XXReg2        = Row(new("xxreg2",          "NXM_NX_XXREG2",                     Nxm1,         113, 128, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 8, Shares = "reg8 reg9 reg10 reg11", IsPipeline = true }),
        XXReg3        = Row(new("xxreg3",          "NXM_NX_XXREG3",                     Nxm1,         114, 128, Bitwise, Hex) { Kept = Kept.AsRegisters, FirstRegister = 12, Shares = "reg12 reg13 reg14 reg15", IsPipeline = true });

    static readonly IReadOnlyList<Field> LaterXXRegisters = RowsOf(4, static i => new(
        $"xxreg{4 + i}", $"NXOXM_ET_XXREG{4 + i}", Experimenter, (byte)(33 + i), 128, Bitwise, Hex)
    {
        Experimenter = Nicira, Kept = Kept.AsRegisters, FirstRegister = 16 + 4 * i, Shares = $"reg{16 + 4 * i} reg{17 + 4 * i} reg{18 + 4 * i} reg{19 + 4 * i}", Since = "3.7", IsPipeline = true,
    });

    public static readonly Field
        EthSrc        = Row(new("eth_src",         "OXM_OF_ETH_SRC",                    Basic,          4,  48, Bitwise, Mac, Needs.Ethernet) { MatchName = "dl_src", Nxm = new("NXM_OF_ETH_SRC", Nxm0, 2) }),
        EthDst        = Row(new("eth_dst",         "OXM_OF_ETH_DST",                    Basic,          3,  48, Bitwise, Mac, Needs.Ethernet) { MatchName = "dl_dst", Nxm = new("NXM_OF_ETH_DST", Nxm0, 1) }),
        EthType       = Row(new("eth_type",        "OXM_OF_ETH_TYPE",                   Basic,          5,  16, Exact,   Hex, Needs.Ethernet) { MatchName = "dl_type", Nxm = new("NXM_OF_ETH_TYPE", Nxm0, 3), Writable = false, Tells = Fact.EthType }),
        VlanTci       = Row(new("vlan_tci",        "NXM_OF_VLAN_TCI",                   Nxm0,           4,  16, Bitwise, Hex, Needs.Ethernet) { Kept = Kept.AsVlan, Shares = "vlan_vid vlan_pcp", Tells = Fact.Vlan }),
        VlanVid       = Row(new("vlan_vid",        "OXM_OF_VLAN_VID",                   Basic,          6,  12, Bitwise, Number, Needs.Ethernet) { AllOnes = 0x1fff, Tells = Fact.Vlan }),
        VlanPcp       = Row(new("vlan_pcp",        "OXM_OF_VLAN_PCP",                   Basic,          7,   3, Exact,   Number, Needs.Vlan)),
        MplsLabel     = Row(new("mpls_label",      "OXM_OF_MPLS_LABEL",                 Basic,         34,  20, Exact,   Number, Needs.Mpls) { Bytes = 4 }),
        MplsTc        = Row(new("mpls_tc",         "OXM_OF_MPLS_TC",                    Basic,         35,   3, Exact,   Number, Needs.Mpls)),
        MplsBos       = Row(new("mpls_bos",        "OXM_OF_MPLS_BOS",                   Basic,         36,   1, Exact,   Number, Needs.Mpls) { Writable = false }),
        MplsTtl       = Row(new("mpls_ttl",        "NXM_NX_MPLS_TTL",                   Nxm1,          30,   8, Exact,   Number, Needs.Mpls)),
        Ipv4Src       = Row(new("ip_src",          "OXM_OF_IPV4_SRC",                   Basic,         11,  32, Bitwise, Ipv4, Needs.Ipv4) { MatchName = "nw_src", Nxm = new("NXM_OF_IP_SRC", Nxm0, 7) }),
        Ipv4Dst       = Row(new("ip_dst",          "OXM_OF_IPV4_DST",                   Basic,         12,  32, Bitwise, Ipv4, Needs.Ipv4) { MatchName = "nw_dst", Nxm = new("NXM_OF_IP_DST", Nxm0, 8) }),
        Ipv6Src       = Row(new("ipv6_src",        "OXM_OF_IPV6_SRC",                   Basic,         26, 128, Bitwise, Ipv6, Needs.Ipv6) { Nxm = new("NXM_NX_IPV6_SRC", Nxm1, 19) }),
        Ipv6Dst       = Row(new("ipv6_dst",        "OXM_OF_IPV6_DST",                   Basic,         27, 128, Bitwise, Ipv6, Needs.Ipv6) { Nxm = new("NXM_NX_IPV6_DST", Nxm1, 20) }),
        Ipv6Label     = Row(new("ipv6_label",      "OXM_OF_IPV6_FLABEL",                Basic,         28,  20, Bitwise, Hex, Needs.Ipv6) { Nxm = new("NXM_NX_IPV6_LABEL", Nxm1, 27), Bytes = 4, Shown = Shown.FiveDigits }),
        IpProto       = Row(new("nw_proto",        "OXM_OF_IP_PROTO",                   Basic,         10,   8, Exact,   Number, Needs.Ip) { Nxm = new("NXM_OF_IP_PROTO", Nxm0, 6), Writable = false, Alias = "ip_proto", Tells = Fact.IpProto }),
        IpTos         = Row(new("nw_tos",          "NXM_OF_IP_TOS",                     Nxm0,           5,   8, Exact,   Number, Needs.Ip) { AllOnes = 0xfc, Kept = Kept.AsDscp, Shares = "ip_dscp" }),
        IpDscp        = Row(new("ip_dscp",         "OXM_OF_IP_DSCP",                    Basic,          8,   6, Exact,   Number, Needs.Ip) { MatchName = "nw_tos", Shown = Shown.Dscp }),
        IpEcn         = Row(new("nw_ecn",          "OXM_OF_IP_ECN",                     Basic,          9,   2, Exact,   Number, Needs.Ip) { Nxm = new("NXM_NX_IP_ECN", Nxm1, 28), Alias = "ip_ecn" }),
        NwTtl         = Row(new("nw_ttl",          "NXM_NX_IP_TTL",                     Nxm1,          29,   8, Exact,   Number, Needs.Ip)),
        IpFrag        = Row(new("ip_frag",         "NXM_NX_IP_FRAG",                    Nxm1,          26,   2, Bitwise, Frag, Needs.Ip) { MatchName = "nw_frag", Writable = false, Tells = Fact.Fragment }),
        ArpOp         = Row(new("arp_op",          "OXM_OF_ARP_OP",                     Basic,         21,  16, Exact,   Number, Needs.Arp) { Nxm = new("NXM_OF_ARP_OP", Nxm0, 15), AllOnes = byte.MaxValue, Shares = "nw_proto" }),
        ArpSpa        = Row(new("arp_spa",         "OXM_OF_ARP_SPA",                    Basic,         22,  32, Bitwise, Ipv4, Needs.Arp) { Nxm = new("NXM_OF_ARP_SPA", Nxm0, 16), Shares = "ip_src" }),
        ArpTpa        = Row(new("arp_tpa",         "OXM_OF_ARP_TPA",                    Basic,         23,  32, Bitwise, Ipv4, Needs.Arp) { Nxm = new("NXM_OF_ARP_TPA", Nxm0, 17), Shares = "ip_dst" }),
        ArpSha        = Row(new("arp_sha",         "OXM_OF_ARP_SHA",                    Basic,         24,  48, Bitwise, Mac, Needs.Arp) { Nxm = new("NXM_NX_ARP_SHA", Nxm1, 17) }),
        ArpTha        = Row(new("arp_tha",         "OXM_OF_ARP_THA",                    Basic,         25,  48, Bitwise, Mac, Needs.Arp) { Nxm = new("NXM_NX_ARP_THA", Nxm1, 18) }),
        TcpSrc        = Row(new("tcp_src",         "OXM_OF_TCP_SRC",                    Basic,         13,  16, Bitwise, Number, Needs.Tcp) { MatchName = "tp_src", Nxm = new("NXM_OF_TCP_SRC", Nxm0, 9) }),
        TcpDst        = Row(new("tcp_dst",         "OXM_OF_TCP_DST",                    Basic,         14,  16, Bitwise, Number, Needs.Tcp) { MatchName = "tp_dst", Nxm = new("NXM_OF_TCP_DST", Nxm0, 10) }),
        TcpFlags      = Row(new("tcp_flags",       "OXM_OF_TCP_FLAGS",                  Basic,         42,  12, Bitwise, TcpFlagNames, Needs.Tcp) { Nxm = new("NXM_NX_TCP_FLAGS", Nxm1, 34), Writable = false, Extension = new("ONFOXM_ET_TCP_FLAGS", Experimenter, 42, OpenNetworking) }),
        UdpSrc        = Row(new("udp_src",         "OXM_OF_UDP_SRC",                    Basic,         15,  16, Bitwise, Number, Needs.Udp) { MatchName = "tp_src", Nxm = new("NXM_OF_UDP_SRC", Nxm0, 11), Shares = "tcp_src" }),
        UdpDst        = Row(new("udp_dst",         "OXM_OF_UDP_DST",                    Basic,         16,  16, Bitwise, Number, Needs.Udp) { MatchName = "tp_dst", Nxm = new("NXM_OF_UDP_DST", Nxm0, 12), Shares = "tcp_dst" }),
        SctpSrc       = Row(new("sctp_src",        "OXM_OF_SCTP_SRC",                   Basic,         17,  16, Bitwise, Number, Needs.Sctp) { MatchName = "tp_src", Shares = "tcp_src" }),
        SctpDst       = Row(new("sctp_dst",        "OXM_OF_SCTP_DST",                   Basic,         18,  16, Bitwise, Number, Needs.Sctp) { MatchName = "tp_dst", Shares = "tcp_dst" }),
        Icmpv4Type    = Row(new("icmp_type",       "OXM_OF_ICMPV4_TYPE",                Basic,         19,   8, Exact,   Number, Needs.Icmpv4) { Nxm = new("NXM_OF_ICMP_TYPE", Nxm0, 13), Shares = "tcp_src" }),
        Icmpv4Code    = Row(new("icmp_code",       "OXM_OF_ICMPV4_CODE",                Basic,         20,   8, Exact,   Number, Needs.Icmpv4) { Nxm = new("NXM_OF_ICMP_CODE", Nxm0, 14), Shares = "tcp_dst" }),
        Icmpv6Type    = Row(new("icmpv6_type",     "OXM_OF_ICMPV6_TYPE",                Basic,         29,   8, Exact,   Number, Needs.Icmpv6) { MatchName = "icmp_type", Nxm = new("NXM_NX_ICMPV6_TYPE", Nxm1, 21), Shares = "tcp_src", Tells = Fact.Icmpv6Type }),
        Icmpv6Code    = Row(new("icmpv6_code",     "OXM_OF_ICMPV6_CODE",                Basic,         30,   8, Exact,   Number, Needs.Icmpv6) { MatchName = "icmp_code", Nxm = new("NXM_NX_ICMPV6_CODE", Nxm1, 22), Shares = "tcp_dst", Tells = Fact.Icmpv6Code }),
        NdTarget      = Row(new("nd_target",       "OXM_OF_IPV6_ND_TARGET",             Basic,         31, 128, Bitwise, Ipv6, Needs.Nd) { Nxm = new("NXM_NX_ND_TARGET", Nxm1, 23) }),
        NdSll         = Row(new("nd_sll",          "OXM_OF_IPV6_ND_SLL",                Basic,         32,  48, Bitwise, Mac, Needs.NdSolicit) { Nxm = new("NXM_NX_ND_SLL", Nxm1, 24), Shares = "arp_sha" }),
        NdTll         = Row(new("nd_tll",          "OXM_OF_IPV6_ND_TLL",                Basic,         33,  48, Bitwise, Mac, Needs.NdAdvert) { Nxm = new("NXM_NX_ND_TLL", Nxm1, 25), Shares = "arp_tha" }),
        NdReserved    = Row(new("nd_reserved",     "ERICOXM_OF_ICMPV6_ND_RESERVED",     Ericsson,       1,  32, Exact,   Number, Needs.Nd)),
        NdOptionsType = Row(new("nd_options_type", "ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE", Ericsson,       2,   8, Exact,   Number, Needs.Nd) { Shares = "tcp_flags" }),
        NshFlags      = Row(new("nsh_flags",       "NXOXM_NSH_FLAGS",                   Experimenter,   1,   8, Bitwise, Number, Needs.Nsh) { Experimenter = NetworkServiceHeader }),
        NshMdtype     = Row(new("nsh_mdtype",      "NXOXM_NSH_MDTYPE",                  Experimenter,   2,   8, Exact,   Number, Needs.Nsh) { Experimenter = NetworkServiceHeader, Writable = false, Allows = static type => type == 1 || type == 2 }),
        NshNp         = Row(new("nsh_np",          "NXOXM_NSH_NP",                      Experimenter,   3,   8, Exact,   Number, Needs.Nsh) { Experimenter = NetworkServiceHeader, Writable = false }),
        NshSpi        = Row(new("nsh_spi",         "NXOXM_NSH_SPI",                     Experimenter,   4,  24, Exact,   Hex, Needs.Nsh) { Experimenter = NetworkServiceHeader, Bytes = 4, Alias = "nsp", Shown = Shown.LeadingZero }),
        NshSi         = Row(new("nsh_si",          "NXOXM_NSH_SI",                      Experimenter,   5,   8, Exact,   Number, Needs.Nsh) { Experimenter = NetworkServiceHeader, Alias = "nsi" }),
        NshC1         = Row(new("nsh_c1",          "NXOXM_NSH_C1",                      Experimenter,   6,  32, Bitwise, Hex, Needs.Nsh) { Experimenter = NetworkServiceHeader, Alias = "nshc1", Shown = Shown.LeadingZero }),
        NshC2         = Row(new("nsh_c2",          "NXOXM_NSH_C2",                      Experimenter,   7,  32, Bitwise, Hex, Needs.Nsh) { Experimenter = NetworkServiceHeader, Alias = "nshc2", Shown = Shown.LeadingZero }),
        NshC3         = Row(new("nsh_c3",          "NXOXM_NSH_C3",                      Experimenter,   8,  32, Bitwise, Hex, Needs.Nsh) { Experimenter = NetworkServiceHeader, Alias = "nshc3", Shown = Shown.LeadingZero }),
        NshC4         = Row(new("nsh_c4",          "NXOXM_NSH_C4",                      Experimenter,   9,  32, Bitwise, Hex, Needs.Nsh) { Experimenter = NetworkServiceHeader, Alias = "nshc4", Shown = Shown.LeadingZero }),
        NshTtl        = Row(new("nsh_ttl",         "NXOXM_NSH_TTL",                     Experimenter,  10,   8, Exact,   Number, Needs.Nsh) { Experimenter = NetworkServiceHeader, AllOnes = 0x3f });

    /// <summary>Every field, in the order above.</summary>
    public static IReadOnlyList<Field> All => Rows;

    static readonly FrozenDictionary<ulong, Field> ByNumber = Rows
        .SelectMany(f => f.Headers().Select(n => (Key: Key(n.Class, n.Number, n.Experimenter), Field: f)))
        .ToFrozenDictionary(row => row.Key, row => row.Field);

    // A field's own names come before others': in_port is that of NXM, as in ovs-ofctl, and tp_src is tcp_src.
    static readonly FrozenDictionary<string, Field> ByName = Rows
        .SelectMany(f => f.Headers().Select(n => n.Name).Prepend(f.Name).Select(name => (Name: name, Field: f)))
        .Concat(Rows.SelectMany(f => new[] { f.Alias, f.MatchName }.OfType<string>().Select(name => (Name: name, Field: f))))
        .Concat(Rows.Where(f => f.Class == Basic).Select(f => (Name: f.SpecName, Field: f)))
        .DistinctBy(row => row.Name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(row => row.Name, row => row.Field, StringComparer.OrdinalIgnoreCase);

    static readonly FrozenDictionary<string, Field>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly FrozenDictionary<string, Field> BySpecName = Rows
        .Where(f => f.Class == Basic)
        .ToFrozenDictionary(f => f.SpecName);

    /// <summary>The field with this name (<c>eth_src</c>, <c>dl_src</c>, <c>OXM_OF_ETH_SRC</c>, <c>NXM_OF_ETH_SRC</c>), or null.</summary>
    public static Field? Named(ReadOnlySpan<char> name) => BySpan.TryGetValue(name, out var field) ? field : null;

    /// <summary>The field that JSON calls so, or null: first by <see cref="Field.SpecName"/>, then by every other name.</summary>
    public static Field? SpecNamed(string name) => BySpecName.GetValueOrDefault(name) ?? Named(name);

    internal static Field? Numbered(OxmClass oxmClass, byte number, uint experimenter) =>
        ByNumber.GetValueOrDefault(Key(oxmClass, number, experimenter));

    static readonly Field[] Registers = [.. Rows.Where(f => f.Name.StartsWith("reg", StringComparison.Ordinal))];

    internal static int RegisterCount => Registers.Length;

    /// <summary>reg0 to reg31, by number.</summary>
    internal static Field Register(int number) => Registers[number];

    // Between the ports of a switch and the reserved ones nothing has a number (ofputil_port_from_ofp11()).
    static bool IsPort(UInt128 value) => value < 0xff00 || value >= 0xffffff00;

    static ulong Key(OxmClass oxmClass, byte number, uint experimenter) =>
        (ulong)experimenter << 24 | (ulong)oxmClass << 8 | number;

    static Field[] RowsOf(int count, Func<int, Field> make) => [.. Enumerable.Range(0, count).Select(i => Row(make(i)))];

    static Field Row(Field field)
    {
        Rows.Add(field);
        if (field.IsOption)
            return field;   // no two options share bits, and there are too many for slots
        foreach (var name in (field.Shares ?? field.Name).Split(' '))
        {
            if (!SlotsByName.TryGetValue(name, out var slot))
            {
                slot = UInt128.One << SlotsByName.Count;
                SlotsByName.Add(name, slot);
            }
            field.Slots |= slot;
        }
        return field;
    }
}
