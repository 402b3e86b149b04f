using System.Net;
using CsCheck;
using Sdn.OpenFlow;

namespace Sdn.Pipeline.Tests;

/// <summary>Fleets that change step by step, as the store lets them: what is referred to stays.</summary>
public sealed class ChangeTests
{
    const int DeviceCount = 5, ApplicationCount = 5, EndpointCount = 8, PolicyCount = 4;

    static readonly Gen<Step> Steps = Gen.OneOf(
        Gen.Select(Gen.Int[1, EndpointCount], Gen.Int[1, DeviceCount], Gen.Int[1, ApplicationCount], (e, d, a) => (Step)new Step.Attach(e, d, a)),
        Gen.Select(Gen.Int[1, EndpointCount], e => (Step)new Step.Detach(e)),
        Gen.Select(Gen.Int[1, PolicyCount], Gen.Int[1, ApplicationCount], Gen.Int[1, ApplicationCount], Gen.UShort[1, 4], (p, a, b, port) => (Step)new Step.Allow(p, a, b, port)),
        Gen.Select(Gen.Int[1, PolicyCount], p => (Step)new Step.Forbid(p)),
        Gen.Select(Gen.Int[1, ApplicationCount], Gen.Bool, (a, isOpen) => (Step)new Step.Open(a, isOpen)),
        Gen.Select(Gen.Int[1, DeviceCount], Gen.Int[0, 3], (d, v) => (Step)new Step.Readdress(d, v)));

    [Fact]
    public void A_plan_made_from_the_one_before_is_the_plan_made_anew() => Steps.List[0, 40].Sample(steps =>
    {
        var plans = new Dictionary<string, DevicePlan>();
        foreach (var fleet in Fleets(steps))
        {
            foreach (var device in fleet.Devices.Keys)
            {
                plans[device] = Planner.Plan(fleet, device, plans.GetValueOrDefault(device));
                Assert.Equal(PlanText.Of(Planner.Plan(fleet.Rebuilt(), device)), PlanText.Of(plans[device]));
                Assert.Null(Planner.Verify(fleet, plans[device]));
            }
        }
    });

    [Fact]
    public void A_change_reaches_every_device_whose_plan_it_changes() => Steps.List[1, 40].Sample(steps =>
    {
        var before = Start;
        foreach (var (step, after) in steps.Zip(Fleets(steps)))
        {
            var reach = new Reach(before, after);
            step.AddTo(reach);
            var changed = after.Devices.Keys.Where(d => PlanText.Of(Planner.Plan(before.Rebuilt(), d)) != PlanText.Of(Planner.Plan(after.Rebuilt(), d)));
            Assert.Subset(reach.Devices.ToHashSet(), changed.ToHashSet());
            before = after;
        }
    });

    [Fact]
    public void A_plan_and_a_difference_make_the_next_plan() => Gen.Select(Steps.List[0, 30], Steps.List[0, 10]).Sample((some, more) =>
    {
        var (before, after) = (Fleets(some).LastOrDefault(Start), Fleets([.. some, .. more]).LastOrDefault(Start));
        foreach (var device in after.Devices.Keys)
        {
            var earlier = Planner.Plan(before, device);
            foreach (var later in (DevicePlan[])[Planner.Plan(after, device, earlier), Planner.Plan(after.Rebuilt(), device)])
                Assert.Equal(PlanText.Of(later), Applied(earlier, later));
        }
    });

    [Fact]
    public void A_plan_of_another_fleet_is_found_out()
    {
        var fleet = Fleets([new Step.Attach(1, 1, 1), new Step.Attach(2, 2, 1)]).Last();

        var verdict = Planner.Verify(fleet, Planner.Plan(Attached(fleet, 3, 2, 1), "d1"));

        Assert.StartsWith("the plan of d1 at revision 2 lacks 0 flows, 0 groups and 0 buckets, has 2 flows such as '", verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_change_is_the_same_object()
    {
        var fleet = Fleets([new Step.Attach(1, 1, 1), new Step.Attach(2, 2, 1), new Step.Attach(3, 1, 2), new Step.Attach(4, 3, 2)]).Last();
        var earlier = Planner.Plan(fleet, "d1");

        var later = Planner.Plan(Attached(fleet, 5, 4, 2), "d1", earlier);

        Assert.Equal([0u, 1], later.Sections.Intersect(earlier.Sections).Select(section => section.Key.Application));
        Assert.Equal([2u], later.Sections.Except(earlier.Sections).Select(section => section.Key.Application));
        Assert.Equal(["Endpoint 5", "Peer 4"], later.Parts.Except(earlier.Parts).Where(part => part.Key.Kind is PartKind.Peer || part.Key.Number == 5).Select(part => $"{part.Key.Kind} {part.Key.Number}").Order());
    }

    [Fact]
    public void Devices_share_what_they_need_of_others()
    {
        var fleet = Fleets([new Step.Attach(1, 1, 1), new Step.Attach(2, 2, 1), new Step.Attach(3, 3, 1)]).Last();

        var (first, second) = (Planner.Plan(fleet, "d1"), Planner.Plan(fleet, "d2"));

        Assert.Equal(
            ["Endpoint 3", "Peer 3"],
            first.Parts.Intersect(second.Parts).Select(part => $"{part.Key.Kind} {part.Key.Number}").Order());
    }

    static string Applied(DevicePlan earlier, DevicePlan later)
    {
        var difference = PlanDifference.Between(earlier, later);
        var flows = earlier.Flows.ToDictionary(flow => flow.Key);
        foreach (var flow in difference.RemoveFlows)
            Assert.True(flows.Remove(flow.Key), $"{flow} was not there");
        foreach (var flow in difference.PutFlows)
        {
            Assert.False(flows.TryGetValue(flow.Key, out var same) && same.SameContent(flow), $"{flow} was there");
            flows[flow.Key] = flow;
        }

        var groups = earlier.Groups.ToDictionary(group => group.Id);
        foreach (var group in difference.RemoveGroups)
            Assert.True(groups.Remove(group.Id), $"{group} was not there");
        foreach (var group in difference.PutGroups)
        {
            Assert.True(groups.TryAdd(group.Id, group), $"{group} was there");
        }

        foreach (var (group, bucket) in difference.RemoveBuckets)
        {
            Assert.Contains(bucket, groups[group].Buckets);
            groups[group] = groups[group] with { Buckets = [.. groups[group].Buckets.Where(b => b.Id != bucket.Id)] };
        }

        foreach (var (group, bucket) in difference.InsertBuckets)
        {
            Assert.DoesNotContain(groups[group].Buckets, b => b.Id == bucket.Id);
            groups[group] = groups[group] with { Buckets = [.. groups[group].Buckets.Append(bucket).OrderBy(b => b.Id)] };
        }

        var ports = later.HasSamePorts(earlier) ? earlier.Ports : later.Ports;
        return PlanText.Of(new(later.Planned, later.Revision, [.. ports], [.. flows.Values], [.. groups.Values]));
    }

    static IEnumerable<Fleet> Fleets(IEnumerable<Step> steps)
    {
        var fleet = Start;
        foreach (var step in steps)
            yield return fleet = step.ApplyTo(fleet).At(fleet.Revision + 1);
    }

    static Fleet Start { get; } = Enumerable.Range(1, ApplicationCount).Aggregate(
        Enumerable.Range(1, DeviceCount).Aggregate(Fleet.Empty, (fleet, d) => fleet.Put(Device(d, 0))),
        (fleet, a) => fleet.Put(Application(a, true)));

    static FleetDevice Device(int number, int address) =>
        new($"d{number}", (uint)number, address == 3 ? IPAddress.Parse($"2001:db8::{number}") : IPAddress.Parse($"192.0.{address}.{number}"), 1500);

    static FleetApplication Application(int number, bool isOpen) => new(
        $"a{number}", (ushort)number, number % 2 == 0 ? TunnelType.Gre : TunnelType.Vxlan, (uint)number * 100,
        IPNetwork.Parse($"10.64.{number}.0/24"), null, new MacAddress(0x0200_0001_0000 + (ulong)number), 1450, isOpen);

    static Fleet Attached(Fleet fleet, int number, int device, int application) => fleet.Put(new FleetEndpoint(
        $"e{number}", (uint)number, $"d{device}", $"a{application}", $"v{number}", 32768 + (uint)number,
        new MacAddress(0x0200_0000_0000 + (ulong)number), IPAddress.Parse($"10.64.{application}.{number + 1}"), null));

    abstract record Step
    {
        public abstract Fleet ApplyTo(Fleet fleet);

        public abstract void AddTo(Reach reach);

        public sealed record Attach(int Number, int Place, int To) : Step
        {
            public override Fleet ApplyTo(Fleet fleet) => Attached(fleet, Number, Place, To);

            public override void AddTo(Reach reach) => reach.AddEndpoint($"e{Number}");
        }

        public sealed record Detach(int Number) : Step
        {
            public override Fleet ApplyTo(Fleet fleet) => fleet.RemoveEndpoint($"e{Number}");

            public override void AddTo(Reach reach) => reach.AddEndpoint($"e{Number}");
        }

        public sealed record Allow(int Number, int Target, int From, ushort Port) : Step
        {
            public override Fleet ApplyTo(Fleet fleet) => fleet.Put(new FleetPolicy(
                $"p{Number}", (uint)Number, $"a{Target}", [new([new($"a{From}", null)], PolicyProtocol.Tcp, [new(Port, Port)])]));

            public override void AddTo(Reach reach) => reach.AddPolicy($"p{Number}");
        }

        public sealed record Forbid(int Number) : Step
        {
            public override Fleet ApplyTo(Fleet fleet) => fleet.RemovePolicy($"p{Number}");

            public override void AddTo(Reach reach) => reach.AddPolicy($"p{Number}");
        }

        public sealed record Open(int Number, bool IsOpen) : Step
        {
            public override Fleet ApplyTo(Fleet fleet) => fleet.Put(Application(Number, IsOpen));

            public override void AddTo(Reach reach) => reach.AddApplication($"a{Number}");
        }

        public sealed record Readdress(int Number, int Address) : Step
        {
            public override Fleet ApplyTo(Fleet fleet) => fleet.Put(Device(Number, Address));

            public override void AddTo(Reach reach) => reach.AddDevice($"d{Number}");
        }
    }
}
