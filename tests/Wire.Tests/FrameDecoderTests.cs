using System.Net;
using static Sdn.Wire.Tests.Frames;

namespace Sdn.Wire.Tests;

public class FrameDecoderTests
{
    static readonly IPAddress D1 = IPAddress.Parse("192.0.2.1");
    static readonly IPAddress D2 = IPAddress.Parse("192.0.2.2");

    static Plain Between(string kind, string source, string destination) =>
        new(kind, IPAddress.Parse(source), IPAddress.Parse(destination));

    [Fact]
    public void Reads_the_vxlan_of_a_real_switch()
    {
        var frame = FrameDecoder.Decode(Hex(OvsVxlan));

        Assert.Equal(new Tunnelled(Encapsulation.Vxlan, 100, D1, D2, Between("icmp", "10.1.0.1", "10.1.0.2")), frame);
    }

    [Fact]
    public void Reads_the_gre_of_a_real_switch()
    {
        var frame = FrameDecoder.Decode(Hex(OvsGre));

        Assert.Equal(new Tunnelled(Encapsulation.Gre, 200, D1, D2, Between("icmp", "10.2.0.1", "10.2.0.2")), frame);
    }

    [Fact]
    public void Reads_ipv6_inside_a_tunnel()
    {
        var frame = FrameDecoder.Decode(Hex(OvsVxlanInner6));

        Assert.Equal(
            new Tunnelled(Encapsulation.Vxlan, 100, D1, D2, Between("icmp", "fd00:1::1", "fd00:1::2")), frame);
    }

    [Fact]
    public void Reads_a_tunnel_over_ipv6()
    {
        var inner = Ping("10.1.0.1", "10.1.0.2");
        var outer = Ip6("2001:db8:1::1", "2001:db8:1::2", 17, Udp(40000, 4789, Vxlan(0xabcdef, inner)));

        var frame = FrameDecoder.Decode(Ethernet(0x86dd, outer));

        Assert.Equal(
            new Tunnelled(Encapsulation.Vxlan, 0xabcdef, IPAddress.Parse("2001:db8:1::1"),
                IPAddress.Parse("2001:db8:1::2"), Between("icmp", "10.1.0.1", "10.1.0.2")),
            frame);
    }

    [Fact]
    public void Arp_in_a_tunnel_is_not_arp_on_the_wire()
    {
        var frame = FrameDecoder.Decode(InVxlan(100, Ethernet(0x0806, Arp("10.1.0.1", "10.1.0.2"))));

        Assert.Equal(new Tunnelled(Encapsulation.Vxlan, 100, D1, D2, Between("arp", "10.1.0.1", "10.1.0.2")), frame);
    }

    [Fact]
    public void Gre_with_checksum_and_sequence_number_has_its_key_in_the_middle()
    {
        byte[] gre = [0xb0, 0, 0x08, 0, 1, 2, 0, 0, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 9,
            .. Ip4("10.2.0.1", "10.2.0.2", 1, Echo())];

        var frame = FrameDecoder.Decode(Ethernet(0x0800, Ip4("192.0.2.1", "192.0.2.2", 47, gre)));

        Assert.Equal(
            new Tunnelled(Encapsulation.Gre, 0xfffffffe, D1, D2, Between("icmp", "10.2.0.1", "10.2.0.2")), frame);
    }

    [Fact]
    public void Gre_may_have_no_key()
    {
        byte[] gre = [0, 0, 0x65, 0x58, .. Ping("10.2.0.1", "10.2.0.2")];

        var frame = FrameDecoder.Decode(Ethernet(0x0800, Ip4("192.0.2.1", "192.0.2.2", 47, gre)));

        Assert.Equal(
            new Tunnelled(Encapsulation.Gre, null, D1, D2, Between("icmp", "10.2.0.1", "10.2.0.2")), frame);
    }

    [Fact]
    public void An_icmp_error_is_read_for_what_it_quotes()
    {
        var quoted = Ip4("192.0.2.1", "192.0.2.2", 17, Udp(40000, 4789, Vxlan(100, Ping("10.1.0.1", "10.1.0.2"))));
        byte[] unreachable = [3, 3, 0, 0, 0, 0, 0, 0, .. quoted];

        var frame = FrameDecoder.Decode(Ethernet(0x0800, Ip4("192.0.2.2", "192.0.2.1", 1, unreachable)));

        Assert.Equal(
            new Quoting(D2, D1,
                new Tunnelled(Encapsulation.Vxlan, 100, D1, D2, Between("icmp", "10.1.0.1", "10.1.0.2"))),
            frame);
    }

    [Theory]
    [InlineData(50000, 6640, "ovsdb")]
    [InlineData(6640, 50000, "ovsdb")]
    [InlineData(50000, 6653, "openflow")]
    [InlineData(50000, 6650, "grpc")]
    [InlineData(50000, 80, "tcp 80")]
    public void Names_tcp_by_its_service(ushort source, ushort destination, string kind)
    {
        var frame = FrameDecoder.Decode(Ethernet(0x0800, Ip4("192.0.2.1", "192.0.2.250", 6, Tcp(source, destination))));

        Assert.Equal(Between(kind, "192.0.2.1", "192.0.2.250"), frame);
    }

    [Fact]
    public void Neighbour_discovery_concerns_the_address_that_is_asked_for()
    {
        byte[] solicitation = [135, 0, 0, 0, 0, 0, 0, 0, .. IPAddress.Parse("fd00:1::2").GetAddressBytes()];

        var frame = FrameDecoder.Decode(Ethernet(0x86dd, Ip6("fe80::1", "ff02::1:ff00:2", 58, solicitation)));

        Assert.Equal(Between("neighbour discovery", "fe80::1", "fd00:1::2"), frame);
    }

    [Fact]
    public void Ipv6_extension_headers_are_stepped_over()
    {
        byte[] report = [58, 0, 5, 2, 0, 0, 1, 0, 143, 0, 0, 0, 0, 0, 0, 0]; // router alert, then MLDv2

        var frame = FrameDecoder.Decode(Ethernet(0x86dd, Ip6("fe80::1", "ff02::16", 0, report)));

        Assert.Equal(Between("multicast listener discovery", "fe80::1", "ff02::16"), frame);
    }

    [Fact]
    public void Ipv4_options_are_stepped_over()
    {
        var plain = Ip4("192.0.2.1", "192.0.2.250", 6, [1, 1, 1, 0, .. Tcp(50000, 6640)]);
        plain[0] = 0x46;

        Assert.Equal(
            Between("ovsdb", "192.0.2.1", "192.0.2.250"), FrameDecoder.Decode(Ethernet(0x0800, plain)));
    }

    [Fact]
    public void A_later_fragment_does_not_say_what_it_carries()
    {
        var frame = FrameDecoder.Decode(Ethernet(0x0800, Ip4("192.0.2.1", "192.0.2.2", 17, new byte[64], fragment: 3)));

        Assert.Equal(Between("ip fragment", "192.0.2.1", "192.0.2.2"), frame);
    }

    [Fact]
    public void Names_what_it_does_not_know()
    {
        Assert.Equal(new Plain("ethertype 0x88cc", null, null), FrameDecoder.Decode(Ethernet(0x88cc, new byte[40])));
        Assert.Equal(
            Between("ip protocol 89", "192.0.2.1", "224.0.0.5"),
            FrameDecoder.Decode(Ethernet(0x0800, Ip4("192.0.2.1", "224.0.0.5", 89, new byte[40]))));
    }

    [Fact]
    public void A_frame_cut_off_anywhere_is_still_answered()
    {
        foreach (var whole in new[] { Hex(OvsVxlan), Hex(OvsGre), Hex(OvsVxlanInner6) })
        {
            for (var length = 0; length < whole.Length; length++)
                Assert.NotNull(FrameDecoder.Decode(whole[..length]));
        }
    }

    [Fact]
    public void A_frame_with_any_byte_broken_is_still_answered()
    {
        foreach (var whole in new[] { Hex(OvsVxlan), Hex(OvsGre), Hex(OvsVxlanInner6) })
        {
            for (var at = 0; at < whole.Length; at++)
            {
                foreach (var value in new byte[] { 0x00, 0x0f, 0x7f, 0xf0, 0xff })
                {
                    var broken = whole.ToArray();
                    broken[at] = value;
                    Assert.NotNull(FrameDecoder.Decode(broken));
                }
            }
        }
    }

    [Fact]
    public void Tunnels_nested_without_end_are_given_up()
    {
        var frame = Ping("10.1.0.1", "10.1.0.2");
        for (var i = 0; i < 20; i++)
            frame = InVxlan(100, frame);

        Assert.Contains("malformed", FrameDecoder.Decode(frame).ToString(), StringComparison.Ordinal);
    }
}
