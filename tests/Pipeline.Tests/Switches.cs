using System.Collections.Concurrent;

namespace Sdn.Pipeline.Tests;

/// <summary>The switches of a test class, started when they are first asked for.</summary>
public sealed class Switches : IAsyncLifetime
{
    readonly ConcurrentDictionary<(string Name, string Device), Lazy<Task<Switch>>> _switches = [];

    internal Task<Switch> Of(string name, string device) => _switches.GetOrAdd(
        (name, device), key => new(() => Switch.Of(GoldenTests.Case(key.Name), key.Device))).Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // One that failed to start has cleaned up and failed its tests.
        foreach (var started in _switches.Values.Select(s => s.Value).Where(s => s.IsCompletedSuccessfully))
            await (await started).DisposeAsync();
    }
}
