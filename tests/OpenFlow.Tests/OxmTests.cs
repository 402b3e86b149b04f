using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Tests;

/// <summary>Lists of match fields: those of Open vSwitch's own tests, and what it refuses.</summary>
public sealed class OxmTests
{
    // dialect, strict, text, hex, what it comes to (or the error)
    static readonly string[][] Rows = [.. File.ReadAllLines(Vectors.Path("oxm-lists.tsv")).Skip(1).Select(line => line.Split('\t'))];

    public static TheoryData<string, string> Texts => [.. Rows.Select(r => (r[2], r[3]))];

    // Cookies stand in matches of NXM alone, which OpenFlow 1.5 does not have.
    public static TheoryData<string, bool, string> Accepted =>
        [.. Rows.Where(r => !r[4].StartsWith("OFP", StringComparison.Ordinal) && !r[2].Contains("COOKIE")).Select(r => (r[3], r[1] == "True", r[4]))];

    public static TheoryData<string, string> Refused =>
        [.. Rows.Where(r => r[4].StartsWith("OFP", StringComparison.Ordinal)).Select(r => (r[3], r[4]))];

    [Fact]
    public void All_lists_are_used() => Assert.Equal((104, 67, 35), (Texts.Count, Accepted.Count, Refused.Count));

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_is_read_to_the_bytes(string text, string hex) =>
        Assert.Equal(hex, Convert.ToHexStringLower(OxmText.Parse(text)));

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_list_means_what_Open_vSwitch_makes_of_it(string hex, bool isStrict, string normalized)
    {
        var match = Read(Convert.FromHexString(hex), isStrict ? Unknown.Refuse : Unknown.Skip);

        Assert.Equal(Read(OxmText.Parse(normalized), Unknown.Refuse), match);
        Assert.Equal(normalized, OxmText.Format(OxmText.Parse(normalized)));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_Open_vSwitch_refuses_is_refused_with_its_error(string hex, string error) => Refuses(hex, Unknown.Refuse, error);

    [Theory]
    [InlineData("NXM_NX_COOKIE(00000000abcdef01)", "OFPBMC_BAD_FIELD")]
    [InlineData("OXM_OF_IPV4_SRC(01020304), OXM_OF_ETH_TYPE(0800)", "OFPBMC_BAD_PREREQ")]
    [InlineData("OXM_OF_ETH_TYPE(0800), OXM_OF_IP_PROTO(06), NXM_NX_IP_FRAG(03), OXM_OF_TCP_SRC(0050)", "OFPBMC_BAD_PREREQ")]
    [InlineData("OXM_OF_ETH_TYPE(0800), OXM_OF_PACKET_TYPE(00010800)", "OFPBMC_DUP_FIELD")]
    [InlineData("OXM_OF_PKT_REG0(0000000000000001), NXM_NX_REG1(00000001)", "OFPBMC_DUP_FIELD")]
    [InlineData("NXM_OF_IN_PORT(0001), OXM_OF_IN_PORT(00000001)", "OFPBMC_DUP_FIELD")]
    [InlineData("NXM_OF_VLAN_TCI_W(1000/1000), OXM_OF_VLAN_VID(1001)", "OFPBMC_DUP_FIELD")]
    [InlineData("OXM_OF_ETH_TYPE(0800), NXM_OF_IP_TOS(20), OXM_OF_IP_DSCP(08)", "OFPBMC_DUP_FIELD")]
    [InlineData("OXM_OF_IN_PORT(0000ff00)", "OFPBMC_BAD_VALUE")]
    [InlineData("OXM_OF_VLAN_VID(2001)", "OFPBMC_BAD_VALUE")]
    [InlineData("OXM_OF_ETH_TYPE(0800), NXM_OF_IP_TOS(21)", "OFPBMC_BAD_VALUE")]
    [InlineData("OXM_OF_ETH_TYPE(894f), NXOXM_NSH_MDTYPE(03)", "OFPBMC_BAD_VALUE")]
    [InlineData("OXM_OF_ETH_TYPE(894f), NXOXM_NSH_TTL(40)", "OFPBMC_BAD_VALUE")]
    [InlineData("OXM_OF_ETH_TYPE(0800), OXM_OF_IP_DSCP_W(3f/3f)", "OFPBMC_BAD_MASK")]
    [InlineData("OXM_OF_ETH_TYPE_W(0800/ff00)", "OFPBMC_BAD_MASK")]
    [InlineData("OXM_OF_ETH_TYPE(08)", "OFPBMC_BAD_FIELD")]
    [InlineData("ffff0202(0000)", "OFPBMC_BAD_LEN")]
    public void More_is_refused_with_the_error_of_Open_vSwitch(string fields, string error) =>
        Refuses(Convert.ToHexStringLower(OxmText.Parse(fields)), Unknown.Refuse, error);

    [Theory]
    [InlineData("80000a0208", "OFPBMC_BAD_LEN")]                 // two bytes are announced, one is there
    [InlineData("80000a", "OFPBMC_BAD_LEN")]
    [InlineData("ffff1a05000023", "OFPBMC_BAD_LEN")]
    public void What_is_cut_off_is_refused(string hex, string error) => Refuses(hex, Unknown.Refuse, error);

    [Fact]
    public void Tunnel_options_of_a_match_have_256_bytes_together()
    {
        var full = string.Join(", ", Enumerable.Range(0, 2).Select(i => $"NXM_NX_TUN_METADATA{i}({new string('1', 248)})"));

        Assert.Equal(2, Read(OxmText.Parse($"{full}, NXM_NX_TUN_METADATA2(11111111)"), Unknown.Refuse).Count - 1);
        Refuses(Convert.ToHexStringLower(OxmText.Parse($"{full}, NXM_NX_TUN_METADATA2(111111111111111111)")), Unknown.Refuse, "OFPBMC_BAD_VALUE");
    }

    [Fact]
    public void A_packet_out_brings_pipeline_fields_only()
    {
        Assert.Equal("reg0=0x1,in_port=5", Read(OxmText.Parse("OXM_OF_IN_PORT(00000005), NXM_NX_REG0(00000001), 01020304(00000000)"), Unknown.SkipInPipeline).ToString());
        Refuses(Convert.ToHexStringLower(OxmText.Parse("NXM_NX_PKT_MARK(00000005)")), Unknown.SkipInPipeline, "OFPBRC_PIPELINE_FIELDS_ONLY");
    }

    [Fact]
    public void A_packet_in_needs_no_prerequisites()
    {
        var match = Read(OxmText.Parse("NXM_NX_CT_NW_SRC(01020304), OXM_OF_IPV4_DST(05060708)"), Unknown.Skip);

        Assert.Equal("ct_nw_src=1.2.3.4,nw_dst=5.6.7.8", match.ToString());
        Assert.Equal(match, Match.Loose(match.Span));
    }

    [Theory]
    [InlineData("", "<any>")]
    [InlineData("0102030411113333", "258:1(1111/3333)")]
    [InlineData("00013c0800000000abcdef01", "NXM_NX_COOKIE(00000000abcdef01)")]
    [InlineData("80000a02080080000a", "OXM_OF_ETH_TYPE(0800), <3 invalid bytes>")]
    [InlineData("000151041234ffff", "NXM_NX_TUN_METADATA0_W(1234/ffff)")]
    public void Any_bytes_are_written_as_text(string hex, string text) => Assert.Equal(text, OxmText.Format(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("OXM_OF_ETH_TYPE", "column 1, at 'OXM_OF_ETH_TYPE': no field; expected one such as NXM_OF_ETH_TYPE(0800)")]
    [InlineData("eth_type(0800)", "column 1, at 'eth_type': unknown field; expected a field's name on the wire, with _W behind it if there is a mask")]
    [InlineData("OXM_OF_ETH_TYPE(080)", "column 17, at '080': no bytes; expected two hexadecimal digits for each byte")]
    [InlineData("OXM_OF_VLAN_VID_W(0800/00)", "column 19, at '0800/00': value and mask are not equally long; expected as many digits before and behind the slash")]
    public void A_text_that_is_no_list_says_where_and_why(string text, string error) =>
        Assert.Equal(error, Assert.Throws<FormatException>(() => OxmText.Parse(text)).Message);

    static void Refuses(string hex, Unknown unknown, string error) =>
        Assert.Equal(error, Assert.Throws<OpenFlowException>(() => Read(Convert.FromHexString(hex), unknown)).Error.Name);

    static Match Read(byte[] fields, Unknown unknown)
    {
        var r = new OfReader(fields, Errors.OFPBMC_BAD_LEN);
        return OxmCodec.ReadFields(ref r, unknown);
    }
}
