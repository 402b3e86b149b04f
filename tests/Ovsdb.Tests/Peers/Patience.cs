namespace Sdn.Ovsdb.Tests;

/// <summary>How long tests wait for what must come: a hang is a failure that says what did not come.</summary>
static class Patience
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task Soon(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit, Token);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Waited {Limit.TotalSeconds} s for {what}.");
        }
    }

    public static async Task<T> Soon<T>(this Task<T> task, string what)
    {
        await Soon((Task)task, what);
        return await task;
    }

    public static Task Soon(this ValueTask task, string what) => task.AsTask().Soon(what);

    /// <summary>The error that a request or session must soon end with.</summary>
    public static async Task<OvsdbException> FailsSoon(this Task task, string what)
    {
        await Task.WhenAny(task).Soon(what);
        return await Assert.ThrowsAsync<OvsdbException>(() => task);
    }

    /// <summary>Looks until something is as it must become.</summary>
    public static async Task Until(Func<bool> isReached, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!isReached())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"Waited {Limit.TotalSeconds} s for {what}.");
            await Task.Yield();
        }
    }
}
