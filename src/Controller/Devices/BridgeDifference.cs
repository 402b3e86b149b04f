using Sdn.Ovsdb;
using Sdn.Ovsdb.OpenVSwitch;
using Sdn.Pipeline;

namespace Sdn.Controller.Devices;

/// <summary>
/// The integration bridge as the plan wants it, compared with the device's rows: pure, one transaction's operations. Ports that
/// do not carry the owner's mark are left alone, also where a planned port has the name of one: that is the port's error
/// (<see cref="PortStates"/>) and not the transaction's.
/// </summary>
static class BridgeDifference
{
    public const string BridgeName = "br-int";
    const string OwnerKey = "sdn-owner", Owner = "sdn-controller";

    public static BridgeRow? FindBridge(ReplicaSnapshot rows)
    {
        foreach (var bridge in rows.Bridges)
        {
            if (bridge.Name == BridgeName)
                return bridge;
        }

        return null;
    }

    /// <summary>Whether the interface was added by the controller.</summary>
    public static bool IsOurs(InterfaceRow row) => row.ExternalIds.GetValueOrDefault(OwnerKey) == Owner;

    public static IReadOnlyList<Operation> Between(DevicePlan plan, ReplicaSnapshot rows, string openFlowTarget)
    {
        if (rows.OpenVSwitch is not { } device)
            return [];

        var operations = FindBridge(rows) is { } bridge
            ? [.. Bridge(rows, bridge, openFlowTarget), .. Ports(plan, new PortRows(rows, bridge), bridge)]
            : Make(rows, device, openFlowTarget);
        if (operations.Count > 0)
            operations.Add(CountUp(device));
        return operations;
    }

    // As ovs-vsctl does: ovs-vswitchd sets cur_cfg to it when it has done what the transaction asks for.
    static Operation.Mutate CountUp(OpenVSwitchRow device) => new(
        OpenVSwitchTable.Table.Name,
        [Condition.Row(device.Uuid)],
        [Mutation.Add(OpenVSwitchTable.NextConfig.Name, 1)]);

    // The ports follow when the replica shows the bridge.
    static List<Operation> Make(ReplicaSnapshot rows, OpenVSwitchRow device, string openFlowTarget) =>
    [
        InsertController(openFlowTarget),
        .. Tables.All.Select(InsertFlowTable),
        new Operation.Insert(InterfaceTable.Table.Name, new()
        {
            [InterfaceTable.Name.Name] = BridgeName,
            [InterfaceTable.Type.Name] = "internal",
        })
        {
            UuidName = "interface0",
        },
        new Operation.Insert(PortTable.Table.Name, new()
        {
            [PortTable.Name.Name] = BridgeName,
            [PortTable.Interfaces.Name] = OvsdbValue.NamedUuid("interface0"),
        })
        {
            UuidName = "port0",
        },
        new Operation.Insert(BridgeTable.Table.Name, new()
        {
            [BridgeTable.Name.Name] = BridgeName,
            [BridgeTable.DatapathType.Name] = DatapathType(rows, device),
            [BridgeTable.FailMode.Name] = "secure",
            [BridgeTable.OtherConfig.Name] = OtherConfig,
            [BridgeTable.Protocols.Name] = "OpenFlow15",
            [BridgeTable.ExternalIds.Name] = OwnerMark,
            [BridgeTable.Ports.Name] = OvsdbValue.NamedUuid("port0"),
            [BridgeTable.Controllers.Name] = OvsdbValue.NamedUuid("controller"),
            [BridgeTable.FlowTables.Name] = FlowTables,
        })
        {
            UuidName = "bridge",
        },
        new Operation.Mutate(
            OpenVSwitchTable.Table.Name,
            [Condition.Row(device.Uuid)],
            [Mutation.Insert(OpenVSwitchTable.Bridges.Name, OvsdbValue.NamedUuid("bridge"))]),
    ];

    // ovs-vswitchd lists "system" in datapath_types whether or not the kernel has the module, so that tells nothing. The device
    // says it in external_ids:sdn-datapath-type; else a bridge in userspace, which holds the underlay there, gives it away.
    static string DatapathType(ReplicaSnapshot rows, OpenVSwitchRow device) =>
        device.ExternalIds.GetValueOrDefault("sdn-datapath-type")
        ?? (rows.Bridges.Any(bridge => bridge.DatapathType == "netdev") ? "netdev" : "system");

    static IEnumerable<Operation> Bridge(ReplicaSnapshot rows, BridgeRow bridge, string openFlowTarget)
    {
        var wanted = new ColumnValues();
        if (bridge.FailMode != "secure")
            wanted[BridgeTable.FailMode.Name] = "secure";

        // Other versions may stay on, for people with ovs-ofctl.
        if (!bridge.Protocols.Contains("OpenFlow15"))
            wanted[BridgeTable.Protocols.Name] = OvsdbValue.Set([.. bridge.Protocols, "OpenFlow15"]);

        if (!HasOurFlowTables(rows, bridge))
        {
            foreach (var table in Tables.All)
                yield return InsertFlowTable(table);
            wanted[BridgeTable.FlowTables.Name] = FlowTables;
        }

        if (!bridge.Controllers.Any(uuid => rows.Controller(uuid)?.Target == openFlowTarget))
        {
            yield return InsertController(openFlowTarget);
            wanted[BridgeTable.Controllers.Name] = OvsdbValue.NamedUuid("controller");
        }

        if (wanted.Count > 0)
            yield return new Operation.Update(BridgeTable.Table.Name, [Condition.Row(bridge.Uuid)], wanted);

        if (bridge.OtherConfig.GetValueOrDefault("disable-in-band") != "true")
        {
            yield return new Operation.Mutate(
                BridgeTable.Table.Name,
                [Condition.Row(bridge.Uuid)],
                [
                    Mutation.Delete(BridgeTable.OtherConfig.Name, OvsdbValue.Set((OvsdbAtom)"disable-in-band")),
                    Mutation.Insert(BridgeTable.OtherConfig.Name, OtherConfig),
                ]);
        }
    }

    static IEnumerable<Operation> Ports(DevicePlan plan, PortRows present, BridgeRow bridge)
    {
        var added = 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in plan.Ports)
        {
            names.Add(port.Name);
            if (present.Find(port.Name) is { } row)
            {
                if (Change(port, row) is { Count: > 0 } changes)
                    yield return new Operation.Update(InterfaceTable.Table.Name, [Condition.Row(row.Uuid)], changes);
            }
            else if (!present.IsTaken(port.Name))
            {
                foreach (var operation in Add(port, bridge, ++added))
                    yield return operation;
            }
        }

        foreach (var (port, _) in present.Ours.Where(pair => !names.Contains(pair.Port.Name)))
        {
            yield return new Operation.Mutate(
                BridgeTable.Table.Name,
                [Condition.Row(bridge.Uuid)],
                [Mutation.Delete(BridgeTable.Ports.Name, OvsdbValue.Set([port.Uuid]))]);
        }
    }

    static IEnumerable<Operation> Add(BridgePort port, BridgeRow bridge, int number)
    {
        string interfaceName = $"interface{number}", portName = $"port{number}";
        yield return new Operation.Insert(InterfaceTable.Table.Name, new()
        {
            [InterfaceTable.Name.Name] = port.Name,
            [InterfaceTable.Type.Name] = port.Type,
            [InterfaceTable.OfPortRequest.Name] = port.OfPort,
            [InterfaceTable.Options.Name] = OvsdbValue.Map(port.Options),
            [InterfaceTable.ExternalIds.Name] = OvsdbValue.Map(Marked(port)),
        })
        {
            UuidName = interfaceName,
        };
        yield return new Operation.Insert(PortTable.Table.Name, new()
        {
            [PortTable.Name.Name] = port.Name,
            [PortTable.Interfaces.Name] = OvsdbValue.NamedUuid(interfaceName),
        })
        {
            UuidName = portName,
        };
        yield return new Operation.Mutate(
            BridgeTable.Table.Name,
            [Condition.Row(bridge.Uuid)],
            [Mutation.Insert(BridgeTable.Ports.Name, OvsdbValue.NamedUuid(portName))]);
    }

    static ColumnValues Change(BridgePort port, InterfaceRow row)
    {
        var changes = new ColumnValues();
        if (row.Type != port.Type)
            changes[InterfaceTable.Type.Name] = port.Type;
        if (row.OfPortRequest != port.OfPort)
            changes[InterfaceTable.OfPortRequest.Name] = port.OfPort;
        if (!SameMap(row.Options, port.Options))
            changes[InterfaceTable.Options.Name] = OvsdbValue.Map(port.Options);
        if (!SameMap(row.ExternalIds, Marked(port)))
            changes[InterfaceTable.ExternalIds.Name] = OvsdbValue.Map(Marked(port));
        return changes;
    }

    static bool SameMap(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && right.All(pair => left.GetValueOrDefault(pair.Key) == pair.Value);

    static Dictionary<string, string> Marked(BridgePort port) =>
        new(port.ExternalIds, StringComparer.Ordinal) { [OwnerKey] = Owner };

    static bool HasOurFlowTables(ReplicaSnapshot rows, BridgeRow bridge) => Tables.All.All(table =>
        bridge.FlowTables.TryGetValue(table.Id, out var uuid) && rows.FlowTable(uuid)?.Name == table.Name);

    static Operation.Insert InsertController(string target) =>
        new(ControllerTable.Table.Name, new()
        {
            [ControllerTable.Target.Name] = target,
            [ControllerTable.ConnectionMode.Name] = "out-of-band",
            ["max_backoff"] = 1_000, // ms; the default of 8 s is long for containers that wait to be attached
            [ControllerTable.ExternalIds.Name] = OwnerMark,
        })
        {
            UuidName = "controller",
        };

    static Operation.Insert InsertFlowTable(Table table) =>
        new(FlowTableTable.Table.Name, new() { [FlowTableTable.Name.Name] = table.Name }) { UuidName = $"table{table.Id}" };

    static OvsdbValue FlowTables => OvsdbValue.Map(Tables.All.Select(table =>
        new KeyValuePair<OvsdbAtom, OvsdbAtom>((long)table.Id, OvsdbAtom.NamedUuid($"table{table.Id}"))));

    static OvsdbValue OtherConfig => OvsdbValue.Map(("disable-in-band", "true"));

    static OvsdbValue OwnerMark => OvsdbValue.Map((OwnerKey, Owner));
}
