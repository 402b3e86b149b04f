using System.Diagnostics;
using Grpc.Core;
using Sdn.Api;

namespace Sdn.Controller.Tests.Devices;

public sealed class PortTests : IAsyncLifetime
{
    LiveController _controller = null!;
    OvsDevice _device = null!;

    public async ValueTask InitializeAsync()
    {
        _controller = await LiveController.Start(("Devices:AuditIntervalSeconds", "1"));
        try
        {
            _device = await _controller.AddDevice("d1");
            await _controller.AddApplication("cameras");
            await _controller.WaitReady("d1");
        }
        catch
        {
            await DisposeAsync(); // xunit does not, where this fails
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _controller.DisposeAsync();
        if (_device is not null)
            await _device.DisposeAsync();
    }

    [Fact]
    public async Task Attach_makes_port_and_flows_and_detach_takes_them_away()
    {
        await _device.AddInterface("v1");
        var before = await _device.Flows();

        var attached = await _controller.Attach("e1", "d1", "cameras", "v1");
        var port = await _device.Vsctl("get", "Interface", "v1", "ofport", "ofport_request", "external_ids");
        var states = await _controller.CountFlows("d1");
        var during = await _device.Flows();
        await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/e1" });

        Assert.True(attached.Endpoint.Status.IsRealized);
        Assert.Equal("32768\n32768\n{sdn-application=cameras, sdn-endpoint=e1, sdn-owner=sdn-controller}", port);
        Assert.Equal([FlowState.Installed], states.Keys);
        Assert.True(during.Length > before.Length);
        Assert.Equal("", await _device.Vsctl("list-ports", "br-int"));
        Assert.Equal(before, await _device.Flows());
    }

    [Fact]
    public async Task What_is_not_ours_stays_as_it_is()
    {
        await _device.Vsctl("add-port", "br-int", "foreign0", "--", "set", "Interface", "foreign0", "type=internal", "external_ids:who=me");
        await _device.Ofctl("add-flow", "table=0,priority=7,in_port=9,actions=NORMAL");
        await _device.Ofctl("add-flow", "cookie=0x12,table=200,priority=1,actions=learn(table=201,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])");
        await _device.AddInterface("v1");

        await _controller.Attach("e1", "d1", "cameras", "v1");
        await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/e1" });
        await MendsAfter("del-flows", "table=99");

        var flows = await _device.Flows();
        Assert.Contains(flows, flow => flow.Contains("priority=7,in_port=9 actions=NORMAL", StringComparison.Ordinal));
        Assert.Contains(flows, flow => flow.Contains("cookie=0x12", StringComparison.Ordinal));
        Assert.Equal("foreign0", await _device.Vsctl("list-ports", "br-int"));
        Assert.Equal("{who=me}", await _device.Vsctl("get", "Interface", "foreign0", "external_ids"));
    }

    [Theory]
    [InlineData("del-flows", "table=99")]
    [InlineData("mod-flows", "table=40,actions=drop")]
    [InlineData("del-flows", "")]
    [InlineData("add-flow", "cookie=0x15d0000000000,table=45,priority=77,actions=drop")]
    public async Task A_flow_that_people_change_is_mended_by_the_audit(string command, string flow)
    {
        var before = await _device.Flows();

        await MendsAfter(command, flow);

        Assert.Equal(before, await _device.Flows());
    }

    [Fact]
    public async Task A_port_that_cannot_be_made_is_said_at_once_in_the_switchs_own_words_and_leaves_nothing()
    {
        await _device.AddInterface("v1");
        await _controller.Attach("e1", "d1", "cameras", "v1");
        var flows = await _device.Flows();

        var watch = Stopwatch.StartNew();
        var refused = await Assert.ThrowsAsync<RpcException>(() => _controller.Attach("e2", "d1", "cameras", "nothere"));
        var took = watch.Elapsed;
        var endpoints = await _controller.Endpoints.ListEndpointsAsync(new());
        var revision = (await _controller.Devices.WaitForRevisionAsync(new() { Devices = { "devices/d1" } })).Revision;
        var status = (await _controller.Wait("d1", status => status.RealizedRevision >= revision)).Status;

        Assert.Equal(
            (StatusCode.Aborted, "device d1 refused endpoints/e2: port nothere: could not open network device nothere (No such device)"),
            (refused.StatusCode, refused.Status.Detail));
        Assert.True(took < TimeSpan.FromSeconds(5), $"took {took}");
        Assert.Equal(["endpoints/e1"], endpoints.Endpoints.Select(e => e.Name));
        Assert.Equal((DeviceState.Ready, ""), (status.State, status.LastError));
        Assert.Equal("v1", await _device.Vsctl("list-ports", "br-int"));
        Assert.Equal(flows, await _device.Flows());

        await _device.AddInterface("nothere");
        var attached = await _controller.Attach("e2", "d1", "cameras", "nothere");
        Assert.True(attached.Endpoint.Status.IsRealized);
    }

    [Fact]
    public async Task A_port_that_is_gone_after_a_restart_leaves_the_device_ready_for_others_and_comes_back()
    {
        await _device.AddInterface("v1");
        await _device.AddInterface("v2");
        await _controller.Attach("e1", "d1", "cameras", "v1");

        await _device.KillSwitch();
        await _device.DeleteInterface("v1");
        await _device.StartSwitch();
        var broken = await _controller.Wait("d1", status => status.LastError.Length > 0);
        var endpoint = await _controller.Endpoints.GetEndpointAsync(new() { Name = "endpoints/e1" });
        await _controller.Attach("e2", "d1", "cameras", "v2");
        await _device.AddInterface("v1");
        var again = await _controller.Attach("e1", "d1", "cameras", "v1");

        Assert.Equal((DeviceState.Ready, "port v1: could not open network device v1 (No such device)"), (broken.Status.State, broken.Status.LastError));
        Assert.False(endpoint.Status.IsRealized);
        Assert.True(again.Endpoint.Status.IsRealized);
        Assert.Equal("32768", await _device.Vsctl("get", "Interface", "v1", "ofport"));
    }

    [Fact]
    public async Task An_OpenFlow_port_that_another_port_holds_is_said()
    {
        await _device.Vsctl("add-port", "br-int", "foreign0", "--", "set", "Interface", "foreign0", "type=internal", "ofport_request=32768");
        await _device.AddInterface("v1");

        var refused = await Assert.ThrowsAsync<RpcException>(() => _controller.Attach("e1", "d1", "cameras", "v1"));

        Assert.Matches("^device d1 refused endpoints/e1: port v1: OpenFlow port 32768 was asked for and [0-9]+ given; another port holds it$", refused.Status.Detail);
        Assert.Equal("foreign0", await _device.Vsctl("list-ports", "br-int"));
    }

    [Theory]
    [InlineData("br-int")]
    [InlineData("foreign0")]
    [InlineData("elsewhere0")]
    public async Task A_name_that_a_foreign_port_has_is_refused_and_costs_nobody_else(string name)
    {
        await _device.Vsctl("add-port", "br-int", "foreign0", "--", "set", "Interface", "foreign0", "type=internal");
        await _device.Vsctl("add-br", "br-else", "--", "set", "Bridge", "br-else", "datapath_type=netdev", "--", "add-port", "br-else", "elsewhere0", "--", "set", "Interface", "elsewhere0", "type=internal");
        await _device.AddInterface("v1");

        var refused = await Assert.ThrowsAsync<RpcException>(() => _controller.Attach("e1", "d1", "cameras", name));
        var attached = await _controller.Attach("e2", "d1", "cameras", "v1");

        Assert.Equal($"device d1 refused endpoints/e1: port {name}: the device has a port of that name which is not the controller's", refused.Status.Detail);
        Assert.True(attached.Endpoint.Status.IsRealized);
        Assert.Equal("internal\n[]", await _device.Vsctl("get", "Interface", name, "type", "ofport_request"));
    }

    [Fact]
    public async Task Attach_waits_for_a_switch_that_is_down()
    {
        await _device.AddInterface("v1");
        await _device.KillSwitch();
        await _controller.Wait("d1", status => status.State == DeviceState.Connecting);

        var attaching = _controller.Attach("e1", "d1", "cameras", "v1");
        await _controller.Log.Wait("OVSDB operations committed");
        Assert.False(attaching.IsCompleted);
        await _device.StartSwitch();

        Assert.True((await attaching).Endpoint.Status.IsRealized);
    }

    /// <summary>Changes flows by hand and waits until the audit has sent something.</summary>
    async Task MendsAfter(string command, string flow)
    {
        var sent = (await _controller.Devices.GetDeviceAsync(new() { Name = "devices/d1" })).Status.FlowChangesSent;
        await _device.Ofctl(command, flow);
        await _controller.Wait("d1", status => status.FlowChangesSent > sent);
    }
}
