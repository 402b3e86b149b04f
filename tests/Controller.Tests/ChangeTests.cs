using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Sdn.Api;

namespace Sdn.Controller.Tests;

public sealed class ChangeTests
{
    [Fact]
    public async Task Changes_are_listed_newest_first_and_by_resource_time_and_revision()
    {
        await using var controller = await RunningController.Start();
        await controller.AddDevices("d1");
        await controller.AddApplication("a");
        controller.Time.Advance(TimeSpan.FromHours(1));
        await controller.AddApplication("b");
        await controller.Applications.DeleteApplicationAsync(new() { Name = "applications/a" });
        await controller.Restart();
        var hour = Timestamp.FromDateTimeOffset(new(2026, 1, 1, 1, 0, 0, TimeSpan.Zero));

        Assert.Equal(["4 Deleted applications/a", "3 Created applications/b", "2 Created applications/a", "1 Created devices/d1"], await List(controller, new()));
        Assert.Equal(["4 Deleted applications/a", "2 Created applications/a"], await List(controller, new() { Resource = "applications/a" }));
        Assert.Equal(["1 Created devices/d1"], await List(controller, new() { Resource = "devices" }));
        Assert.Equal(["4 Deleted applications/a", "3 Created applications/b"], await List(controller, new() { StartTime = hour }));
        Assert.Equal(["2 Created applications/a", "1 Created devices/d1"], await List(controller, new() { EndTime = hour }));
        Assert.Equal(["4 Deleted applications/a"], await List(controller, new() { AfterRevision = 3 }));
        Assert.Equal(4, (await List(controller, new() { Actor = "ipv4:127.0.0.1" })).Count);
        Assert.Empty(await List(controller, new() { Actor = "ipv4:127.0.0" }));
    }

    [Fact]
    public async Task Changes_come_in_pages_and_say_who_and_what()
    {
        await using var controller = await RunningController.Start();
        await controller.AddApplication("a", new() { Description = "roof" });
        await controller.AddApplication("b");
        await controller.AddApplication("c");
        var client = new StoreService.StoreServiceClient(controller.Channel);

        var first = await client.ListChangesAsync(new() { PageSize = 2 });
        var second = await client.ListChangesAsync(new() { PageSize = 2, PageToken = first.NextPageToken });
        var otherList = await Refused.By(async () => await client.ListChangesAsync(new() { PageSize = 2, PageToken = first.NextPageToken, Resource = "devices" }));

        Assert.Equal([3ul, 2ul], first.Changes.Select(c => c.Revision));
        var change = Assert.Single(second.Changes);
        Assert.Equal((1ul, "roof", ""), (change.Revision, change.Application.Spec.Description, second.NextPageToken));
        Assert.StartsWith("ipv4:127.0.0.1:", change.Actor, StringComparison.Ordinal);
        Assert.Equal("2026-01-01T00:00:00Z", change.Time.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null));
        Assert.Equal(["page_token"], otherList.Fields);
    }

    [Fact]
    public async Task What_is_too_old_or_too_much_is_forgotten_and_the_floor_says_so()
    {
        await using var controller = await RunningController.Start(("Store:ChangesKeptMax", "3"), ("Store:ChangesKeptDays", "1"));
        for (var i = 1; i <= 7; i++)
            await controller.AddApplication($"a{i}");
        var client = new StoreService.StoreServiceClient(controller.Channel);

        var byCount = await client.ListChangesAsync(new());
        controller.Time.Advance(TimeSpan.FromDays(2));
        for (var i = 8; i <= 10; i++)
            await controller.AddApplication($"a{i}");
        var byAge = await client.ListChangesAsync(new());

        Assert.Equal([7ul, 6, 5], byCount.Changes.Select(c => c.Revision));
        Assert.Equal(4ul, byCount.FloorRevision);
        Assert.Equal([10ul, 9, 8], byAge.Changes.Select(c => c.Revision));
        Assert.Equal(7ul, byAge.FloorRevision);
    }

    [Fact]
    public async Task A_filter_that_cannot_be_is_refused()
    {
        await using var controller = await RunningController.Start();

        var refused = await Refused.By(() => List(controller, new() { Resource = "flows/1", StartTime = new() { Seconds = long.MaxValue }, PageToken = "x" }));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_ARGUMENT"), (refused.Code, refused.Reason));
        Assert.Equal(["page_token", "resource", "start_time"], refused.Fields);
    }

    static async Task<List<string>> List(RunningController controller, ListChangesRequest request) =>
        [.. (await new StoreService.StoreServiceClient(controller.Channel).ListChangesAsync(request)).Changes.Select(c => $"{c.Revision} {c.Operation} {c.Resource}")];
}
