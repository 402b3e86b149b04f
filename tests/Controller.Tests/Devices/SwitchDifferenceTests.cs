using System.Net;
using Sdn.Controller.Devices;
using Sdn.OpenFlow;
using Sdn.Pipeline;

namespace Sdn.Controller.Tests.Devices;

public sealed class SwitchDifferenceTests
{
    const ulong Ours = 0x0001_5d00_0000_0007, OlderGeneration = 0x0000_5d00_0000_0007, Foreign = 0x12;

    static readonly Flow Wanted = new(5, 10, new Match(), [], Ours);

    [Fact]
    public void What_is_installed_as_desired_is_left_alone()
    {
        var difference = SwitchDifference.Between(Plan(Wanted), Installed(Wanted));

        Assert.True(difference.IsEmpty);
    }

    [Fact]
    public void A_flow_of_an_older_generation_is_overwritten_and_one_that_nobody_wants_removed()
    {
        var old = new Flow(5, 10, new Match(), [], OlderGeneration);
        var stale = new Flow(5, 11, new Match(), [], OlderGeneration);

        var difference = SwitchDifference.Between(Plan(Wanted), Installed(old, stale));

        Assert.Equal([Wanted], difference.PutFlows);
        Assert.Equal([stale], difference.RemoveFlows);
        Assert.Equal(2, difference.FlowCount);
    }

    [Fact]
    public void A_foreign_flow_is_not_removed()
    {
        var difference = SwitchDifference.Between(Plan(), Installed(new Flow(5, 11, new Match(), [], Foreign)));

        Assert.True(difference.IsEmpty);
    }

    [Fact]
    public void Groups_come_before_the_flows_that_use_them_and_go_after()
    {
        var stale = new Flow(5, 11, new Match(), [], Ours);
        var installed = Installed(stale);
        installed.Groups[2] = Group(2);
        installed.Groups[0x20000] = Group(0x20000);

        var difference = SwitchDifference.Between(new(Device, 1, [], [Wanted], [Group(1)]), installed);

        Assert.Equal(["GroupMod", "FlowMod", "FlowMod", "GroupMod"], difference.Messages().Select(message => message.GetType().Name));
        Assert.Equal([1u], difference.PutGroups.Select(group => group.Id));
        Assert.Equal([2u], difference.RemoveGroups.Select(group => group.Id));
    }

    static Group Group(uint id) => new(id, GroupType.All, []);

    static FleetDevice Device { get; } = new("d1", 1, IPAddress.Parse("192.0.2.1"), 1500);

    static DevicePlan Plan(params Flow[] flows) => new(Device, 1, [], flows, []);

    static InstalledFlows Installed(params Flow[] flows)
    {
        var installed = new InstalledFlows();
        foreach (var flow in flows)
            installed.Flows[flow.Key] = flow;
        return installed;
    }
}
