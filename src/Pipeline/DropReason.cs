namespace Sdn.Pipeline;

/// <summary>Why a packet ends in the Drop table; the number is an interface, as a table's is, and is never used again.</summary>
/// <param name="Number">In reg0 on the way to the Drop table, and in the cookie of the flow that counts there.</param>
/// <param name="Name">For metrics, logs and the API.</param>
/// <param name="Sentence">For people.</param>
public sealed record DropReason(byte Number, string Name, string Sentence)
{
    static readonly List<DropReason> Rows = [];   // filled by the initializers below and by nothing else

    public static readonly DropReason
        UnknownPort = Row(1, "unknown-port", "It came from a port that the plan does not know."),
        NotAMember = Row(2, "not-a-member", "A device that does not host the application sent it through the application's tunnel."),
        VlanTag = Row(3, "vlan-tag", "A container sent it with a VLAN tag."),
        RouterAdvertisement = Row(4, "router-advertisement", "A container sent a router advertisement."),
        Redirect = Row(5, "redirect", "A container sent an ICMP redirect."),
        DhcpServer = Row(6, "dhcp-server", "A container answered as a DHCP server."),
        LinkControl = Row(7, "link-control", "Multicast membership, router solicitation or DHCP request: the switch needs none, so this is no fault."),
        OwnAddress = Row(8, "own-address", "A container announced its own address or looked for duplicates of it: no fault, and nothing to answer."),
        SpoofedMac = Row(9, "spoofed-mac", "A container sent it with a MAC address that is not its own."),
        SpoofedArp = Row(10, "spoofed-arp", "A container spoke ARP for an address that is not its own."),
        SpoofedNd = Row(11, "spoofed-nd", "A container spoke neighbour discovery for an address that is not its own."),
        SpoofedIp = Row(12, "spoofed-ip", "A container sent it with an IP address that is not its own."),
        NotIp = Row(13, "not-ip", "It is neither IPv4, IPv6 nor ARP."),
        UnknownNeighbour = Row(14, "unknown-neighbour", "A container asked for the MAC address of an address that nobody has."),
        Invalid = Row(15, "invalid", "It belongs to no connection and cannot begin one."),
        Cut = Row(16, "cut", "It reports on a connection that no policy allows any more."),
        EgressPolicy = Row(17, "egress-policy", "No policy allows it; refused where it was sent."),
        ToGateway = Row(18, "to-gateway", "It is for the gateway, which answers ARP, neighbour discovery and ping and nothing else."),
        NoRoute = Row(19, "no-route", "It is for the gateway to route, and no linked application has its destination."),
        TtlExpired = Row(20, "ttl-expired", "Its TTL ended at the gateway."),
        UnknownDestination = Row(21, "unknown-destination", "No endpoint of the application has its destination."),
        NotHere = Row(22, "not-here", "A peer sent it to a device that does not have its destination."),
        IngressPolicy = Row(23, "ingress-policy", "No policy allows it; refused where it arrived."),
        NoTunnel = Row(24, "no-tunnel", "It is bound for a device to which the application has no tunnel."),
        NoOutput = Row(25, "no-output", "Nothing chose its output: the plan is wrong.");

    /// <summary>Every reason, in the order of the numbers.</summary>
    public static IReadOnlyList<DropReason> All => Rows;

    static DropReason Row(byte number, string name, string sentence)
    {
        var row = new DropReason(number, name, sentence);
        Rows.Add(row);
        return row;
    }
}
