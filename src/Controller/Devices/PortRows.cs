using Sdn.Ovsdb;
using Sdn.Ovsdb.OpenVSwitch;

namespace Sdn.Controller.Devices;

/// <summary>The ports in a device's database by name: those of the controller on its bridge, and the names that others hold.</summary>
sealed class PortRows
{
    // A port of the controller has one interface, and both have one name.
    readonly Dictionary<string, (PortRow Port, InterfaceRow Interface)> _ours = new(StringComparer.Ordinal);
    readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public PortRows(ReplicaSnapshot rows, BridgeRow bridge)
    {
        foreach (var uuid in bridge.Ports)
        {
            if (rows.Port(uuid) is { Interfaces: [var only] } port && rows.Interface(only) is { } row
                && port.Name == row.Name && BridgeDifference.IsOurs(row))
            {
                _ours[port.Name] = (port, row);
            }
        }

        // Names of ports and of interfaces are unique in the whole database: to add one that another bridge has would be a
        // constraint violation, and cost the transaction that all other ports are in.
        foreach (var port in rows.Ports)
            _taken.Add(port.Name);
        foreach (var row in rows.Interfaces)
            _taken.Add(row.Name);
        _taken.ExceptWith(_ours.Keys);
    }

    public IEnumerable<(PortRow Port, InterfaceRow Interface)> Ours => _ours.Values;

    public InterfaceRow? Find(string name) => _ours.TryGetValue(name, out var found) ? found.Interface : null;

    /// <summary>Whether a port or interface that is not the controller's has the name.</summary>
    public bool IsTaken(string name) => _taken.Contains(name);
}
