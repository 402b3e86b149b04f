namespace Sdn.Cli.Tests;

public sealed class BackupTests(StandIn controller) : IClassFixture<StandIn>, IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sdnctl-test-").FullName;

    string Backup => Path.Combine(_directory, "b");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_backup_is_a_file_that_was_not_there()
    {
        controller.Store.Second = "bc";

        var first = await controller.Run("backup", Backup);
        var second = await controller.Run("backup", Backup);

        Assert.Equal((0, $"{Backup} is the store at revision 9: 3 bytes\n", ""), (first.ExitCode, first.Out, first.Error));
        Assert.Equal((2, $"sdnctl: {Backup} exists already: name a new file, a backup is not written over\n"), (second.ExitCode, second.Error));
        Assert.Equal("abc", await File.ReadAllTextAsync(Backup, TestContext.Current.CancellationToken));
        Assert.Equal([Backup], Directory.EnumerateFiles(_directory));
    }

    [Fact]
    public async Task Of_a_backup_that_does_not_arrive_as_it_was_sent_nothing_is_kept()
    {
        controller.Store.Second = "bd";

        var ran = await controller.Run("backup", Backup);

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("the backup has not arrived as it was sent; nothing is kept of it, take it again", ran.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_directory));
    }
}
