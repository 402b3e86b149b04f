using System.Globalization;

namespace Sdn.OpenFlow.Tests;

/// <summary>The table of fields is Open vSwitch's: no field, no name and no number is missing, and all say the same.</summary>
public sealed class FieldTests
{
    // name, field, experimenter, class, number, bytes, bits, maskable, writable, prerequisite, since
    static readonly string[][] Rows = [.. File.ReadAllLines(Vectors.Path("oxm-fields.tsv")).Skip(1).Select(line => line.Split('\t'))];

    [Fact]
    public void Every_name_and_number_of_Open_vSwitch_is_there()
    {
        var ours = Fields.All.SelectMany(f => f.Headers().Select(h => $"{h.Name} {f.Name} {h.Experimenter} {(ushort)h.Class} {h.Number}"));

        Assert.Equal(237, Rows.Length);
        Assert.Equal(Rows.Select(r => string.Join(' ', r[..5])).Order(), ours.Order());
    }

    [Fact]
    public void Sizes_masks_prerequisites_and_versions_are_those_of_Open_vSwitch()
    {
        var ours = Fields.All.SelectMany(f => f.Headers().Select(h =>
            $"{h.Name} {f.Bytes} {f.Bits} {f.Maskable} {f.Writable} {Named(f.Prerequisite)} {f.Since}"));

        Assert.Equal(
            Rows.Select(r => $"{r[0]} {r[5]} {r[6]} {r[7] == "MFM_FULLY"} {r[8]} {r[9]} {Later(r[10])}").Order(),
            ours.Order());
    }

    [Theory]
    [InlineData("eth_src", "eth_src")]
    [InlineData("dl_src", "eth_src")]
    [InlineData("OXM_OF_ETH_SRC", "eth_src")]
    [InlineData("NXM_OF_ETH_SRC", "eth_src")]
    [InlineData("nw_src", "ip_src")]
    [InlineData("ipv4_src", "ip_src")]
    [InlineData("tunnel_id", "tun_id")]
    [InlineData("tp_src", "tcp_src")]
    [InlineData("in_port", "in_port")]
    [InlineData("nw_frag", "ip_frag")]
    [InlineData("ip_proto", "nw_proto")]
    [InlineData("nw_tos", "nw_tos")]
    [InlineData("nsp", "nsh_spi")]
    [InlineData("nshc4", "nsh_c4")]
    [InlineData("ipv6_nd_target", "nd_target")]
    [InlineData("ONFOXM_ET_TCP_FLAGS", "tcp_flags")]
    [InlineData("NXOXM_ET_DP_HASH", "dp_hash")]
    [InlineData("tun_metadata63", "tun_metadata63")]
    public void Fields_are_found_by_all_their_names(string name, string field) => Assert.Equal(field, Fields.Named(name)?.Name);

    [Fact]
    public void Names_in_JSON_are_unique_and_lead_back()
    {
        Assert.Equal(Fields.All.Count, Fields.All.Select(f => f.SpecName).Distinct().Count());
        Assert.All(Fields.All, field => Assert.Same(field, Fields.SpecNamed(field.SpecName)));
        Assert.Equal(
            ["packet_type", "tunnel_id", "tun_src", "tun_metadata0", "in_port", "nxm_of_in_port", "reg0", "xreg7", "eth_dst", "vlan_vid", "ipv4_src", "ipv6_flabel", "ip_proto", "ip_dscp", "icmpv4_type", "ipv6_nd_sll"],
            new[]
            {
                Fields.PacketType, Fields.TunnelId, Fields.TunSrc, Fields.TunMetadata[0], Fields.InPort, Fields.InPortNxm, Fields.Reg0, Fields.XReg7,
                Fields.EthDst, Fields.VlanVid, Fields.Ipv4Src, Fields.Ipv6Label, Fields.IpProto, Fields.IpDscp, Fields.Icmpv4Type, Fields.NdSll,
            }.Select(f => f.SpecName));
    }

    [Theory]
    [InlineData("NXM_OF_IP_SRC[0..7]", "ip_src", 0, 8)]
    [InlineData("tun_metadata0[300..310]", "tun_metadata0", 300, 11)]
    [InlineData("vlan_vid[]", "vlan_vid", 0, 12)]
    [InlineData("ct_state[]", "ct_state", 0, 32)]
    public void Parts_of_fields_are_read(string text, string field, int start, int length)
    {
        var subfield = new Move(Text.FieldReader.ReadSubfield(new(text)), Fields.CtLabel[0, length]).Source;

        Assert.Equal((field, start, length), (subfield.Field.Name, subfield.Start, subfield.Length));
    }

    [Fact]
    public void A_part_of_a_long_option_is_matched_where_it_stands()
    {
        var part = Fields.TunMetadata[5][128, 8].Is(0xab);

        Assert.Equal("tun_metadata5=0xab00000000000000000000000000000000/0xff00000000000000000000000000000000", part.ToString());
        Assert.Equal("set_field:0xab00000000000000000000000000000000/0xff00000000000000000000000000000000->tun_metadata5", new SetField(part).ToString());
    }

    // Only versions after the one that the table is held against are told.
    static string Later(string version) => Version.Parse(version) > new Version(3, 1) ? version : "";

    static string Named(Prerequisite prerequisite) => prerequisite switch
    {
        Prerequisite.None => "none",
        Prerequisite.Vlan => "VLAN VID",
        Prerequisite.Ipv4 => "IPv4",
        Prerequisite.Ipv6 => "IPv6",
        Prerequisite.Ip => "IPv4/IPv6",
        Prerequisite.Icmpv4 => "ICMPv4",
        Prerequisite.Icmpv6 => "ICMPv6",
        Prerequisite.NdSolicit => "ND solicit",
        Prerequisite.NdAdvert => "ND advert",
        Prerequisite.Ethernet => "Ethernet",
        _ => prerequisite.ToString().ToUpper(CultureInfo.InvariantCulture),
    };
}
