using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Sdn.Api;

namespace Sdn.Controller.Tests;

public sealed class ApplicationTests : IAsyncLifetime
{
    RunningController _controller = null!;

    public async ValueTask InitializeAsync() => _controller = await RunningController.Start();

    public ValueTask DisposeAsync() => _controller.DisposeAsync();

    [Fact]
    public async Task What_is_not_given_is_allocated()
    {
        var cameras = await _controller.AddApplication("cameras");
        var meters = await _controller.AddApplication("meters", new() { Encapsulation = Encapsulation.Gre });

        Assert.Equal(
            (1u, 100u, "10.64.0.0/24", "10.64.0.1", "fd64::/64", "fd64::1", 1450u),
            (cameras.Status.Number, cameras.Status.Key, cameras.Status.Ipv4Subnet, cameras.Status.Ipv4Gateway, cameras.Status.Ipv6Subnet, cameras.Status.Ipv6Gateway, cameras.Status.Mtu));
        Assert.Equal(
            (2u, 100u, "10.64.1.0/24", "fd64:0:0:1::/64", 1458u),
            (meters.Status.Number, meters.Status.Key, meters.Status.Ipv4Subnet, meters.Status.Ipv6Subnet, meters.Status.Mtu));
        Assert.NotEqual(cameras.Status.GatewayMac, meters.Status.GatewayMac);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var refused = await Refused.By(() => _controller.AddApplication("Cameras", new()
        {
            Key = 16_777_216,
            Ipv4Subnet = "10.0.0.5/24",
            Ipv6Subnet = "fd00::/32",
            Mtu = 1279,
            Description = new('x', 1025),
        }));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), (refused.Code, refused.Reason));
        Assert.Equal(
            ["application.spec.description", "application.spec.ipv4_subnet", "application.spec.ipv6_subnet", "application.spec.key", "application.spec.mtu", "application_id"],
            refused.Fields);
    }

    [Theory]
    [InlineData("10.9.0.0/24", 200, "SUBNET_OVERLAPS", "application.spec.ipv4_subnet")]
    [InlineData("10.9.0.128/25", 200, "SUBNET_OVERLAPS", "application.spec.ipv4_subnet")]
    [InlineData("10.0.0.0/8", 200, "SUBNET_OVERLAPS", "application.spec.ipv4_subnet")]
    [InlineData("10.10.0.0/24", 7, "KEY_IN_USE", "application.spec.key")]
    public async Task A_subnet_that_overlaps_or_a_key_in_use_is_refused(string subnet, uint key, string reason, string field)
    {
        await _controller.AddApplication("cameras", new() { Ipv4Subnet = "10.9.0.0/24", Key = 7 });

        var refused = await Refused.By(() => _controller.AddApplication("meters", new() { Ipv4Subnet = subnet, Key = key }));

        Assert.Equal((StatusCode.AlreadyExists, reason), (refused.Code, refused.Reason));
        Assert.Equal([field], refused.Fields);
    }

    [Fact]
    public async Task A_GRE_key_has_32_bits_and_may_equal_a_VNI()
    {
        await _controller.AddApplication("a", new() { Key = 7 });
        var b = await _controller.AddApplication("b", new() { Key = 7, Encapsulation = Encapsulation.Gre });
        var c = await _controller.AddApplication("c", new() { Key = 4_294_967_295, Encapsulation = Encapsulation.Gre });

        Assert.Equal((7u, 4_294_967_295u), (b.Status.Key, c.Status.Key));
    }

    [Fact]
    public async Task A_mask_changes_what_it_names_and_nothing_else()
    {
        await _controller.AddApplication("cameras", new() { Description = "old", Labels = { ["a"] = "1" } });

        var updated = await _controller.Applications.UpdateApplicationAsync(new()
        {
            Application = new() { Name = "applications/cameras", Spec = new() { Description = "new", Mtu = 1300 } },
            UpdateMask = new FieldMask { Paths = { "spec.description" } },
        });

        Assert.Equal(("new", 0u, "1", 2ul), (updated.Spec.Description, updated.Spec.Mtu, updated.Spec.Labels["a"], updated.Revision));
    }

    [Fact]
    public async Task A_mask_with_an_unknown_path_and_an_old_revision_are_refused()
    {
        await _controller.AddApplication("cameras");

        var mask = await Refused.By(async () => await _controller.Applications.UpdateApplicationAsync(new()
        {
            Application = new() { Name = "applications/cameras" },
            UpdateMask = new() { Paths = { "spec.colour" } },
        }));
        var revision = await Refused.By(async () => await _controller.Applications.UpdateApplicationAsync(new()
        {
            Application = new() { Name = "applications/cameras", Revision = 9, Spec = new() { Description = "x" } },
        }));

        Assert.Equal((StatusCode.InvalidArgument, "update_mask"), (mask.Code, Assert.Single(mask.Fields)));
        Assert.Equal((StatusCode.Aborted, "REVISION_MISMATCH"), (revision.Code, revision.Reason));
    }

    [Fact]
    public async Task The_network_can_change_only_while_nothing_is_attached()
    {
        await _controller.AddDevices("d1");
        await _controller.AddApplication("cameras");
        UpdateApplicationRequest change = new()
        {
            Application = new() { Name = "applications/cameras", Spec = new() { Encapsulation = Encapsulation.Gre, AddressFamilies = AddressFamilies.Ipv4, Ipv4Subnet = "10.9.0.0/24" } },
        };
        await _controller.Attach("e1", "d1", "cameras");

        var refused = await Refused.By(async () => await _controller.Applications.UpdateApplicationAsync(change));
        await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/e1" });
        var updated = await _controller.Applications.UpdateApplicationAsync(change);

        Assert.Equal((StatusCode.FailedPrecondition, "ENDPOINTS_ATTACHED"), (refused.Code, refused.Reason));
        Assert.Equal(("10.9.0.0/24", "10.9.0.1", "", ""), (updated.Status.Ipv4Subnet, updated.Status.Ipv4Gateway, updated.Status.Ipv6Subnet, updated.Status.Ipv6Gateway));
    }

    [Fact]
    public async Task An_application_in_use_is_not_deleted()
    {
        await _controller.AddDevices("d1");
        await _controller.AddApplication("cameras");
        await _controller.Attach("e1", "d1", "cameras");
        await _controller.Policies.CreatePolicyAsync(new() { PolicyId = "p", Policy = new() { Spec = new() { Application = "applications/cameras", Rules = { new PolicyRule { Peers = { new PolicyPeer { Application = "applications/cameras" } } } } } } });
        DeleteApplicationRequest delete = new() { Name = "applications/cameras" };

        var attached = await Refused.By(async () => await _controller.Applications.DeleteApplicationAsync(delete));
        await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/e1" });
        var named = await Refused.By(async () => await _controller.Applications.DeleteApplicationAsync(delete));
        await _controller.Policies.DeletePolicyAsync(new() { Name = "policies/p" });
        await _controller.Applications.DeleteApplicationAsync(delete);
        var gone = await Refused.By(async () => await _controller.Applications.GetApplicationAsync(new() { Name = "applications/cameras" }));

        Assert.Equal(("ENDPOINTS_ATTACHED", "POLICIES_NAME_IT"), (attached.Reason, named.Reason));
        Assert.Equal((StatusCode.NotFound, "APPLICATION_NOT_FOUND"), (gone.Code, gone.Reason));
    }

    [Fact]
    public async Task A_deleted_applications_subnet_and_key_rest_but_may_be_asked_for_by_name()
    {
        var first = await _controller.AddApplication("first");
        await _controller.Applications.DeleteApplicationAsync(new() { Name = "applications/first" });

        var second = await _controller.AddApplication("second");
        var again = await _controller.AddApplication("first", new() { Ipv4Subnet = "10.64.0.0/24", Key = 100 });
        await _controller.Applications.DeleteApplicationAsync(new() { Name = "applications/first" });
        _controller.Time.Advance(TimeSpan.FromSeconds(601));
        var third = await _controller.AddApplication("third");

        Assert.Equal(("10.64.0.0/24", "10.64.1.0/24"), (first.Status.Ipv4Subnet, second.Status.Ipv4Subnet));
        Assert.Equal(("10.64.0.0/24", 100u), (again.Status.Ipv4Subnet, again.Status.Key));
        Assert.Equal(("10.64.0.0/24", 100u, 1u), (third.Status.Ipv4Subnet, third.Status.Key, third.Status.Number));
    }

    [Fact]
    public async Task Pages_go_in_the_order_of_names_and_refuse_foreign_tokens()
    {
        foreach (var id in (string[])["c", "a", "b"])
            await _controller.AddApplication(id);

        var first = await _controller.Applications.ListApplicationsAsync(new() { PageSize = 2 });
        var second = await _controller.Applications.ListApplicationsAsync(new() { PageSize = 2, PageToken = first.NextPageToken });
        var refused = await Refused.By(async () => await _controller.Applications.ListApplicationsAsync(new() { PageSize = -1, PageToken = "!" }));
        var foreign = await Refused.By(async () => await _controller.Devices.ListDevicesAsync(new() { PageToken = first.NextPageToken }));

        Assert.Equal(["applications/a", "applications/b"], first.Applications.Select(a => a.Name));
        Assert.Equal(["applications/c"], second.Applications.Select(a => a.Name));
        Assert.Equal(("", 3ul), (second.NextPageToken, second.Revision));
        Assert.Equal(["page_size", "page_token"], refused.Fields);
        Assert.Equal(["page_token"], foreign.Fields);
    }
}
