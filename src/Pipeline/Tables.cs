using static Sdn.OpenFlow.Fields;
using static Sdn.Pipeline.Miss;

namespace Sdn.Pipeline;

/// <summary>The tables of br-int, in the order in which a packet visits them; a number is an interface and never changes.</summary>
public static class Tables
{
    static readonly List<Table> Rows = [];   // filled by the initializers below and by nothing else

    public static readonly Table
        Classify = Row(new(0, "Classify", Drop(DropReason.UnknownPort),
            "gives a packet its application by the port that it came from",
            InPort)),
        TunnelAdmit = Row(new(5, "TunnelAdmit", Drop(DropReason.NotAMember),
            "admits what a device that hosts the application sent through the application's tunnel",
            Metadata, TunnelId, TunSrc, TunIpv6Src)),
        PortSecurity = Row(new(10, "PortSecurity", Drop(DropReason.SpoofedMac),
            "pins MAC, IP, ARP and neighbour discovery to the endpoint; drops what only routers and servers say",
            InPort, EthSrc, EthType, VlanVid, ArpSpa, ArpTpa, ArpSha, Ipv4Src, Ipv6Src, Ipv6Dst, IpProto,
            UdpSrc, UdpDst, Icmpv4Type, Icmpv6Type, Icmpv6Code, NdTarget)),
        Neighbour = Row(new(15, "Neighbour", Goto(20),
            "answers ARP, neighbour solicitations and pings of the gateway; no question leaves the device",
            Metadata, EthType, ArpOp, ArpTpa, Ipv4Dst, Ipv6Dst, IpProto,
            Icmpv4Type, Icmpv4Code, Icmpv6Type, Icmpv6Code, NdTarget)),
        NeighbourAdvert = Row(new(16, "NeighbourAdvert", Drop(DropReason.UnknownNeighbour),
            "completes the answer to a neighbour solicitation",
            Metadata, EthType, IpProto, Icmpv6Type, Icmpv6Code, NdTarget)),
        Conntrack = Row(new(20, "Conntrack", Drop(DropReason.NotIp),
            "tracks unicast in the application's zone, or in the one between applications",
            Metadata, EthDst, EthType, Ipv4Dst, Ipv6Dst)),
        ConntrackState = Row(new(25, "ConntrackState", Goto(30),
            "lets connections go on whose rules still live",
            Metadata, CtState, CtLabel)),
        EgressPolicy = Row(new(30, "EgressPolicy", Drop(DropReason.EgressPolicy),
            "applies policy where the packet was sent",
            Metadata, Reg0, CtState, EthType, Ipv4Src, Ipv4Dst, Ipv6Src, Ipv6Dst, IpProto,
            TcpSrc, TcpDst, UdpSrc, UdpDst, SctpSrc, SctpDst)),
        Route = Row(new(40, "Route", Goto(45),
            "gives what is sent to the gateway the MAC address of a linked application's endpoint",
            Metadata, Reg0, EthDst, EthType, Ipv4Dst, Ipv6Dst, NwTtl)),
        Forward = Row(new(45, "Forward", Drop(DropReason.UnknownDestination),
            "finds port or peer device of the destination MAC address",
            Metadata, Reg0, EthDst)),
        Replicate = Row(new(50, "Replicate", Drop(DropReason.UnknownDestination),
            "copies multicast to the application's other containers and devices, and never back into tunnels",
            Metadata, Reg0)),
        IngressPolicy = Row(new(60, "IngressPolicy", Drop(DropReason.IngressPolicy),
            "applies policy where the packet arrived",
            Metadata, Reg0, Reg6, CtState, EthType, Ipv4Src, Ipv4Dst, Ipv6Src, Ipv6Dst, IpProto,
            TcpSrc, TcpDst, UdpSrc, UdpDst, SctpSrc, SctpDst)),
        Commit = Row(new(70, "Commit", Goto(85),
            "commits the connection with the rules that allow it",
            EthType)),
        Encapsulate = Row(new(85, "Encapsulate", Goto(95),
            "gives what is bound for a tunnel the address of its other end",
            Metadata, Reg0, Reg2)),
        Output = Row(new(95, "Output", Drop(DropReason.NoOutput),
            "sends the packet out, into a tunnel with the device's own address",
            Reg0)),
        Dropped = Row(new(99, "Drop", End,
            "counts what is dropped, by reason",
            Reg0));

    /// <summary>Every table, in the order of the numbers.</summary>
    public static IReadOnlyList<Table> All => Rows;

    /// <summary>The table's name, or null: for <c>Flow.ToString</c> and <c>Flow_Table.name</c>.</summary>
    public static string? NameOf(byte id) => Rows.Find(t => t.Id == id)?.Name;

    static Table Row(Table table)
    {
        Rows.Add(table);
        return table;
    }
}
