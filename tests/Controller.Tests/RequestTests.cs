using Grpc.Core;
using Sdn.Api;

namespace Sdn.Controller.Tests;

public sealed class RequestTests
{
    const string Id = "7d444840-9dc0-41d1-b245-5ffdce74fad2";
    const string OtherId = "7d444840-9dc0-41d1-b245-5ffdce74fad3";

    [Fact]
    public async Task A_repeated_creation_is_answered_as_the_first_time_even_after_a_restart()
    {
        await using var controller = await RunningController.Start();
        var request = new CreateApplicationRequest { ApplicationId = "cameras", RequestId = Id };
        var first = await controller.Applications.CreateApplicationAsync(request);

        var second = await controller.Applications.CreateApplicationAsync(request);
        await controller.Restart();
        var third = await controller.Applications.CreateApplicationAsync(request);
        var next = await controller.AddApplication("next");

        Assert.Equal((first, first), (second, third));
        Assert.Equal(2ul, next.Revision);
    }

    [Fact]
    public async Task A_repeated_update_changes_nothing_though_others_have_changed_since()
    {
        await using var controller = await RunningController.Start();
        var created = await controller.AddApplication("cameras");
        var request = Describe("roof", created.Revision, Id);
        var first = await controller.Applications.UpdateApplicationAsync(request);
        await controller.Applications.UpdateApplicationAsync(Describe("cellar", first.Revision, OtherId));

        var second = await controller.Applications.UpdateApplicationAsync(request);
        var now = await controller.Applications.GetApplicationAsync(new() { Name = "applications/cameras" });

        Assert.Equal(("roof", 2ul), (second.Spec.Description, second.Revision));
        Assert.Equal(("cellar", 3ul), (now.Spec.Description, now.Revision));
    }

    [Fact]
    public async Task A_repeated_deletion_and_reservation_are_answered_as_the_first_time()
    {
        await using var controller = await RunningController.Start();
        await controller.AddDevices("d1");
        await controller.AddApplication("cameras");
        await controller.AddApplication("gone");
        var deletion = new DeleteApplicationRequest { Name = "applications/gone", RequestId = Id };
        var reservation = new ReserveAddressRequest { Application = "applications/cameras", Device = "devices/d1", Family = AddressFamily.Ipv4, RequestId = OtherId };

        var deleted = (await controller.Applications.DeleteApplicationAsync(deletion)).Revision;
        var deletedAgain = (await controller.Applications.DeleteApplicationAsync(deletion)).Revision;
        var reserved = (await controller.Endpoints.ReserveAddressAsync(reservation)).Address;
        var reservedAgain = (await controller.Endpoints.ReserveAddressAsync(reservation)).Address;

        Assert.Equal((4ul, 4ul), (deleted, deletedAgain));
        Assert.Equal(("10.64.0.2/24", "10.64.0.2/24"), (reserved, reservedAgain));
    }

    [Fact]
    public async Task The_id_of_another_request_is_refused()
    {
        await using var controller = await RunningController.Start();
        await controller.Applications.CreateApplicationAsync(new() { ApplicationId = "cameras", RequestId = Id });

        var other = await Refused.By(async () => await controller.Applications.CreateApplicationAsync(new() { ApplicationId = "meters", RequestId = Id }));
        var otherCall = await Refused.By(async () => await controller.Policies.DeletePolicyAsync(new() { Name = "policies/cameras", RequestId = Id }));
        var noId = await Refused.By(async () => await controller.Applications.CreateApplicationAsync(new() { ApplicationId = "meters", RequestId = "1" }));

        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_ID_REUSED"), (other.Code, other.Reason));
        Assert.Equal(["request_id"], other.Fields);
        Assert.Equal("REQUEST_ID_REUSED", otherCall.Reason);
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), (noId.Code, noId.Reason));
        Assert.Equal(["request_id"], noId.Fields);
        Assert.Single((await controller.Applications.ListApplicationsAsync(new())).Applications);
    }

    [Fact]
    public async Task A_refusal_is_not_remembered()
    {
        await using var controller = await RunningController.Start();
        var request = new CreatePolicyRequest
        {
            PolicyId = "open",
            Policy = new() { Spec = new() { Application = "applications/a", Rules = { new PolicyRule { Peers = { new PolicyPeer { Application = "applications/a" } } } } } },
            RequestId = Id,
        };
        var refused = await Refused.By(async () => await controller.Policies.CreatePolicyAsync(request));
        await controller.AddApplication("a");

        var created = await controller.Policies.CreatePolicyAsync(request);

        Assert.Equal(StatusCode.FailedPrecondition, refused.Code);
        Assert.Equal(2ul, created.Revision);
    }

    [Fact]
    public async Task Calls_at_the_same_time_with_one_id_are_one_change()
    {
        await using var controller = await RunningController.Start();
        var request = new CreateApplicationRequest { ApplicationId = "cameras", RequestId = Id };

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => controller.Applications.CreateApplicationAsync(request).ResponseAsync));

        Assert.Equal([1ul], answers.Select(a => a.Revision).Distinct());
        Assert.Single(answers.Select(a => a.Uid).Distinct());
    }

    [Fact]
    public async Task Requests_are_forgotten_by_count_and_by_age()
    {
        await using var controller = await RunningController.Start(("Store:RequestsMax", "2"), ("Store:RequestsSeconds", "60"));
        for (var i = 1; i <= 3; i++)
            await controller.Applications.CreateApplicationAsync(Creation(i));

        var first = await Refused.By(async () => await controller.Applications.CreateApplicationAsync(Creation(1)));
        var second = await controller.Applications.CreateApplicationAsync(Creation(2));
        controller.Time.Advance(TimeSpan.FromSeconds(60));
        var secondLater = await Refused.By(async () => await controller.Applications.CreateApplicationAsync(Creation(2)));

        Assert.Equal("NAME_IN_USE", first.Reason);
        Assert.Equal(2ul, second.Revision);
        Assert.Equal("NAME_IN_USE", secondLater.Reason);
    }

    static CreateApplicationRequest Creation(int i) => new() { ApplicationId = $"a{i}", RequestId = $"7d444840-9dc0-41d1-b245-00000000000{i}" };

    static UpdateApplicationRequest Describe(string text, ulong revision, string id) => new()
    {
        Application = new() { Name = "applications/cameras", Revision = revision, Spec = new() { Description = text } },
        UpdateMask = new() { Paths = { "spec.description" } },
        RequestId = id,
    };
}
