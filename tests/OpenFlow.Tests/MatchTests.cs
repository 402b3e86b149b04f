using System.Net;

namespace Sdn.OpenFlow.Tests;

public sealed class MatchTests
{
    [Fact]
    public void The_order_of_fields_does_not_matter()
    {
        Match one = [Fields.InPort.Is(5), Fields.EthType.Is(0x0800), Fields.Ipv4Dst.Is(IPNetwork.Parse("10.0.0.0/8"))];
        Match other = [Fields.Ipv4Dst.Is(IPNetwork.Parse("10.0.0.0/8")), Fields.EthType.Is(0x0800), Fields.InPort.Is(5)];

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.Equal("ip,in_port=5,nw_dst=10.0.0.0/8", one.ToString());
    }

    [Fact]
    public void Parts_of_one_field_become_one()
    {
        var kind = Fields.Reg0[0, 4];
        var reason = Fields.Reg0[16, 8];

        Match match = [kind.Is(1), reason.Is(3)];

        Assert.Equal("reg0=0x30001/0xff000f", match.ToString());
    }

    [Theory]
    [InlineData("reg0=0x1/0xf,reg0=0x2/0xf", "reg0=0x1/0xf contradicts reg0=0x2/0xf")]
    [InlineData("nw_dst=10.0.0.1", "nw_dst=10.0.0.1 needs a match on ip (dl_type=0x800)")]
    [InlineData("arp,tcp_dst=80", "tp_dst=80 needs a match on tcp or tcp6")]
    [InlineData("icmp6,icmp_type=133,nd_target=fe80::1", "nd_target=fe80::1 needs a match on icmp6,icmp_type=135 or 136 (and icmp_code=0)")]
    [InlineData("icmp6,icmp_type=135,nd_tll=02:00:00:00:00:01", "nd_tll=02:00:00:00:00:01 needs a match on icmp6,icmp_type=136 (and icmp_code=0)")]
    [InlineData("ct_state=+trk+est,ct_nw_src=1.2.3.4", "ct_nw_src and ct_nw_dst need a match on ip, ct_ipv6_src and ct_ipv6_dst one on ipv6")]
    [InlineData("ct_state=+trk,ip,ct_nw_src=1.2.3.4", "ct_nw_src=1.2.3.4 needs a match on a connection: ct_state=+new, +est, +rel, +rpl, +snat, +dnat or +trk-inv")]
    public void What_cannot_match_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => Match.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("xreg2=0x100000002", "reg4=0x1,reg5=0x2")]
    [InlineData("xxreg1=5/0xff", "reg7=0x5/0xff")]
    [InlineData("vlan_tci=0x3123", "dl_vlan=291,dl_vlan_pcp=1")]
    [InlineData("vlan_vid=0x1005,vlan_pcp=2", "dl_vlan=5,dl_vlan_pcp=2")]
    [InlineData("ip,nw_tos=32", "ip,ip_dscp=8")]
    [InlineData("packet_type=(0,0),in_port=1", "in_port=1")]
    [InlineData("reg0=5/0,in_port=1", "in_port=1")]
    public void Two_ways_to_write_a_match_are_one_match(string one, string other) =>
        Assert.Equal(Match.Parse(other), Match.Parse(one));

    [Fact]
    public void Bits_that_mean_nothing_make_no_difference()
    {
        Assert.Equal(new Match(Fields.Reg0.Is(5)), new Match(new FieldMatch(Fields.Reg0, 5, UInt128.MaxValue)));
        Assert.Equal(new Match(Fields.Reg0.Is(1, 3)), new Match(new FieldMatch(Fields.Reg0, 5, 3)));
        Assert.Equal(new SetField(Fields.Reg0.Is(1, 3)), new SetField(new(Fields.Reg0, 5, 3)));
    }

    [Fact]
    public void A_value_that_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Fields.Reg0[0, 4].Is(0x10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fields.TcpDst.Is(0x10000));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fields.Reg0[30, 4]);
        Assert.Throws<ArgumentException>(() => Fields.Ipv4Src.Is(IPAddress.IPv6Loopback));
    }

    [Fact]
    public void Values_and_actions_are_written_from_subfields_and_addresses()
    {
        Assert.Equal("set_field:0x300/0xff00->reg1", Fields.Reg1[8, 8].Load(3).ToString());
        Assert.Equal("set_field:02:00:00:00:00:2a->eth_dst", Fields.EthDst.Set(MacAddress.Parse("02:00:00:00:00:2a")).ToString());
        Assert.Equal("set_field:10.0.0.9->tun_dst", Fields.TunDst.Set(IPAddress.Parse("10.0.0.9")).ToString());
        Assert.Equal("nd_target=fd01::29", Fields.NdTarget.Is(IPAddress.Parse("fd01::29")).ToString());
        Assert.Equal("dl_dst=01:00:00:00:00:00/01:00:00:00:00:00", Fields.EthDst.Is(new MacAddress(0x010000000000), new MacAddress(0x010000000000)).ToString());
        Assert.Equal("move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]", new Move(Fields.EthSrc.All, Fields.EthDst.All).ToString());
        Assert.Equal("NXM_NX_REG0[13]", Fields.Reg0[13, 1].ToString());
    }

    [Fact]
    public void Every_field_has_a_name_and_a_number_of_its_own()
    {
        Assert.Equal(Fields.All.Count, Fields.All.Select(f => f.Name).Distinct().Count());
        Assert.Equal(Fields.All.Count, Fields.All.Select(f => (f.Class, f.Experimenter, f.Number)).Distinct().Count());
        Assert.All(Fields.All, field => Assert.Same(field, Fields.Named(field.OxmName)));
    }
}
