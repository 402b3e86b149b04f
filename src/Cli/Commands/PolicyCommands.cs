using System.CommandLine;
using Sdn.Api;
using Sdn.Cli.Calls;
using Sdn.Cli.Resources;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl policy</c>: what may be opened towards an application.</summary>
static class PolicyCommands
{
    static readonly ResourceKind<Policy> Kind = new("policy", "policies", p => p.Name,
    [
        new("NAME", p => ResourceName.Short(p.Name)),
        new("TO", p => ResourceName.Short(p.Spec?.Application ?? "")),
        new("ALLOWS", p => string.Join("; ", p.Spec?.Rules.Select(RuleText) ?? [])),
        new("DEVICES", p => $"{p.Status?.Devices.Count ?? 0}", ColumnStyle.Number),
        new("REALIZED", p => Words.Of(p.Status?.IsRealized ?? false), ColumnStyle.State),
        new("REVISION", p => $"{p.Revision}", ColumnStyle.Number),
    ]);

    static readonly SpecCalls<Policy> Calls = new(
        Policy.Descriptor,
        PolicyFlags.Create,
        p => p.Revision,
        (call, id, policy) => Client(call)
            .CreatePolicyAsync(new() { PolicyId = id, Policy = policy, RequestId = call.RequestId }, call.Options).ResponseAsync,
        (call, name, revision, policy, mask) =>
        {
            policy.Name = name;
            policy.Revision = revision;
            return Client(call).UpdatePolicyAsync(new() { Policy = policy, UpdateMask = mask, RequestId = call.RequestId }, call.Options).ResponseAsync;
        });

    public static Command Create(Caller caller) => new("policy", "Policies: what may be opened towards an application.")
    {
        Verbs.List(caller, Kind, async (call, token) =>
        {
            var page = await Client(call).ListPoliciesAsync(new() { PageSize = Verbs.PageSize, PageToken = token }, call.Options);
            return new(page.Policies, page.NextPageToken);
        }),
        Verbs.Get(
            caller, Kind,
            (call, name) => Client(call).GetPolicyAsync(new() { Name = name }, call.Options).ResponseAsync,
            "open-8080"),
        SpecVerbs.Create(
            caller, Kind, Calls,
            "sdnctl policy create open-8080 --from cameras --to meters --protocol tcp --port 8080 --wait",
            "sdnctl policy create ops --from consoles --from-prefix 10.70.0.8/29 --to meters --protocol tcp --port 22 --port 9000-9010",
            "sdnctl policy create -f policies.yaml"),
        SpecVerbs.Update(
            caller, Kind, Calls,
            "sdnctl policy update open-8080 --from cameras --protocol tcp --port 8080 --port 8443 --wait"),
        Delete(caller),
        Watch(caller),
    };

    static PolicyService.PolicyServiceClient Client(Call call) => new(call.Invoker);

    /// <summary>A rule on one line: <c>cameras:tcp/8080,9000-9010</c>.</summary>
    static string RuleText(PolicyRule rule)
    {
        var peers = rule.Peers.Select(p => ResourceName.Short(p.Application) + (p.IpPrefix == "" ? "" : $"({p.IpPrefix})"));
        var protocol = rule.Protocol is Protocol.Unspecified ? "any" : Words.Of(rule.Protocol);
        var ports = rule.Ports.Select(p => p.Last == 0 || p.Last == p.First ? $"{p.First}" : $"{p.First}-{p.Last}");
        return $"{string.Join(",", peers)}:{protocol}{(rule.Ports.Count == 0 ? "" : "/")}{string.Join(",", ports)}";
    }

    static Command Delete(Caller caller)
    {
        var revision = Options.Revision("--revision", "Only if this is still its revision");
        return Verbs.Delete(
            caller,
            new("delete", "Removes a policy and cuts the connections that only it allowed.", "sdnctl policy delete open-8080 --wait"),
            Kind,
            async (call, name) =>
            {
                var reply = await Client(call).DeletePolicyAsync(
                    new() { Name = name, Revision = call.Parsed.GetValue(revision), RequestId = call.RequestId }, call.Options);
                return (reply, reply.Revision);
            },
            revision, Options.RequestId());
    }

    static Command Watch(Caller caller)
    {
        var start = Verbs.StartRevision();
        return Verbs.Watch(
            caller, Kind,
            call => Client(call).WatchPolicies(new() { StartRevision = call.Parsed.GetValue(start) }, call.Endless),
            e => new(e, e.Policy, e.Deleted, e.SnapshotComplete),
            start);
    }
}
