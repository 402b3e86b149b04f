using System.Net;
using Sdn.OpenFlow;
using static Sdn.Pipeline.Steps;

namespace Sdn.Pipeline;

/// <summary>Conntrack, ConntrackState and Commit: what conntrack knows of a packet, and what it is told.</summary>
/// <remarks>
/// A connection's label names the rules that allowed it: in one half where it was sent, in the other where it arrived, in
/// both if both ends are on this device. It goes on only while its rules live, and there is one set of flows for each
/// rule that does; so a policy that goes cuts even open connections, and nobody has to remember what went. A connection
/// under another label is looked up in policy like a new one, and told its new rules if it is still allowed.
/// </remarks>
static class ConntrackFlows
{
    /// <summary>
    /// The zone of connections between applications, in both directions: an answer comes from the other application's
    /// segment and must find what the question left.
    /// </summary>
    const ushort BetweenApplications = 65535;

    const ushort Multicast = 300, StrayMulticast = 250, Within = 200, Between = 100;
    const ushort Invalid = 400, Live = 300, Related = 200;
    const ushort Connection = 100;

    /// <summary>What is the same whatever a device hosts.</summary>
    public static IEnumerable<Flow> Everywhere() => [.. Strays(), .. States(), .. Commits()];

    /// <summary>What an application needs where it is hosted.</summary>
    public static IEnumerable<Flow> Of(FleetApplication application)
    {
        // A group has no policy of its own: it is open as the application is.
        yield return Tables.Conntrack.Flow(
            Multicast, Cookies.Of(application), [Registers.Application.Is(application.Number), Steps.Multicast],
            application.IsInternalTrafficAllowed ? [Goto(Tables.Replicate)] : Drop(DropReason.EgressPolicy));

        foreach (var subnet in new[] { application.Ipv4, application.Ipv6 }.OfType<IPNetwork>())
        {
            yield return Tables.Conntrack.Flow(
                Within, Cookies.Of(application), [Registers.Application.Is(application.Number), .. To(subnet)],
                [Registers.Zone.Load(application.Number), Track()]);
        }

        if (!application.IsInternalTrafficAllowed)
            yield break;
        foreach (var flow in Lives(Rule.Internal, Cookies.Of(application), Registers.Application.Is(application.Number)))
            yield return flow;
    }

    /// <summary>What lets a rule's connections go on.</summary>
    public static IEnumerable<Flow> Of(Rule rule) => Lives(rule.Id, Cookies.OfRule(rule.Id));

    static IEnumerable<Flow> Strays()
    {
        yield return Tables.Conntrack.Flow(
            StrayMulticast, Cookies.Of(Tables.Conntrack), [Steps.Multicast], Drop(DropReason.NotHere));
        foreach (var ip in new[] { Ipv4, Ipv6 })
        {
            yield return Tables.Conntrack.Flow(
                Between, Cookies.Of(Tables.Conntrack), [ip], [Registers.Zone.Load(BetweenApplications), Track()]);
        }
    }

    static IEnumerable<Flow> States()
    {
        yield return Tables.ConntrackState.Flow(
            Invalid, Cookies.Of(Tables.ConntrackState), [Is(CtStates.Tracked | CtStates.Invalid)], Drop(DropReason.Invalid));

        // An ICMP error on a connection that is no longer allowed. Not to policy: it would be judged as ICMP, and a
        // commit would give its connection the ICMP rule's label.
        yield return Tables.ConntrackState.Flow(
            Related, Cookies.Of(Tables.ConntrackState), [Is(CtStates.Tracked | CtStates.Related)], Drop(DropReason.Cut));
    }

    static IEnumerable<Flow> Lives(uint rule, ulong cookie, params FieldMatch[] match)
    {
        foreach (var (egress, ingress) in new[] { (rule, 0u), (0u, rule), (rule, rule) })
        {
            yield return Tables.ConntrackState.Flow(
                Live, cookie,
                [
                    .. match,
                    Fields.CtState.Is(CtStates.Tracked, CtStates.Tracked | CtStates.New),
                    Registers.EgressLabel.Is(egress),
                    Registers.IngressLabel.Is(ingress),
                ],
                [Registers.Established.Load(1), Goto(Tables.Route)]);
        }
    }

    // Whatever comes here is new, or its label names a rule that is no more; IngressPolicy sends the rest past it.
    static IEnumerable<Flow> Commits() =>
        from ip in new[] { Ipv4, Ipv6 }
        select Tables.Commit.Flow(Connection, Cookies.Of(Tables.Commit), [ip],
        [
            new Ct
            {
                Commit = true,
                Zone = Registers.Zone.Bits,
                Exec =
                [
                    new Move(Registers.EgressRule.Bits, Registers.EgressLabel.Bits),
                    new Move(Registers.IngressRule.Bits, Registers.IngressLabel.Bits),
                ],
            },
            Goto(Tables.Encapsulate),
        ]);

    static Ct Track() => new() { Zone = Registers.Zone.Bits, Table = Tables.ConntrackState.Id };

    static FieldMatch Is(uint states) => Fields.CtState.Is(states, states);
}
