using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: Sdn.Ovsdb.Tests.Bounded]

namespace Sdn.Ovsdb.Tests;

/// <summary>Gives up a test that waits for what does not come: its token is canceled, and it fails, whatever it makes of that.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class BoundedAttribute : BeforeAfterTestAttribute
{
    // The longest waits 30 s for a relay to give up its source, and machines are busy.
    const int SecondsMax = 120;

    // By the test's id; the attribute is one for all tests, which run side by side.
    readonly ConcurrentDictionary<string, CancellationTokenSource> _limits = new();

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        var limit = _limits[test.UniqueID] = new CancellationTokenSource(TimeSpan.FromSeconds(SecondsMax));
        limit.Token.Register(static context => ((ITestContext)context!).CancelCurrentTest(), TestContext.Current);
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        _limits.TryRemove(test.UniqueID, out var limit);
        using (limit)
            Assert.False(limit!.IsCancellationRequested, $"It took more than {SecondsMax} s.");
    }
}
