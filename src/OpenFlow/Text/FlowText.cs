using System.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Text;

/// <summary>A flow as <c>ovs-ofctl --no-stats dump-flows</c> prints it and <c>add-flow</c> reads it.</summary>
static class FlowText
{
    internal static string Format(Flow flow, Func<byte, string?>? tableName, Func<uint, string?>? portName)
    {
        var (text, names) = (new StringBuilder(), new Names(portName, tableName));
        if (flow.Cookie != 0)
            text.Append($"cookie=0x{flow.Cookie:x}, ");
        text.Append("table=").Append(names.Table(flow.Table)).Append(", ");
        if (flow.IdleTimeout != 0)
            text.Append($"idle_timeout={flow.IdleTimeout}, ");
        if (flow.HardTimeout != 0)
            text.Append($"hard_timeout={flow.HardTimeout}, ");
        WriteFlags(text, flow.Flags);
        if (flow.Importance != 0)
            text.Append($"importance={flow.Importance}, ");
        WriteMatch(text, flow.Priority, flow.Match, names);
        if (text[^1] != ' ')
            text.Append(' ');
        text.Append("actions=");
        ActionText.WriteList(text, flow.Actions, names);
        return text.ToString();
    }

    internal static readonly (FlowFlags Flag, string Name)[] FlagNames =
    [
        (FlowFlags.SendFlowRemoved, "send_flow_rem"),
        (FlowFlags.CheckOverlap, "check_overlap"),
        (FlowFlags.ResetCounts, "reset_counts"),
        (FlowFlags.NoPacketCounts, "no_packet_counts"),
        (FlowFlags.NoByteCounts, "no_byte_counts"),
    ];

    /// <summary>The flags that OpenFlow 1.5 has (ofp_flow_mod_flags).</summary>
    internal static void CheckFlags(in OfReader r, ushort flags)
    {
        var known = FlagNames.Aggregate(FlowFlags.None, (all, row) => all | row.Flag);
        if ((flags & ~(ushort)known) != 0)
            throw r.Error(Errors.OFPFMFC_BAD_FLAGS, $"the flags 0x{flags:x} have bits that mean nothing");
    }

    /// <summary>Priority and match, as messages have them.</summary>
    internal static void WriteMatch(StringBuilder text, ushort priority, Match match, Names names = default)
    {
        var start = text.Length;
        if (priority != Flow.DefaultPriority)
            text.Append($"priority={priority},");
        MatchText.Write(text, match, names);
        // A match may have fields and no text: Open vSwitch shows ERSPAN's only beside the version that has them.
        if (text.Length > start && text[^1] == ',')
            text.Length--;
    }

    internal static void WriteActions(StringBuilder text, ValueList<Action> actions)
    {
        text.Append("actions=");
        ActionText.WriteList(text, actions, Names.None);
    }

    internal static void WriteFlags(StringBuilder text, FlowFlags flags)
    {
        foreach (var (flag, name) in FlagNames)
        {
            if ((flags & flag) != 0)
                text.Append(name).Append(' ');
        }
    }
}
