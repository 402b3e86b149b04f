using Sdn.OpenFlow;

namespace Sdn.Pipeline.Tests;

/// <summary>A plan comes back from a real switch as it was sent.</summary>
public sealed class LoadTests(Switches switches) : IClassFixture<Switches>
{
    [Theory]
    [MemberData(nameof(GoldenTests.Devices), MemberType = typeof(GoldenTests))]
    public async Task The_switch_has_what_was_planned(string name, string device)
    {
        var plan = Planner.Plan(GoldenTests.Case(name), device);
        var target = await switches.Of(name, device);

        var flows = (await target.Flows()).Select(f => Flow.Parse(f)).ToDictionary(f => f.Key);
        var groups = (await target.Groups()).Select(Group.Parse);

        Assert.Equal(plan.FlowCount, flows.Count);
        Assert.All(plan.Flows, f => Assert.True(flows.TryGetValue(f.Key, out var found) && found.SameContent(f), f.ToString()));
        Assert.Equal(plan.Groups.OrderBy(g => g.Id), groups.OrderBy(g => g.Id));
    }

    [Theory]
    [MemberData(nameof(GoldenTests.Devices), MemberType = typeof(GoldenTests))]
    public async Task Each_port_gets_the_number_that_was_asked_for(string name, string device)
    {
        var plan = Planner.Plan(GoldenTests.Case(name), device);

        var interfaces = await (await switches.Of(name, device)).Interfaces();

        Assert.All(plan.Ports, p => Assert.Contains($"{p.Name},{p.OfPort},[]", interfaces, StringComparison.Ordinal));
    }
}
