using System.Text;
using System.Text.RegularExpressions;
using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow.Tests;

/// <summary>What a real switch answers about its ports, tables, groups, meters and queues, and what our commands do to them; ovs-ofctl says the same.</summary>
[Collection(nameof(OneSwitch))]
public sealed partial class PortSwitchTests(OvsSwitch ovs) : IAsyncLifetime
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await ovs.Clear();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static readonly TheoryData<MultipartRequest, string[]> Requests = new()
    {
        { new PortStatsRequest(), ["dump-ports"] },
        { new PortStatsRequest(5), ["dump-ports", "5"] },
        { new PortDescRequest(), ["dump-ports-desc"] },
        { new PortDescRequest(6), ["dump-ports-desc", "6"] },
        { new TableDescRequest(), ["dump-table-desc"] },
        { new TableStatsRequest(), ["dump-tables"] },
        { new QueueStatsRequest(), ["queue-stats"] },
        { new QueueDescRequest(5), ["queue-get-config", "5"] },
        { new GroupDescRequest(), ["dump-groups"] },
        { new GroupDescRequest(2), ["dump-groups", "2"] },
        { new GroupStatsRequest(), ["dump-group-stats"] },
        { new GroupFeaturesRequest(), ["dump-group-features"] },
        { new MeterConfigRequest(), ["dump-meters"] },
        { new MeterStatsRequest(), ["meter-stats"] },
        { new MeterFeaturesRequest(), ["meter-features"] },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task An_answer_is_written_as_ovs_ofctl_writes_it(MultipartRequest request, string[] command)
    {
        await using var connection = await ovs.Connect();   // first: with a controller the switch begins anew
        await Fill();

        var answer = Assert.Single(await connection.RequestAll<MultipartReply>(request, Cancellation));

        Assert.Equal(await Ofctl(command), Comparable(answer.ToString()));
    }

    [Fact]
    public async Task Features_of_all_tables_are_read_and_written_back_as_they_came()
    {
        await using var connection = await ovs.Connect();

        var answers = await connection.RequestAll<TableFeaturesReply>(new TableFeaturesRequest(), Cancellation);

        var tables = answers.SelectMany(answer => answer.Tables).ToArray();
        Assert.Equal(Enumerable.Range(0, 254), tables.Select(table => (int)table.Table));
        Assert.All(tables, table => Assert.Equal((1_000_000u, ulong.MaxValue, ulong.MaxValue), (table.MaxEntries, table.MetadataMatch, table.MetadataWrite)));
        Assert.Equal(14, tables[0].Properties.Count);
        var text = new StringBuilder();
        TableFeaturesText.Print(text, tables);
        Assert.Equal(await Ofctl("dump-table-features"), Comparable(text.ToString()));
    }

    [Fact]
    public async Task A_table_gets_a_name_by_the_features_that_it_has()
    {
        await using var connection = await ovs.Connect();
        var answers = await connection.RequestAll<TableFeaturesReply>(new TableFeaturesRequest(), Cancellation);
        var table = answers.SelectMany(answer => answer.Tables).Single(table => table.Table == 77) with { Command = TableFeaturesCommand.Modify };

        await connection.RequestAll<TableFeaturesReply>(new TableFeaturesRequest([table with { Name = "seventy-seven" }]), Cancellation);

        Assert.Contains("  table 77 (\"seventy-seven\"):", await Ofctl("dump-table-features"), StringComparison.Ordinal);
        await connection.RequestAll<TableFeaturesReply>(new TableFeaturesRequest([table with { Name = "" }]), Cancellation);
        Assert.DoesNotContain("seventy-seven", await Ofctl("dump-table-features"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_entries_than_a_table_has_are_refused()
    {
        await using var connection = await ovs.Connect();
        var answers = await connection.RequestAll<TableFeaturesReply>(new TableFeaturesRequest(), Cancellation);
        var table = answers[0].Tables[0] with { Command = TableFeaturesCommand.Modify, MaxEntries = 2_000_000 };

        var error = await Assert.ThrowsAsync<RequestRefusedException>(
            () => connection.RequestAll<TableFeaturesReply>(new TableFeaturesRequest([table]), Cancellation));

        Assert.Equal("OFPTFFC_EPERM", error.Error.Name);
    }

    [Theory]
    [InlineData("group_id=1,type=select,bucket=bucket_id:1,output:5", "OFPGMFC_GROUP_EXISTS")]
    [InlineData("modify group_id=9,type=all", "OFPGMFC_UNKNOWN_GROUP")]
    [InlineData("insert_bucket group_id=1,command_bucket_id=9,bucket=bucket_id:2,output:5", "OFPGMFC_UNKNOWN_BUCKET")]
    [InlineData("insert_bucket group_id=1,command_bucket_id=last,bucket=bucket_id:1,output:5", "OFPGMFC_BUCKET_EXISTS")]
    [InlineData("remove_bucket group_id=1,command_bucket_id=9", "OFPGMFC_UNKNOWN_BUCKET")]
    public async Task A_group_mod_that_the_switch_cannot_do_is_refused(string text, string error)
    {
        await using var connection = await ovs.Connect();
        await connection.Send(GroupMod.Add(Group.Parse("group_id=1,type=select,bucket=bucket_id:1,output:5")), Cancellation);
        await connection.Barrier(Cancellation);

        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() => connection.Request<BarrierReply>(GroupMod.Parse(text), Cancellation));

        Assert.Equal(error, refused.Error.Name);
    }

    [Theory]
    [InlineData(MeterModCommand.Add, 1, 1, "OFPMMFC_METER_EXISTS")]
    [InlineData(MeterModCommand.Modify, 9, 1, "OFPMMFC_UNKNOWN_METER")]
    [InlineData(MeterModCommand.Add, 9, 9, "OFPMMFC_OUT_OF_BANDS")]
    public async Task A_meter_mod_that_the_switch_cannot_do_is_refused(MeterModCommand command, uint id, int bands, string error)
    {
        await using var connection = await ovs.Connect();
        await connection.Send(MeterMod.Add(MeterConfig.Parse("meter=1,kbps,band=type=drop,rate=5")), Cancellation);
        await connection.Barrier(Cancellation);

        var mod = new MeterMod(command, new(id, MeterFlags.KilobitsPerSecond, [.. Enumerable.Repeat(new MeterBand(MeterBandType.Drop, 5), bands)]));
        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() => connection.Request<BarrierReply>(mod, Cancellation));

        Assert.Equal(error, refused.Error.Name);
    }

    [Fact]
    public async Task A_port_is_changed_and_the_switch_says_so()
    {
        await using var connection = await ovs.Connect();
        var port = Assert.Single((await connection.RequestAll<PortDescReply>(new PortDescRequest(5), Cancellation))[0].Ports);
        Assert.Equal(("p1", PortConfig.None), (port.Name, port.Config));

        await connection.Send(new PortMod(5, port.Mac, PortConfig.NoForward | PortConfig.Down, PortConfig.NoForward), Cancellation);
        await connection.Barrier(Cancellation);

        Assert.Contains(" 5(p1)", await Ofctl("dump-ports-desc", "5"), StringComparison.Ordinal);
        Assert.Contains("config:     NO_FWD\n", await Ofctl("dump-ports-desc", "5"), StringComparison.Ordinal);
        await ovs.Ofctl("mod-port", "5", "forward");
        Assert.Equal(PortConfig.None, Assert.Single((await connection.RequestAll<PortDescReply>(new PortDescRequest(5), Cancellation))[0].Ports).Config);
    }

    [Fact]
    public async Task A_port_mod_with_another_address_is_refused()
    {
        await using var connection = await ovs.Connect();

        var mod = new PortMod(5, new(0x0200_0000_0001), PortConfig.Down, PortConfig.Down);
        var error = await Assert.ThrowsAsync<RequestRefusedException>(() => connection.Request<BarrierReply>(mod, Cancellation));

        Assert.Equal("OFPPMFC_BAD_HW_ADDR", error.Error.Name);
    }

    [Fact]
    public async Task A_table_is_changed_as_mod_table_changes_it()
    {
        await using var connection = await ovs.Connect();

        await connection.Send(new TableMod(3, TableConfig.Eviction), Cancellation);
        await connection.Send(new TableMod(4, TableConfig.VacancyEvents) { Properties = [new TableVacancy(20, 80)] }, Cancellation);
        await connection.Barrier(Cancellation);

        var printed = await Ofctl("dump-table-desc");
        Assert.Contains("  table 3:\n   eviction=on eviction_flags=OTHER|IMPORTANCE|LIFETIME\n   vacancy=off\n", printed, StringComparison.Ordinal);
        Assert.Contains("  table 4:\n   eviction=off eviction_flags=OTHER|IMPORTANCE|LIFETIME\n   vacancy=on vacancy_down=20% vacancy_up=80% vacancy=100%\n", printed, StringComparison.Ordinal);
        await ovs.Ofctl("mod-table", "3", "noevict");
        await ovs.Ofctl("mod-table", "4", "novacancy");
        var tables = (await connection.RequestAll<TableDescReply>(new TableDescRequest(), Cancellation)).SelectMany(answer => answer.Tables).ToArray();
        Assert.Equal((TableConfig.None, TableConfig.None), (tables[3].Config, tables[4].Config));
    }

    async Task Fill()
    {
        await ovs.Ofctl("add-meter", "meter=1,kbps,burst,stats,band=type=drop,rate=1000,burst_size=5");
        await ovs.Ofctl("add-meter", "meter=2,pktps,band=type=drop,rate=7");
        await ovs.Ofctl("add-group", "group_id=1,type=select,selection_method=hash,fields(ip_src,ip_dst),bucket=bucket_id:1,weight:7,actions=output:5");
        await ovs.Ofctl("add-group", "group_id=2,type=ff,bucket=bucket_id:1,watch_port:5,actions=output:5,bucket=bucket_id:2,watch_group:1,actions=output:6");
        await ovs.Ofctl("add-flow", "table=1,ip actions=group:1");
    }

    async Task<string> Ofctl(params string[] command) =>
        Comparable(await Tool.Run("ovs-ofctl", ["-O", "OpenFlow15", command[0], ovs.Management, .. command[1..]]));

    // The switch counts seconds while we and ovs-ofctl ask one after the other, each with numbers of their own.
    static string Comparable(string text) => Varying().Replace(text.Trim('\n'), "$1");

    [GeneratedRegex(@"(duration[=:])[0-9.]+s|(?<=xid=)0x[0-9a-f]+")]
    private static partial Regex Varying();
}
