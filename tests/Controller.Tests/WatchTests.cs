using Grpc.Core;
using Sdn.Api;

namespace Sdn.Controller.Tests;

public sealed class WatchTests : IAsyncLifetime
{
    RunningController _controller = null!;

    public async ValueTask InitializeAsync() => _controller = await RunningController.Start(("Store:ChangesMax", "2"), ("Store:ChangesKeptMax", "5"));

    public ValueTask DisposeAsync() => _controller.DisposeAsync();

    [Fact]
    public async Task A_watch_begins_with_a_snapshot_and_goes_on_with_changes()
    {
        await _controller.AddApplication("a");
        using var watch = _controller.Applications.WatchApplications(new());

        Assert.Equal("a@1", await Next(watch));
        Assert.Equal("complete@1", await Next(watch));
        await _controller.AddApplication("b");
        Assert.Equal("b@2", await Next(watch));
        await _controller.Applications.DeleteApplicationAsync(new() { Name = "applications/a" });
        Assert.Equal("-applications/a@3", await Next(watch));
    }

    [Fact]
    public async Task A_watch_resumes_after_a_revision_even_after_a_restart()
    {
        await _controller.AddApplication("a");
        await _controller.AddApplication("b");
        await _controller.AddApplication("c");
        await _controller.Restart();

        using var watch = _controller.Applications.WatchApplications(new() { StartRevision = 1 });

        Assert.Equal(("b@2", "c@3"), (await Next(watch), await Next(watch)));
    }

    [Fact]
    public async Task A_revision_that_is_no_longer_kept_or_not_there_yet_is_out_of_range()
    {
        for (var i = 0; i < 11; i++)
            await _controller.AddApplication($"a{i}");

        var old = await Refused.By(() => Next(_controller.Applications.WatchApplications(new() { StartRevision = 2 })));
        var future = await Refused.By(() => Next(_controller.Applications.WatchApplications(new() { StartRevision = 12 })));
        using var kept = _controller.Applications.WatchApplications(new() { StartRevision = 6 });

        Assert.Equal((StatusCode.OutOfRange, "REVISION_TOO_OLD"), (old.Code, old.Reason));
        Assert.Equal((StatusCode.OutOfRange, "REVISION_IN_FUTURE"), (future.Code, future.Reason));
        Assert.Equal("a6@7", await Next(kept));
    }

    [Fact]
    public async Task A_watch_resumes_from_disk_what_memory_no_longer_has()
    {
        for (var i = 0; i < 5; i++)
            await _controller.AddApplication($"a{i}");

        using var watch = _controller.Applications.WatchApplications(new() { StartRevision = 1 });
        var old = new[] { await Next(watch), await Next(watch), await Next(watch), await Next(watch) };
        await _controller.AddApplication("new");

        Assert.Equal(["a1@2", "a2@3", "a3@4", "a4@5"], old);
        Assert.Equal("new@6", await Next(watch));
    }

    [Fact]
    public async Task Endpoints_are_watched_by_device_and_application()
    {
        await _controller.AddDevices("d1", "d2");
        await _controller.AddApplication("a");
        using var watch = _controller.Endpoints.WatchEndpoints(new() { Device = "devices/d2", Application = "applications/a" });
        Assert.True(await watch.ResponseStream.MoveNext(default) && watch.ResponseStream.Current.SnapshotComplete);

        await _controller.Attach("e1", "d1", "a");
        await _controller.Attach("e2", "d2", "a");
        await _controller.Endpoints.DetachAsync(new() { Name = "endpoints/e2" });

        Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.Equal("endpoints/e2", watch.ResponseStream.Current.Endpoint.Name);
        Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.Equal("endpoints/e2", watch.ResponseStream.Current.Deleted);
    }

    [Fact]
    public async Task A_device_watch_tells_changes_of_spec_and_of_status()
    {
        await _controller.AddDevices("d1");
        using var watch = _controller.Devices.WatchDevices(new());
        Assert.Equal(DeviceState.Ready, (await NextDevice(watch)).Device.Status.State);
        Assert.True((await NextDevice(watch)).SnapshotComplete);

        _controller.Sessions.Disconnect("d1");
        Assert.Equal(DeviceState.Disconnected, (await NextDevice(watch)).Device.Status.State);
        await _controller.Devices.UpdateDeviceAsync(new() { Device = new() { Name = "devices/d1", Spec = new() { Description = "roof" } }, UpdateMask = new() { Paths = { "spec.description" } } });
        Assert.Equal("roof", (await NextDevice(watch)).Device.Spec.Description);
        await _controller.Devices.DeleteDeviceAsync(new() { Name = "devices/d1" });
        Assert.Equal("devices/d1", (await NextDevice(watch)).Deleted);
    }

    [Fact]
    public async Task A_device_watch_that_resumes_is_told_deletions_and_every_device()
    {
        await _controller.AddDevices("d1", "d2");
        await _controller.Devices.DeleteDeviceAsync(new() { Name = "devices/d1" });

        using var watch = _controller.Devices.WatchDevices(new() { StartRevision = 2 });

        Assert.Equal("devices/d1", (await NextDevice(watch)).Deleted);
        Assert.Equal("devices/d2", (await NextDevice(watch)).Device.Name);
    }

    static async Task<string> Next(AsyncServerStreamingCall<WatchApplicationsResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(default));
        var e = watch.ResponseStream.Current;
        return e.EventCase switch
        {
            WatchApplicationsResponse.EventOneofCase.Application => $"{e.Application.Name["applications/".Length..]}@{e.Revision}",
            WatchApplicationsResponse.EventOneofCase.Deleted => $"-{e.Deleted}@{e.Revision}",
            _ => $"complete@{e.Revision}",
        };
    }

    static async Task<WatchDevicesResponse> NextDevice(AsyncServerStreamingCall<WatchDevicesResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(default));
        return watch.ResponseStream.Current;
    }
}
