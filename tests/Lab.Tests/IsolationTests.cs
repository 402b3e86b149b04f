namespace Sdn.Lab.Tests;

/// <summary>Containers reach their own application everywhere, and nothing else.</summary>
[Collection(SharedLab.Name)]
public sealed class IsolationTests(LabFixture lab)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Containers_reach_each_other_within_their_application_and_no_one_else(bool ipv6)
    {
        var unexpected = new List<string>();

        foreach (var from in Containers())
        {
            foreach (var to in Containers().Where(to => to != from))
            {
                var address = await lab.AddressOf(to.Device, to.Name, ipv6);
                var expected = from.Application == to.Application;
                if (await lab.Reaches(from.Device, from.Name, address) != expected)
                    unexpected.Add($"{from.Name} -> {to.Name} ({address}): expected {(expected ? "an answer" : "none")}");
            }
        }

        Assert.Empty(unexpected);
    }

    [Fact]
    public async Task The_first_ping_of_a_new_container_to_another_device_is_answered()
    {
        var address = await lab.AddressOf("d2", "cameras2");

        var first = await lab.Docker("d1", "run", "--rm", "--network", "cameras", "sdn-lab", "ping", "-c", "1", "-W", "2", address);

        Assert.Contains("1 packets received", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tcp_carries_data_and_a_packet_as_large_as_the_mtu_fits_between_devices()
    {
        var address = await lab.AddressOf("d2", "meters2");

        var echo = await lab.In("d1", "meters1", "sh", "-c", $"echo carried | nc -w 2 {address} 8080");
        var large = await lab.In("d1", "meters1", "ping", "-c", "3", "-i", "0.2", "-W", "1", "-s", "1430", address); // 1458 with its headers

        Assert.Equal("carried\n", echo.OrThrow());
        large.OrThrow();
    }

    [Fact]
    public async Task Stopping_and_starting_a_container_keeps_the_others_alive()
    {
        await lab.RunContainer("d2", "cameras", "passing");
        await using var ping = lab.StartIn("d1", "cameras1", "ping", "-i", "0.1", await lab.AddressOf("d2", "cameras2"));
        await ping.WaitForOutput("seq=3", TimeSpan.FromSeconds(20));

        await lab.Docker("d2", "stop", "-t", "1", "passing");
        await lab.Docker("d2", "start", "passing");
        Assert.True(await lab.Reaches("d1", "cameras1", await lab.AddressOf("d2", "passing")));
        await lab.Docker("d2", "rm", "-f", "passing");
        await lab.Docker("d1", "exec", "cameras1", "killall", "-INT", "ping");
        var result = await ping.WaitForExit(TimeSpan.FromSeconds(20));

        Assert.Contains(" 0% packet loss", result.Output, StringComparison.Ordinal);
    }

    static IEnumerable<(string Device, string Application, string Name)> Containers() =>
        from device in LabFixture.Devices
        from application in LabFixture.Applications
        select (device, application, LabFixture.NameOf(application, device));
}
