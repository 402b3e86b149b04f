using System.Net;
using CsCheck;
using Sdn.OpenFlow;

namespace Sdn.Pipeline.Tests;

public sealed class PlannerTests
{
    static readonly Gen<FleetPortRange> PortRange = Gen.Select(Gen.UShort, Gen.UShort, (a, b) => new FleetPortRange(Math.Min(a, b), Math.Max(a, b)));

    static readonly Gen<FleetPolicyPeer> Peer = Gen.Select(
        Gen.Int[1, 4],
        Gen.Int[0, 3],
        (application, prefix) => new FleetPolicyPeer($"a{application}", prefix switch
        {
            0 => IPNetwork.Parse($"10.64.{application}.8/29"),
            1 => IPNetwork.Parse("10.0.0.0/8"),
            _ => null,
        }));

    static readonly Gen<FleetPolicyRule> PolicyRule = Gen.Select(
        Peer.List[1, 3],
        Gen.Int[0, 4],
        PortRange.List[0, 3],
        (peers, protocol, ports) => protocol == 4
            ? new FleetPolicyRule(peers, null, [])
            : new FleetPolicyRule(peers, (PolicyProtocol)protocol, protocol == (int)PolicyProtocol.Icmp ? [] : ports));

    // Whatever references whatever, as the store allows it.
    static readonly Gen<List<Func<Fleet, Fleet>>> Parts = Gen.Select(
        Gen.Bool.List[4, 4],
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 4]).List[0, 12],
        Gen.Select(Gen.Int[1, 4], PolicyRule.List[1, 3]).List[0, 4],
        (isInternal, endpoints, policies) => (List<Func<Fleet, Fleet>>)
        [
            .. Enumerable.Range(1, 3).Select(d => (Func<Fleet, Fleet>)(f => f.Put(new FleetDevice($"d{d}", (uint)d, IPAddress.Parse($"192.0.2.{d}"), 1500)))),
            .. isInternal.Select((allowed, i) => (Func<Fleet, Fleet>)(f => f.Put(Application(i + 1, allowed)))),
            .. endpoints.Select((e, i) => (Func<Fleet, Fleet>)(f => f.Put(Endpoint(i + 1, e.Item1, e.Item2)))),
            .. policies.Select((p, i) => (Func<Fleet, Fleet>)(f => f.Put(new FleetPolicy($"p{i}", (uint)i + 1, $"a{p.Item1}", p.Item2)))),
        ]);

    [Fact]
    public void No_two_flows_have_one_key_and_all_are_ours() => Parts.Sample(parts =>
    {
        foreach (var plan in Plans(parts))
        {
            Assert.Equal(plan.FlowCount, plan.Flows.DistinctBy(f => f.Key).Count());
            Assert.All(plan.Flows, f => Assert.True(Cookies.IsOurs(f.Cookie)));
            Assert.Equal(plan.Ports.Count(), plan.Ports.DistinctBy(p => p.OfPort).Count());
        }
    });

    [Fact]
    public void The_order_in_which_a_fleet_was_built_does_not_show() => Parts.Sample(parts =>
        Assert.Equal(Plans(parts).Select(PlanText.Of), Plans(Enumerable.Reverse(parts)).Select(PlanText.Of)));

    [Fact]
    public void Only_devices_that_host_an_application_are_admitted_to_it() => Parts.Sample(parts =>
    {
        var fleet = Build(parts);
        foreach (var application in fleet.Applications.Values)
        {
            foreach (var peer in fleet.Devices.Values)
            {
                var isMember = fleet.DevicesOf(application.Name).Contains(peer.Name);
                var admitting = Plans(parts).Where(p => p.Flows.Any(f => f.Key.Equals(TunnelFlows.Admit(application, peer)))).Select(p => p.Device).ToList();
                var expected = fleet.LinkedApplications(application.Name).Append(application.Name)
                    .SelectMany(fleet.DevicesOf).Distinct().Where(d => isMember && d != peer.Name);
                Assert.Equal(expected.Order(), admitting.Order());
            }
        }
    });

    [Fact]
    public void What_one_device_sends_its_peer_admits() => Parts.Sample(parts =>
    {
        var fleet = Build(parts);
        var plans = Plans(parts).ToDictionary(p => p.Device);
        foreach (var application in fleet.Applications.Values)
        {
            foreach (var (from, to) in fleet.Devices.Values.SelectMany(a => fleet.Devices.Values, (a, b) => (a, b)))
            {
                var isSent = plans[from.Name].Flows.Any(f => f.Key.Equals(TunnelFlows.Encapsulate(application, to)));
                var isAdmitted = plans[to.Name].Flows.Any(f => f.Key.Equals(TunnelFlows.Admit(application, from)));
                Assert.Equal(isSent, isAdmitted);
            }
        }
    });

    [Fact]
    public void Rule_ids_are_unique_and_neither_none_nor_internal() => Parts.Sample(parts =>
    {
        var rules = Rule.Of(Build(parts), new HashSet<string> { "a1", "a2", "a3", "a4" });

        Assert.Equal(rules.Count, rules.DistinctBy(r => r.Id).Count());
        Assert.All(rules, r => Assert.True(r.Id > Rule.Internal));
    });

    [Fact]
    public void A_policy_that_loses_a_port_keeps_the_ids_of_the_others()
    {
        var fleet = Fleet.Empty.Put(Application(1, true)).Put(Application(2, true));

        var before = Rule.Of(fleet.Put(Policy([new(80, 80), new(443, 443)])), new HashSet<string> { "a1" });
        var after = Rule.Of(fleet.Put(Policy([new(443, 443)])), new HashSet<string> { "a1" });

        Assert.Equal(before.Single(r => r.Ports!.Value.First == 443).Id, after.Single().Id);

        static FleetPolicy Policy(IReadOnlyList<FleetPortRange> ports) =>
            new("p", 1, "a1", [new([new("a2", null)], PolicyProtocol.Tcp, ports)]);
    }

    [Fact]
    public void Port_masks_match_the_range_and_nothing_else() => Gen.Select(PortRange, Gen.UShort).Sample((range, port) =>
        Assert.Equal(port >= range.First && port <= range.Last, PortMasks.Of(range).Any(m => (port & m.Mask) == m.Value)));

    [Fact]
    public void A_table_refuses_what_it_does_not_match_and_to_go_back()
    {
        Assert.Throws<ArgumentException>(() => Tables.Forward.Flow(1, 0, [Fields.InPort.Is(1)], []));
        Assert.Throws<ArgumentException>(() => Tables.Forward.Flow(1, 0, [], [new GotoTable(Tables.Route.Id)]));
        Assert.Throws<ArgumentException>(() => Tables.Forward.Flow(1, 0, [], [new Ct { Table = Tables.Forward.Id }]));
    }

    [Fact]
    public void A_device_that_the_fleet_does_not_have_has_no_plan() =>
        Assert.Throws<ArgumentException>(() => Planner.Plan(Fleet.Empty, "d1"));

    static Fleet Build(IEnumerable<Func<Fleet, Fleet>> parts) => parts.Aggregate(Fleet.Empty, (f, part) => part(f));

    static IEnumerable<DevicePlan> Plans(IEnumerable<Func<Fleet, Fleet>> parts)
    {
        var fleet = Build(parts);
        return fleet.Devices.Keys.Order().Select(d => Planner.Plan(fleet, d));
    }

    static FleetApplication Application(int number, bool isInternalTrafficAllowed) => new(
        $"a{number}", (ushort)number, number % 2 == 0 ? TunnelType.Gre : TunnelType.Vxlan, (uint)number * 100,
        IPNetwork.Parse($"10.64.{number}.0/24"), number == 3 ? null : IPNetwork.Parse($"fd00:{number}::/64"),
        new MacAddress(0x0200_0001_0000 + (ulong)number), 1450, isInternalTrafficAllowed);

    static FleetEndpoint Endpoint(int number, int device, int application) => new(
        $"e{number}", (uint)number, $"d{device}", $"a{application}", $"v{number}", 32768 + (uint)number,
        new MacAddress(0x0200_0000_0000 + (ulong)number), IPAddress.Parse($"10.64.{application}.{number + 1}"),
        application == 3 ? null : IPAddress.Parse($"fd00:{application}::{number + 1}"));
}
