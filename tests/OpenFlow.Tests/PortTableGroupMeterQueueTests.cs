using System.Text.Json;
using Sdn.OpenFlow.Json;
using Sdn.OpenFlow.Tests.Properties;

namespace Sdn.OpenFlow.Tests;

/// <summary>
/// Messages about ports, tables, groups, meters and queues, as Open vSwitch and others sent them and as the specification draws
/// those that Open vSwitch does not send: each with what ovs-ofctl 3.1 prints.
/// </summary>
public sealed class PortTableGroupMeterQueueTests
{
    static readonly (string Name, byte[] Bytes, string Text)[] Messages = [.. File.ReadAllLines(Vectors.Path("objects.jsonl")).Select(line =>
    {
        using var json = JsonDocument.Parse(line);
        return (Text(json, "name"), Convert.FromHexString(Text(json, "hex")), Text(json, "text"));
    })];

    static readonly (string Name, string Error, byte[] Bytes)[] Refused = [.. File.ReadAllLines(Vectors.Path("objects-refused.tsv"))
        .Select(line => line.Split('\t'))
        .Select(row => (row[0], row[1], Convert.FromHexString(row[2])))];

    [Fact]
    public void Messages_are_written_as_ovs_ofctl_writes_them() => Assert.All(
        Messages, message => Assert.Equal(message.Text, Codec.Decode(message.Bytes).ToString()));

    [Fact]
    public async Task The_texts_are_those_that_ovs_ofctl_writes() => Assert.Equal(
        Messages.Select(message => message.Text), await OfpParse.Print(Messages.Select(message => message.Bytes)));

    [Fact]
    public async Task Ovs_ofctl_reads_in_our_bytes_what_it_read_in_theirs() => Assert.Equal(
        Messages.Select(message => message.Text),
        await OfpParse.Print(Messages.Select(message => OfpParse.Bytes(Codec.Decode(message.Bytes)))));

    [Fact]
    public void Json_alone_is_enough_to_write_the_same_bytes() => Assert.All(Messages, message =>
    {
        var decoded = Codec.Decode(message.Bytes);

        Assert.Equal(
            Convert.ToHexStringLower(OfpParse.Bytes(decoded)),
            Convert.ToHexStringLower(OfpParse.Bytes(OpenFlowJson.Parse(OpenFlowJson.Format(decoded)))));
    });

    [Theory]
    [InlineData("""{"version":6,"type":"PORT_MOD","xid":1,"port_no":5,"hw_addr":"02:00:00:00:00:2a","config":1,"mask":33,"properties":[{"type":"ethernet","advertise":2112}]}""")]
    [InlineData("""{"version":6,"type":"PORT_STATUS","xid":1,"reason":2,"desc":{"port_no":5,"name":"p1","hw_addr":"02:00:00:00:00:2a","config":0,"state":4,"properties":[{"type":"unknown","property_type":9,"data":"00ff"}]}}""")]
    [InlineData("""{"version":6,"type":"TABLE_MOD","xid":1,"table_id":3,"config":8,"properties":[{"type":"vacancy","vacancy_down":20,"vacancy_up":80,"vacancy":0}]}""")]
    [InlineData("""{"version":6,"type":"GROUP_MOD","xid":1,"command":0,"group_type":1,"group_id":5,"command_bucket_id":4294967295,"buckets":[{"bucket_id":1,"actions":[{"type":"output","port":5,"max_len":0}],"properties":[{"type":"weight","weight":7},{"type":"watch_port","watch":5}]}],"properties":[{"type":"selection_method","selection_method":"hash","selection_method_param":"0x0","fields":[]}]}""")]
    [InlineData("""{"version":6,"type":"METER_MOD","xid":1,"command":1,"flags":5,"meter_id":7,"bands":[{"type":"dscp_remark","rate":10,"burst_size":20,"prec_level":1}]}""")]
    [InlineData("""{"version":6,"type":"MULTIPART_REPLY","xid":1,"multipart_type":"QUEUE_DESC","flags":1,"queues":[{"port_no":5,"queue_id":0,"properties":[{"type":"min_rate","rate":500},{"type":"experimenter","experimenter":101,"exp_type":1,"data":"00ff"}]}]}""")]
    [InlineData("""{"version":6,"type":"MULTIPART_REPLY","xid":1,"multipart_type":"TABLE_FEATURES","flags":0,"tables":[{"table_id":1,"command":0,"name":"","features":0,"metadata_match":"0xff","metadata_write":"0x0","capabilities":0,"max_entries":5,"properties":[{"type":"next_tables_miss","next_table_ids":[2,3]},{"type":"match","oxm_ids":["eth_dst/mask","0x8000fe04"]},{"type":"experimenter_miss","experimenter":101,"exp_type":1,"data":""}]}]}""")]
    [InlineData("""{"version":6,"type":"REQUESTFORWARD","xid":0,"request":{"version":6,"type":"METER_MOD","xid":1,"command":2,"flags":0,"meter_id":7,"bands":[]}}""")]
    public void Json_has_the_names_of_the_specification(string json) =>
        Assert.Equal(json, OpenFlowJson.Format(OpenFlowJson.Parse(json)));

    [Theory]
    [InlineData("""{"version":6,"type":"PORT_MOD","xid":1,"port_no":5,"hw_addr":"02:00:00:00:00:2a","config":1,"mask":33,"properties":[{"type":"vacancy"}]}""", "no property has the type 'vacancy' here")]
    [InlineData("""{"version":6,"type":"PORT_MOD","xid":1,"port_no":5,"hw_addr":"02:00:00:00:00:2a","config":1,"mask":33,"properties":[{"type":"experimenter","experimenter":5,"exp_type":1}]}""", "a property needs 'data'")]
    [InlineData("""{"version":6,"type":"METER_MOD","xid":1,"command":1,"flags":5,"meter_id":7,"bands":[{"type":"slow","rate":10}]}""", "no band has the type 'slow'")]
    [InlineData("""{"version":6,"type":"GROUP_MOD","xid":1,"command":0,"group_type":1,"group_id":5,"buckets":[{"bucket_id":1,"actions":[],"properties":[{"type":"weight","watch":7}]}],"properties":[]}""", "a bucket has no property of the type 'weight' with these members")]
    [InlineData("""{"version":6,"type":"MULTIPART_REPLY","xid":1,"multipart_type":"GROUP_FEATURES","types":1,"capabilities":0,"max_groups":[1],"actions":[1,2,3,4]}""", "there are 4 types of groups, not 1")]
    public void Bad_json_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => OpenFlowJson.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_was_written_is_read_as_an_equal_message() => Assert.All(Messages, message =>
    {
        var decoded = Codec.Decode(message.Bytes);

        Assert.Equal(decoded, Codec.Decode(OfpParse.Bytes(decoded)));
    });

    [Fact]
    public void Every_message_and_every_kind_of_property_is_here()
    {
        var texts = Messages.Select(message => OpenFlowJson.Format(Codec.Decode(message.Bytes))).ToArray();
        string[] properties =
        [
            "ethernet", "optical", "pipeline_input", "pipeline_output", "recirculate", "rfc2819", "custom", "eviction", "vacancy",
            "instructions", "next_tables_miss", "write_actions", "match", "wildcards", "apply_setfield_miss", "table_sync_from",
            "write_copyfield", "packet_types", "experimenter", "experimenter_miss", "unknown", "weight", "watch_port", "watch_group",
            "selection_method", "min_rate", "max_rate",
        ];

        Assert.All(properties, property => Assert.Contains(texts, text => text.Contains($"\"type\":\"{property}\"", StringComparison.Ordinal)));
        Assert.Equal(33, Messages.Select(message => message.Name).Distinct().Count());
    }

    [Fact]
    public void Bad_messages_are_refused_with_the_error_of_open_vswitch() => Assert.All(
        Refused, bad => Assert.Equal((bad.Name, bad.Error), (bad.Name, Assert.Throws<OpenFlowException>(() => Codec.Decode(bad.Bytes)).Error.Name)));

    [Fact]
    public async Task The_errors_are_those_of_open_vswitch()
    {
        var printed = await OfpParse.Print(Refused.Select(bad => bad.Bytes));

        Assert.Equal(86, printed.Length);
        Assert.All(Refused.Zip(printed), pair => Assert.Contains($"***decode error: {pair.First.Error}***", pair.Second, StringComparison.Ordinal));
    }

    static string Text(JsonDocument json, string key) => json.RootElement.GetProperty(key).GetString()!;
}
