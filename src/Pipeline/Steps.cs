using System.Net;
using System.Net.Sockets;
using Sdn.OpenFlow;

namespace Sdn.Pipeline;

/// <summary>The words that flows are written in: where a packet goes next, and what kind of packet it is.</summary>
static class Steps
{
    public static readonly FieldMatch
        Arp = Fields.EthType.Is(EtherTypes.Arp),
        Ipv4 = Fields.EthType.Is(EtherTypes.Ipv4),
        Ipv6 = Fields.EthType.Is(EtherTypes.Ipv6),

        // Broadcast too: the group bit of the first octet on the wire.
        Multicast = Fields.EthDst.Is(new MacAddress(MacAddress.MulticastBit), new MacAddress(MacAddress.MulticastBit));

    public static GotoTable Goto(Table table) => new(table.Id);

    /// <summary>To the Drop table, with a reason.</summary>
    public static Action[] Drop(DropReason reason) => [Registers.Reason.Load(reason.Number), Goto(Tables.Dropped)];

    public static FieldMatch[] Icmp(byte type) => [Ipv4, Fields.IpProto.Is(IpProtocols.Icmp), Fields.Icmpv4Type.Is(type)];

    public static FieldMatch[] Icmpv6(byte type) => [Ipv6, Fields.IpProto.Is(IpProtocols.Icmpv6), Fields.Icmpv6Type.Is(type)];

    /// <summary>A neighbour discovery message: its fields exist only with code 0 (ovs-fields(7)).</summary>
    public static FieldMatch[] Nd(byte type) => [.. Icmpv6(type), Fields.Icmpv6Code.Is(0)];

    /// <summary>IPv4 or IPv6 packets to the addresses.</summary>
    public static FieldMatch[] To(IPNetwork network) => network.BaseAddress.AddressFamily == AddressFamily.InterNetwork
        ? [Ipv4, Fields.Ipv4Dst.Is(network)]
        : [Ipv6, Fields.Ipv6Dst.Is(network)];

    public static FieldMatch[] To(IPAddress address) => To(new IPNetwork(address, 8 * address.GetAddressBytes().Length));

    /// <summary>IPv4 or IPv6 packets from the addresses.</summary>
    public static FieldMatch[] From(IPNetwork network) => network.BaseAddress.AddressFamily == AddressFamily.InterNetwork
        ? [Ipv4, Fields.Ipv4Src.Is(network)]
        : [Ipv6, Fields.Ipv6Src.Is(network)];
}
