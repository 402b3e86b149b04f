using System.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Text;

/// <summary>Actions and instructions that a switch says it supports, by the names and in the order of ovs-ofctl.</summary>
static class FeatureNames
{
    // Those that Open vSwitch keeps of such lists (ofp-actions.c, get_ofpact_map()).
    static readonly (ActionType Type, string Name)[] Actions =
    [
        (ActionType.Output, "output"), (ActionType.Group, "group"), (ActionType.SetField, "set_field"),
        (ActionType.PopVlan, "strip_vlan"), (ActionType.PushVlan, "push_vlan"), (ActionType.SetNwTtl, "mod_nw_ttl"),
        (ActionType.DecNwTtl, "dec_ttl"), (ActionType.SetMplsTtl, "set_mpls_ttl"), (ActionType.DecMplsTtl, "dec_mpls_ttl"),
        (ActionType.PushMpls, "push_mpls"), (ActionType.PopMpls, "pop_mpls"), (ActionType.SetQueue, "set_queue"),
    ];

    static readonly (ushort Type, string Name)[] Instructions =
    [
        (6, "meter"),   // an instruction up to OpenFlow 1.4
        ((ushort)InstructionType.ApplyActions, "apply_actions"), ((ushort)InstructionType.ClearActions, "clear_actions"),
        ((ushort)InstructionType.WriteActions, "write_actions"), ((ushort)InstructionType.WriteMetadata, "write_metadata"),
        ((ushort)InstructionType.GotoTable, "goto_table"),
    ];

    /// <summary>The actions among these that have names here, a bit for each.</summary>
    internal static uint KnownActions { get; } = Actions.Aggregate(0u, static (bits, row) => bits | 1u << (int)row.Type);

    /// <summary>The instructions among these that have names here, a bit for each.</summary>
    internal static uint KnownInstructions { get; } = Instructions.Aggregate(0u, static (bits, row) => bits | 1u << row.Type);

    internal static void AppendActions(StringBuilder to, uint bits) =>
        Append(to, Actions.Where(row => (bits & 1u << (int)row.Type) != 0).Select(row => row.Name), "<none>");

    internal static void AppendInstructions(StringBuilder to, uint bits) =>
        Append(to, Instructions.Where(row => (bits & 1u << row.Type) != 0).Select(row => row.Name), "");

    static void Append(StringBuilder to, IEnumerable<string> names, string none)
    {
        var start = to.Length;
        to.AppendJoin(' ', names);
        if (to.Length == start)
            to.Append(none);
    }
}
