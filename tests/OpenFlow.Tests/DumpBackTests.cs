namespace Sdn.OpenFlow.Tests;

/// <summary>What is installed must come back from Open vSwitch as an equal value: the reconciler compares nothing else.</summary>
[Collection(nameof(OneSwitch))]
public sealed class DumpBackTests(OvsSwitch ovs) : IAsyncLifetime
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await ovs.Clear();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    static readonly Group[] Groups = [.. File.ReadAllLines(Vectors.Path("groups.txt")).Select(Group.Parse)];
    static readonly MeterConfig[] Meters = [.. File.ReadAllLines(Vectors.Path("meters.txt")).Select(MeterConfig.Parse)];
    static readonly Flow[] Flows = [.. File.ReadAllLines(Vectors.Path("flows.txt")).Select(line => Flow.Parse(line))];

    [Fact]
    public async Task Flows_groups_and_meters_come_back_equal()
    {
        await using var connection = await ovs.Connect();

        foreach (var meter in Meters)
            await connection.Send(MeterMod.Add(meter), Cancellation);
        await connection.Barrier(Cancellation);
        await connection.Bundle([.. Groups.Select(GroupMod.Add), .. Flows.Select(FlowMod.Add)], Cancellation);

        var flows = (await connection.DumpFlows(Cancellation)).Select(d => d.Flow).ToDictionary(f => f.Key);
        Assert.Equal(Flows.Length, flows.Count);
        Assert.All(Flows, flow => Assert.Equal(flow, flows.GetValueOrDefault(flow.Key)));
        Assert.Equal(Groups.OrderBy(g => g.Id), (await connection.DumpGroups(Cancellation)).OrderBy(g => g.Id));
        Assert.Equal(Meters.OrderBy(m => m.Id), (await connection.DumpMeters(Cancellation)).OrderBy(m => m.Id));
    }

    // A pipeline as the controller plans one: isolation, ARP and ND in the switch, conntrack, conjunctions, tunnels.
    [Fact]
    public async Task A_whole_pipeline_comes_back_equal()
    {
        await using var connection = await ovs.Connect();
        Flow[] pipeline = [.. File.ReadAllLines(Vectors.Path("pipeline.txt")).Select(line => Flow.Parse(line))];
        Group[] groups =
        [
            Group.Parse("group_id=101,type=all,bucket=bucket_id:1,actions=set_field:11->reg1,set_field:0x10/0xf0->reg0,resubmit(,60)"),
            Group.Parse("group_id=100,type=all,bucket=bucket_id:1,actions=group:101,bucket=bucket_id:2,actions=set_field:10.0.0.9->tun_dst,resubmit(,60)"),
        ];
        await connection.Send(MeterMod.Add(MeterConfig.Parse("meter=100,kbps,burst,band=type=drop,rate=10000,burst_size=1000")), Cancellation);
        await connection.Send(MeterMod.Add(MeterConfig.Parse("meter=200,pktps,burst,band=type=drop,rate=50,burst_size=20")), Cancellation);

        await connection.Bundle([.. groups.Select(GroupMod.Add), .. pipeline.Select(FlowMod.Add)], Cancellation);

        var flows = (await connection.DumpFlows(Cancellation)).Select(d => d.Flow).ToDictionary(f => f.Key);
        Assert.Equal(pipeline.Length, flows.Count);
        Assert.All(pipeline, flow => Assert.Equal(flow, flows.GetValueOrDefault(flow.Key)));
        Assert.Equal(groups.OrderBy(g => g.Id), (await connection.DumpGroups(Cancellation)).OrderBy(g => g.Id));
    }

    [Fact]
    public async Task Flows_that_others_made_are_read_whole()
    {
        await using var connection = await ovs.Connect();
        await ovs.Ofctl("add-tlv-map", "{class=0xffff,type=0,len=4}->tun_metadata0");
        await ovs.Ofctl("add-flow", "table=1,priority=1,cookie=0x77,tun_metadata0=0x5 actions=drop");
        await ovs.Ofctl("add-flow", "table=1,priority=2 actions=learn(table=5,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])");
        await ovs.Ofctl("add-flow", "table=1,priority=3 actions=drop");

        var reply = Assert.Single(await connection.RequestAll<FlowDescReply>(new FlowDescRequest(FlowFilter.All), Cancellation));
        var flows = reply.Flows.Select(d => d.Flow).ToDictionary(f => f.Priority);

        Assert.Equal("cookie=0x77, table=1, priority=1,tun_metadata0=0x5 actions=drop", flows[1].ToString());
        Assert.Empty(reply.Unreadable);
        Assert.IsType<Learn>(Assert.Single(flows[2].Actions));

        await connection.Bundle([FlowMod.DeleteStrict(flows[2].Key), FlowMod.Add(flows[2])], Cancellation);   // kept whole
        Assert.Contains("learn(table=5,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])", await ovs.Ofctl("dump-flows"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flows_and_groups_are_written_as_ovs_ofctl_writes_them()
    {
        await using var connection = await ovs.Connect();
        foreach (var meter in Meters)
            await connection.Send(MeterMod.Add(meter), Cancellation);
        await connection.Bundle([.. Groups.Select(GroupMod.Add), .. Flows.Select(FlowMod.Add)], Cancellation);

        var flows = await connection.DumpFlows(Cancellation);
        var groups = await connection.DumpGroups(Cancellation);

        Assert.Equal(Lines(await ovs.Ofctl("dump-flows")), flows.Select(d => d.Flow.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(Lines(await ovs.Ofctl("dump-groups")), groups.Select(g => g.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Names_of_tables_and_ports_are_written_as_ovs_ofctl_writes_them()
    {
        await using var connection = await ovs.Connect();
        await ovs.Vsctl(
            "--", "--id=@a", "create", "Flow_Table", "name=Classify", "--", "--id=@b", "create", "Flow_Table", "name=Guard",
            "--", "set", "bridge", "br0", "flow_tables:0=@a", "flow_tables:10=@b");
        var flow = Flow.Parse("table=0, priority=7,ip,in_port=5 actions=resubmit(6,10),ct(table=10),output:6,goto_table:10");
        await connection.Bundle([FlowMod.Add(flow)], Cancellation);

        var text = flow.ToString(
            table => table switch { 0 => "Classify", 10 => "Guard", _ => null },
            port => port switch { 5 => "p1", 6 => "p2", _ => null });

        Assert.Equal(Assert.Single(Lines(await ovs.Ofctl("dump-flows", "--names"))), text);
    }

    [Fact]
    public async Task Ovs_ofctl_reads_what_a_flow_prints()
    {
        await using var connection = await ovs.Connect();
        foreach (var meter in Meters)
            await connection.Send(MeterMod.Add(meter), Cancellation);
        await connection.Bundle([.. Groups.Select(GroupMod.Add)], Cancellation);

        foreach (var flow in Flows)
            await ovs.Ofctl("add-flow", flow.ToString());

        Assert.Equal(Flows.Length, (await connection.DumpFlows(Cancellation)).Count);
    }

    static IEnumerable<string> Lines(string output) => output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line.StartsWith(' '))
        .Select(line => line.Trim())
        .Order(StringComparer.Ordinal);
}
