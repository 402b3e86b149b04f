using System.Net;
using Sdn.Controller.Configuration;

namespace Sdn.Controller.Store;

/// <summary>Where allocation takes numbers from and how long they rest; parsed from <see cref="AddressOptions"/>.</summary>
/// <param name="Ipv4Pool">Applications' IPv4 subnets come from here.</param>
/// <param name="Ipv4Length">The prefix length of an allocated IPv4 subnet.</param>
/// <param name="Ipv6Pool">Applications' IPv6 subnets come from here.</param>
/// <param name="Ipv6Length">The prefix length of an allocated IPv6 subnet.</param>
/// <param name="Vnis">Allocated VNIs.</param>
/// <param name="GreKeys">Allocated GRE keys.</param>
/// <param name="Rest">How long a freed number rests.</param>
sealed record AllocationRules(
    IPNetwork Ipv4Pool,
    int Ipv4Length,
    IPNetwork Ipv6Pool,
    int Ipv6Length,
    NumberRange Vnis,
    NumberRange GreKeys,
    TimeSpan Rest)
{
    public static AllocationRules From(AddressOptions options) => new(
        IPNetwork.Parse(options.Ipv4Pool),
        options.Ipv4PrefixLength,
        IPNetwork.Parse(options.Ipv6Pool),
        options.Ipv6PrefixLength,
        new(options.VniFirst, options.VniLast),
        new(options.GreKeyFirst, options.GreKeyLast),
        TimeSpan.FromSeconds(options.RestSeconds));
}
