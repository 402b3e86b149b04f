using System.Net;
using CsCheck;
using Sdn.OpenFlow;

namespace Sdn.Pipeline.Tests;

public sealed class FleetTests
{
    static readonly string[] Names = ["a", "b", "c", "d"];

    static readonly Gen<string> Name = Gen.Int[0, 3].Select(i => Names[i]);

    static readonly Gen<Func<Fleet, Fleet>> Change = Gen.OneOf(
        Gen.Select(Name, Gen.UInt[1, 9]).Select((name, number) => (Func<Fleet, Fleet>)(f => f.Put(Device(name, number)))),
        Gen.Select(Name, Gen.UShort[1, 9]).Select((name, number) => (Func<Fleet, Fleet>)(f => f.Put(Application(name, number)))),
        Gen.Select(Gen.Int[1, 12], Name, Name).Select((number, device, application) =>
            (Func<Fleet, Fleet>)(f => f.Put(Endpoint($"e{number}", device, application)))),
        Gen.Select(Gen.Int[1, 5], Name, Name.List[0, 3]).Select((number, application, peers) =>
            (Func<Fleet, Fleet>)(f => f.Put(Policy($"p{number}", application, peers)))),
        Name.Select(name => (Func<Fleet, Fleet>)(f => f.RemoveDevice(name))),
        Name.Select(name => (Func<Fleet, Fleet>)(f => f.RemoveApplication(name))),
        Gen.Int[1, 12].Select(number => (Func<Fleet, Fleet>)(f => f.RemoveEndpoint($"e{number}"))),
        Gen.Int[1, 5].Select(number => (Func<Fleet, Fleet>)(f => f.RemovePolicy($"p{number}"))));

    static readonly Gen<Fleet> AnyFleet = Change.List[0, 60].Select(changes => changes.Aggregate(Fleet.Empty, (f, change) => change(f)));

    [Fact]
    public void Endpoints_are_found_by_application_and_by_device() => AnyFleet.Sample(fleet =>
    {
        foreach (var name in Names)
        {
            Assert.Equal(
                fleet.Endpoints.Values.Where(e => e.Application == name).OrderBy(e => e.Device).ThenBy(e => e.Name),
                fleet.EndpointsOf(name));
            Assert.Equal(
                fleet.Endpoints.Values.Where(e => e.Device == name).OrderBy(e => e.Application).ThenBy(e => e.Name),
                fleet.EndpointsOn(name));
            Assert.Equal(
                fleet.Endpoints.Values.Where(e => e.Device == "a" && e.Application == name).OrderBy(e => e.Name),
                fleet.EndpointsOf(name, "a"));
        }
    });

    [Fact]
    public void Devices_and_applications_are_those_of_the_endpoints() => AnyFleet.Sample(fleet =>
    {
        foreach (var name in Names)
        {
            Assert.Equal(
                fleet.Endpoints.Values.Where(e => e.Application == name).Select(e => e.Device).Distinct().Order(),
                fleet.DevicesOf(name));
            Assert.Equal(
                fleet.Endpoints.Values.Where(e => e.Device == name).Select(e => e.Application).Distinct().Order(),
                fleet.ApplicationsOn(name));
        }
    });

    [Fact]
    public void Policies_are_found_by_each_application_that_they_name() => AnyFleet.Sample(fleet =>
    {
        foreach (var name in Names)
        {
            Assert.Equal(
                fleet.Policies.Values.Where(p => Named(p).Contains(name)).OrderBy(p => p.Name),
                fleet.PoliciesOf(name));
            foreach (var other in Names.Except([name]))
            {
                Assert.Equal(
                    fleet.Policies.Values
                        .Where(p => p.Application == name ? Named(p).Contains(other) : p.Application == other && Named(p).Contains(name))
                        .OrderBy(p => p.Name),
                    fleet.PoliciesBetween(name, other));
            }
        }
    });

    [Fact]
    public void Linked_applications_are_those_that_a_policy_joins() => AnyFleet.Sample(fleet =>
    {
        foreach (var name in Names)
        {
            Assert.Equal(
                fleet.Policies.Values
                    .Where(p => Named(p).Contains(name))
                    .SelectMany(p => p.Application == name ? Named(p) : [p.Application])
                    .Where(other => other != name)
                    .Distinct()
                    .Order(),
                fleet.LinkedApplications(name));
        }
    });

    [Fact]
    public void A_moved_endpoint_leaves_its_old_place()
    {
        var fleet = Fleet.Empty.Put(Endpoint("e1", "a", "x")).Put(Endpoint("e1", "b", "y")).At(7);

        Assert.Empty(fleet.EndpointsOn("a"));
        Assert.Empty(fleet.DevicesOf("x"));
        Assert.Equal(["b"], fleet.DevicesOf("y"));
        Assert.Equal(7UL, fleet.Revision);
    }

    [Fact]
    public void An_old_fleet_stays_as_it_was()
    {
        var old = Fleet.Empty.Put(Endpoint("e1", "a", "x")).Put(Policy("p1", "x", ["y"]));

        var _ = old.RemoveEndpoint("e1").RemovePolicy("p1");

        Assert.Equal(["e1"], old.EndpointsOf("x").Select(e => e.Name));
        Assert.Equal(["x"], old.LinkedApplications("y"));
    }

    static IEnumerable<string> Named(FleetPolicy policy) =>
        policy.Rules.SelectMany(r => r.Peers).Select(p => p.Application).Append(policy.Application).Distinct();

    static FleetDevice Device(string name, uint number) => new(name, number, IPAddress.Parse("192.0.2.1"), 1500);

    static FleetApplication Application(string name, ushort number) =>
        new(name, number, TunnelType.Vxlan, number, IPNetwork.Parse("10.64.0.0/24"), null, new MacAddress(0x0200_0000_0001), 1450, true);

    static FleetEndpoint Endpoint(string name, string device, string application) =>
        new(name, 1, device, application, name, 32768, new MacAddress(0x0200_0000_0002), IPAddress.Parse("10.64.0.2"), null);

    static FleetPolicy Policy(string name, string application, IReadOnlyList<string> peers) =>
        new(name, 1, application, [new([.. peers.Select(p => new FleetPolicyPeer(p, null))], null, [])]);
}
