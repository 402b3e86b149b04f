using Grpc.Core;
using Sdn.Api;
using Sdn.Controller.Devices;
using Sdn.OpenFlow;
using Sdn.Pipeline;

namespace Sdn.Controller.Tests;

public sealed class TunnelTests : IAsyncLifetime
{
    RunningController _controller = null!;

    public async ValueTask InitializeAsync()
    {
        _controller = await RunningController.Start();
        await _controller.AddDevices("d1", "d2", "d3");
        await _controller.AddApplication("cameras");
        await _controller.AddApplication("meters", new() { Encapsulation = Encapsulation.Gre });
        await _controller.Attach("e1", "d1", "cameras");
        await _controller.Attach("e2", "d2", "cameras");
        await _controller.Attach("e3", "d3", "meters");
    }

    public ValueTask DisposeAsync() => _controller.DisposeAsync();

    [Fact]
    public async Task Tunnels_join_the_devices_of_an_application_and_those_that_a_policy_adds()
    {
        var alone = await List();
        await _controller.Policies.CreatePolicyAsync(new() { PolicyId = "p", Policy = new() { Spec = new() { Application = "applications/meters", Rules = { new PolicyRule { Peers = { new PolicyPeer { Application = "applications/cameras" } } } } } } });
        var joined = await List();

        Assert.Equal(["cameras~d1~d2", "cameras~d2~d1"], alone);
        Assert.Equal(
            ["cameras~d1~d2", "cameras~d1~d3", "cameras~d2~d1", "cameras~d2~d3", "cameras~d3~d1", "cameras~d3~d2", "meters~d1~d3", "meters~d2~d3", "meters~d3~d1", "meters~d3~d2"],
            joined);
    }

    [Fact]
    public async Task A_tunnel_tells_how_it_stands()
    {
        GetTunnelRequest get = new() { Name = "tunnels/cameras~d1~d2" };
        var up = await _controller.Tunnels.GetTunnelAsync(get);
        _controller.Sessions.Stall("d2", "");
        var pending = await _controller.Tunnels.GetTunnelAsync(get);
        _controller.Sessions.FailPort("d2", "vx100", "could not add network device vx100 to ofproto (Address already in use)");
        var failed = await _controller.Tunnels.GetTunnelAsync(get);
        _controller.Sessions.Disconnect("d2");
        var unknown = await _controller.Tunnels.GetTunnelAsync(get);
        var gone = await Refused.By(async () => await _controller.Tunnels.GetTunnelAsync(new() { Name = "tunnels/cameras~d1~d3" }));

        Assert.Equal(
            (TunnelState.Up, "vxlan", 100u, "vx100", "192.0.2.1", "192.0.2.2"),
            (up.Status.State, up.Status.Encapsulation, up.Status.Key, up.Status.Port, up.Status.LocalAddress, up.Status.RemoteAddress));
        Assert.Equal((TunnelState.Pending, TunnelState.Failed, TunnelState.Unknown), (pending.Status.State, failed.Status.State, unknown.Status.State));
        Assert.Equal("could not add network device vx100 to ofproto (Address already in use)", failed.Status.Error);
        Assert.Equal((StatusCode.NotFound, "TUNNEL_NOT_FOUND"), (gone.Code, gone.Reason));
    }

    [Fact]
    public async Task Counters_are_those_of_the_flows_that_encapsulate_and_admit()
    {
        var cameras = new FleetApplication("cameras", 1, TunnelType.Vxlan, 100, null, null, MacAddress.Parse("02:00:00:00:00:01"), 1450, true);
        var peer = new FleetDevice("d2", 2, System.Net.IPAddress.Parse("192.0.2.2"), 1500);
        _controller.Sessions.Install("d1", Counted(TunnelFlows.Encapsulate(cameras, peer), 3, 300), Counted(TunnelFlows.Admit(cameras, peer), 5, 500));

        var tunnel = await _controller.Tunnels.GetTunnelAsync(new() { Name = "tunnels/cameras~d1~d2" });

        Assert.Equal((3ul, 300ul, 5ul, 500ul), (tunnel.Status.SentPackets, tunnel.Status.SentBytes, tunnel.Status.ReceivedPackets, tunnel.Status.ReceivedBytes));
    }

    [Fact]
    public async Task A_watch_tells_tunnels_that_change_and_go()
    {
        using var watch = _controller.Tunnels.WatchTunnels(new() { Device = "devices/d1" });
        Assert.Equal("tunnels/cameras~d1~d2", (await Next(watch)).Tunnel.Name);
        Assert.True((await Next(watch)).SnapshotComplete);

        _controller.Sessions.Disconnect("d2");
        Assert.Equal(TunnelState.Unknown, (await Next(watch)).Tunnel.Status.State);
        await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/e2" });
        Assert.Equal("tunnels/cameras~d1~d2", (await Next(watch)).Deleted);
    }

    static InstalledFlow Counted(FlowKey key, ulong packets, ulong bytes) => new(new(key.Table, key.Priority, key.Match, []), packets, bytes);

    static async Task<WatchTunnelsResponse> Next(AsyncServerStreamingCall<WatchTunnelsResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(default));
        return watch.ResponseStream.Current;
    }

    async Task<string[]> List()
    {
        var names = new List<string>();
        var token = "";
        do
        {
            var page = await _controller.Tunnels.ListTunnelsAsync(new() { PageSize = 3, PageToken = token });
            names.AddRange(page.Tunnels.Select(t => t.Name["tunnels/".Length..]));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return [.. names];
    }
}
