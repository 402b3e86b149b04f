namespace Sdn.Pipeline.Tests;

/// <summary>Policy between and within applications, on a real ovs-vswitchd.</summary>
public sealed class PolicyTraceTests(Switches switches) : IClassFixture<Switches>
{
    const string
        Rule = "dc97d912",   // the id of "cameras to meters on TCP 8080" in the case "linked"
        FromCam1 = "in_port=32769,dl_src=02:00:00:00:00:11,dl_dst=02:00:00:01:00:01",
        Cam1ToMet1 = $"{FromCam1},nw_src=10.64.0.11,nw_dst=10.65.0.12,nw_ttl=64",
        Cam1ToMet2 = $"{FromCam1},nw_src=10.64.0.11,nw_dst=10.65.0.21,nw_ttl=64",
        Cam1ToMet2OnD2 = "in_port=1,tun_id=100,tun_src=192.0.2.1,dl_src=02:00:00:01:00:02,dl_dst=02:00:00:00:01:21,nw_src=10.64.0.11,nw_dst=10.65.0.21,nw_ttl=63",
        Met2ToCam1OnD1 = "in_port=2,dl_src=02:00:00:01:00:01,dl_dst=02:00:00:00:00:11,nw_src=10.65.0.21,nw_dst=10.64.0.11,nw_ttl=63";

    [Fact]
    public async Task An_allowed_port_is_routed_in_the_sender_s_segment() => Assert.Matches(
        $@"^set\(eth\(src=02:00:00:01:00:02,dst=02:00:00:00:01:21\)\),set\(ipv4\(ttl=63\)\),ct\(commit,zone=65535,label=0x{Rule}00000000/0xffffffffffffffff\),tnl_push\(.*dst=192.0.2.2,.*vxlan\(flags=0x8000000,vni=0x64\)",
        (await Trace("linked", "d1", $"tcp,{Cam1ToMet2},tcp_src=40000,tcp_dst=8080", "trk,new")).Actions);

    [Fact]
    public async Task An_allowed_port_arrives() => Assert.Matches(
        $@"^ct\(commit,zone=65535,label=0x{Rule}/0xffffffffffffffff\),\d+$",
        (await Trace("linked", "d2", $"tcp,{Cam1ToMet2OnD2},tcp_src=40000,tcp_dst=8080", "trk,new")).Actions);

    [Fact]
    public async Task An_allowed_port_is_reached_on_the_same_device() => Assert.Matches(
        $@"^set\(eth\(src=02:00:00:01:00:02,dst=02:00:00:00:01:12\)\),set\(ipv4\(ttl=63\)\),ct\(commit,zone=65535,label=0x{Rule}{Rule}/0xffffffffffffffff\),\d+$",
        (await Trace("linked", "d1", $"tcp,{Cam1ToMet1},tcp_src=40000,tcp_dst=8080", "trk,new")).Actions);

    [Theory]
    [InlineData("egress-policy in EgressPolicy", "d1", $"tcp,{Cam1ToMet2},tcp_dst=22")]
    [InlineData("egress-policy in EgressPolicy", "d1", $"udp,{Cam1ToMet2},udp_dst=8080")]
    [InlineData("ingress-policy in IngressPolicy", "d2", $"tcp,{Cam1ToMet2OnD2},tcp_dst=22")]
    [InlineData("egress-policy in EgressPolicy", "d1", "tcp,in_port=32770,dl_src=02:00:00:00:01:12,dl_dst=02:00:00:01:00:02,nw_src=10.65.0.12,nw_dst=10.64.0.11,tcp_src=8080,tcp_dst=8080")]
    [InlineData("egress-policy in EgressPolicy", "d1", "tcp,in_port=32771,dl_src=02:00:00:00:02:13,dl_dst=02:00:00:01:00:03,nw_src=10.66.0.13,nw_dst=10.64.0.11,tcp_dst=8080")]
    [InlineData("no-route in Route", "d1", $"tcp,{FromCam1},nw_src=10.64.0.11,nw_dst=10.65.0.99,nw_ttl=64,tcp_dst=8080")]
    [InlineData("ttl-expired in Route", "d1", $"tcp,{FromCam1},nw_src=10.64.0.11,nw_dst=10.65.0.21,nw_ttl=1,tcp_dst=8080")]
    [InlineData("unknown-destination in Forward", "d1", "tcp,in_port=32769,dl_src=02:00:00:00:00:11,dl_dst=02:00:00:00:01:12,nw_src=10.64.0.11,nw_dst=10.64.0.99,tcp_dst=8080")]
    [InlineData("egress-policy in EgressPolicy", "i1", "udp,in_port=32769,dl_src=02:00:00:00:07:11,dl_dst=02:00:00:00:07:12,nw_src=10.70.0.11,nw_dst=10.70.0.12,udp_dst=5011")]
    [InlineData("egress-policy in EgressPolicy", "i1", "tcp,in_port=32769,dl_src=02:00:00:00:07:11,dl_dst=02:00:00:00:07:12,nw_src=10.70.0.11,nw_dst=10.70.0.12,tcp_dst=5003")]
    public async Task What_no_policy_allows_is_dropped(string expected, string device, string packet) =>
        Assert.Equal(expected, (await (device == "i1" ? Trace("internal-by-policy", "d1", packet, "trk,new") : Trace("linked", device, packet, "trk,new"))).Drop);

    [Fact]
    public async Task A_device_that_hosts_only_the_linked_application_may_not_send_in_the_other_s_segment() => Assert.Equal(
        "not-a-member in TunnelAdmit",
        (await Trace("linked", "d1", "tcp,in_port=1,tun_id=100,tun_src=192.0.2.2,dl_src=02:00:00:00:01:21,dl_dst=02:00:00:00:00:11,nw_src=10.65.0.21,nw_dst=10.64.0.11,tcp_src=8080")).Drop);

    [Theory]
    [InlineData("udp_dst=5000")]
    [InlineData("udp_dst=5010")]
    public async Task Within_an_application_a_policy_opens_its_ports(string port) => Assert.Matches(
        @"^ct\(commit,zone=7,label=0x[0-9a-f]{9,16}/0xffffffffffffffff\),\d+$",
        (await Trace("internal-by-policy", "d1", $"udp,in_port=32769,dl_src=02:00:00:00:07:11,dl_dst=02:00:00:00:07:12,nw_src=10.70.0.11,nw_dst=10.70.0.12,{port}", "trk,new")).Actions);

    [Fact]
    public async Task Within_an_application_multicast_needs_internal_traffic() => Assert.Equal(
        "egress-policy in Conntrack",
        (await Trace("internal-by-policy", "d1", "udp,in_port=32769,dl_src=02:00:00:00:07:11,dl_dst=01:00:5e:00:00:fb,nw_src=10.70.0.11,nw_dst=224.0.0.251,udp_dst=5353")).Drop);

    [Fact]
    public async Task A_connection_goes_on_under_a_live_rule() => Assert.Matches(
        @"^set\(eth\(src=02:00:00:01:00:02,dst=02:00:00:00:01:21\)\),set\(ipv4\(ttl=63\)\),tnl_push",
        (await Tracked("linked", "d1", $"tcp,{Cam1ToMet2},tcp_src=40000,tcp_dst=22,metadata=1,reg0=1,reg8=65535,ct_state=est|trk,ct_label=0x{Rule}00000000")).Actions);

    [Fact]
    public async Task An_answer_comes_back_under_a_live_rule() => Assert.Matches(
        @"^\d+$",
        (await Tracked("linked", "d1", $"tcp,{Met2ToCam1OnD1},tcp_src=8080,tcp_dst=40000,metadata=2,reg0=2,reg8=65535,ct_state=est|rpl|trk,ct_label=0x{Rule}00000000")).Actions);

    [Theory]
    [InlineData("egress-policy in EgressPolicy", $"tcp,{Cam1ToMet2},tcp_src=40000,tcp_dst=22,metadata=1,reg0=1,reg8=65535,ct_state=est|trk,ct_label=0xdead00000000")]
    [InlineData("egress-policy in EgressPolicy", $"tcp,{Cam1ToMet2},tcp_src=40000,tcp_dst=22,metadata=1,reg0=1,reg8=65535,ct_state=est|trk,ct_label=0x{Rule}0000dead")]
    [InlineData("ingress-policy in IngressPolicy", $"tcp,{Met2ToCam1OnD1},tcp_src=22,tcp_dst=40000,metadata=2,reg0=2,reg8=65535,ct_state=est|rpl|trk,ct_label=0xdead00000000")]
    [InlineData("cut in ConntrackState", $"icmp,{Met2ToCam1OnD1},icmp_type=3,metadata=2,reg0=2,reg8=65535,ct_state=rel|rpl|trk,ct_label=0xdead00000000")]
    public async Task A_connection_under_a_rule_that_is_gone_is_cut(string expected, string packet) =>
        Assert.Equal(expected, (await Tracked("linked", "d1", packet)).Drop);

    [Theory]
    [InlineData($"label=0x{Rule}00000000", $"tcp,{Cam1ToMet2},tcp_src=40000,tcp_dst=8080,metadata=1,reg0=1,reg8=65535,ct_state=est|trk,ct_label=0xdead00000000")]
    [InlineData($"label=0x{Rule}/", $"tcp,{Met2ToCam1OnD1},tcp_src=8080,tcp_dst=40000,metadata=2,reg0=2,reg8=65535,ct_state=est|rpl|trk,ct_label=0xdead00000000")]
    public async Task A_connection_that_another_rule_allows_goes_on_under_that(string label, string packet) =>
        Assert.Contains($"ct(commit,zone=65535,{label}", (await Tracked("linked", "d1", packet)).Actions, StringComparison.Ordinal);

    [Fact]
    public async Task Deleting_the_policy_cuts_its_connections_in_both_directions()
    {
        var fleet = GoldenTests.Case("linked").RemovePolicy("cameras-to-meters");
        await using var d1 = await Switch.Of(fleet, "d1");

        var question = await d1.TraceFrom(Tables.ConntrackState, $"tcp,{Cam1ToMet2},tcp_src=40000,tcp_dst=8080,metadata=1,reg0=1,reg8=65535,ct_state=est|trk,ct_label=0x{Rule}00000000");
        var answer = await d1.TraceFrom(Tables.ConntrackState, $"tcp,{Met2ToCam1OnD1},tcp_src=8080,tcp_dst=40000,metadata=2,reg0=2,reg8=65535,ct_state=est|rpl|trk,ct_label=0x{Rule}00000000");

        Assert.Equal("egress-policy in EgressPolicy", question.Drop);
        Assert.Equal("not-here in Forward", answer.Drop);
    }

    async Task<Trace> Trace(string name, string device, string packet, params string[] states) =>
        await (await switches.Of(name, device)).Trace(packet, states);

    async Task<Trace> Tracked(string name, string device, string packet) =>
        await (await switches.Of(name, device)).TraceFrom(Tables.ConntrackState, packet);
}
