namespace Sdn.Lab.Tests;

/// <summary>Forwarding outlives the death of every program, and what was lost comes back.</summary>
[Collection(SharedLab.Name)]
public sealed class RestartTests(LabFixture lab)
{
    [Fact]
    public async Task Killing_and_restarting_the_controller_loses_no_packet_and_changes_no_flow()
    {
        await using var ping = lab.StartIn("d1", "cameras1", "ping", "-i", "0.05", await lab.AddressOf("d2", "cameras2"));
        await ping.WaitForOutput("seq=5", TimeSpan.FromSeconds(20));

        await lab.Service("stop", "ctl", "controller", "KILL");
        await lab.Service("start", "ctl", "controller");
        await Ready();
        var changes = await Task.WhenAll(LabFixture.Devices.Select(FlowChangesSent));
        await lab.Docker("d1", "exec", "cameras1", "killall", "-INT", "ping");
        var result = await ping.WaitForExit(TimeSpan.FromSeconds(20));

        Assert.Contains(" 0% packet loss", result.Output, StringComparison.Ordinal);
        Assert.Equal([0, 0, 0], changes);
    }

    [Fact]
    public async Task A_restarted_open_vswitch_is_healed()
    {
        await lab.Service("stop", "d2", "ovs-vswitchd", "KILL");
        await lab.Service("start", "d2", "ovs-vswitchd");
        await Ready();

        await LabFixture.Until("cameras2 is reached again", async () =>
            await lab.Reaches("d1", "cameras1", await lab.AddressOf("d2", "cameras2")));
        Assert.True(await lab.Reaches("d3", "meters3", await lab.AddressOf("d2", "meters2")));
        Assert.False(await lab.Reaches("d1", "cameras1", await lab.AddressOf("d2", "meters2")));
    }

    [Fact]
    public async Task A_restarted_agent_knows_its_networks_and_its_containers()
    {
        await lab.Service("stop", "d3", "agent", "KILL");
        await lab.Service("start", "d3", "agent");

        await lab.RunContainer("d3", "cameras", "later");
        Assert.True(await lab.Reaches("d1", "cameras1", await lab.AddressOf("d3", "later")));
        Assert.True(await lab.Reaches("d1", "cameras1", await lab.AddressOf("d3", "cameras3")));
        await lab.Docker("d3", "rm", "-f", "later");
    }

    [Fact]
    public async Task Without_a_controller_a_container_is_refused_within_five_seconds_and_with_a_reason()
    {
        await lab.Docker("d1", "create", "--name", "refused", "--network", "cameras", "sdn-lab");
        await lab.Service("stop", "ctl", "controller", "KILL");
        var started = TimeProvider.System.GetTimestamp();

        var result = await lab.TryDocker("d1", "start", "refused");

        var took = TimeProvider.System.GetElapsedTime(started);
        await lab.Service("start", "ctl", "controller");
        await Ready();
        await lab.Docker("d1", "rm", "-f", "refused");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("controller", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(took.TotalSeconds, 0, 10); // 5 s are the agent's; the rest is docker's and this machine's
    }

    /// <summary>Waits until every device has what it should have.</summary>
    Task Ready() => LabFixture.Until("all devices are ready", async () =>
        (await lab.SdnctlJson("device", "list")).EnumerateArray()
            .Count(device => device.GetProperty("status").GetProperty("state").GetString() == "DEVICE_STATE_READY") == LabFixture.Devices.Length);

    async Task<long> FlowChangesSent(string device)
    {
        var status = (await lab.SdnctlJson("device", "get", device)).GetProperty("status");
        return status.TryGetProperty("flowChangesSent", out var sent)
            ? long.Parse(sent.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
    }
}
