using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Sdn.Agent.Netlink;

namespace Sdn.Agent.Tests;

/// <summary>rtnetlink against the kernel, in namespaces that the tests make; iproute2 and ethtool say what is there.</summary>
public sealed class NetlinkTests : IDisposable
{
    readonly NetworkNamespace _host = NewNamespace();
    readonly NetworkNamespace _container = NewNamespace();
    readonly Links _links;
    readonly Links _inside;

    public NetlinkTests() => (_links, _inside) = (Links.OpenIn(_host), Links.OpenIn(_container));

    public void Dispose()
    {
        _links.Dispose();
        _inside.Dispose();
        _host.Dispose();
        _container.Dispose();
    }

    [Fact]
    public async Task A_veth_pair_is_born_with_its_peer_in_another_namespace()
    {
        _links.AddVeth("sdn0123456789a", "eth0", 1400, _container);

        Assert.Contains("sdn0123456789a@", await In(_host, "ip -o link"), StringComparison.Ordinal);
        Assert.Contains("mtu 1400", await In(_container, "ip -o link show dev eth0"), StringComparison.Ordinal);
        Assert.Equal("veth", _inside.Find("eth0")!.Value.Kind);
        Assert.Equal(1400u, _links.Find("sdn0123456789a")!.Value.Mtu);
    }

    [Fact]
    public async Task Addresses_mac_mtu_and_routes_are_as_iproute_shows_them()
    {
        _links.AddVeth("sdna", "eth0", 1400, _container);
        _links.SetUp(_links.IndexOf("sdna"));
        var index = _inside.IndexOf("eth0");

        _inside.SetMac(index, PhysicalAddress.Parse("0A-00-00-00-00-01"));
        _inside.SetMtu(index, 1390);
        _inside.AddAddress(index, IPAddress.Parse("10.64.0.2"), 24);
        _inside.AddAddress(index, IPAddress.Parse("fd64:1::2"), 64);
        _inside.SetUp(index);
        _inside.AddDefaultRoute(index, IPAddress.Parse("10.64.0.1"));
        _inside.AddDefaultRoute(index, IPAddress.Parse("fd64:1::1"));

        var link = await In(_container, "ip addr show dev eth0");
        Assert.Contains("0a:00:00:00:00:01", link, StringComparison.Ordinal);
        Assert.Contains("mtu 1390", link, StringComparison.Ordinal);
        Assert.Contains("inet 10.64.0.2/24", link, StringComparison.Ordinal);
        Assert.Contains("inet6 fd64:1::2/64 scope global nodad", link, StringComparison.Ordinal);
        Assert.Contains("default via 10.64.0.1 dev eth0", await In(_container, "ip route"), StringComparison.Ordinal);
        Assert.Contains("default via fd64:1::1 dev eth0", await In(_container, "ip -6 route"), StringComparison.Ordinal);
        Assert.Equal(new NextHop(index, IPAddress.Parse("10.64.0.1")), _inside.RouteTo(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(new NextHop(index, IPAddress.Parse("10.64.0.9")), _inside.RouteTo(IPAddress.Parse("10.64.0.9")));
    }

    [Fact]
    public async Task Checksum_offload_is_off_and_stays_off_when_the_interface_moves()
    {
        _links.AddVeth("sdna", "sdca", 1400);

        _links.TurnOffChecksumOffload("sdna");
        _links.TurnOffChecksumOffload("sdca");
        await In(_host, $"ip link set sdca netns /proc/{Environment.ProcessId}/fd/{_container.Handle.DangerousGetHandle()}");

        Assert.Contains("tx-checksumming: off", await In(_host, "ethtool -k sdna"), StringComparison.Ordinal);
        Assert.Contains("tx-checksumming: off", await In(_container, "ethtool -k sdca"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_end_is_a_wire_that_answers_nothing()
    {
        _links.AddVeth("sdna", "eth0", 1400, _container);

        _links.SetUpAsWire(_links.IndexOf("sdna"));

        Assert.DoesNotContain("inet6", await In(_host, "ip addr show dev sdna"), StringComparison.Ordinal);
        Assert.Equal("8\n2\n1\n0\n", await In(_host,
            "cd /proc/sys/net/ipv4/conf/sdna && cat arp_ignore arp_announce rp_filter forwarding"));
        Assert.True(_links.Find("sdna")!.Value.IsUp);
    }

    [Fact]
    public void A_refusal_carries_the_kernels_own_words()
    {
        _links.AddVeth("sdna", "sdca", 1400);

        var refused = Assert.Throws<NetlinkException>(() => _links.AddVeth("sdna", "sdcb", 1400));
        var explained = Assert.Throws<NetlinkException>(() => _links.AddDefaultRoute(_links.IndexOf("sdna"), IPAddress.Parse("192.0.2.1")));

        Assert.Equal("create the veth pair sdna and sdcb: File exists", refused.Message);
        Assert.Equal("Nexthop has invalid gateway", explained.Explanation);
    }

    [Fact]
    public void Deleting_one_end_deletes_both_and_may_be_repeated()
    {
        _links.AddVeth("sdna", "eth0", 1400, _container);

        Assert.True(_links.Delete("sdna"));
        Assert.False(_links.Delete("sdna"));
        Assert.Null(_inside.Find("eth0"));
        Assert.Equal(["lo"], _links.List().Select(l => l.Name).Where(n => n == "lo"));
    }

    [Fact]
    public async Task A_known_neighbour_is_asked_again_and_an_unknown_one_is_not()
    {
        _links.AddVeth("sdna", "eth0", 1400, _container);
        _links.AddAddress(_links.IndexOf("sdna"), IPAddress.Parse("10.64.0.1"), 24);
        _links.SetUp(_links.IndexOf("sdna"));
        var index = _inside.IndexOf("eth0");
        _inside.AddAddress(index, IPAddress.Parse("10.64.0.2"), 24);
        _inside.SetUp(index);
        await In(_container, "ip neigh replace 10.64.0.1 lladdr 0a:00:00:00:00:99 nud stale dev eth0");

        Assert.True(_inside.ProbeNeighbour(new NextHop(index, IPAddress.Parse("10.64.0.1"))));
        Assert.False(_inside.ProbeNeighbour(new NextHop(index, IPAddress.Parse("10.64.0.77"))));
        Assert.Matches("PROBE|REACHABLE|DELAY", await In(_container, "ip neigh show 10.64.0.1"));
    }

    static NetworkNamespace NewNamespace()
    {
        NetworkNamespace? made = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            if (Libc.Unshare(Libc.CloneNewNetwork) < 0)
                failure = new InvalidOperationException("cannot make a network namespace (run as root): " + Marshal.GetLastPInvokeErrorMessage());
            else
                made = NetworkNamespace.Open("/proc/thread-self/ns/net");
        });
        thread.Start();
        thread.Join();
        return made ?? throw failure!;
    }

    static async Task<string> In(NetworkNamespace ns, string command)
    {
        var result = await Machine.Run("nsenter", [$"--net=/proc/{Environment.ProcessId}/fd/{ns.Handle.DangerousGetHandle()}", "sh", "-c", command]);
        Assert.True(result.ExitCode == 0, $"{command}: {result.Error}");
        return result.Output;
    }
}
