namespace Sdn.Pipeline.Tests;

/// <summary>What a real ovs-vswitchd does with packets under the plans of <c>cases</c>.</summary>
public sealed class TraceTests(Switches switches) : IClassFixture<Switches>
{
    const string
        FromCam1 = "in_port=32769,dl_src=02:00:00:00:00:11",
        Cam1ToCam2 = $"{FromCam1},dl_dst=02:00:00:00:00:12,nw_src=10.64.0.11,nw_dst=10.64.0.12,nw_ttl=64",
        Cam1ToCam3 = $"{FromCam1},dl_dst=02:00:00:00:00:21,nw_src=10.64.0.11,nw_dst=10.64.0.21,nw_ttl=64",
        FromD2 = "in_port=1,tun_id=100,tun_src=192.0.2.2,tun_dst=192.0.2.1";

    [Fact]
    public async Task A_reaches_b_on_its_device() => Assert.Matches(
        @"^ct\(commit,zone=1,label=0x100000001/0xffffffffffffffff\),\d+$",
        await Actions("three-devices", "d1", $"icmp,{Cam1ToCam2},icmp_type=8", "trk,new"));

    [Fact]
    public async Task A_reaches_b_on_another_device_by_VXLAN() => Assert.Matches(
        @"^ct\(commit,zone=1,label=0x100000000/0xffffffffffffffff\),tnl_push\(.*ipv4\(src=192.0.2.1,dst=192.0.2.2,.*vxlan\(flags=0x8000000,vni=0x64\)",
        await Actions("three-devices", "d1", $"icmp,{Cam1ToCam3},icmp_type=8", "trk,new"));

    [Fact]
    public async Task B_gets_what_a_sent_from_another_device() => Assert.Matches(
        @"^ct\(commit,zone=1,label=0x1/0xffffffffffffffff\),\d+$",
        await Actions("three-devices", "d1", $"icmp,{FromD2},dl_src=02:00:00:00:00:21,dl_dst=02:00:00:00:00:11,nw_src=10.64.0.21,nw_dst=10.64.0.11,icmp_type=8", "trk,new"));

    [Fact]
    public async Task A_reaches_b_over_IPv6() => Assert.Matches(
        @"vni=0x64",
        await Actions("three-devices", "d1", $"tcp6,{FromCam1},dl_dst=02:00:00:00:00:21,ipv6_src=fd00:64::11,ipv6_dst=fd00:64::21,tcp_dst=80", "trk,new"));

    [Fact]
    public async Task A_reaches_b_by_GRE_over_IPv6() => Assert.Matches(
        @"tnl_push\(.*ipv6\(src=2001:db8::1,dst=2001:db8::2,.*gre\(\(flags=0x2000,proto=0x6558\),key=0xffffffff\)",
        await Actions("gre-ipv6-underlay", "d1", "icmp,in_port=32769,dl_src=02:00:00:00:01:11,dl_dst=02:00:00:00:01:21,nw_src=10.65.0.11,nw_dst=10.65.0.21,icmp_type=8", "trk,new"));

    [Fact]
    public async Task ARP_is_answered_in_the_switch() => Assert.Matches(
        @"^set\(eth\(src=02:00:00:00:00:21,dst=02:00:00:00:00:11\)\),set\(arp\(sip=10.64.0.21,tip=10.64.0.11,op=2,sha=02:00:00:00:00:21,tha=02:00:00:00:00:11\)\),\d+$",
        await Actions("three-devices", "d1", $"arp,{FromCam1},dl_dst=ff:ff:ff:ff:ff:ff,arp_op=1,arp_sha=02:00:00:00:00:11,arp_spa=10.64.0.11,arp_tpa=10.64.0.21"));

    [Fact]
    public async Task A_neighbour_solicitation_is_answered_in_the_switch() => Assert.Matches(
        @"^set\(eth\(src=02:00:00:00:00:21,dst=02:00:00:00:00:11\)\),set\(ipv6\(src=fd00:64::21,dst=fd00:64::11\)\),set\(nd_ext\(nd_reserved=0x60000000,nd_options_type=2\)\),set\(nd\(tll=02:00:00:00:00:21\)\),set\(icmpv6\(type=136,code=0\)\),\d+$",
        await Actions("three-devices", "d1", $"icmp6,{FromCam1},dl_dst=33:33:ff:00:00:21,ipv6_src=fd00:64::11,ipv6_dst=ff02::1:ff00:21,icmpv6_type=135,icmpv6_code=0,nd_target=fd00:64::21,nd_sll=02:00:00:00:00:11"));

    [Fact]
    public async Task The_gateway_answers_a_ping() => Assert.Matches(
        @"^set\(eth\(src=02:00:00:01:00:01,dst=02:00:00:00:00:11\)\),set\(ipv4\(src=10.64.0.1,dst=10.64.0.11\)\),set\(icmp\(type=0,code=0\)\),\d+$",
        await Actions("three-devices", "d1", $"icmp,{FromCam1},dl_dst=02:00:00:01:00:01,nw_src=10.64.0.11,nw_dst=10.64.0.1,icmp_type=8,icmp_code=0"));

    [Theory]
    [InlineData("spoofed-mac in PortSecurity", "icmp,in_port=32769,dl_src=02:00:00:00:00:12,dl_dst=02:00:00:00:00:21,nw_src=10.64.0.11,nw_dst=10.64.0.21")]
    [InlineData("spoofed-ip in PortSecurity", $"icmp,{FromCam1},dl_dst=02:00:00:00:00:21,nw_src=10.64.0.12,nw_dst=10.64.0.21")]
    [InlineData("spoofed-ip in PortSecurity", $"tcp6,{FromCam1},dl_dst=02:00:00:00:00:21,ipv6_src=fd00:64::12,ipv6_dst=fd00:64::21")]
    [InlineData("spoofed-arp in PortSecurity", $"arp,{FromCam1},dl_dst=ff:ff:ff:ff:ff:ff,arp_op=1,arp_sha=02:00:00:00:00:11,arp_spa=10.64.0.12,arp_tpa=10.64.0.21")]
    [InlineData("spoofed-arp in PortSecurity", $"arp,{FromCam1},dl_dst=ff:ff:ff:ff:ff:ff,arp_op=2,arp_sha=02:00:00:00:00:12,arp_spa=10.64.0.11,arp_tpa=10.64.0.21")]
    [InlineData("spoofed-nd in PortSecurity", $"icmp6,{FromCam1},dl_dst=33:33:00:00:00:01,ipv6_src=fd00:64::11,ipv6_dst=ff02::1,icmpv6_type=136,icmpv6_code=0,nd_target=fd00:64::12")]
    [InlineData("spoofed-nd in PortSecurity", $"icmp6,{FromCam1},dl_dst=33:33:ff:00:00:21,ipv6_src=fd00:64::12,ipv6_dst=ff02::1:ff00:21,icmpv6_type=135,icmpv6_code=0,nd_target=fd00:64::21")]
    [InlineData("router-advertisement in PortSecurity", $"icmp6,{FromCam1},dl_dst=33:33:00:00:00:01,ipv6_src=fe80::ff:fe00:11,ipv6_dst=ff02::1,icmpv6_type=134")]
    [InlineData("dhcp-server in PortSecurity", $"udp,{FromCam1},dl_dst=02:00:00:00:00:12,nw_src=10.64.0.11,nw_dst=10.64.0.12,udp_src=67,udp_dst=68")]
    [InlineData("redirect in PortSecurity", $"icmp,{Cam1ToCam2},icmp_type=5")]
    [InlineData("vlan-tag in PortSecurity", $"icmp,{Cam1ToCam2},icmp_type=8,dl_vlan=5")]
    [InlineData("not-ip in PortSecurity", $"{FromCam1},dl_dst=02:00:00:00:00:12,dl_type=0x88cc")]
    [InlineData("own-address in PortSecurity", $"icmp6,{FromCam1},dl_dst=33:33:ff:00:00:11,ipv6_src=::,ipv6_dst=ff02::1:ff00:11,icmpv6_type=135,icmpv6_code=0,nd_target=fd00:64::11")]
    [InlineData("own-address in PortSecurity", $"arp,{FromCam1},dl_dst=ff:ff:ff:ff:ff:ff,arp_op=1,arp_sha=02:00:00:00:00:11,arp_spa=0.0.0.0,arp_tpa=10.64.0.11")]
    [InlineData("link-control in PortSecurity", $"icmp6,{FromCam1},dl_dst=33:33:00:00:00:16,ipv6_src=::,ipv6_dst=ff02::16,icmpv6_type=143")]
    [InlineData("unknown-neighbour in Neighbour", $"arp,{FromCam1},dl_dst=ff:ff:ff:ff:ff:ff,arp_op=1,arp_sha=02:00:00:00:00:11,arp_spa=10.64.0.11,arp_tpa=10.64.0.99")]
    [InlineData("unknown-port in Classify", "icmp,in_port=77,dl_src=02:00:00:00:00:11")]
    [InlineData("not-a-member in TunnelAdmit", "icmp,in_port=1,tun_id=100,tun_src=192.0.2.4,dl_src=02:00:00:00:00:21,dl_dst=02:00:00:00:00:11,nw_src=10.64.0.21,nw_dst=10.64.0.11")]
    public async Task What_is_not_its_own_is_dropped_before_conntrack(string expected, string packet) =>
        Assert.Equal(expected, await Drop("three-devices", "d1", packet));

    [Theory]
    [InlineData("unknown-destination in Forward", $"icmp,{FromCam1},dl_dst=02:00:00:00:00:99,nw_src=10.64.0.11,nw_dst=10.64.0.99", "trk,new")]
    [InlineData("to-gateway in Route", $"tcp,{FromCam1},dl_dst=02:00:00:01:00:01,nw_src=10.64.0.11,nw_dst=10.64.0.1,tcp_dst=22", "trk,new")]
    [InlineData("egress-policy in EgressPolicy", $"tcp,{FromCam1},dl_dst=02:00:00:01:00:01,nw_src=10.64.0.11,nw_dst=8.8.8.8,tcp_dst=53", "trk,new")]
    [InlineData("invalid in ConntrackState", $"tcp,{Cam1ToCam2},tcp_dst=80", "trk,inv")]
    [InlineData("cut in ConntrackState", $"icmp,{Cam1ToCam2},icmp_type=3", "trk,rel")]
    [InlineData("not-here in Forward", $"icmp,{FromD2},dl_src=02:00:00:00:00:21,dl_dst=02:00:00:00:00:31,nw_src=10.64.0.21,nw_dst=10.64.0.31", "trk,new")]
    public async Task What_has_nowhere_to_go_is_dropped(string expected, string packet, string state) =>
        Assert.Equal(expected, await Drop("three-devices", "d1", packet, state));

    [Fact]
    public async Task Multicast_goes_to_the_other_container_and_once_to_each_device() => Assert.Matches(
        @"^\d+,clone\(tnl_push\(.*ipv4\(src=192.0.2.1,dst=192.0.2.2,.*vni=0x64.*,tnl_push\(.*ipv4\(src=192.0.2.1,dst=192.0.2.3,.*vni=0x64",
        await Actions("three-devices", "d1", $"udp,{FromCam1},dl_dst=01:00:5e:00:00:fb,nw_src=10.64.0.11,nw_dst=224.0.0.251,udp_dst=5353"));

    [Fact]
    public async Task Multicast_from_a_tunnel_stays_on_the_device() => Assert.Matches(
        @"^\d+,\d+$",
        await Actions("three-devices", "d1", $"udp,{FromD2},dl_src=02:00:00:00:00:21,dl_dst=01:00:5e:00:00:fb,nw_src=10.64.0.21,nw_dst=224.0.0.251,udp_dst=5353"));

    async Task<string> Actions(string name, string device, string packet, params string[] states) =>
        (await (await switches.Of(name, device)).Trace(packet, states)).Actions;

    async Task<string> Drop(string name, string device, string packet, params string[] states) =>
        (await (await switches.Of(name, device)).Trace(packet, states)).Drop;
}
