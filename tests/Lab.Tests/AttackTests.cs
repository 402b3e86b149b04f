using System.Globalization;

namespace Sdn.Lab.Tests;

/// <summary>What a hostile container or device sends is dropped where it enters, and counted with its reason.</summary>
[Collection(SharedLab.Name)]
public sealed class AttackTests(LabFixture lab)
{
    // The drop reasons of src/README.md, as table Drop matches them.
    const string
        NotAMember = "reg0=0x20000/0xff0000",
        SpoofedMac = "reg0=0x90000/0xff0000",
        SpoofedArp = "reg0=0xa0000/0xff0000",
        SpoofedNd = "reg0=0xb0000/0xff0000",
        SpoofedIp = "reg0=0xc0000/0xff0000";

    [Fact]
    public async Task A_spoofed_ip_address_is_dropped_and_counted()
    {
        var subnet = await Subnet("cameras");
        var dropped = await Dropped(SpoofedIp);

        // The neighbour is known already: a spoofed address asked with ARP would be dropped as that.
        Assert.True(await lab.Reaches("d1", "cameras1", await lab.AddressOf("d2", "cameras2")));
        await Shell($"ip addr add {subnet}.200/24 dev eth0; ping -c 2 -i 0.2 -W 1 -I {subnet}.200 {await lab.AddressOf("d2", "cameras2")}; ip addr del {subnet}.200/24 dev eth0");

        await LabFixture.Until("the packets are counted", async () => await Dropped(SpoofedIp) > dropped);
    }

    [Fact]
    public async Task A_spoofed_mac_address_is_dropped_and_counted()
    {
        var dropped = await Dropped(SpoofedMac);

        await Shell($"""
            mac=$(cat /sys/class/net/eth0/address)
            ip link set eth0 address 02:00:00:00:be:ef
            ping -c 2 -i 0.2 -W 1 {await lab.AddressOf("d2", "cameras2")}
            ip link set eth0 address $mac
            """);

        await LabFixture.Until("the packets are counted", async () => await Dropped(SpoofedMac) > dropped);
        await LabFixture.Until("the true address is heard again", async () =>
            await lab.Reaches("d1", "cameras1", await lab.AddressOf("d2", "cameras2")));
    }

    [Fact]
    public async Task A_spoofed_arp_is_dropped_and_counted()
    {
        var subnet = await Subnet("cameras");
        var dropped = await Dropped(SpoofedArp);

        await Shell($"ip addr add {subnet}.201/24 dev eth0; arping -U -c 2 -w 3 -I eth0 {subnet}.201; ip addr del {subnet}.201/24 dev eth0");

        await LabFixture.Until("the packets are counted", async () => await Dropped(SpoofedArp) > dropped);
    }

    [Fact]
    public async Task A_spoofed_neighbour_discovery_is_dropped_and_counted()
    {
        var address = await lab.AddressOf("d1", "cameras1", ipv6: true);
        var foreign = address[..address.LastIndexOf(':')] + ":beef";
        var dropped = await Dropped(SpoofedNd);

        // Duplicate address detection asks for the address that the container gives itself.
        await Shell($"ip -6 addr add {foreign}/64 dev eth0");
        await LabFixture.Until("the solicitation is counted", async () => await Dropped(SpoofedNd) > dropped);

        await Shell($"ip -6 addr del {foreign}/64 dev eth0");
    }

    [Fact]
    public async Task A_device_that_is_no_member_cannot_inject_into_an_application()
    {
        await lab.Sdnctl("application", "create", "private", "--encapsulation", "vxlan");
        foreach (var device in new[] { "d1", "d2" })
        {
            await lab.CreateNetwork(device, "private");
            await lab.RunContainer(device, "private", "private" + device[1..]);
        }

        var vni = (await lab.SdnctlJson("application", "get", "private")).GetProperty("status").GetProperty("key").GetUInt32();
        var dropped = await Dropped(NotAMember);
        await Inject("d3", "192.0.2.11", vni);
        await LabFixture.Until("the injected packet is counted", async () => await Dropped(NotAMember) > dropped);

        Assert.True(await lab.Reaches("d1", "private1", await lab.AddressOf("d2", "private2")));
        foreach (var device in new[] { "d1", "d2" })
        {
            await lab.Docker(device, "rm", "-f", "private" + device[1..]);
            await lab.Docker(device, "network", "rm", "private");
        }

        await lab.Sdnctl("application", "delete", "private");
    }

    /// <summary>Sends VXLAN (RFC 7348 section 5) with an Ethernet frame in it from a device's own address.</summary>
    async Task Inject(string device, string vtep, uint vni)
    {
        var key = string.Concat(vni.ToString("x6", CultureInfo.InvariantCulture).Chunk(2).Select(part => $"\\x{new string(part)}"));
        var frame = $"\\x08\\x00\\x00\\x00{key}\\x00\\x02\\x00\\x00\\x00\\x00\\x01\\x02\\x00\\x00\\x00\\x66\\x66\\x08\\x00" +
            string.Concat(Enumerable.Repeat("\\x00", 46));
        for (var sent = 0; sent < 3; sent++)
            await lab.Exec(device, "bash", "-c", $"printf '{frame}' >/dev/udp/{vtep}/4789");
    }

    async Task Shell(string script) => await lab.In("d1", "cameras1", "sh", "-c", script);

    async Task<string> Subnet(string application)
    {
        var subnet = (await lab.SdnctlJson("application", "get", application)).GetProperty("status").GetProperty("ipv4Subnet").GetString()!;
        return subnet[..subnet.LastIndexOf('.')];
    }

    /// <summary>Packets that d1 has dropped for a reason, which its flow in table Drop counts.</summary>
    Task<long> Dropped(string reason) => lab.Packets("d1", 99, line => line.Contains(reason, StringComparison.Ordinal));
}
