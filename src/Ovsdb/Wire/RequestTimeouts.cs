using System.Collections.Concurrent;

namespace Sdn.Ovsdb;

/// <summary>
/// Sources that are canceled when a request's time is up. One that was not needed serves the next request: a source of its own,
/// with its timer, costs each request more than the request.
/// </summary>
sealed class RequestTimeouts(TimeSpan timeout, TimeProvider time)
{
    readonly ConcurrentQueue<CancellationTokenSource> _idle = [];

    /// <summary>A source whose time begins now.</summary>
    public CancellationTokenSource Start()
    {
        if (!_idle.TryDequeue(out var source))
            return new CancellationTokenSource(timeout, time);
        source.CancelAfter(timeout);
        return source;
    }

    /// <summary>Takes back a source that nothing is registered with any more.</summary>
    public void Stop(CancellationTokenSource source)
    {
        // Only the timer of TimeProvider.System can be started anew.
        if (source.TryReset())
            _idle.Enqueue(source);
        else
            source.Dispose();
    }

    /// <summary>Lets go of the idle ones, when no request will come any more.</summary>
    public void Clear()
    {
        while (_idle.TryDequeue(out var source))
            source.Dispose();
    }
}
