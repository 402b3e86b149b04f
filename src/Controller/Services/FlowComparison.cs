using Sdn.Api;
using Sdn.Controller.Devices;
using Sdn.Controller.Store;
using Sdn.OpenFlow;
using Sdn.Pipeline;

namespace Sdn.Controller.Services;

/// <summary>How the flows that a device should have and those that it has stand to each other.</summary>
sealed class FlowComparison
{
    readonly Dictionary<byte, string> _tableNames = Tables.All.ToDictionary(t => t.Id, t => t.Name);

    /// <summary>The desired flows in their order, then those that the switch has beyond them.</summary>
    public IEnumerable<DumpFlowsResponse> Compare(StoreSnapshot snapshot, string device, IReadOnlyList<InstalledFlow> installed)
    {
        var byKey = installed.ToDictionary(i => i.Flow.Key);
        foreach (var desired in Planner.Plan(snapshot.Fleet, device).Flows)
        {
            if (!byKey.Remove(desired.Key, out var there))
                yield return Describe(FlowState.Missing, desired);
            else if (desired.SameContent(there.Flow))
                yield return Describe(FlowState.Installed, desired, there);
            else
                yield return Describe(FlowState.Different, desired, there);
        }

        foreach (var extra in installed.Where(i => byKey.ContainsKey(i.Flow.Key)))
            yield return Describe(Cookies.IsOurs(extra.Flow.Cookie) ? FlowState.Stale : FlowState.Foreign, extra.Flow, extra);
    }

    DumpFlowsResponse Describe(FlowState state, Flow flow, InstalledFlow? installed = null) => new()
    {
        State = state,
        TableId = flow.Table,
        TableName = _tableNames.GetValueOrDefault(flow.Table, ""),
        Flow = flow.ToString(NameOf),
        InstalledFlow = state == FlowState.Different ? installed!.Flow.ToString(NameOf) : "",
        PacketCount = installed?.PacketCount ?? 0,
        ByteCount = installed?.ByteCount ?? 0,
    };

    string? NameOf(byte table) => _tableNames.GetValueOrDefault(table);
}
