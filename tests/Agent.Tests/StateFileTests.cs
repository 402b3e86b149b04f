using Sdn.Agent.State;

namespace Sdn.Agent.Tests;

public sealed class StateFileTests : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("sdns").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_was_changed_is_there_when_it_is_opened_again()
    {
        using (var file = StateFile.Open(_directory, TimeProvider.System))
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => file.Change(s => s with { PendingDetaches = s.PendingDetaches.Add($"e{i}") })));
        }

        using var again = StateFile.Open(_directory, TimeProvider.System);

        Assert.Equal(50, again.State.PendingDetaches.Count);
        Assert.Equal(["lock", "state.json"], Directory.GetFiles(_directory).Select(f => Path.GetFileName(f)!).Order());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"version":2}""")]
    public async Task An_unreadable_file_is_kept_aside_and_named(string content)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "state.json"), content, TestContext.Current.CancellationToken);

        var e = Assert.Throws<StateFileException>(() => StateFile.Open(_directory, TimeProvider.System));

        var aside = Assert.Single(Directory.GetFiles(_directory, "state.json.corrupt-*"));
        Assert.Contains(aside, e.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(aside, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Path.Combine(_directory, "state.json")));
    }

    [Fact]
    public void A_second_agent_on_the_same_directory_is_refused()
    {
        using var file = StateFile.Open(_directory, TimeProvider.System);

        var e = Assert.Throws<StateFileException>(() => StateFile.Open(_directory, TimeProvider.System));

        Assert.Contains("another sdn-agent uses", e.Message, StringComparison.Ordinal);
    }
}
