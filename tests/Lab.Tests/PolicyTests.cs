namespace Sdn.Lab.Tests;

/// <summary>A policy opens what it names between applications, and closing it cuts what is open.</summary>
[Collection(SharedLab.Name)]
public sealed class PolicyTests(LabFixture lab)
{
    [Fact]
    public async Task A_policy_opens_one_port_only_and_its_deletion_cuts_even_the_open_connection()
    {
        var address = await lab.AddressOf("d2", "meters2");
        Assert.False(await Connects(address, 8080));
        await lab.Sdnctl("policy", "create", "echo", "--from", "cameras", "--to", "meters", "--protocol", "tcp", "--port", "8080", "--wait");

        Assert.True(await Connects(address, 8080));
        Assert.False(await Connects(address, 9090));
        Assert.False(await lab.Reaches("d1", "cameras1", address));
        await using var open = lab.StartIn("d1", "cameras1", "nc", address, "8080");
        await open.Write("before\n");
        await open.WaitForOutput("before", TimeSpan.FromSeconds(20));
        await lab.Sdnctl("policy", "delete", "echo", "--wait");
        var counted = await EstablishedAreDenied("d1");
        await open.Write("after\n");
        await LabFixture.Until("the open connection's packets are denied", async () => await EstablishedAreDenied("d1") > counted);

        Assert.DoesNotContain("after", open.Output, StringComparison.Ordinal);
        Assert.False(await Connects(address, 8080));
        await lab.Docker("d1", "exec", "cameras1", "killall", "nc");
    }

    /// <summary>Packets that the source device has dropped for the reason egress-policy.</summary>
    Task<long> EstablishedAreDenied(string device) =>
        lab.Packets(device, 99, line => line.Contains("reg0=0x110000/0xff0000", StringComparison.Ordinal));

    async Task<bool> Connects(string address, int port) =>
        (await lab.In("d1", "cameras1", "sh", "-c", $"echo probe | nc -w 2 {address} {port} | grep -q .")).ExitCode == 0;
}
