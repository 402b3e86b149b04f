using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Docker.DotNet;
using Docker.DotNet.Models;
using Sdn.Agent.Control;
using Sdn.Agent.Netlink;

namespace Sdn.Agent.Docker;

/// <summary>
/// Follows Docker's events, each of which only says which container to look at; reconciles at start, after every
/// reconnect, and from time to time.
/// </summary>
sealed partial class DockerWatch(
    DockerClient docker, Containers containers, Reconciler reconciler, AgentOptions options, TimeProvider time, ILogger<DockerWatch> logger) : BackgroundService
{
    const int LookersMax = 4;                                               // containers looked at at a time
    static readonly TimeSpan BackoffMin = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(15);
    static readonly TimeSpan LookAgainInterval = TimeSpan.FromSeconds(3);

    readonly Channel<string> _toLook = Channel.CreateUnbounded<string>();   // bounded by _queued: a container is in it once
    readonly ConcurrentDictionary<string, bool> _queued = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, bool> _toLookAgain = new(StringComparer.Ordinal);
    readonly SemaphoreSlim _reconcile = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll([Follow(stoppingToken), Reconcile(stoppingToken), LookAgain(stoppingToken), .. Enumerable.Range(0, LookersMax).Select(_ => Look(stoppingToken))]);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the way it ends
        }
    }

    async Task Follow(CancellationToken stop)
    {
        var backoff = BackoffMin;
        while (true)
        {
            var started = time.GetTimestamp();
            try
            {
                // Since: dockerd repeats what happens between here and its acceptance of the call, so that the pass below
                // and the events together miss nothing.
                var events = docker.System.MonitorEventsAsync(new ContainerEventsParameters
                {
                    Since = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                    Filters = new Dictionary<string, IDictionary<string, bool>>
                    {
                        ["type"] = new Dictionary<string, bool> { ["container"] = true, ["network"] = true },
                        ["event"] = new Dictionary<string, bool> { ["start"] = true, ["die"] = true, ["rename"] = true, ["connect"] = true },
                    },
                }, new Events(this), stop);
                _reconcile.Release();
                await events;
                LogEnded("the stream ended");
            }
            catch (Exception e) when (e is DockerApiException or HttpRequestException or IOException or TimeoutException)
            {
                LogEnded(e.GetBaseException().Message);
            }
            if (time.GetElapsedTime(started) > BackoffMax)
                backoff = BackoffMin;
            await Task.Delay(backoff, time, stop);
            backoff = backoff * 2 < BackoffMax ? backoff * 2 : BackoffMax;
        }
    }

    async Task Reconcile(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                foreach (var container in await reconciler.Pass(stop))
                    Enqueue(container);
            }
            catch (Exception e) when (e is RefusedException or NetlinkException or DockerApiException or HttpRequestException or IOException or TimeoutException)
            {
                LogPassFailed(e.GetBaseException().Message);
            }
            await _reconcile.WaitAsync(TimeSpan.FromSeconds(options.ReconcileSeconds), stop);
        }
    }

    async Task Look(CancellationToken stop)
    {
        await foreach (var container in _toLook.Reader.ReadAllAsync(stop))
        {
            _queued.TryRemove(container, out _); // from here on a new event is a new look
            if (!await containers.Look(container, stop))
                _toLookAgain[container] = true;
        }
    }

    async Task LookAgain(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookAgainInterval, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            foreach (var container in _toLookAgain.Keys)
            {
                _toLookAgain.TryRemove(container, out _);
                Enqueue(container);
            }
        }
    }

    void Enqueue(string container)
    {
        if (_queued.TryAdd(container, true))
            _toLook.Writer.TryWrite(container);
    }

    /// <summary>Takes events in the order in which they come, on the thread that reads them.</summary>
    sealed class Events(DockerWatch watch) : IProgress<Message>
    {
        public void Report(Message value)
        {
            var container = value.Type == "network"
                ? value.Actor?.Attributes is { } attributes && attributes.TryGetValue("container", out var id) ? id : null
                : value.Actor?.ID;
            if (!string.IsNullOrEmpty(container))
                watch.Enqueue(container);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Docker's events cannot be followed and are tried again: {Reason}")]
    partial void LogEnded(string reason);

    [LoggerMessage(LogLevel.Warning, "Endpoints could not be compared with containers this time: {Reason}")]
    partial void LogPassFailed(string reason);
}
