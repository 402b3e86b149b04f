using System.Diagnostics;
using Grpc.Core;
using Sdn.Api;

namespace Sdn.Controller.Tests;

/// <summary>What is left of a controller whose disk takes no more: everything but writing.</summary>
public sealed class DiskTests
{
    [Fact]
    public async Task A_full_disk_refuses_writes_and_reads_and_watches_go_on_until_there_is_room()
    {
        await using var disk = await Disk.Make();
        await using var controller = await RunningController.Start(("Store:StateDirectory", disk.State));
        await controller.AddApplication("before");
        using var watch = controller.Applications.WatchApplications(new() { StartRevision = 1 });
        disk.Fill();

        var refused = await Refused.By(() => controller.AddApplication("during", new() { Description = new('x', 1024) }));
        var read = await controller.Applications.ListApplicationsAsync(new());
        using var watchWhileFull = controller.Applications.WatchApplications(new());
        Assert.Equal("applications/before", (await Next(watchWhileFull)).Application.Name);
        disk.MakeRoom();
        await controller.AddApplication("after");

        Assert.Equal((StatusCode.Unavailable, "DISK_FULL"), (refused.Code, refused.Reason));
        Assert.Equal("applications/before", Assert.Single(read.Applications).Name);
        Assert.Equal(("applications/after", 2ul), ((await Next(watch)).Application.Name, watch.ResponseStream.Current.Revision));
    }

    [Fact]
    public async Task A_disk_that_becomes_read_only_refuses_writes_and_reads_and_watches_go_on()
    {
        await using var disk = await Disk.Make();
        await using var controller = await RunningController.Start(("Store:StateDirectory", disk.State));
        await controller.AddApplication("before");
        await disk.Abort();

        var refused = await Assert.ThrowsAsync<RpcException>(() => controller.AddApplication("during"));
        var again = await Refused.By(() => controller.AddApplication("during"));
        var read = await controller.Applications.ListApplicationsAsync(new());
        using var watch = controller.Applications.WatchApplications(new());

        Assert.Equal($"the store {disk.State}/store.db cannot be written: the disk is read-only; mount it writable, and restart sdn-controller", refused.Status.Detail);
        Assert.Equal((StatusCode.Unavailable, "DISK_READ_ONLY"), (again.Code, again.Reason));
        Assert.Equal("applications/before", Assert.Single(read.Applications).Name);
        Assert.Equal("applications/before", (await Next(watch)).Application.Name);
    }

    static async Task<WatchApplicationsResponse> Next(AsyncServerStreamingCall<WatchApplicationsResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        return watch.ResponseStream.Current;
    }

    /// <summary>A small ext4 disk in a file.</summary>
    sealed class Disk : IAsyncDisposable
    {
        readonly string _directory = Directory.CreateTempSubdirectory("sdn-controller-disk-").FullName;

        public string State => Path.Combine(Mount, "state");

        string Image => Path.Combine(_directory, "image");

        string Mount => Path.Combine(_directory, "disk");

        string Ballast => Path.Combine(Mount, "ballast");

        public static async Task<Disk> Make()
        {
            var disk = new Disk();
            Directory.CreateDirectory(disk.Mount);
            await using (var image = File.Create(disk.Image))
                image.SetLength(16 << 20);
            await Run("mkfs.ext4", "-q", "-m", "0", disk.Image);
            await Run("mount", "-o", "loop", disk.Image, disk.Mount);
            return disk;
        }

        public void Fill()
        {
            using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            var block = new byte[4096];
            Assert.Throws<IOException>(new System.Action(() =>
            {
                while (true)
                    file.Write(block);
            }));
        }

        public void MakeRoom() => File.Delete(Ballast);

        /// <summary>What ext4 does by itself (errors=remount-ro) when the disk fails: files that are open lose the right to be written.</summary>
        public Task Abort() => Run("mount", "-o", "remount,abort", Mount);

        public async ValueTask DisposeAsync()
        {
            await Run("umount", Mount);
            Directory.Delete(_directory, recursive: true);
        }

        static async Task Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}");
        }
    }
}
