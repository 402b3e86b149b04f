using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Sdn.Agent.Netlink;

/// <summary>A network interface as the kernel shows it; kind is `veth`, `tun`, `openvswitch`, or empty.</summary>
readonly record struct Link(int Index, string Name, string Kind, uint Mtu, bool IsUp);

/// <summary>Which way a packet leaves: the interface, and the next hop (the destination itself when it is on link).</summary>
readonly record struct NextHop(int Index, IPAddress Address);

/// <summary>
/// The interfaces, addresses, routes and neighbours of one network namespace, over rtnetlink (rtnetlink(7)) and ethtool.
/// </summary>
sealed class Links : IDisposable
{
    const ushort NewLink = 16, DeleteLink = 17, GetLink = 18, NewAddress = 20, NewRoute = 24, GetRoute = 26, NewNeighbour = 28;
    const int LinkAddress = 1, LinkName = 3, LinkMtu = 4, LinkDetails = 18, LinkNamespaceFd = 28, LinkPerFamily = 26;
    const int DetailsKind = 1, DetailsOfKind = 2, VethPeer = 1;
    const uint FlagUp = 1;

    readonly NetlinkSocket _socket = new();

    /// <summary>Those of the namespace that the calling thread is in.</summary>
    public static Links Open() => new();

    public static Links OpenIn(NetworkNamespace ns) => ns.Run(Open);

    /// <summary>
    /// A veth pair; <paramref name="peerNamespace"/> says where the peer is born, null: in this namespace.
    /// </summary>
    public void AddVeth(string name, string peer, uint mtu, NetworkNamespace? peerNamespace = null)
    {
        var message = new NetlinkMessage(NewLink, NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create | NetlinkFlags.Exclusive)
            .Put(default(LinkHeader))
            .Attribute(LinkName, name)
            .Attribute(LinkMtu, mtu)
            .Nest(LinkDetails, details => details
                .Attribute(DetailsKind, "veth")
                .Nest(DetailsOfKind, veth => veth
                    .Nest(VethPeer, p =>
                    {
                        p.Put(default(LinkHeader)).Attribute(LinkName, peer).Attribute(LinkMtu, mtu);
                        if (peerNamespace is not null)
                            p.Attribute(LinkNamespaceFd, (uint)peerNamespace.Handle.DangerousGetHandle());
                    })));
        _socket.Exchange($"create the veth pair {name} and {peer}", message);
    }

    /// <summary>The interface of that name, or null.</summary>
    public Link? Find(string name)
    {
        Link? found = null;
        var message = new NetlinkMessage(GetLink, NetlinkFlags.Request | NetlinkFlags.Ack).Put(default(LinkHeader)).Attribute(LinkName, name);
        try
        {
            _socket.Exchange($"find the interface {name}", message, body => found = ReadLink(body));
        }
        catch (NetlinkException e) when (e.Error == Libc.ErrorNoDevice)
        {
            return null;
        }
        return found;
    }

    public int IndexOf(string name) =>
        Find(name)?.Index ?? throw new NetlinkException($"find the interface {name}", Libc.ErrorNoDevice, null);

    public List<Link> List()
    {
        var links = new List<Link>();
        var message = new NetlinkMessage(GetLink, NetlinkFlags.Request | NetlinkFlags.Dump).Put(default(LinkHeader));
        _socket.Exchange("list the interfaces", message, body => links.Add(ReadLink(body)));
        return links;
    }

    public void SetUp(int index) =>
        Change($"set interface {index} up", new LinkHeader { Index = index, Flags = FlagUp, Change = FlagUp }, _ => { });

    public void SetMtu(int index, uint mtu) =>
        Change($"set the MTU of interface {index} to {mtu}", new LinkHeader { Index = index }, m => m.Attribute(LinkMtu, mtu));

    public void SetMac(int index, PhysicalAddress mac) =>
        Change($"set the MAC address of interface {index}", new LinkHeader { Index = index }, m => m.Attribute(LinkAddress, mac.GetAddressBytes()));

    /// <summary>
    /// Makes the interface a mere wire to the switch and sets it up. Without this the device's own kernel, which hears
    /// everything that comes in beside a userspace datapath, would answer a container's ARP, take an address by
    /// autoconfiguration, or let the container reach sockets of the device.
    /// </summary>
    public void SetUpAsWire(int index)
    {
        const int forwarding = 1, reversePathFilter = 8, arpAnnounce = 18, arpIgnore = 19; // IPV4_DEVCONF_*
        const int ipv4Conf = 1, ipv6AddressMode = 8;                                       // IFLA_INET_CONF, IFLA_INET6_ADDR_GEN_MODE
        const byte none = 1;                                                               // IN6_ADDR_GEN_MODE_NONE
        Change($"set interface {index} up as a wire", new LinkHeader { Index = index, Flags = FlagUp, Change = FlagUp }, m => m
            .Nest(LinkPerFamily, families => families
                .Nest((int)AddressFamily.InterNetwork, v4 => v4
                    .Nest(ipv4Conf, conf => conf
                        .Attribute(forwarding, 0u)
                        .Attribute(reversePathFilter, 1u)   // strict: no route leads here, so no source address passes
                        .Attribute(arpAnnounce, 2u)
                        .Attribute(arpIgnore, 8u)))         // answer for no address at all
                .Nest(KernelFamily(AddressFamily.InterNetworkV6), v6 => v6.Attribute(ipv6AddressMode, none))));
    }

    /// <summary>Deletes the interface and, of a veth pair, the other end with it; false if there is none.</summary>
    public bool Delete(string name)
    {
        try
        {
            _socket.Exchange($"delete the interface {name}",
                new NetlinkMessage(DeleteLink, NetlinkFlags.Request | NetlinkFlags.Ack).Put(default(LinkHeader)).Attribute(LinkName, name));
            return true;
        }
        catch (NetlinkException e) when (e.Error == Libc.ErrorNoDevice)
        {
            return false;
        }
    }

    public void AddAddress(int index, IPAddress address, int prefixLength)
    {
        const int local = 2, addressAttribute = 1;  // IFA_LOCAL, IFA_ADDRESS
        const byte noDuplicateDetection = 2;        // IFA_F_NODAD: the controller hands nothing out twice, and DAD costs a second
        var bytes = address.GetAddressBytes();
        var header = new AddressHeader { Family = Family(address), PrefixLength = (byte)prefixLength, Flags = noDuplicateDetection, Index = index };
        _socket.Exchange($"add {address}/{prefixLength} to interface {index}",
            new NetlinkMessage(NewAddress, NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create | NetlinkFlags.Replace)
                .Put(header).Attribute(local, bytes).Attribute(addressAttribute, bytes));
    }

    public void AddDefaultRoute(int index, IPAddress gateway)
    {
        const int gatewayAttribute = 5, outInterface = 4; // RTA_GATEWAY, RTA_OIF
        const byte tableMain = 254, protocolStatic = 4, unicast = 1;
        var header = new RouteHeader { Family = Family(gateway), Table = tableMain, Protocol = protocolStatic, Type = unicast };
        _socket.Exchange($"add the default route by {gateway}",
            new NetlinkMessage(NewRoute, NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create | NetlinkFlags.Replace)
                .Put(header).Attribute(gatewayAttribute, gateway.GetAddressBytes()).Attribute(outInterface, (uint)index));
    }

    /// <summary>Where packets to the address go.</summary>
    public NextHop RouteTo(IPAddress destination)
    {
        const int destinationAttribute = 1, gatewayAttribute = 5, outInterface = 4; // RTA_DST, RTA_GATEWAY, RTA_OIF
        var bytes = destination.GetAddressBytes();
        var header = new RouteHeader { Family = Family(destination), DestinationLength = (byte)(bytes.Length * 8) };
        var hop = new NextHop(0, destination);
        _socket.Exchange($"find the route to {destination}",
            new NetlinkMessage(GetRoute, NetlinkFlags.Request | NetlinkFlags.Ack).Put(header).Attribute(destinationAttribute, bytes),
            body =>
            {
                var attributes = new AttributeReader(body[Marshal.SizeOf<RouteHeader>()..]);
                while (attributes.Next())
                {
                    hop = attributes.Type switch
                    {
                        outInterface => hop with { Index = (int)attributes.Number() },
                        gatewayAttribute => hop with { Address = new IPAddress(attributes.Value) },
                        _ => hop,
                    };
                }
            });
        return hop;
    }

    /// <summary>
    /// Makes the kernel ask a neighbour that it knows for its MAC address again, now; false when it knows none.
    /// </summary>
    public bool ProbeNeighbour(NextHop hop)
    {
        const int destination = 1;      // NDA_DST
        const ushort stateProbe = 0x10; // NUD_PROBE
        var header = new NeighbourHeader { Family = Family(hop.Address), Index = hop.Index, State = stateProbe };
        try
        {
            _socket.Exchange($"probe the neighbour {hop.Address}",
                new NetlinkMessage(NewNeighbour, NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Replace)
                    .Put(header).Attribute(destination, hop.Address.GetAddressBytes()));
            return true;
        }
        // ENOENT: no entry; EINVAL: an entry without a MAC address, or an interface that has no neighbours.
        catch (NetlinkException e) when (e.Error is Libc.ErrorNoEntry or Libc.ErrorInvalid)
        {
            return false;
        }
    }

    /// <summary>
    /// What `ethtool -K NAME tx off` does: the kernel computes checksums itself before the interface sees a packet. It
    /// also ends segmentation offload, which needs checksum offload. The setting stays when the interface moves to another
    /// namespace.
    /// </summary>
    public unsafe void TurnOffChecksumOffload(string name)
    {
        const uint setTransmitChecksum = 0x17; // ETHTOOL_STXCSUM
        var value = stackalloc uint[2] { setTransmitChecksum, 0 };
        var request = new InterfaceRequest { Argument = value };
        var bytes = Encoding.UTF8.GetBytes(name);
        bytes.CopyTo(new Span<byte>(request.Name, 15));
        if (Libc.Ioctl(_socket.Handle, Libc.SiocEthtool, &request) < 0)
            throw new NetlinkException($"turn off checksum offload of {name}", Marshal.GetLastPInvokeError(), null);
    }

    public void Dispose() => _socket.Dispose();

    void Change(string what, LinkHeader header, Action<NetlinkMessage> attributes)
    {
        var message = new NetlinkMessage(NewLink, NetlinkFlags.Request | NetlinkFlags.Ack).Put(header);
        attributes(message);
        _socket.Exchange(what, message);
    }

    static Link ReadLink(ReadOnlySpan<byte> body)
    {
        var header = MemoryMarshal.Read<LinkHeader>(body);
        var link = new Link(header.Index, "", "", 0, (header.Flags & FlagUp) != 0);
        var attributes = new AttributeReader(body[Marshal.SizeOf<LinkHeader>()..]);
        while (attributes.Next())
        {
            link = attributes.Type switch
            {
                LinkName => link with { Name = attributes.Text() },
                LinkMtu => link with { Mtu = attributes.Number() },
                LinkDetails => link with { Kind = ReadKind(attributes.Value) },
                _ => link,
            };
        }

        return link;
    }

    static string ReadKind(ReadOnlySpan<byte> details)
    {
        var attributes = new AttributeReader(details);
        while (attributes.Next())
        {
            if (attributes.Type == DetailsKind)
                return attributes.Text();
        }

        return "";
    }

    static byte Family(IPAddress address) => (byte)KernelFamily(address.AddressFamily);

    // .NET has Windows' number for IPv6 (23); the kernel's is 10.
    static int KernelFamily(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? 10 : 2;

    /// <summary>ifinfomsg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct LinkHeader
    {
        public byte Family;
        readonly byte _padding;
        public ushort Type;
        public int Index;
        public uint Flags;
        public uint Change;
    }

    /// <summary>ifaddrmsg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct AddressHeader
    {
        public byte Family;
        public byte PrefixLength;
        public byte Flags;
        public byte Scope;
        public int Index;
    }

    /// <summary>rtmsg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct RouteHeader
    {
        public byte Family;
        public byte DestinationLength;
        public byte SourceLength;
        public byte Tos;
        public byte Table;
        public byte Protocol;
        public byte Scope;
        public byte Type;
        public uint Flags;
    }

    /// <summary>ndmsg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct NeighbourHeader
    {
        public byte Family;
        readonly byte _padding;
        readonly ushort _padding2;
        public int Index;
        public ushort State;
        public byte Flags;
        public byte Type;
    }

    /// <summary>ifreq with a pointer, as SIOCETHTOOL takes it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    unsafe struct InterfaceRequest
    {
        public fixed byte Name[16];
        public void* Argument;
        readonly long _rest1;
        readonly long _rest2;
    }
}
