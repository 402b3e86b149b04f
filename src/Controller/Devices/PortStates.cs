using Sdn.Ovsdb;
using Sdn.Ovsdb.OpenVSwitch;
using Sdn.Pipeline;

namespace Sdn.Controller.Devices;

/// <summary>What Open vSwitch made of the ports that a plan asks for.</summary>
static class PortStates
{
    /// <summary>
    /// Why Open vSwitch could not make ports as asked, by their names; null while it has not yet done what it was told.
    /// </summary>
    public static IReadOnlyDictionary<string, string>? Errors(DevicePlan plan, ReplicaSnapshot rows)
    {
        // ovs-vswitchd writes cur_cfg in the transaction in which it says what became of the interfaces, so what they show
        // then is not of an earlier attempt (vswitchd.conf.db(5), "Configuration").
        if (rows.OpenVSwitch is not { } device || device.CurrentConfig < device.NextConfig
            || BridgeDifference.FindBridge(rows) is not { } bridge)
        {
            return null;
        }

        var ports = new PortRows(rows, bridge);
        var errors = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var port in plan.Ports)
        {
            if (ports.IsTaken(port.Name))
                errors[port.Name] = $"port {port.Name}: the device has a port of that name which is not the controller's";
            else if (ports.Find(port.Name) is not { OfPort: { } given } row)
                return null;
            else if (Error(row, given) is { } error)
                errors[port.Name] = error;
        }

        return errors;
    }

    // -1 says that ovs-vswitchd could not add the interface; empty, that it has not tried yet (vswitchd.conf.db(5)).
    static string? Error(InterfaceRow row, long given) =>
        given < 0 ? $"port {row.Name}: {row.Error ?? "Open vSwitch could not add it and did not say why"}"
        : given != row.OfPortRequest ? $"port {row.Name}: OpenFlow port {row.OfPortRequest} was asked for and {given} given; another port holds it"
        : null;
}
