namespace Sdn.OpenFlow.Tests;

/// <summary>What is wrong with a text is said with the place, the reason and what would be right.</summary>
public sealed class TextErrorTests
{
    [Theory]
    [InlineData("table=1,priority=5", "column 19, at 'end': the flow has no actions; expected actions=..., or actions=drop")]
    [InlineData("table=256 actions=drop", "column 7, at '256': the table is too large; expected at most 255")]
    [InlineData("table=1,prioritty=5 actions=drop", "column 9, at 'prioritty': unknown field; expected a field of ovs-fields(7) such as in_port, nw_dst or reg0")]
    [InlineData("tcpp actions=drop", "column 1, at 'tcpp': unknown word; expected a protocol (ip, ipv6, arp, tcp, udp6, icmp, ...) or field=value")]
    [InlineData("ip,nw_dst=10.0.0 actions=drop", "column 11, at '10.0.0': no such address; expected an IPv4 address such as 10.0.0.1")]
    [InlineData("ip,nw_dst=10.0.0.0/33 actions=drop", "column 20, at '33': the prefix length is too large; expected at most 32")]
    [InlineData("dl_dst=02:00 actions=drop", "column 8, at '02:00': no Ethernet address; expected one such as 02:00:00:00:00:2a")]
    [InlineData("in_port=eth7 actions=drop", "column 9, at 'eth7': no port has this name here; expected a port's number, a known port's name, or IN_PORT, LOCAL, CONTROLLER, ...")]
    [InlineData("actions=outptu:5", "column 9, at 'outptu': unknown action; expected an action of ovs-actions(7) such as output:5, set_field:...->reg0 or goto_table:10")]
    [InlineData("actions=output:5,", null)]
    [InlineData("actions=", "column 9, at 'end': no action is given; expected a list of actions, or drop")]
    [InlineData("actions=ct(commit", "column 9, at 'ct(commit': a parenthesis is not closed; expected one closing for each opening")]
    [InlineData("actions=ct(comit)", "column 12, at 'comit': unknown word; expected commit, force, table=, zone=, alg=, exec(...) or nat(...)")]
    [InlineData("actions=set_field:5->reg32", "column 22, at 'reg32': unknown field; expected a field that can be set, such as reg0 or eth_dst")]
    [InlineData("actions=set_field:5->ct_state", "column 22, at 'ct_state': ct_state cannot be set; expected a field that can be written")]
    [InlineData("actions=load:0x10->NXM_NX_REG0[0..3]", "column 14, at '0x10': the value for NXM_NX_REG0[0..3] is too large; expected at most 15")]
    [InlineData("actions=move:NXM_NX_REG0[0..3]->NXM_NX_REG1[]", "column 14, at 'NXM_NX_REG0[0..3]->NXM_NX_REG1[]': 4 bits do not fit 32; expected as many bits on both sides")]
    [InlineData("actions=conjunction(7,4/3)", "column 23, at '4/3': no such clause; expected 1 to the number of clauses, which is 2 to 64")]
    [InlineData("actions=goto_table:5,output:5", "column 9, at 'goto_table:5,output:5': output:5 stands in the wrong place; the order is actions, clear_actions, write_actions, write_metadata, goto_table; expected instructions behind the actions")]
    public void A_text_that_is_no_flow_says_where_and_why(string text, string? error)
    {
        var thrown = Record.Exception(() => Flow.Parse(text));

        Assert.Equal(error, thrown?.Message);
    }

    [Theory]
    [InlineData("type=all,bucket=output:5", "column 1, at 'type=all,bucket=output:5': the group has no id; expected group_id=NUMBER")]
    [InlineData("group_id=1,type=any", "column 17, at 'any': unknown type of group; expected all, select, indirect or ff")]
    public void A_text_that_is_no_group_says_where_and_why(string text, string error) =>
        Assert.Equal(error, Assert.Throws<FormatException>(() => Group.Parse(text)).Message);

    [Theory]
    [InlineData("meter=1,kbps", "column 1, at 'meter=1,kbps': the meter has no band; expected band=type=drop,rate=NUMBER")]
    [InlineData("meter=1,kbs,band=type=drop,rate=1", "column 9, at 'kbs': unknown word; expected meter=NUMBER, kbps, pktps, burst, stats or band=...")]
    public void A_text_that_is_no_meter_says_where_and_why(string text, string error) =>
        Assert.Equal(error, Assert.Throws<FormatException>(() => MeterConfig.Parse(text)).Message);

    [Fact]
    public void Names_of_tables_and_ports_are_read_and_written()
    {
        var names = new FlowNames(port => port == "vx7" ? 9u : null, table => table == "Classify" ? (byte)0 : table == "Output" ? (byte)95 : null);

        var flow = Flow.Parse("table=Classify,priority=5,in_port=vx7 actions=goto_table:Output", names);

        Assert.Equal("table=0, priority=5,in_port=9 actions=goto_table:95", flow.ToString());
        Assert.Equal(
            "table=Classify, priority=5,in_port=vx7 actions=goto_table:Output",
            flow.ToString(table => table == 0 ? "Classify" : table == 95 ? "Output" : null, port => port == 9 ? "vx7" : null));
    }
}
