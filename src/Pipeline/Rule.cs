using System.Globalization;
using System.Net;
using System.Text;

namespace Sdn.Pipeline;

/// <summary>The smallest thing that a policy allows: one peer, one protocol, one range of ports.</summary>
/// <remarks>
/// A connection remembers the id of the rule that allowed it and goes on while that rule lives. So the id is made from
/// what the rule says: a policy that loses one port cuts that port's connections and no others, and a controller that
/// starts again finds the same ids. Ids count on one device only, as connections do.
/// </remarks>
sealed record Rule(
    uint Id,
    uint Policy,
    FleetApplication Source,
    FleetApplication Target,
    IPNetwork? Prefix,
    PolicyProtocol? Protocol,
    FleetPortRange? Ports)
{
    /// <summary>The id of what an application's containers may do among themselves without a policy; 0 is no rule.</summary>
    public const uint Internal = 1;

    const uint FirstId = Internal + 1;

    /// <summary>The rules that begin or end in one of the applications, in the order of their policies.</summary>
    public static IReadOnlyList<Rule> Of(Fleet fleet, IReadOnlySet<string> applications)
    {
        var rules = applications
            .SelectMany(fleet.PoliciesOf)
            .DistinctBy(p => p.Number)
            .SelectMany(p => Of(fleet, p))
            .Where(r => applications.Contains(r.Source.Name) || applications.Contains(r.Target.Name))
            .Select(r => (Text: r.Identity(), Rule: r))
            .DistinctBy(r => r.Text)
            .Select(r => (Hash: Hash(r.Text), r.Text, r.Rule))
            .OrderBy(r => r.Hash)
            .ThenBy(r => r.Text, StringComparer.Ordinal)
            .ToList();

        // Where two hash to one number the second takes the next that is free. If the first goes, the second changes its
        // id, and its connections are looked up again and stay (see ConntrackFlows).
        var taken = new HashSet<uint>();
        var numbered = new List<(string Text, Rule Rule)>();
        foreach (var (hash, text, rule) in rules)
        {
            var id = Math.Max(hash, FirstId);
            while (!taken.Add(id))
                id = id == uint.MaxValue ? FirstId : id + 1;
            numbered.Add((text, rule with { Id = id }));
        }

        return [.. numbered.OrderBy(r => r.Rule.Policy).ThenBy(r => r.Text, StringComparer.Ordinal).Select(r => r.Rule)];
    }

    static IEnumerable<Rule> Of(Fleet fleet, FleetPolicy policy)
    {
        var target = fleet.Applications[policy.Application];
        return
            from rule in policy.Rules
            from peer in rule.Peers
            let source = fleet.Applications[peer.Application]
            where source.Number != target.Number || !target.IsInternalTrafficAllowed   // else allowed anyway
            from ports in rule.Ports.Count == 0 ? [null] : rule.Ports.Select(r => (FleetPortRange?)r)
            select new Rule(0, policy.Number, source, target, peer.Prefix, rule.Protocol, ports);
    }

    string Identity() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Policy}/{Source.Number}/{Target.Number}/{Prefix}/{Protocol}/{Ports?.First}-{Ports?.Last}");

    // FNV-1a: the same number on every machine and in every version, which string.GetHashCode is not.
    static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ octet) * 16777619);
        return hash;
    }
}
