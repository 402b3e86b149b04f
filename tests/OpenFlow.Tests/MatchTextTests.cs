using System.Buffers;
using System.Text.Json;
using Sdn.OpenFlow.Json;

namespace Sdn.OpenFlow.Tests;

/// <summary>Matches as text and as JSON; the judge is what ovs-ofctl makes of the same text.</summary>
public sealed class MatchTextTests
{
    static readonly string[][] Rows = [.. File.ReadAllLines(Vectors.Path("match-texts.tsv")).Skip(1).Select(line => line.Split('\t'))];

    public static TheoryData<string, string> Texts => [.. Rows.Select(r => (r[0], r[1]))];

    public static TheoryData<string> Inputs => [.. Rows.Select(r => r[0])];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_is_read_and_printed_as_ovs_ofctl_does(string text, string printed) =>
        Assert.Equal(printed, Match.Parse(text).ToString());

    [Fact]
    public async Task Ovs_ofctl_reads_in_our_bytes_what_it_reads_in_the_text()
    {
        var mods = Rows.Select((row, i) => FlowMod.Add(new(0, Flow.DefaultPriority, Match.Parse(row[0]), [])) with { Xid = (uint)i + 1 }).ToArray();
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var mod in mods)
            Codec.Encode(mod, bytes);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, bytes.WrittenMemory, TestContext.Current.CancellationToken);

        var printed = await Tool.Run("ovs-ofctl", "-O", "OpenFlow15", "ofp-parse", file);
        File.Delete(file);

        Assert.Equal(
            Rows.Select((row, i) => $"OFPT_FLOW_MOD (OF1.5) (xid=0x{i + 1:x}): ADD {(row[1].Length > 0 ? row[1] + " " : "")}actions=drop"),
            printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(printed.TrimEnd('\n'), string.Join('\n', mods.Select(m => m.ToString())));
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_match_comes_back_from_its_bytes_and_from_its_JSON(string text)
    {
        var match = Match.Parse(text);
        var bytes = new ArrayBufferWriter<byte>();
        Codec.Encode(FlowMod.Add(new(0, 1, match, [])), bytes);

        Assert.Equal(match, Assert.IsType<FlowMod>(Codec.Decode(bytes.WrittenSpan)).Flow.Match);
        Assert.Equal(match, OpenFlowJson.Parse(JsonSerializer.Serialize(match, OpenFlowJson.Of<Match>()), OpenFlowJson.Of<Match>()));
    }

    [Theory]
    [InlineData("in_port=5", """[{"field":"in_port","value":5,"mask":null}]""")]
    [InlineData("dl_dst=01:00:00:00:00:00/01:00:00:00:00:00", """[{"field":"eth_dst","value":"01:00:00:00:00:00","mask":"01:00:00:00:00:00"}]""")]
    [InlineData("ip,nw_src=10.0.0.0/8", """[{"field":"eth_type","value":2048,"mask":null},{"field":"ipv4_src","value":"10.0.0.0","mask":"255.0.0.0"}]""")]
    [InlineData("ipv6,ipv6_dst=fd00::/16", """[{"field":"eth_type","value":34525,"mask":null},{"field":"ipv6_dst","value":"fd00::","mask":"ffff::"}]""")]
    [InlineData("tun_id=5/0xff", """[{"field":"tunnel_id","value":"0x5","mask":"0xff"}]""")]
    [InlineData("reg0=7", """[{"field":"reg0","value":7,"mask":null}]""")]
    [InlineData("ct_label=0", """[{"field":"ct_label","value":"0x0","mask":null}]""")]
    [InlineData("tun_metadata3", """[{"field":"tun_metadata3","value":"0x0","mask":"0x0"}]""")]
    [InlineData("tun_metadata3=5/0xffff", """[{"field":"tun_metadata3","value":"0x5","mask":"0xffff"}]""")]
    public void A_match_in_JSON_has_the_names_of_the_specification(string text, string json)
    {
        Assert.Equal(json, JsonSerializer.Serialize(Match.Parse(text), OpenFlowJson.Of<Match>()));
        Assert.Equal(Match.Parse(text), OpenFlowJson.Parse(json, OpenFlowJson.Of<Match>()));
    }

    [Theory]
    [InlineData("""[{"field":"NXM_OF_IN_PORT","value":5}]""", "in_port=5")]
    [InlineData("""[{"field":"dl_type","value":"0x800"},{"field":"nw_dst","value":167772161}]""", "ip,nw_dst=10.0.0.1")]
    [InlineData("""[{"field":"metadata","value":5}]""", "metadata=0x5")]
    [InlineData("""[{"field":"OXM_OF_ETH_SRC","value":"0x020000000001"}]""", "dl_src=02:00:00:00:00:01")]
    public void JSON_is_read_under_every_name_and_in_every_form(string json, string text) =>
        Assert.Equal(text, OpenFlowJson.Parse(json, OpenFlowJson.Of<Match>()).ToString());

    [Theory]
    [InlineData("""[{"field":"eth_dts","value":5}]""", "no field is called 'eth_dts'; one is 'eth_dst'")]
    [InlineData("""[{"field":"eth_dst"}]""", "eth_dst has no 'value'")]
    [InlineData("""[{"field":"eth_dst","value":"02:00"}]""", "eth_dst cannot be \"02:00\"; it has 6 bytes")]
    [InlineData("""[{"field":"in_port","value":4294967296}]""", "in_port cannot be 4294967296; it has 4 bytes")]
    [InlineData("""[{"field":"in_port","value":-1}]""", "in_port cannot be -1; it has 4 bytes")]
    [InlineData("""[{"field":"vlan_vid","value":8192}]""", "vlan_vid cannot be 8192; its bits are 0x1fff")]
    [InlineData("""[{"field":"ct_label","value":"0xzz"}]""", "ct_label cannot be \"0xzz\"; it has 16 bytes")]
    [InlineData("""[{"field":"ipv4_src","value":"fd00::1"}]""", "ipv4_src cannot be \"fd00::1\"; it has 4 bytes")]
    [InlineData("""[{"field":"reg0","value":1,"masc":1}]""", "a field has 'field', 'value' and 'mask', and no 'masc'")]
    [InlineData("""[{"field":"ipv4_src","value":"10.0.0.1"}]""", "nw_src=10.0.0.1 needs a match on ip (dl_type=0x800)")]
    [InlineData("""[{"value":1}]""", "a field has a 'field', its name")]
    public void Bad_JSON_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => OpenFlowJson.Parse(json, OpenFlowJson.Of<Match>())).Message, StringComparison.Ordinal);
}
