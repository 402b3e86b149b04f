using System.Globalization;

namespace Sdn.Controller.Tests;

/// <summary>The program is killed over and over while callers write, and what it answered is held against what it has kept.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    const int KillsDefault = 100;
    const int Stores = 2; // as many processes at a time, each with a store of its own

    [Fact]
    public async Task What_was_answered_survives_kill_9_at_any_moment()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("SDN_CRASH_KILLS") ?? $"{KillsDefault}", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("SDN_CRASH_SEED") ?? $"{Environment.TickCount}", CultureInfo.InvariantCulture);
        output.WriteLine($"SDN_CRASH_KILLS={kills} SDN_CRASH_SEED={seed}");

        var stores = await Task.WhenAll(Enumerable.Range(0, Stores).Select(i => Task.Run(() => Live(kills / Stores, seed + i))));

        output.WriteLine($"{stores.Sum(s => s.Answered)} answered, {stores.Sum(s => s.Unanswered)} unanswered, of these {stores.Sum(s => s.UnansweredKept)} kept");
        Assert.True(stores.Sum(s => s.Answered) > kills, "the load has hardly written anything");
        Assert.True(stores.Sum(s => s.Unanswered) > kills, "the kills have hardly hit a call");
    }

    static async Task<CrashedStore> Live(int kills, int seed)
    {
        var store = new CrashedStore(seed);
        try
        {
            for (var i = 0; i < kills; i++)
                await store.LiveOnce();
            await store.Check();
        }
        finally
        {
            Directory.Delete(store.Directory, recursive: true);
        }

        return store;
    }
}
