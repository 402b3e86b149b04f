using System.Net;

namespace Sdn.Wire.Tests;

public class ApplicationTests
{
    [Fact]
    public void Reads_both_subnets()
    {
        var application = Application.Parse("cameras=vxlan:16777215:10.1.0.0/24:fd00:1::/64");

        Assert.Equal(
            new Application("cameras", Encapsulation.Vxlan, 16777215,
                IPNetwork.Parse("10.1.0.0/24"), IPNetwork.Parse("fd00:1::/64")),
            application);
    }

    [Theory]
    [InlineData("m=gre:1:10.1.0.0/24:")]
    [InlineData("m=gre:1:10.1.0.0/24")]
    public void The_ipv6_subnet_may_be_missing(string text) => Assert.Null(Application.Parse(text).Subnet6);

    [Theory]
    [InlineData("")]
    [InlineData("cameras")]
    [InlineData("=vxlan:1:10.1.0.0/24")]
    [InlineData("m=stt:1:10.1.0.0/24")]
    [InlineData("m=1:1:10.1.0.0/24")]
    [InlineData("m=gre:-1:10.1.0.0/24")]
    [InlineData("m=gre:4294967296:10.1.0.0/24")]
    [InlineData("m=gre:1:fd00::/64")]
    [InlineData("m=gre:1:10.1.0.0/33")]
    [InlineData("m=gre:1:10.1.0.0/24:10.2.0.0/24")]
    [InlineData("m=gre:1::")]
    public void Refuses_what_is_not_an_application(string text) =>
        Assert.Throws<FormatException>(() => Application.Parse(text));

    [Theory]
    [InlineData("10.1.0.255", true)]
    [InlineData("10.1.1.0", false)]
    [InlineData("fd00:1::ffff", true)]
    [InlineData("fd00:2::1", false)]
    public void Holds_the_addresses_of_its_subnets(string address, bool holds) =>
        Assert.Equal(
            holds,
            Application.Parse("cameras=vxlan:100:10.1.0.0/24:fd00:1::/64").Holds(IPAddress.Parse(address)));
}
