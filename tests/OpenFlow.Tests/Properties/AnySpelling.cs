using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Flows as people write them for <c>ovs-ofctl add-flow</c>.</summary>
static class AnySpelling
{
    static readonly (FlowFlags Flag, string Name)[] Flags =
    [
        (FlowFlags.SendFlowRemoved, "send_flow_rem"), (FlowFlags.CheckOverlap, "check_overlap"), (FlowFlags.ResetCounts, "reset_counts"),
        (FlowFlags.NoPacketCounts, "no_packet_counts"), (FlowFlags.NoByteCounts, "no_byte_counts"),
    ];

    internal static readonly Gen<string> Flow = Drawn.By(d =>
    {
        var flow = d.From(AnyFlow.Written.Where(flow => flow.Match[Fields.CtNwProto].IsOpen || flow.Match[Fields.CtNwProto].Value != 0));   // ovs-ofctl leaves 0 out
        var words = MatchSpelling.Words(d, flow.Match);
        if (flow.Table != 0 || d.Percent(30))
            words.Insert(0, $"table={flow.Table}");
        if (flow.Priority != OpenFlow.Flow.DefaultPriority || d.Percent(30))
            words.Add($"priority={MatchSpelling.Number(d, flow.Priority)}");
        if (flow.Cookie != 0)
            words.Insert(0, $"cookie={MatchSpelling.Number(d, flow.Cookie)}");
        if (flow.IdleTimeout != 0)
            words.Add($"idle_timeout={flow.IdleTimeout}");
        if (flow.HardTimeout != 0)
            words.Add($"hard_timeout={flow.HardTimeout}");
        if (flow.Importance != 0)
            words.Add($"importance={flow.Importance}");
        foreach (var (flag, name) in Flags)
        {
            if ((flow.Flags & flag) != 0)
                words.Add(name);
        }

        var separator = d.OneOf(",", ", ", " ");
        return $"{string.Join(separator, words)}{d.OneOf(",", " ", ", ")}{d.OneOf("actions=", "action=")}{ActionSpelling.List(d, flow.Actions)}";
    });
}
