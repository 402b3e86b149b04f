using System.Net;
using Sdn.Api;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>What a policy's spec must be.</summary>
static class PolicyRules
{
    const int RulesMax = 256;
    const int PeersMax = 256;
    const int PortsMax = 256;

    public static readonly IReadOnlyCollection<string> Changeable = ["application", "rules", "description"];

    /// <summary>Checks all that can be said without the store.</summary>
    public static void Check(PolicySpec spec, Violations violations)
    {
        violations.ReadName("policy.spec.application", "applications", spec.Application);
        violations.Check(spec.Rules.Count is >= 1 and <= RulesMax, "policy.spec.rules", $"has {spec.Rules.Count} rules; it must have 1 to {RulesMax}");
        violations.CheckDescription("policy.spec.description", spec.Description);
        for (var i = 0; i < spec.Rules.Count; i++)
            Check(spec.Rules[i], $"policy.spec.rules[{i}]", violations);
    }

    /// <summary>Refuses a policy that names applications that are not there, or prefixes in which none of them has an address.</summary>
    public static void CheckReferences(StoreSnapshot snapshot, PolicySpec spec)
    {
        var missing = new Violations();
        var outside = new Violations();
        if (!snapshot.Applications.ContainsKey(ResourceNames.Id(spec.Application)))
            missing.Add("policy.spec.application", $"there is no {spec.Application}; create it first");
        for (var i = 0; i < spec.Rules.Count; i++)
        {
            for (var k = 0; k < spec.Rules[i].Peers.Count; k++)
            {
                var peer = spec.Rules[i].Peers[k];
                var field = $"policy.spec.rules[{i}].peers[{k}]";
                if (!snapshot.Applications.TryGetValue(ResourceNames.Id(peer.Application), out var application))
                    missing.Add($"{field}.application", $"there is no {peer.Application}; create it first");
                else if (peer.IpPrefix.Length > 0)
                    CheckInside(application, peer.IpPrefix, $"{field}.ip_prefix", outside);
            }
        }

        if (missing.Any)
            throw Refusal.Precondition("APPLICATION_NOT_FOUND", missing.Summary(), missing.ToDetail());
        outside.Throw();
    }

    static void Check(PolicyRule rule, string field, Violations violations)
    {
        violations.Check(rule.Peers.Count is >= 1 and <= PeersMax, $"{field}.peers", $"has {rule.Peers.Count} peers; it must have 1 to {PeersMax}");
        violations.Check(rule.Ports.Count <= PortsMax, $"{field}.ports", $"has {rule.Ports.Count} ranges; up to {PortsMax} are possible");
        violations.Check(System.Enum.IsDefined(rule.Protocol), $"{field}.protocol", $"{(int)rule.Protocol} is no protocol: TCP, UDP, SCTP, ICMP, or none for any");
        violations.Check(
            rule.Ports.Count == 0 || rule.Protocol is Protocol.Tcp or Protocol.Udp or Protocol.Sctp,
            $"{field}.ports",
            "only TCP, UDP and SCTP have ports; leave them out or name one of these");
        for (var k = 0; k < rule.Peers.Count; k++)
        {
            violations.ReadName($"{field}.peers[{k}].application", "applications", rule.Peers[k].Application);
            if (rule.Peers[k].IpPrefix.Length > 0)
                violations.ReadPrefix($"{field}.peers[{k}].ip_prefix", rule.Peers[k].IpPrefix, family: null, 1, 128);
        }

        for (var k = 0; k < rule.Ports.Count; k++)
        {
            var (first, last) = (rule.Ports[k].First, rule.Ports[k].Last);
            violations.Check(first is >= 1 and <= 65_535, $"{field}.ports[{k}].first", $"is {first}; it must be 1 to 65535");
            violations.Check(last == 0 || (last >= first && last <= 65_535), $"{field}.ports[{k}].last", $"is {last}; it must be {first} to 65535, or 0 for the same as first");
        }
    }

    static void CheckInside(Application application, string prefix, string field, Violations violations)
    {
        var network = IPNetwork.Parse(prefix);
        var family = Allocation.FamilyOf(network.BaseAddress);
        var isInside = Allocation.SubnetText(application, family).Length > 0
            && Prefixes.ToRange(Allocation.SubnetOf(application, family)).Overlaps(Prefixes.ToRange(network));
        violations.Check(
            isInside,
            field,
            $"{prefix} lies outside of the subnets of {application.Name}: {string.Join(", ", ((string[])[application.Status.Ipv4Subnet, application.Status.Ipv6Subnet]).Where(s => s.Length > 0))}");
    }
}
