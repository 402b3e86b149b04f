using Grpc.Core;
using Sdn.Api;

namespace Sdn.Controller.Tests;

public sealed class PolicyTests : IAsyncLifetime
{
    RunningController _controller = null!;

    public async ValueTask InitializeAsync()
    {
        _controller = await RunningController.Start();
        await _controller.AddApplication("cameras");
        await _controller.AddApplication("meters");
    }

    public ValueTask DisposeAsync() => _controller.DisposeAsync();

    [Fact]
    public async Task A_policy_names_the_devices_that_carry_it()
    {
        await _controller.AddDevices("d1", "d2", "d3");
        await _controller.Attach("e1", "d1", "cameras");
        await _controller.Attach("e2", "d2", "meters");

        var policy = await Create(Rule(new() { Application = "applications/cameras", IpPrefix = "10.64.0.8/29" }, Protocol.Tcp, 80));

        Assert.Equal(["devices/d1", "devices/d2"], policy.Status.Devices);
        Assert.True(policy.Status.IsRealized);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var refused = await Refused.By(() => Create(
            new PolicyRule(),
            Rule(new() { Application = "cameras", IpPrefix = "10.64.0.9/29" }, Protocol.Icmp, 80),
            Rule(new() { Application = "applications/cameras" }, Protocol.Tcp, 70_000)));

        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
        Assert.Equal(
            ["policy.spec.rules[0].peers", "policy.spec.rules[1].peers[0].application", "policy.spec.rules[1].peers[0].ip_prefix", "policy.spec.rules[1].ports", "policy.spec.rules[2].ports[0].first"],
            refused.Fields);
    }

    [Fact]
    public async Task Applications_that_are_not_there_and_prefixes_outside_are_refused()
    {
        var missing = await Refused.By(() => Create(Rule(new() { Application = "applications/nothing" }, Protocol.Tcp, 80)));
        var outside = await Refused.By(() => Create(Rule(new() { Application = "applications/cameras", IpPrefix = "10.99.0.0/24" }, Protocol.Tcp, 80)));

        Assert.Equal((StatusCode.FailedPrecondition, "policy.spec.rules[0].peers[0].application"), (missing.Code, Assert.Single(missing.Fields)));
        Assert.Equal((StatusCode.InvalidArgument, "policy.spec.rules[0].peers[0].ip_prefix"), (outside.Code, Assert.Single(outside.Fields)));
    }

    [Fact]
    public async Task A_policy_is_updated_listed_and_deleted()
    {
        await Create(Rule(new() { Application = "applications/cameras" }, Protocol.Tcp, 80));

        var updated = await _controller.Policies.UpdatePolicyAsync(new() { Policy = new() { Name = "policies/p", Spec = new() { Rules = { Rule(new() { Application = "applications/cameras" }, Protocol.Udp, 53) } } }, UpdateMask = new() { Paths = { "spec.rules" } } });
        var listed = await _controller.Policies.ListPoliciesAsync(new());
        await _controller.Policies.DeletePolicyAsync(new() { Name = "policies/p", Revision = updated.Revision });
        var gone = await Refused.By(async () => await _controller.Policies.GetPolicyAsync(new() { Name = "policies/p" }));

        Assert.Equal((Protocol.Udp, "applications/meters"), (Assert.Single(updated.Spec.Rules).Protocol, updated.Spec.Application));
        Assert.Equal(updated, Assert.Single(listed.Policies));
        Assert.Equal("POLICY_NOT_FOUND", gone.Reason);
    }

    async Task<Policy> Create(params PolicyRule[] rules) =>
        await _controller.Policies.CreatePolicyAsync(new() { PolicyId = "p", Policy = new() { Spec = new() { Application = "applications/meters", Rules = { rules } } } });

    static PolicyRule Rule(PolicyPeer peer, Protocol protocol, uint port) =>
        new() { Peers = { peer }, Protocol = protocol, Ports = { new PortRange { First = port } } };
}
