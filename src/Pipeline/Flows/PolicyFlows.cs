using System.Net;
using Sdn.OpenFlow;
using static Sdn.Pipeline.Steps;

namespace Sdn.Pipeline;

/// <summary>EgressPolicy and IngressPolicy: the same rules where a packet was sent and where it arrives.</summary>
/// <remarks>
/// Rules are plain flows, not conjunctions. A peer is an application, one number in metadata, and not a set of addresses,
/// so a rule is a handful of flows; and conjunctions that overlap at one priority have undefined results
/// (ovs-fields(7), "Conjunctive Match Fields"), which rules that only allow would do all the time. Flows that overlap here
/// allow the same packet in the name of one rule or another, and either is right.
/// </remarks>
static class PolicyFlows
{
    const ushort Bypass = 300, ToTunnel = 290, Internal = 200, Allowed = 100;

    /// <summary>What is the same whatever a device hosts.</summary>
    public static IEnumerable<Flow> Everywhere() =>
    [
        // Asked already, where it was sent.
        Tables.EgressPolicy.Flow(
            Bypass, Cookies.Of(Tables.EgressPolicy), [Registers.Source.Is(PacketSource.Tunnel)], [Goto(Tables.Route)]),
        Tables.IngressPolicy.Flow(
            Bypass, Cookies.Of(Tables.IngressPolicy), [Registers.Established.Is(1)], [Goto(Tables.Encapsulate)]),

        // Will be asked where it arrives: a device need not trust its peers to have asked.
        Tables.IngressPolicy.Flow(
            ToTunnel, Cookies.Of(Tables.IngressPolicy), [Registers.Destination.Is(PacketDestination.Tunnel)], [Goto(Tables.Commit)]),
    ];

    /// <summary>What an application's containers may do among themselves, where it is hosted.</summary>
    public static IEnumerable<Flow> Within(FleetApplication application)
    {
        if (!application.IsInternalTrafficAllowed)
            yield break;
        foreach (var subnet in new[] { application.Ipv4, application.Ipv6 }.OfType<IPNetwork>())
        {
            yield return Tables.EgressPolicy.Flow(
                Internal, Cookies.Of(application), [Registers.Application.Is(application.Number), .. To(subnet)],
                [Registers.EgressRule.Load(Rule.Internal), Goto(Tables.Route)]);
            yield return Tables.IngressPolicy.Flow(
                Internal, Cookies.Of(application),
                [Registers.Application.Is(application.Number), Registers.DestinationApplication.Is(application.Number), .. To(subnet)],
                [Registers.IngressRule.Load(Rule.Internal), Goto(Tables.Commit)]);
        }
    }

    /// <summary>What rules allow, on a device that hosts some of their applications.</summary>
    public static IEnumerable<Flow> Of(IReadOnlyList<Rule> rules, IReadOnlySet<string> hosted) =>
    [
        .. rules.SelectMany(Lines).Where(l => hosted.Contains(l.Sender.Name)).Select(l => Tables.EgressPolicy.Flow(
            Allowed, Cookies.OfRule(l.Rule.Id), [Registers.Application.Is(l.Sender.Number), .. l.Match],
            [Registers.EgressRule.Load(l.Rule.Id), Goto(Tables.Route)])).DistinctBy(f => f.Key),
        .. rules.SelectMany(Lines).Where(l => hosted.Contains(l.Receiver.Name)).Select(l => Tables.IngressPolicy.Flow(
            Allowed, Cookies.OfRule(l.Rule.Id),
            [Registers.Application.Is(l.Sender.Number), Registers.DestinationApplication.Is(l.Receiver.Number), .. l.Match],
            [Registers.IngressRule.Load(l.Rule.Id), Goto(Tables.Commit)])).DistinctBy(f => f.Key),
    ];

    /// <summary>A part of a rule that one flow matches.</summary>
    readonly record struct Line(Rule Rule, FleetApplication Sender, FleetApplication Receiver, FieldMatch[] Match);

    static IEnumerable<Line> Lines(Rule rule) =>
        from pair in new[] { (Source: rule.Source.Ipv4, Target: rule.Target.Ipv4), (Source: rule.Source.Ipv6, Target: rule.Target.Ipv6) }
        from source in Sources(rule.Prefix, pair.Source)
        from target in Subnets(pair.Target)
        from line in Lines(rule, source, target)
        select line;

    // Answers need flows of their own only while their connection changes from a rule that went to one that still allows
    // it: if the next packet is an answer, policy has to know it as one.
    static IEnumerable<Line> Lines(Rule rule, IPNetwork source, IPNetwork target) =>
        from ports in Ports(rule)
        from line in new Line[]
        {
            new(rule, rule.Source, rule.Target, [.. From(source), .. To(target), Direction(0), .. Protocol(rule, target, ports, isReply: false)]),
            new(rule, rule.Target, rule.Source, [.. From(target), .. To(source), Direction(CtStates.Reply), .. Protocol(rule, target, ports, isReply: true)]),
        }
        select line;

    static FieldMatch Direction(uint reply) =>
        Fields.CtState.Is(CtStates.Tracked | reply, CtStates.Tracked | CtStates.Reply);

    static IEnumerable<(ushort Value, ushort Mask)?> Ports(Rule rule) =>
        rule.Ports is { } range ? PortMasks.Of(range).Select(m => ((ushort, ushort)?)m) : [null];

    static FieldMatch[] Protocol(Rule rule, IPNetwork target, (ushort Value, ushort Mask)? ports, bool isReply)
    {
        var isIpv4 = target.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        return rule.Protocol switch
        {
            null => [],
            PolicyProtocol.Icmp => [Fields.IpProto.Is(isIpv4 ? IpProtocols.Icmp : IpProtocols.Icmpv6)],
            PolicyProtocol.Tcp => [Fields.IpProto.Is(IpProtocols.Tcp), .. On(isReply ? Fields.TcpSrc : Fields.TcpDst)],
            PolicyProtocol.Udp => [Fields.IpProto.Is(IpProtocols.Udp), .. On(isReply ? Fields.UdpSrc : Fields.UdpDst)],
            PolicyProtocol.Sctp => [Fields.IpProto.Is(IpProtocols.Sctp), .. On(isReply ? Fields.SctpSrc : Fields.SctpDst)],
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Protocol, "no such protocol"),
        };

        FieldMatch[] On(Field field) => ports is { } p ? [field.Is(p.Value, p.Mask)] : [];
    }

    /// <summary>What of a subnet a prefix leaves: all of it if there is no prefix.</summary>
    static IEnumerable<IPNetwork> Sources(IPNetwork? prefix, IPNetwork? subnet) =>
        prefix is { } p ? Subnets(subnet).SelectMany(s => Subnets(Addresses.Common(p, s))) : Subnets(subnet);

    static IEnumerable<IPNetwork> Subnets(IPNetwork? subnet) => subnet is { } s ? [s] : [];
}
