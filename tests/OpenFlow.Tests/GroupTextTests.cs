namespace Sdn.OpenFlow.Tests;

/// <summary>Groups in the syntax of ovs-ofctl; a real switch says what a text means.</summary>
[Collection(nameof(OneSwitch))]
public sealed class GroupTextTests(OvsSwitch ovs) : IAsyncLifetime
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static readonly string[] Texts =
    [
        "group_id=1,type=all,bucket=output:5",
        "group_id=2,type=all,bucket=actions=output:5,bucket=actions=output:6,bucket=bucket_id:0,actions=drop",
        "group_id=3 type=indirect bucket=actions=output:5,output:6",
        "group_id=4,type=fast_failover,bucket=watch_port:5,output:5,bucket=bucket_id:9,watch_group:1,action=output:6",
        "group_id=5,type=select,bucket=weight:7,actions=output:5,bucket=weight:0,output:6,bucket=output:5",
        "group_id=6,type=select,selection_method=hash,fields(ip_dst=255.255.255.0,ip_src),bucket=output:5",
        "group_id=7,type=select,selection_method=hash,fields=eth_src,bucket=actions=set_field:1->reg0,set_field:2->reg1,output:5",
        "group_id=8,type=select,selection_method=dp_hash,selection_method_param=0x10,bucket=bucket_id:3,weight=9,output:5",
        "group_id=9,type=ff,bucket=watch_port:CONTROLLER,output:5",
        "group_id=4294967040,type=all",
    ];

    static readonly string[] Bad =
    [
        "type=all,bucket=output:5",
        "group_id=1,bucket=output:5",
        "group_id=1,type=many",
        "group_id=4294967041,type=all",
        "group_id=1,type=all,bucket=",
        "group_id=1,type=all,bucket=weight:5,output:5",
        "group_id=1,type=ff,bucket=output:5",
        "group_id=1,type=indirect,bucket=output:5,bucket=output:6",
        "group_id=1,type=select,selection_method_param=5,bucket=output:5",
        "group_id=1,type=select,selection_method=dp_hash,fields(ip_src),bucket=output:5",
        "group_id=1,type=select,selection_method=hash,fields(ip_src,ip_src),bucket=output:5",
        "group_id=1,type=select,selection_method=hash,fields(no_field),bucket=output:5",
        "group_id=1,type=select,selection_method=hash,fields(ip_src=0.0.0.0),bucket=output:5",
        "group_id=1,type=select,selection_method=a_name_that_is_too_long,bucket=output:5",
        "group_id=1,type=all,bucket=bucket_id:4294967041,output:5",
        "group_id=1,type=ff,bucket=watch_port:FLOOD,output:5",
        "group_id=1,type=ff,bucket=watch_group:4294967295,output:5",
        "group_id=1,type=all,command_bucket_id=first,bucket=output:5",
        "group_id=1,type=all,color=red",
    ];

    public async ValueTask InitializeAsync() => await ovs.Clear();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_text_means_what_it_means_to_ovs_ofctl()
    {
        await using var connection = await ovs.Connect();   // first: with a controller the switch begins anew
        foreach (var text in Texts)
            await ovs.Ofctl("add-group", text);

        var groups = await connection.DumpGroups(Cancellation);

        Assert.Equal(Texts.Select(Group.Parse).OrderBy(group => group.Id), groups.OrderBy(group => group.Id));
    }

    [Fact]
    public async Task What_ovs_ofctl_refuses_is_refused()
    {
        foreach (var text in Bad)
        {
            var (exit, _, _) = await Tool.TryRun("ovs-ofctl", "-O", "OpenFlow15", "add-group", ovs.Management, text);

            Assert.Equal((text, 1), (text, exit));
            Assert.Throws<FormatException>(() => Group.Parse(text));
        }
    }

    [Fact]
    public async Task Lines_of_a_file_do_what_they_do_for_ovs_ofctl()
    {
        string[] lines =
        [
            "group_id=1,type=select,bucket=bucket_id:1,output:5",
            "add group_id=2,type=all,bucket=bucket_id:7,output:5,bucket=bucket_id:8,output:6",
            "insert_bucket group_id=1,command_bucket_id=first,bucket=bucket_id:2,weight:9,output:6",
            "insert_bucket group_id=1,command_bucket_id=1,bucket=bucket_id:3,output:6",
            "remove_bucket group_id=2,command_bucket_id=7",
            "add_or_mod group_id=3,type=indirect,bucket=bucket_id:0,output:5",
            "modify group_id=3,type=all,bucket=bucket_id:0,output:6",
            "add group_id=4,type=all",
            "delete group_id=4",
        ];
        await using var connection = await ovs.Connect();
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, lines, Cancellation);
        await ovs.Ofctl("add-groups", file);
        File.Delete(file);
        var theirs = await connection.DumpGroups(Cancellation);
        await connection.Send(GroupMod.Delete(Group.All), Cancellation);

        await connection.Bundle([.. lines.Select(GroupMod.Parse)], Cancellation);

        Assert.Equal(theirs.OrderBy(group => group.Id), (await connection.DumpGroups(Cancellation)).OrderBy(group => group.Id));
        Assert.Equal(
            [
                "group_id=1,type=select,bucket=bucket_id:2,weight:9,actions=output:6,bucket=bucket_id:1,actions=output:5,bucket=bucket_id:3,weight:0,actions=output:6",
                "group_id=2,type=all,bucket=bucket_id:8,actions=output:6",
                "group_id=3,type=all,bucket=bucket_id:0,actions=output:6",
            ],
            theirs.OrderBy(group => group.Id).Select(group => group.ToString()));
    }

    [Theory]
    [InlineData("remove_bucket group_id=1,bucket=output:5", "this command takes no buckets")]
    [InlineData("insert_bucket group_id=1,bucket=output:5", "no place is named")]
    [InlineData("insert_bucket group_id=1,command_bucket_id=all,bucket=output:5", "buckets cannot be inserted behind all")]
    [InlineData("delete group_id=1,type=all", "unknown key")]
    public void A_bad_line_is_refused_with_the_reason(string line, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => GroupMod.Parse(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void Equal_groups_may_be_written_in_different_ways() => Assert.Equal(
        Group.Parse("group_id=6,type=select,selection_method=hash,fields(ip_src,ip_dst),bucket=bucket_id:0,weight:1,actions=output:5"),
        new Group(6, GroupType.Select, [new Bucket(0, [new Output(5)])])
        {
            SelectionMethod = "hash",
            SelectionFields = [Fields.Ipv4Dst.Is(0xffffffff), Fields.Ipv4Src.Is(0xffffffff)],
        });
}
