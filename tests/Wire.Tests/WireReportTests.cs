using static Sdn.Wire.Tests.Frames;

namespace Sdn.Wire.Tests;

public class WireReportTests
{
    static readonly Application[] Applications =
    [
        Application.Parse("cameras=vxlan:100:10.1.0.0/24:fd00:1::/64"),
        Application.Parse("meters=gre:200:10.2.0.0/24:fd00:2::/64"),
    ];

    static LinkTally Tally(byte[] frame, params string[] joined)
    {
        var report = new WireReport(Applications, joined.ToHashSet(), ["d1"]);
        report.Add("d1", frame);
        return Assert.Single(report.Links);
    }

    static (string What, long Count) Only(IReadOnlyDictionary<string, long> counts)
    {
        var (what, count) = Assert.Single(counts);
        return (what, count);
    }

    [Fact]
    public void Each_application_in_its_own_tunnel_is_clean()
    {
        var report = new WireReport(Applications, new HashSet<string>(), ["d1", "d2"]);

        report.Add("d1", Hex(OvsVxlan));
        report.Add("d1", Hex(OvsVxlanInner6));
        report.Add("d1", Hex(OvsGre));
        report.Add("d2", Hex(OvsGre));

        Assert.True(report.IsClean);
        Assert.Equal(2, report.OwnPackets("cameras"));
        Assert.Equal(2, report.OwnPackets("meters"));
        var d1 = report.Links.First();
        Assert.Equal(3, d1.Packets);
        Assert.Equal(new Dictionary<string, long> { ["cameras"] = 2, ["meters"] = 1 }, d1.Own);
        Assert.Equal(new Dictionary<string, long> { ["gre 200"] = 1, ["vxlan 100"] = 2 }, d1.Tunnels);
    }

    [Fact]
    public void An_address_in_clear_is_a_leak()
    {
        var tally = Tally(Ping("10.1.0.1", "10.1.0.2"));

        Assert.Equal(("cameras in clear (icmp)", 1), Only(tally.Leaks));
    }

    [Fact]
    public void Arp_for_an_application_in_clear_is_a_leak()
    {
        var tally = Tally(Ethernet(0x0806, Arp("10.2.0.1", "10.2.0.2")));

        Assert.Equal(("meters in clear (arp)", 1), Only(tally.Leaks));
    }

    [Fact]
    public void A_foreign_key_is_a_leak()
    {
        var tally = Tally(InVxlan(101, Ping("10.1.0.1", "10.1.0.2")));

        Assert.Equal(("cameras in foreign tunnel vxlan 101", 1), Only(tally.Leaks));
        Assert.Equal(("vxlan 101", 1), Only(tally.Tunnels));
    }

    [Fact]
    public void The_right_key_in_the_wrong_encapsulation_is_a_leak()
    {
        var tally = Tally(InGre(100, Ping("10.1.0.1", "10.1.0.2")));

        Assert.Equal(("cameras in foreign tunnel gre 100", 1), Only(tally.Leaks));
    }

    [Fact]
    public void An_application_in_the_tunnel_of_another_is_a_leak()
    {
        var tally = Tally(InGre(200, Ping("10.1.0.1", "10.1.0.2")));

        Assert.Equal(("cameras in the tunnel of meters", 1), Only(tally.Leaks));
    }

    [Fact]
    public void A_packet_between_applications_is_a_leak_without_a_policy()
    {
        var tally = Tally(InVxlan(100, Ping("10.1.0.1", "10.2.0.2")));

        Assert.Equal(("between cameras and meters in the tunnel of cameras", 1), Only(tally.Leaks));
    }

    [Theory]
    [InlineData("cameras+meters")]
    [InlineData("meters+cameras")]
    public void A_packet_between_applications_is_right_with_a_policy(string joined)
    {
        var tally = Tally(InVxlan(100, Ping("10.1.0.1", "10.2.0.2")), joined);

        Assert.Equal(("cameras+meters", 1), Only(tally.Joined));
        Assert.Empty(tally.Leaks);
    }

    [Fact]
    public void What_an_icmp_error_quotes_is_a_leak()
    {
        var quoted = Ip4("192.0.2.1", "192.0.2.2", 17, Udp(40000, 4789, Vxlan(100, Ping("10.1.0.1", "10.1.0.2"))));
        byte[] unreachable = [3, 3, 0, 0, 0, 0, 0, 0, .. quoted];

        var tally = Tally(Ethernet(0x0800, Ip4("192.0.2.2", "192.0.2.1", 1, unreachable)));

        Assert.Equal(("cameras quoted in an ICMP error", 1), Only(tally.Leaks));
    }

    [Fact]
    public void A_tunnel_inside_a_tunnel_does_not_hide_a_leak()
    {
        var tally = Tally(InVxlan(999, InVxlan(100, Ping("10.1.0.1", "10.1.0.2"))));

        Assert.Equal(("cameras in foreign tunnel vxlan 999", 1), Only(tally.Leaks));
    }

    [Fact]
    public void Neighbour_discovery_in_a_tunnel_belongs_to_the_application()
    {
        byte[] solicitation = [133, 0, 0, 0, 0, 0, 0, 0];
        var tally = Tally(InVxlan(100, Ethernet(0x86dd, Ip6("fe80::1", "ff02::2", 58, solicitation))));

        Assert.Equal(("cameras", 1), Only(tally.Own));
    }

    [Fact]
    public void What_devices_say_to_the_controller_is_no_leak()
    {
        var tally = Tally(Ethernet(0x0800, Ip4("192.0.2.1", "192.0.2.250", 6, Tcp(50000, 6653))));

        Assert.Equal(("openflow", 1), Only(tally.Other));
        Assert.Empty(tally.Leaks);
    }

    [Theory]
    [InlineData(17, "udp 0")]
    [InlineData(89, "ip protocol 89")]
    public void What_has_no_business_on_the_wire_is_unexplained(byte protocol, string kind)
    {
        var report = new WireReport(Applications, new HashSet<string>(), ["d1"]);

        report.Add("d1", Ethernet(0x0800, Ip4("192.0.2.1", "192.0.2.2", protocol, new byte[40])));

        Assert.Equal((kind, 1), Only(Assert.Single(report.Links).Unexplained));
        Assert.False(report.IsClean);
    }

    [Fact]
    public void An_empty_foreign_tunnel_is_unexplained()
    {
        var tally = Tally(InVxlan(101, Ping("172.16.0.1", "172.16.0.2")));

        Assert.Equal(("foreign tunnel vxlan 101", 1), Only(tally.Unexplained));
    }

    [Fact]
    public void Text_names_the_tunnel_and_counts_each_link()
    {
        var report = new WireReport(Applications, new HashSet<string>(), ["d1", "d2"]);
        report.Add("d1", Hex(OvsVxlan));
        report.Add("d2", Ping("10.2.0.1", "10.2.0.2"));

        var text = ReportText.Write(report);

        Assert.Equal(
            """
              cameras (VXLAN, VNI 100): d1 1, d2 0
              meters (GRE, key 200): d1 0, d2 0
              d1: 1 packets
              d2: 1 packets
              d2: LEAK 1 meters in clear (icmp)
            NOT CLEAN: 1 leaked, 0 unexplained, 0 lost.

            """,
            text);
    }

    [Fact]
    public void Json_has_the_same_counts()
    {
        var report = new WireReport(Applications, new HashSet<string>(), ["d1"]);
        report.Add("d1", Hex(OvsVxlan));

        var json = System.Text.Json.Nodes.JsonNode.Parse(ReportJson.Write(report))!;

        Assert.True((bool)json["isClean"]!);
        Assert.Equal(1, (long)json["links"]![0]!["own"]!["cameras"]!);
        Assert.Equal(1, (long)json["links"]![0]!["tunnels"]!["vxlan 100"]!);
    }
}
