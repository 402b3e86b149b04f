using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Sdn.Api;
using Sdn.Controller.Devices;
using Sdn.OpenFlow;

namespace Sdn.Controller.Tests;

public sealed class DeviceTests : IAsyncLifetime
{
    RunningController _controller = null!;

    public async ValueTask InitializeAsync() => _controller = await RunningController.Start();

    public ValueTask DisposeAsync() => _controller.DisposeAsync();

    [Fact]
    public async Task A_new_device_has_its_id_as_system_id_and_is_disconnected()
    {
        var device = await _controller.Devices.CreateDeviceAsync(new() { DeviceId = "d1", Device = new() { Spec = new() { VtepAddress = "192.0.2.1" } } });

        Assert.Equal(("d1", 1500u, DeviceState.Disconnected, 1ul), (device.Spec.SystemId, device.Spec.UnderlayMtu, device.Status.State, device.Revision));
        Assert.NotEmpty(device.Uid);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var refused = await Refused.By(async () => await _controller.Devices.CreateDeviceAsync(new() { DeviceId = "-d", Device = new() { Spec = new() { SystemId = "a b", VtepAddress = "127.0.0.1", UnderlayMtu = 70_000 } } }));

        Assert.Equal(["device.spec.system_id", "device.spec.underlay_mtu", "device.spec.vtep_address", "device_id"], refused.Fields);
    }

    [Theory]
    [InlineData("d1", "d2", "192.0.2.2", "NAME_IN_USE")]
    [InlineData("d2", "d1", "192.0.2.2", "SYSTEM_ID_IN_USE")]
    [InlineData("d2", "d2", "192.0.2.1", "VTEP_ADDRESS_IN_USE")]
    public async Task What_another_device_has_is_refused(string id, string systemId, string vtep, string reason)
    {
        await _controller.AddDevices("d1");

        var refused = await Refused.By(async () => await _controller.Devices.CreateDeviceAsync(new() { DeviceId = id, Device = new() { Spec = new() { SystemId = systemId, VtepAddress = vtep } } }));

        Assert.Equal((StatusCode.AlreadyExists, reason), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task A_system_id_cannot_change_and_a_tunnel_address_can()
    {
        await _controller.AddDevices("d1");

        var refused = await Refused.By(async () => await _controller.Devices.UpdateDeviceAsync(new() { Device = new() { Name = "devices/d1", Spec = new() { SystemId = "x", VtepAddress = "192.0.2.1" } } }));
        var updated = await _controller.Devices.UpdateDeviceAsync(new() { Device = new() { Name = "devices/d1", Spec = new() { VtepAddress = "2001:DB8::1" } } });

        Assert.Equal(["device.spec.system_id"], refused.Fields);
        Assert.Equal(("d1", "2001:db8::1"), (updated.Spec.SystemId, updated.Spec.VtepAddress));
    }

    [Fact]
    public async Task A_device_in_use_is_deleted_only_by_force()
    {
        await _controller.AddDevices("d1");
        await _controller.AddApplication("a");
        await _controller.Attach("e1", "d1", "a");

        var refused = await Refused.By(async () => await _controller.Devices.DeleteDeviceAsync(new() { Name = "devices/d1" }));
        var forced = await _controller.Devices.DeleteDeviceAsync(new() { Name = "devices/d1", Force = true });
        var endpoints = await _controller.Endpoints.ListEndpointsAsync(new());

        Assert.Equal((StatusCode.FailedPrecondition, "ENDPOINTS_ATTACHED"), (refused.Code, refused.Reason));
        Assert.Equal(4ul, forced.Revision);
        Assert.Empty(endpoints.Endpoints);
    }

    [Fact]
    public async Task Waiting_for_a_revision_names_who_lags_and_who_is_not_there()
    {
        await _controller.AddDevices("d1", "d2", "d3");
        _controller.Sessions.Stall("d2", "");
        _controller.Sessions.Disconnect("d3");

        var answer = await _controller.Devices.WaitForRevisionAsync(new() { Devices = { "devices/d1", "devices/d2", "devices/d3" } });
        var refused = await Refused.By(async () => await _controller.Devices.WaitForRevisionAsync(new() { Revision = 4, Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(601)) }));

        Assert.Equal(3ul, answer.Revision);
        Assert.Equal(["devices/d2"], answer.LaggingDevices);
        Assert.Equal(["devices/d3"], answer.DisconnectedDevices);
        Assert.Equal(["revision", "timeout"], refused.Fields);
    }

    [Fact]
    public async Task Flows_are_told_apart_by_what_is_desired_and_whose_they_are()
    {
        await _controller.AddDevices("d1");
        var desired = Pipeline.Planner.Plan(Pipeline.Fleet.Empty.Put(new Pipeline.FleetDevice("d1", 1, System.Net.IPAddress.Parse("192.0.2.1"), 1500)), "d1").Flows.ToList();
        var changed = new Flow(desired[1].Table, desired[1].Priority, desired[1].Match, [], desired[1].Cookie ^ 1);
        _controller.Sessions.Install(
            "d1",
            new InstalledFlow(desired[0], 7, 420),
            new InstalledFlow(changed, 0, 0),
            new InstalledFlow(new Flow(0, 1, new Match(), [], Pipeline.Cookies.Owner), 0, 0),
            new InstalledFlow(new Flow(0, 2, new Match(), [], 0), 0, 0));

        var flows = new List<DumpFlowsResponse>();
        using var call = _controller.Devices.DumpFlows(new() { Name = "devices/d1" });
        while (await call.ResponseStream.MoveNext(default))
            flows.Add(call.ResponseStream.Current);

        Assert.Equal((FlowState.Installed, 7ul, 420ul), (flows[0].State, flows[0].PacketCount, flows[0].ByteCount));
        Assert.Equal(FlowState.Different, flows[1].State);
        Assert.NotEqual(flows[1].Flow, flows[1].InstalledFlow);
        Assert.All(flows[2..^2], f => Assert.Equal(FlowState.Missing, f.State));
        Assert.Equal((FlowState.Stale, FlowState.Foreign), (flows[^2].State, flows[^1].State));
        Assert.Equal("Classify", flows[^1].TableName);
    }

    [Fact]
    public async Task Flows_of_a_device_that_is_not_connected_cannot_be_read()
    {
        await _controller.AddDevices("d1");
        _controller.Sessions.Disconnect("d1");

        var refused = await Refused.By(async () => await _controller.Devices.DumpFlows(new() { Name = "devices/d1" }).ResponseStream.MoveNext(default));

        Assert.Equal((StatusCode.Unavailable, "DEVICE_NOT_CONNECTED"), (refused.Code, refused.Reason));
    }
}
