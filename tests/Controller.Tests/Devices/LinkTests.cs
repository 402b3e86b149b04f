using System.Diagnostics;
using Sdn.Api;

namespace Sdn.Controller.Tests.Devices;

public sealed class LinkTests
{
    [Fact]
    public async Task A_device_that_connects_gets_its_bridge_and_its_flows()
    {
        await using var controller = await LiveController.Start();
        await using var device = await controller.AddDevice("d1");

        var ready = await controller.WaitReady("d1");

        Assert.Equal(
            ("netdev", "", 1ul, 1ul, ""),
            (ready.Status.DatapathType, ready.Status.OvsVersion, ready.Status.DesiredRevision, ready.Status.RealizedRevision, ready.Status.LastError));
        Assert.StartsWith(device.Address, ready.Status.PeerAddress, StringComparison.Ordinal);
        Assert.Equal("[OpenFlow15]", await device.Vsctl("get", "Bridge", "br-int", "protocols"));
        Assert.Equal("secure\nnetdev\n{disable-in-band=\"true\"}\n{sdn-owner=sdn-controller}", await device.Vsctl("get", "Bridge", "br-int", "fail_mode", "datapath_type", "other_config", "external_ids"));
        Assert.Equal($"\"{ready.Status.DatapathId}\"", await device.Vsctl("get", "Bridge", "br-int", "datapath_id"));
        Assert.Equal($"tcp:{device.ControllerAddress}:{controller.OpenFlowPort}", await device.Vsctl("get-controller", "br-int"));
        Assert.Contains("table=TunnelAdmit, ", await device.Ofctl("dump-flows"), StringComparison.Ordinal);
        Assert.Equal([FlowState.Installed], (await controller.CountFlows("d1")).Keys);
        Assert.Equal((int)ready.Status.FlowCount, (await device.Flows()).Length);
    }

    [Fact]
    public async Task What_people_change_on_the_bridge_is_set_right_at_once()
    {
        await using var controller = await LiveController.Start();
        await using var device = await controller.AddDevice("d1");
        await controller.WaitReady("d1");

        await device.Vsctl("--no-wait", "set", "Bridge", "br-int", "fail_mode=standalone", "protocols=OpenFlow10", "other_config={}", "flow_tables={}", "--", "del-controller", "br-int");

        await device.Vsctl("wait-until", "Bridge", "br-int", "fail_mode=secure", "other_config:disable-in-band=true", "controller!=[]", "flow_tables!={}");
        Assert.Equal("[OpenFlow10, OpenFlow15]", await device.Vsctl("get", "Bridge", "br-int", "protocols"));
        await controller.WaitReady("d1");
    }

    [Fact]
    public async Task A_device_whose_database_gets_another_schema_is_looked_after_as_before()
    {
        await using var controller = await LiveController.Start();
        await using var device = await controller.AddDevice("d1");
        await controller.WaitReady("d1");

        await device.ConvertDatabase(schema => schema.Replace("\"protocols\":", "\"column_of_a_later_version\": {\"type\": \"integer\"}, \"protocols\":", StringComparison.Ordinal));
        await device.Vsctl("--no-wait", "set", "Bridge", "br-int", "fail_mode=standalone");

        await device.Vsctl("wait-until", "Bridge", "br-int", "fail_mode=secure");
        await controller.WaitReady("d1");
        Assert.Single(controller.Log.All, line => line.Contains("OVSDB connected", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("del-flows", "table=PortSecurity")]
    [InlineData("mod-flows", "table=Forward actions=drop")]
    [InlineData("add-flow", "table=Forward,priority=0,cookie=0x77 actions=NORMAL")]
    [InlineData("add-flow", "table=Forward,priority=7,cookie=0x15d0000000000 actions=drop")]
    [InlineData("del-groups")]
    public async Task Flows_that_somebody_else_changes_are_mended_without_an_audit(string command, params string[] arguments)
    {
        await using var controller = await LiveController.Start(("Devices:AuditIntervalSeconds", "86400"));
        await using var device = await controller.AddDevice("d1");
        await controller.AddApplication("cameras");
        await controller.WaitReady("d1");
        await device.AddInterface("v1");
        await controller.Attach("e1", "d1", "cameras", "v1");
        var before = await device.Flows();

        await device.Ofctl(command, arguments);

        await controller.Log.Wait("somebody else changed flows");
        await controller.Log.Wait("mended");
        Assert.Equal(before, await device.Flows());
    }

    [Fact]
    public async Task A_flow_that_somebody_else_adds_stays_and_costs_no_dump()
    {
        await using var controller = await LiveController.Start(("Devices:AuditIntervalSeconds", "86400"));
        await using var device = await controller.AddDevice("d1");
        await controller.WaitReady("d1");

        await device.Ofctl("add-flow", "table=7,priority=7 actions=drop");
        await device.Ofctl("del-flows", "table=PortSecurity");
        await controller.Log.Wait("mended");

        Assert.Contains(await device.Flows(), flow => flow.Contains("table=7, priority=7", StringComparison.Ordinal));
        Assert.Single(controller.Log.All, line => line.Contains("somebody else changed flows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restart_of_the_controller_changes_no_flow()
    {
        await using var controller = await LiveController.Start();
        await using var device = await controller.AddDevice("d1");
        await controller.WaitReady("d1");
        await controller.AddApplication("cameras");
        await device.AddInterface("v1");
        await controller.Attach("e1", "d1", "cameras", "v1");
        var before = await device.Flows();

        var watch = Stopwatch.StartNew();
        await controller.Restart();
        var stopped = watch.Elapsed;
        var ready = await controller.WaitReady("d1");

        Assert.Equal((0ul, 3ul), (ready.Status.FlowChangesSent, ready.Status.RealizedRevision));
        Assert.Equal(before, await device.Flows());
        Assert.DoesNotContain(controller.Log.All, line => line.Contains("OVSDB operations committed", StringComparison.Ordinal));
        Assert.True(stopped < TimeSpan.FromSeconds(10), $"sessions that do not end held the controller for {stopped}");
    }

    [Fact]
    public async Task A_switch_that_starts_anew_gets_its_flows_back()
    {
        await using var controller = await LiveController.Start();
        await using var device = await controller.AddDevice("d1");
        await controller.WaitReady("d1");
        await controller.AddApplication("cameras");
        await device.AddInterface("v1");
        await controller.Attach("e1", "d1", "cameras", "v1");
        var before = await device.Flows();

        await device.KillSwitch();
        var gone = await controller.Wait("d1", status => status.State == DeviceState.Connecting);
        await device.StartSwitch();
        await controller.WaitReady("d1");

        Assert.Equal(0ul, gone.Status.RealizedRevision);
        Assert.Equal(before, await device.Flows());
        Assert.Equal("32768", await device.Vsctl("get", "Interface", "v1", "ofport"));
    }

    [Fact]
    public async Task A_device_that_is_unknown_is_refused_until_it_is_created()
    {
        await using var controller = await LiveController.Start();
        await using var device = await OvsDevice.Start("d1");
        await device.Manage(controller.OvsdbPort);

        var line = await controller.Log.Wait("refused: no device has system-id d1");
        await controller.Create("d1");

        Assert.StartsWith("Warning OvsdbConnectionHandler: OVSDB connection from " + device.Address, line, StringComparison.Ordinal);
        await controller.WaitReady("d1");
    }

    [Fact]
    public async Task A_second_machine_of_one_system_id_is_refused_while_the_first_answers()
    {
        await using var controller = await LiveController.Start();
        await using var device = await controller.AddDevice("d1");
        var first = await controller.WaitReady("d1");
        await using var impostor = await OvsDevice.Start("d1");

        await impostor.Manage(controller.OvsdbPort);
        await controller.Log.Wait(impostor.Address, "refused: device d1 is connected from " + first.Status.PeerAddress, "two machines have one system-id");
        var still = await controller.Devices.GetDeviceAsync(new() { Name = "devices/d1" });

        Assert.Equal(first.Status, still.Status);
        Assert.Equal("", await impostor.Vsctl("list-br"));
    }

    [Fact]
    public async Task A_half_open_session_is_replaced()
    {
        await using var controller = await LiveController.Start(("Devices:EchoIntervalSeconds", "3600"));
        await using var device = await controller.AddDevice("d1");
        await controller.WaitReady("d1");
        await using var replacement = await OvsDevice.Start("d1");

        await device.Unplug();
        await replacement.Manage(controller.OvsdbPort);
        var ready = await controller.Wait("d1", status => status.State == DeviceState.Ready && status.PeerAddress.StartsWith(replacement.Address, StringComparison.Ordinal));

        Assert.Equal((int)ready.Status.FlowCount, (await replacement.Flows()).Length);
    }

    [Fact]
    public async Task A_switch_whose_datapath_id_no_device_shows_is_refused()
    {
        await using var controller = await LiveController.Start(("Devices:HandshakeTimeoutSeconds", "1"));
        await using var stranger = await OvsDevice.Start("d1");
        await stranger.Vsctl("add-br", "br-int", "--", "set", "Bridge", "br-int", "datapath_type=netdev", "other_config:datapath-id=00000000000000aa", "protocols=OpenFlow15");

        await stranger.Vsctl("set-controller", "br-int", $"tcp:{stranger.ControllerAddress}:{controller.OpenFlowPort}");

        var line = await controller.Log.Wait("refused: no connected device's bridge has datapath id 00000000000000aa");
        Assert.StartsWith("Warning OpenFlowConnectionHandler", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switch_with_another_devices_datapath_id_takes_nothing_from_it()
    {
        await using var controller = await LiveController.Start(("Devices:HandshakeTimeoutSeconds", "2"));
        await using var device = await controller.AddDevice("d1");
        var first = await controller.WaitReady("d1");
        await using var thief = await OvsDevice.Start("d2");
        await thief.Vsctl("add-br", "br-int", "--", "set", "Bridge", "br-int", "datapath_type=netdev", $"other_config:datapath-id={first.Status.DatapathId}", "protocols=OpenFlow15");

        await thief.Vsctl("set-controller", "br-int", $"tcp:{thief.ControllerAddress}:{controller.OpenFlowPort}");
        await controller.Log.Wait("the switch of device d1 is connected from " + device.Address, "two switches have one datapath id");
        var still = await controller.Devices.GetDeviceAsync(new() { Name = "devices/d1" });

        Assert.Equal(first.Status, still.Status);
    }

    [Fact]
    public async Task The_sessions_of_a_deleted_device_end()
    {
        await using var controller = await LiveController.Start();
        await using var device = await controller.AddDevice("d1");
        await controller.WaitReady("d1");

        await controller.Devices.DeleteDeviceAsync(new() { Name = "devices/d1" });

        await controller.Log.Wait("OVSDB session", "ended: ");
        await controller.Log.Wait("OpenFlow session", "ended: ");
        await controller.Log.Wait("refused: no device has system-id d1");
        await controller.Create("d1");
        var ready = await controller.WaitReady("d1");
        Assert.Equal(3ul, ready.Status.RealizedRevision);
    }
}
