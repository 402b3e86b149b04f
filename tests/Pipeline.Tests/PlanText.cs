using System.Text;

namespace Sdn.Pipeline.Tests;

/// <summary>A plan as <c>cases/*/DEVICE.flows</c> shows it: ovs-ofctl reads the flows, ports and groups are comments.</summary>
static class PlanText
{
    public static string Of(DevicePlan plan)
    {
        var text = new StringBuilder();
        foreach (var port in plan.Ports.OrderBy(p => p.OfPort))
            text.Append($"# port {port.Name} ofport={port.OfPort} type={port.Type} {Pairs(port.Options)}[{Pairs(port.ExternalIds)[..^1]}]\n");
        foreach (var group in plan.Groups.OrderBy(g => g.Id))
            text.Append($"# group {group}\n");
        foreach (var table in plan.Flows.GroupBy(f => f.Table).OrderBy(t => t.Key))
        {
            text.Append($"# ---- {table.Key} {Tables.NameOf(table.Key)}\n");
            foreach (var flow in table.OrderByDescending(f => f.Priority).ThenBy(f => f.Cookie).ThenBy(f => f.ToString(), StringComparer.Ordinal))
                text.Append(flow).Append('\n');
        }

        return text.ToString();
    }

    static string Pairs(IReadOnlyDictionary<string, string> pairs) => string.Concat(pairs.Select(p => $"{p.Key}={p.Value} "));
}
