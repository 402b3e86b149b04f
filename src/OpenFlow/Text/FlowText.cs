using System.Text;

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
        if (flow.Priority != Flow.DefaultPriority)
            text.Append($"priority={flow.Priority}{(flow.Match.Count > 0 ? "," : "")}");
        MatchText.Write(text, flow.Match, names);
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

    static void WriteFlags(StringBuilder text, FlowFlags flags)
    {
        foreach (var (flag, name) in FlagNames)
        {
            if ((flags & flag) != 0)
                text.Append(name).Append(' ');
        }
    }
}
