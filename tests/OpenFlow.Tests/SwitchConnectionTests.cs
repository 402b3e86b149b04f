namespace Sdn.OpenFlow.Tests;

/// <summary>The connection against a real ovs-vswitchd that dials it.</summary>
[Collection(nameof(OneSwitch))]
public sealed class SwitchConnectionTests(OvsSwitch ovs) : IAsyncLifetime
{
    const string Arp = "in_port(1),eth(src=50:54:00:00:00:05,dst=50:54:00:00:00:07),eth_type(0x0806),"
        + "arp(sip=192.168.0.1,tip=192.168.0.2,op=1,sha=50:54:00:00:00:05,tha=00:00:00:00:00:00)";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await ovs.Clear();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Features_and_description_say_who_the_switch_is()
    {
        await using var connection = await ovs.Connect();

        var description = await connection.Request<DescReply>(new DescRequest(), Cancellation);
        var id = await ovs.Vsctl("get", "bridge", "br0", "datapath_id");

        Assert.Equal(id.Trim().Trim('"'), connection.Features.DatapathId.ToString("x16"));
        Assert.Equal(Capabilities.Bundles, connection.Features.Capabilities & Capabilities.Bundles);
        Assert.Equal("Open vSwitch", description.Hardware);
    }

    [Fact]
    public async Task A_refused_bundle_installs_nothing_and_names_the_message()
    {
        await using var connection = await ovs.Connect();
        OpenFlowMessage[] mods =
        [
            FlowMod.Add(Flow.Parse("table=1,priority=1 actions=drop")),
            FlowMod.Add(Flow.Parse("table=1,priority=2 actions=group:77")),
            FlowMod.Add(Flow.Parse("table=1,priority=3 actions=drop")),
        ];

        var refused = await Assert.ThrowsAsync<BundleRefusedException>(() => connection.Bundle(mods, Cancellation));

        Assert.Equal(1, refused.Index);
        Assert.Same(mods[1], refused.Request);
        Assert.Equal("OFPBAC_BAD_OUT_GROUP", refused.Error.Name);
        Assert.Contains("group:77", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await connection.DumpFlows(Cancellation));
    }

    [Fact]
    public async Task A_message_that_the_switch_cannot_read_keeps_the_rest_of_a_bundle_out()
    {
        await using var connection = await ovs.Connect();
        OpenFlowMessage[] mods =
        [
            FlowMod.Add(Flow.Parse("table=1,priority=1 actions=drop")),
            FlowMod.Add(new Flow(1, 2, [], [new RawAction(0xffff, [0, 0, 0x23, 0x20, 0x7f, 0xff, 0, 0, 0, 0, 0, 0])])),
        ];

        var refused = await Assert.ThrowsAsync<BundleRefusedException>(() => connection.Bundle(mods, Cancellation));

        Assert.Equal(1, refused.Index);
        Assert.Empty(await connection.DumpFlows(Cancellation));
    }

    [Fact]
    public async Task Twenty_thousand_flows_go_in_and_come_back()
    {
        await using var connection = await ovs.Connect();
        var flows = Enumerable.Range(0, 20_000)
            .Select(i => new Flow(3, 100, [Fields.Reg0.Is((uint)i)], [new Output(5)], cookie: (ulong)i))
            .ToArray();

        await connection.Bundle([.. flows.Select(FlowMod.Add)], Cancellation);
        var dumped = (await connection.DumpFlows(Cancellation)).Select(d => d.Flow).ToDictionary(f => f.Key);

        Assert.Equal(20_000, dumped.Count);
        Assert.All(flows, flow => Assert.True(flow.SameContent(dumped[flow.Key])));
        await connection.Bundle([FlowMod.DeleteByCookie(0x1, 0x1)], Cancellation);
        Assert.Equal(10_000u, (await connection.Request<AggregateReply>(new AggregateRequest(FlowFilter.All), Cancellation)).Stats.FlowCount);
    }

    [Fact]
    public async Task A_packet_comes_with_its_userdata_and_goes_on_when_resumed()
    {
        await using var connection = await ovs.Connect();
        await connection.Send(new SetPacketInFormat(PacketInFormat.Nxt2), Cancellation);
        await connection.Send(FlowMod.Add(Flow.Parse("cookie=0xabc, table=0, priority=5 actions=set_field:0x7->reg3,controller(userdata=01.02.03,pause),goto_table:1")), Cancellation);
        await connection.Send(FlowMod.Add(Flow.Parse("table=1, priority=5,reg3=0x7,arp actions=controller(userdata=09)")), Cancellation);
        await connection.Barrier(Cancellation);

        await ovs.Appctl("netdev-dummy/receive", "p1", Arp);
        var paused = Assert.IsType<PacketIn2>(await connection.Asynchronous.ReadAsync(Cancellation));
        await connection.Send(new Resume(paused), Cancellation);
        var resumed = Assert.IsType<PacketIn2>(await connection.Asynchronous.ReadAsync(Cancellation));

        Assert.Equal([0x01, 0x02, 0x03], paused.Userdata);
        Assert.Equal(0xabcUL, paused.Cookie);
        Assert.Equal(Match.Parse("reg3=0x7,in_port=5"), paused.Metadata);
        Assert.Equal([0x50, 0x54, 0x00, 0x00, 0x00, 0x07], paused.Packet.Take(6));
        Assert.NotEmpty(paused.Continuation);
        Assert.Equal([0x09], resumed.Userdata);
        Assert.Equal(1, resumed.Table);
    }

    [Fact]
    public async Task A_packet_out_goes_through_the_switch()
    {
        await using var connection = await ovs.Connect();
        await connection.Send(new SetConfig(FragmentHandling.Normal, 0xffff), Cancellation);
        await connection.Send(FlowMod.Add(Flow.Parse("table=0, priority=5 actions=CONTROLLER:65535")), Cancellation);
        byte[] packet = [.. new byte[12], 0x12, 0x34, .. new byte[46]];

        await connection.Send(new PacketOut(packet, [new Output(Ports.Table)]) { Metadata = [Fields.InPort.Is(6)] }, Cancellation);
        var back = await connection.Asynchronous.ReadAsync(Cancellation);

        var packetIn = Assert.IsType<PacketIn>(back);
        Assert.Equal(packet, packetIn.Packet);
        Assert.Equal(PacketInReason.PacketOut, packetIn.Reason);
        Assert.Equal("in_port=6", packetIn.Metadata.ToString());
    }

    [Fact]
    public async Task Ports_that_come_and_go_are_reported()
    {
        await using var connection = await ovs.Connect();

        await ovs.Vsctl("add-port", "br0", "p9", "--", "set", "interface", "p9", "type=dummy", "ofport_request=9");
        var came = await NextPortStatus(connection, PortReason.Add);
        var ports = await connection.DumpPorts(Cancellation);
        var counters = await connection.DumpPortStats(Cancellation);
        await ovs.Vsctl("del-port", "br0", "p9");
        var went = await NextPortStatus(connection, PortReason.Delete);

        Assert.Equal((9u, "p9"), (came.Port.Number, came.Port.Name));
        Assert.Equal((9u, "p9"), (went.Port.Number, went.Port.Name));
        Assert.Equal(["br0", "p1", "p2", "p9"], ports.Select(p => p.Name).Order());
        Assert.Equal([5u, 6u, 9u, Ports.Local], counters.Select(c => c.Port).Order());
    }

    [Fact]
    public async Task A_flow_that_is_removed_is_reported_if_it_asked_for_it()
    {
        await using var connection = await ovs.Connect();
        var flow = Flow.Parse("cookie=0x5, table=4, send_flow_rem priority=7,tcp,tp_dst=80 actions=drop");
        await connection.Send(FlowMod.Add(flow), Cancellation);

        await connection.Send(FlowMod.DeleteStrict(flow.Key), Cancellation);
        var removed = Assert.IsType<FlowRemoved>(await connection.Asynchronous.ReadAsync(Cancellation));

        Assert.Equal(flow.Key, removed.Key);
        Assert.Equal((FlowRemovedReason.Delete, 5UL), (removed.Reason, removed.Cookie));
    }

    [Fact]
    public async Task Configuration_roles_and_masks_are_asked_for_and_set()
    {
        await using var connection = await ovs.Connect();

        await connection.Send(new SetConfig(FragmentHandling.Drop, 128), Cancellation);
        var config = await connection.Request<GetConfigReply>(new GetConfigRequest(), Cancellation);
        await connection.Send(new SetConfig(FragmentHandling.Normal, 0), Cancellation);
        await connection.Send(new SetAsync([new(AsyncMaskType.PortStatusMaster, 0b010)]), Cancellation);
        var masks = await connection.Request<GetAsyncReply>(new GetAsyncRequest(), Cancellation);
        var role = await connection.Request<RoleReply>(new RoleRequest(ControllerRole.Master, 7), Cancellation);
        var stale = await Assert.ThrowsAsync<RequestRefusedException>(
            () => connection.Request<RoleReply>(new RoleRequest(ControllerRole.Master, 6), Cancellation));
        var tables = await connection.Request<TableDescReply>(new TableDescRequest(), Cancellation);

        Assert.Equal((FragmentHandling.Drop, (ushort)128), (config.Fragments, config.MissSendLen));
        Assert.Contains(new AsyncMask(AsyncMaskType.PortStatusMaster, 0b010), masks.Masks);
        Assert.Equal((ControllerRole.Master, 7UL), (role.Role, role.GenerationId));
        Assert.Equal("OFPRRFC_STALE", stale.Error.Name);
        Assert.Equal(0, tables.Tables[0].Table);
    }

    [Fact]
    public async Task The_connection_ends_when_the_switch_hangs_up()
    {
        await using var connection = await ovs.Connect();

        await ovs.Vsctl("del-controller", "br0");
        var end = await connection.Completion.WaitAsync(Cancellation);
        var late = await Assert.ThrowsAsync<SwitchDisconnectedException>(() => connection.Barrier(Cancellation));

        Assert.Equal("the switch closed the connection", end.Reason);
        Assert.Equal("the switch closed the connection", late.Message);
    }

    static async Task<PortStatus> NextPortStatus(SwitchConnection connection, PortReason reason)
    {
        await foreach (var message in connection.Asynchronous.ReadAllAsync(Cancellation))
        {
            if (message is PortStatus status && status.Reason == reason)
                return status;
        }
        throw new InvalidOperationException("the connection ended");
    }
}
