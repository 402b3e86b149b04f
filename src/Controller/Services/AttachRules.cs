using Sdn.Api;
using Sdn.Controller.Store;
using Sdn.OpenFlow;

namespace Sdn.Controller.Services;

/// <summary>What an endpoint's spec must be.</summary>
static class AttachRules
{
    // IFNAMSIZ is 16 with the terminating zero (linux/if.h).
    const int InterfaceLengthMax = 15;
    const int ContainerIdLengthMax = 128;
    const int ContainerNameLengthMax = 255;

    /// <summary>A checked copy of a spec with addresses in their usual spelling; what is wrong goes to the violations.</summary>
    public static EndpointSpec Read(EndpointSpec given, Violations violations)
    {
        var spec = given.Clone();
        violations.ReadName("spec.device", "devices", spec.Device);
        violations.ReadName("spec.application", "applications", spec.Application);
        violations.Check(IsInterface(spec.Interface), "spec.interface", $"'{spec.Interface}' is no interface name: 1 to {InterfaceLengthMax} characters without spaces and /");
        CheckContainer(spec, "spec", violations);
        if (spec.Ipv4Address.Length > 0)
            spec.Ipv4Address = violations.ReadAddress("spec.ipv4_address", spec.Ipv4Address, AddressFamily.Ipv4.ToSocket())?.ToString() ?? "";
        if (spec.Ipv6Address.Length > 0)
            spec.Ipv6Address = violations.ReadAddress("spec.ipv6_address", spec.Ipv6Address, AddressFamily.Ipv6.ToSocket())?.ToString() ?? "";
        if (spec.MacAddress.Length > 0)
        {
            var isMac = MacAddress.TryParse(spec.MacAddress, null, out var mac) && mac is { IsMulticast: false, Value: not 0 };
            if (violations.Check(isMac, "spec.mac_address", $"'{spec.MacAddress}' is no unicast Ethernet address, such as 02:00:00:00:00:2a"))
                spec.MacAddress = mac.ToString();
        }

        return spec;
    }

    public static void CheckContainer(EndpointSpec spec, string prefix, Violations violations)
    {
        violations.Check(spec.ContainerId.Length <= ContainerIdLengthMax, $"{prefix}.container_id", $"has {spec.ContainerId.Length} characters; up to {ContainerIdLengthMax} are kept");
        violations.Check(spec.ContainerName.Length <= ContainerNameLengthMax, $"{prefix}.container_name", $"has {spec.ContainerName.Length} characters; up to {ContainerNameLengthMax} are kept");
        foreach (var (key, value) in spec.Labels)
            violations.Check(key.Length is >= 1 and <= 255 && value.Length <= 4096, $"{prefix}.labels[{key}]", "must have a key of 1 to 255 and a value of up to 4096 characters");
    }

    /// <summary>How another call with the same endpoint id differs from the first; empty if it is the same call.</summary>
    /// <remarks>What is known of the container may have been told later, so what the call leaves out is no difference.</remarks>
    public static IReadOnlyList<string> Differences(EndpointSpec stored, EndpointSpec given)
    {
        var differences = new List<string>();
        Compare("device", stored.Device, given.Device, isOptional: false);
        Compare("application", stored.Application, given.Application, isOptional: false);
        Compare("interface", stored.Interface, given.Interface, isOptional: false);
        Compare("ipv4_address", stored.Ipv4Address, given.Ipv4Address, isOptional: false);
        Compare("ipv6_address", stored.Ipv6Address, given.Ipv6Address, isOptional: false);
        Compare("mac_address", stored.MacAddress, given.MacAddress, isOptional: false);
        Compare("container_id", stored.ContainerId, given.ContainerId, isOptional: true);
        return differences;

        void Compare(string field, string before, string now, bool isOptional)
        {
            if (before != now && !(isOptional && (before.Length == 0 || now.Length == 0)))
                differences.Add($"{field} is {(before.Length == 0 ? "allocated" : before)}, not {(now.Length == 0 ? "to be allocated" : now)}");
        }
    }

    /// <summary>Refuses an endpoint that cannot work on its device: the application's MTU, the underlay's family, the interface.</summary>
    public static void CheckPlace(StoreState state, EndpointSpec spec)
    {
        var fleet = state.Snapshot.Fleet;
        var device = fleet.Devices[ResourceNames.Id(spec.Device)];
        var application = fleet.Applications[ResourceNames.Id(spec.Application)];
        var max = Topology.MtuMax(application, device);
        if (application.Mtu > max)
        {
            var violations = new Violations();
            violations.Add("spec.device", $"the underlay of {spec.Device} carries {device.UnderlayMtu} bytes, which leaves {max} for containers; {spec.Application} has MTU {application.Mtu}: lower it, or raise the device's underlay_mtu");
            throw Refusal.Precondition("MTU_DOES_NOT_FIT", violations.Summary(), violations.ToDetail());
        }

        var other = Topology.PeersOf(fleet, application.Name, device.Name).Select(d => fleet.Devices[d]).FirstOrDefault(d => d.Vtep.AddressFamily != device.Vtep.AddressFamily);
        if (other is not null)
        {
            throw Refusal.Precondition(
                "UNDERLAY_FAMILY_DIFFERS",
                $"{spec.Device} has tunnel address {device.Vtep} and {ResourceNames.Device(other.Name)} {other.Vtep}: no tunnel of {spec.Application} can join them");
        }

        CheckInterface(state, spec);
    }

    static void CheckInterface(StoreState state, EndpointSpec spec)
    {
        if (state.Interfaces.TryGetValue((spec.Device, spec.Interface), out var owner))
        {
            var taken = new Violations();
            taken.Add("spec.interface", $"'{spec.Interface}' of {spec.Device} belongs to {owner}");
            throw Refusal.InUse("INTERFACE_IN_USE", taken);
        }
    }

    // dev_valid_name() in the kernel's net/core/dev.c.
    static bool IsInterface(string name) =>
        name.Length is >= 1 and <= InterfaceLengthMax && name is not ("." or "..") && name.All(c => c is > ' ' and < '\x7f' and not '/' and not ':');
}
