using System.Diagnostics;
using System.Security.Cryptography;
using Grpc.Core;
using Sdn.Api;
using Sdn.Controller.Store;

namespace Sdn.Controller.Tests;

public sealed class BackupTests : IDisposable
{
    static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    readonly string _directory = Directory.CreateTempSubdirectory("sdn-controller-test-").FullName;

    string State => Path.Combine(_directory, "state");

    string Backup => Path.Combine(_directory, "backup");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_backup_taken_under_load_is_the_store_at_one_revision()
    {
        await using var controller = await RunningController.Start();
        using var isTaken = new CancellationTokenSource();
        var writing = Write(controller, isTaken.Token);
        using var watch = controller.Applications.WatchApplications(new());
        for (var i = 0; i < 20; i++)
            Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        var summary = await Take(controller);
        await isTaken.CancelAsync();
        var written = await writing;
        StoreRestore.Restore(State, Backup, Now);

        await using var restored = await RunningController.Start(("Store:StateDirectory", State));
        var listed = await restored.Applications.ListApplicationsAsync(new() { PageSize = 1000 });
        Assert.InRange(summary.Revision, 19ul, (ulong)written);
        Assert.Equal(Enumerable.Range(1, (int)summary.Revision).Select(i => (ulong)i), listed.Applications.Select(a => a.Revision).Order());
        Assert.Equal(summary.Revision + 1, listed.Revision);
        Assert.Empty(Directory.EnumerateFiles(controller.Directory, "backup-*"));
    }

    [Fact]
    public async Task What_was_there_is_kept_aside_and_nothing_that_it_gave_is_given_again()
    {
        await using (var controller = await RunningController.Start(("Store:StateDirectory", State)))
        {
            await controller.AddApplication("old");
            await Take(controller);
            await controller.AddApplication("new");
        }

        var done = StoreRestore.Restore(State, Backup, Now);

        await using var restored = await RunningController.Start(("Store:StateDirectory", State));
        var listed = await restored.Applications.ListApplicationsAsync(new());
        var next = await restored.AddApplication("next");
        var tooOld = await Refused.By(async () => await restored.Applications.WatchApplications(new() { StartRevision = 2 }).ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal($"{State} is restored from revision 1 and goes on at 3; what was there is in {State}/replaced-20260102T030405000Z", done);
        Assert.Equal("applications/old", Assert.Single(listed.Applications).Name);
        Assert.Equal((4ul, ":03"), (next.Revision, next.Status.GatewayMac[^3..]));
        Assert.Equal((StatusCode.OutOfRange, "REVISION_TOO_OLD"), (tooOld.Code, tooOld.Reason));
        Assert.Equal(["new", "old"], Applications(Path.Combine(State, "replaced-20260102T030405000Z")));
    }

    [Fact]
    public async Task A_damaged_a_cut_and_a_foreign_file_are_refused_and_nothing_is_touched()
    {
        await using (var controller = await RunningController.Start(("Store:StateDirectory", State)))
        {
            await controller.AddApplication("old");
            await Take(controller);
        }

        var good = await File.ReadAllBytesAsync(Backup);
        var before = Hashes();
        var rotten = (byte[])good.Clone();
        rotten[rotten.Length / 2] ^= 1;

        Assert.Equal($"{Backup} is damaged: it is not what was backed up; take another backup", await Refusal(rotten));
        Assert.Equal($"{Backup} is no backup of SdnController, or a part of it is missing", await Refusal(good[..^1000]));
        Assert.Equal($"{Backup} is no backup of SdnController", await Refusal([1, 2, 3]));
        Assert.Equal($"{Backup} is no backup of SdnController, or a part of it is missing", await Refusal(await File.ReadAllBytesAsync(Path.Combine(State, "store.db"))));
        Assert.Equal($"{Backup} is no backup of SdnController, or a part of it is missing", await Refusal(new byte[100_000]));
        Assert.Equal(before, Hashes());
    }

    [Fact]
    public async Task The_program_restores_and_refuses_while_a_controller_runs()
    {
        await using (var controller = await RunningController.Start(("Store:StateDirectory", State)))
        {
            await controller.AddApplication("old");
            await Take(controller);
            Assert.Equal(
                (1, $"sdn-controller: another sdn-controller (process {Environment.ProcessId}) uses {State}; give each controller a --state-dir of its own\n"),
                await Run("--state-dir", State, "--restore", Backup));
        }

        var (exitCode, text) = await Run("--state-dir", State, "--restore", Backup);

        Assert.Equal(0, exitCode);
        Assert.StartsWith($"sdn-controller: {State} is restored from revision 1 and goes on at 2; what was there is in {State}/replaced-", text, StringComparison.Ordinal);
    }

    static async Task<int> Write(RunningController controller, CancellationToken stop)
    {
        var count = 0;
        while (!stop.IsCancellationRequested && count < 900)
            await controller.AddApplication($"a{count++}");
        return count;
    }

    async Task<BackupSummary> Take(RunningController controller)
    {
        using var stream = new StoreService.StoreServiceClient(controller.Channel).Backup(new());
        using var file = new MemoryStream();
        BackupSummary? summary = null;
        await foreach (var part in stream.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            file.Write(part.Chunk.Span);
            summary = part.Summary;
        }

        Assert.Equal((ulong)file.Length, summary!.SizeBytes);
        Assert.Equal(SHA256.HashData(file.ToArray()), summary.Sha256.ToByteArray());
        await File.WriteAllBytesAsync(Backup, file.ToArray());
        return summary;
    }

    async Task<string> Refusal(byte[] backup)
    {
        await File.WriteAllBytesAsync(Backup, backup);
        return Assert.Throws<StoreOpenException>(() => { StoreRestore.Restore(State, Backup, Now); }).Message;
    }

    // Of all that a controller would read; its lock is taken and let go.
    Dictionary<string, string> Hashes() => Directory.EnumerateFiles(State)
        .Where(f => Path.GetFileName(f) is not ("controller.pid" or "controller.lock"))
        .ToDictionary(f => f, f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));

    static List<string> Applications(string directory)
    {
        using var database = StoreDatabase.Open(Path.Combine(directory, "store.db"));
        return [.. StoreLoader.Load(database).Snapshot.Applications.Keys];
    }

    static async Task<(int ExitCode, string Text)> Run(params string[] arguments)
    {
        using var process = Process.Start(ControllerProcess.Command(arguments))!;
        var text = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text);
    }
}
