using System.Net;
using Sdn.Api;
using Sdn.Controller.Store;
using Sdn.Pipeline;
using SocketFamily = System.Net.Sockets.AddressFamily;

namespace Sdn.Controller.Services;

/// <summary>What an application's spec must be.</summary>
static class ApplicationRules
{
    public static readonly IReadOnlyCollection<string> Changeable =
        ["encapsulation", "key", "address_families", "ipv4_subnet", "ipv6_subnet", "mtu", "internal_traffic", "description", "labels"];

    // Where no container can have an address: this network, loopback, link-local, multicast and reserved.
    static readonly IReadOnlyList<IPNetwork> SpecialPrefixes =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("224.0.0.0/3"),
        IPNetwork.Parse("::/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"),
    ];

    /// <summary>A checked copy of a spec with its defaults; what is wrong goes to the violations.</summary>
    public static ApplicationSpec Read(ApplicationSpec given, Violations violations)
    {
        var spec = given.Clone();
        if (spec.Encapsulation == Encapsulation.Unspecified)
            spec.Encapsulation = Encapsulation.Vxlan;
        if (spec.AddressFamilies == AddressFamilies.Unspecified)
            spec.AddressFamilies = AddressFamilies.Ipv4AndIpv6;
        if (spec.InternalTraffic == InternalTraffic.Unspecified)
            spec.InternalTraffic = InternalTraffic.Allow;

        violations.Check(System.Enum.IsDefined(spec.Encapsulation), "application.spec.encapsulation", $"{(int)spec.Encapsulation} is no encapsulation: VXLAN or GRE");
        violations.Check(System.Enum.IsDefined(spec.AddressFamilies), "application.spec.address_families", $"{(int)spec.AddressFamilies} is none of IPV4_AND_IPV6, IPV4 and IPV6");
        violations.Check(System.Enum.IsDefined(spec.InternalTraffic), "application.spec.internal_traffic", $"{(int)spec.InternalTraffic} is neither ALLOW nor BY_POLICY");
        violations.Check(
            spec.Encapsulation != Encapsulation.Vxlan || spec.Key <= 0xff_ffff,
            "application.spec.key",
            $"{spec.Key} is no VNI: it has 24 bits, 1 to 16777215, or 0 to have one allocated");
        spec.Ipv4Subnet = ReadSubnet(spec, AddressFamily.Ipv4, violations)?.ToString() ?? "";
        spec.Ipv6Subnet = ReadSubnet(spec, AddressFamily.Ipv6, violations)?.ToString() ?? "";
        CheckMtu(spec, violations);
        violations.CheckDescription("application.spec.description", spec.Description);
        violations.CheckLabels("application.spec.labels", spec.Labels);
        return spec;
    }

    public static bool Carries(this ApplicationSpec spec, AddressFamily family) => spec.AddressFamilies switch
    {
        AddressFamilies.Ipv4 => family == AddressFamily.Ipv4,
        AddressFamilies.Ipv6 => family == AddressFamily.Ipv6,
        _ => true,
    };

    public static string Subnet(this ApplicationSpec spec, AddressFamily family) =>
        family == AddressFamily.Ipv4 ? spec.Ipv4Subnet : spec.Ipv6Subnet;

    /// <summary>The MTU in use: the one asked for, or what fits into 1,500 bytes over IPv4.</summary>
    public static uint Mtu(this ApplicationSpec spec) =>
        spec.Mtu != 0 ? spec.Mtu : (uint)(1500 - Topology.Overhead(TypeOf(spec.Encapsulation), SocketFamily.InterNetwork));

    /// <summary>Refuses a key or subnet that another application has.</summary>
    public static void CheckUnique(StoreWriter writer, ApplicationSpec spec, string id)
    {
        var taken = new Violations();
        var others = writer.Snapshot.Applications.Where(pair => pair.Key != id).Select(pair => pair.Value);
        if (spec.Key != 0 && !writer.IsFreeFor(Spaces.Keys(spec.Encapsulation), NumberRange.Of(spec.Key)))
        {
            var owner = others.FirstOrDefault(a => a.Spec.Encapsulation == spec.Encapsulation && a.Status.Key == spec.Key);
            if (owner is not null)
                taken.Add("application.spec.key", $"{(spec.Encapsulation == Encapsulation.Gre ? "GRE key" : "VNI")} {spec.Key} is in use by {owner.Name}; leave it out to have one allocated");
        }

        var isKey = taken.Any;
        foreach (var family in (AddressFamily[])[AddressFamily.Ipv4, AddressFamily.Ipv6])
        {
            if (spec.Subnet(family).Length == 0)
                continue;

            var range = Prefixes.ToRange(IPNetwork.Parse(spec.Subnet(family)));
            if (writer.IsFreeFor(Spaces.Subnets(family), range))
                continue;

            var owner = others.FirstOrDefault(a => Allocation.SubnetText(a, family).Length > 0 && Prefixes.ToRange(Allocation.SubnetOf(a, family)).Overlaps(range));
            if (owner is not null)
                taken.Add(FieldOf(family), $"{spec.Subnet(family)} overlaps {Allocation.SubnetText(owner, family)} of {owner.Name}; leave it out to have one allocated");
        }

        if (taken.Any)
            throw Refusal.InUse(isKey ? "KEY_IN_USE" : "SUBNET_OVERLAPS", taken);
    }

    /// <summary>Refuses an MTU that does not fit into the underlay of a device that hosts the application.</summary>
    public static void CheckFits(Fleet fleet, FleetApplication application)
    {
        var violations = new Violations();
        foreach (var device in fleet.DevicesOf(application.Name).Select(d => fleet.Devices[d]))
        {
            var max = Topology.MtuMax(application, device);
            violations.Check(application.Mtu <= max, "application.spec.mtu", $"{application.Mtu} does not fit into the underlay of {ResourceNames.Device(device.Name)}, which leaves {max} bytes");
        }

        if (violations.Any)
            throw Refusal.Precondition("MTU_DOES_NOT_FIT", violations.Summary(), violations.ToDetail());
    }

    public static TunnelType TypeOf(Encapsulation encapsulation) =>
        encapsulation == Encapsulation.Gre ? TunnelType.Gre : TunnelType.Vxlan;

    static string FieldOf(AddressFamily family) => family == AddressFamily.Ipv4 ? "application.spec.ipv4_subnet" : "application.spec.ipv6_subnet";

    // What rests may be asked for by name: the admin says that it is meant.
    static bool IsFreeFor(this StoreWriter writer, string space, NumberRange range) => writer.Pool(space).IsFree(range);

    static IPNetwork? ReadSubnet(ApplicationSpec spec, AddressFamily family, Violations violations)
    {
        var text = spec.Subnet(family);
        if (text.Length == 0)
            return null;

        var field = FieldOf(family);
        if (!violations.Check(spec.Carries(family), field, $"is given, but the application carries only {(family == AddressFamily.Ipv4 ? "IPv6" : "IPv4")}"))
            return null;

        var (lengthMin, lengthMax) = family == AddressFamily.Ipv4 ? (8, 29) : (48, 120);
        var subnet = violations.ReadPrefix(field, text, family.ToSocket(), lengthMin, lengthMax);
        if (subnet is { } network)
        {
            var special = SpecialPrefixes.Where(p => p.BaseAddress.AddressFamily == network.BaseAddress.AddressFamily && Prefixes.ToRange(p).Overlaps(Prefixes.ToRange(network)));
            foreach (var prefix in special)
                violations.Add(field, $"{network} lies in {prefix}, where no container can have an address; take a private or unique local prefix");
        }

        return subnet;
    }

    static void CheckMtu(ApplicationSpec spec, Violations violations)
    {
        if (spec.Mtu == 0)
            return;

        var min = spec.Carries(AddressFamily.Ipv6) ? 1280 : 576;
        var max = 65_535 - Topology.Overhead(TypeOf(spec.Encapsulation), SocketFamily.InterNetwork);
        violations.Check(
            spec.Mtu >= min && spec.Mtu <= max,
            "application.spec.mtu",
            $"is {spec.Mtu}; it must be {min}{(min == 1280 ? " (IPv6 needs that, RFC 8200 section 5)" : "")} to {max} bytes, or 0 for what fits into 1500");
    }
}
