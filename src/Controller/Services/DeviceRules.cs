using System.Net;
using Sdn.Api;
using Sdn.Controller.Store;
using Sdn.Pipeline;

namespace Sdn.Controller.Services;

/// <summary>What a device's spec must be.</summary>
static class DeviceRules
{
    public const uint UnderlayMtuDefault = 1500;
    const int SystemIdLengthMax = 255;

    public static readonly IReadOnlyCollection<string> Changeable = ["system_id", "vtep_address", "underlay_mtu", "description", "labels"];

    /// <summary>A checked copy of a spec with its defaults; what is wrong goes to the violations.</summary>
    public static DeviceSpec Read(DeviceSpec given, string id, Violations violations)
    {
        var spec = given.Clone();
        if (spec.SystemId.Length == 0)
            spec.SystemId = id;
        violations.Check(
            spec.SystemId.Length <= SystemIdLengthMax && spec.SystemId.All(c => c is > ' ' and < '\x7f'),
            "device.spec.system_id",
            $"must be 1 to {SystemIdLengthMax} printable ASCII characters without spaces, as external_ids:system-id of the device");

        if (violations.Check(spec.VtepAddress.Length > 0, "device.spec.vtep_address", "is required: the device's tunnel address on its underlay, such as 192.0.2.1"))
        {
            var vtep = violations.ReadAddress("device.spec.vtep_address", spec.VtepAddress, family: null);
            if (vtep is not null && violations.Check(IsUnicast(vtep), "device.spec.vtep_address", $"{vtep} is no address that a peer can reach: not loopback, multicast, link-local or unspecified"))
                spec.VtepAddress = vtep.ToString();
        }

        if (spec.UnderlayMtu == 0)
            spec.UnderlayMtu = UnderlayMtuDefault;
        violations.Check(spec.UnderlayMtu is >= 576 and <= 65_535, "device.spec.underlay_mtu", $"is {spec.UnderlayMtu}; it must be 576 to 65535 bytes, or 0 for {UnderlayMtuDefault}");
        violations.CheckDescription("device.spec.description", spec.Description);
        violations.CheckLabels("device.spec.labels", spec.Labels);
        return spec;
    }

    /// <summary>Refuses a spec whose system id or tunnel address another device has.</summary>
    public static void CheckUnique(StoreSnapshot snapshot, DeviceSpec spec, string id)
    {
        var taken = new Violations();
        if (snapshot.DevicesBySystemId.TryGetValue(spec.SystemId, out var owner) && owner != id)
            taken.Add("device.spec.system_id", $"'{spec.SystemId}' is the system id of {ResourceNames.Device(owner)}");
        var isSystemId = taken.Any;
        if (snapshot.DevicesByVtep.TryGetValue(spec.VtepAddress, out owner) && owner != id)
            taken.Add("device.spec.vtep_address", $"{spec.VtepAddress} is the tunnel address of {ResourceNames.Device(owner)}");
        if (taken.Any)
            throw Refusal.InUse(isSystemId ? "SYSTEM_ID_IN_USE" : "VTEP_ADDRESS_IN_USE", taken);
    }

    /// <summary>Refuses a tunnel address or MTU with which the applications that the device hosts cannot go on.</summary>
    public static void CheckHosted(Fleet fleet, FleetDevice device)
    {
        var violations = new Violations();
        foreach (var application in fleet.ApplicationsOn(device.Name).Select(a => fleet.Applications[a]))
        {
            var max = Topology.MtuMax(application, device);
            violations.Check(
                application.Mtu <= max,
                "device.spec.underlay_mtu",
                $"leaves {max} bytes for containers of {ResourceNames.Application(application.Name)}, which has MTU {application.Mtu}");
            if (Topology.PeersOf(fleet, application.Name, device.Name).Select(d => fleet.Devices[d]).FirstOrDefault(d => d.Vtep.AddressFamily != device.Vtep.AddressFamily) is { } other)
                violations.Add("device.spec.vtep_address", $"{device.Vtep} is of another family than {other.Vtep} of {ResourceNames.Device(other.Name)}, with which it shares {ResourceNames.Application(application.Name)}");
        }

        if (violations.Any)
            throw Refusal.Precondition("APPLICATIONS_DO_NOT_FIT", violations.Summary(), violations.ToDetail());
    }

    static bool IsUnicast(IPAddress address) =>
        !IPAddress.IsLoopback(address) && !SpecialPrefixes.Any(p => p.Contains(address));

    static readonly IReadOnlyList<IPNetwork> SpecialPrefixes =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("224.0.0.0/3"),
        IPNetwork.Parse("::/127"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"),
    ];
}
