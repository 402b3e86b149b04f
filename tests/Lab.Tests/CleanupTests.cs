namespace Sdn.Lab.Tests;

/// <summary>What docker takes away is gone from controller, database and switch.</summary>
[Collection(SharedLab.Name)]
public sealed class CleanupTests(LabFixture lab)
{
    [Fact]
    public async Task Removing_a_docker_network_leaves_no_port_and_no_flow_of_the_application()
    {
        await lab.Sdnctl("application", "create", "brief", "--encapsulation", "gre", "--key", "4242");
        foreach (var device in new[] { "d1", "d3" })
        {
            await lab.CreateNetwork(device, "brief");
            await lab.RunContainer(device, "brief", "brief" + device[1..]);
        }

        Assert.Contains("gr4242", await lab.Exec("d1", "ovs-vsctl", "list-ports", "br-int"), StringComparison.Ordinal);
        foreach (var device in new[] { "d1", "d3" })
        {
            await lab.Docker(device, "rm", "-f", "brief" + device[1..]);
            await lab.Docker(device, "network", "rm", "brief");
        }

        await lab.Sdnctl("wait");
        var number = (await lab.SdnctlJson("application", "get", "brief")).GetProperty("status").GetProperty("number").GetUInt32();
        Assert.DoesNotContain("gr4242", await lab.Exec("d1", "ovs-vsctl", "list-ports", "br-int"), StringComparison.Ordinal);
        Assert.DoesNotContain($"metadata=0x{number:x}", await lab.Exec("d1", "ovs-ofctl", "-O", "OpenFlow15", "dump-flows", "br-int"), StringComparison.Ordinal);
        Assert.Empty((await lab.SdnctlJson("endpoint", "list", "--application", "brief")).EnumerateArray());
        await lab.Sdnctl("application", "delete", "brief");
    }

    [Fact]
    public async Task A_container_with_only_a_label_is_attached_and_detached()
    {
        await lab.Docker("d1", "run", "-d", "--name", "labelled", "--network", "none", "--label", "sdn.application=cameras", "sdn-lab");

        await LabFixture.Until("the labelled container reaches its application", async () =>
            await lab.Reaches("d1", "labelled", await lab.AddressOf("d2", "cameras2")));
        await lab.Docker("d1", "rm", "-f", "labelled");

        await LabFixture.Until("its endpoint is gone", async () =>
            (await lab.SdnctlJson("endpoint", "list", "--device", "d1", "--application", "cameras")).GetArrayLength() == 1);
    }
}
