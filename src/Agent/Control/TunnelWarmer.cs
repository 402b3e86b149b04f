using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Grpc.Core;
using Sdn.Agent.Netlink;
using Sdn.Agent.State;

namespace Sdn.Agent.Control;

/// <summary>
/// Keeps the neighbours of this device's tunnels resolved. The userspace datapath learns a tunnel's next hop from ARP and
/// ND answers that pass by and drops the packets that come before; its entries age after 900 s. So the agent makes the
/// kernel ask for each peer when an endpoint is attached here, when one appears on a peer, and every few minutes. The
/// kernel datapath resolves by itself.
/// </summary>
sealed partial class TunnelWarmer(
    StateFile state, ControllerClient controller, Links links, BridgeDatapath datapath, AgentOptions options, TimeProvider time,
    ILogger<TunnelWarmer> logger) : BackgroundService
{
    const int QueuedMax = 4096;
    const int DiscardPort = 9; // RFC 863; nobody answers, and nobody need
    static readonly TimeSpan BackoffMin = TimeSpan.FromSeconds(1);
    static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(30);

    readonly Channel<IPAddress> _queue = Channel.CreateBounded<IPAddress>(
        new BoundedChannelOptions(QueuedMax) { FullMode = BoundedChannelFullMode.DropOldest });
    readonly ConcurrentDictionary<(string Application, IPAddress Peer), bool> _peers = new(); // those to warm again and again
    readonly ConcurrentDictionary<string, IPAddress> _vteps = new(StringComparer.Ordinal);    // by the device's name
    readonly Dictionary<string, Watch> _watches = new(StringComparer.Ordinal);               // owned by ManageWatches
    readonly SemaphoreSlim _hostedChanged = new(0);

    /// <summary>Takes note of the peers of an application, and warms their tunnels without keeping the caller waiting.</summary>
    public void Warm(string application, IEnumerable<string> vtepAddresses)
    {
        foreach (var text in vtepAddresses)
        {
            if (IPAddress.TryParse(text, out var peer))
                Warm(application, peer);
        }

        _hostedChanged.Release();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(SendQueued(stoppingToken), Repeat(stoppingToken), ManageWatches(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the way it ends
        }
    }

    void Warm(string application, IPAddress peer)
    {
        _peers[(application, peer)] = true;
        _queue.Writer.TryWrite(peer); // a full queue drops its oldest
    }

    async Task SendQueued(CancellationToken stop)
    {
        using var v4 = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        using var v6 = Socket.OSSupportsIPv6 ? new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { Blocking = false } : null;
        await foreach (var peer in _queue.Reader.ReadAllAsync(stop))
        {
            if (!datapath.IsNetdev)
                continue;
            var socket = peer.AddressFamily == AddressFamily.InterNetwork ? v4 : v6;
            if (socket is not null)
                Send(socket, peer);
        }
    }

    // A neighbour that the kernel knows already would not be asked for by a datagram: it must be told to.
    void Send(Socket socket, IPAddress peer)
    {
        try
        {
            var hop = links.RouteTo(peer);
            var isProbed = links.ProbeNeighbour(hop);
            socket.SendTo("\0"u8, SocketFlags.None, new IPEndPoint(peer, DiscardPort));
            LogWarmed(peer, hop.Address, isProbed);
        }
        catch (Exception e) when (e is NetlinkException or SocketException)
        {
            LogNotWarmed(peer, e.Message);
        }
    }

    async Task Repeat(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.WarmSeconds), time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            _vteps.Clear(); // a device's address may have changed
            foreach (var peer in _peers.Keys.Select(k => k.Peer).Distinct())
                _queue.Writer.TryWrite(peer);
            _hostedChanged.Release();
        }
    }

    /// <summary>One watch for each application with an endpoint here.</summary>
    async Task ManageWatches(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var hosted = state.State.Endpoints.Values.Select(e => e.Application).ToHashSet(StringComparer.Ordinal);
                foreach (var gone in _watches.Keys.Except(hosted).ToList())
                {
                    await _watches[gone].Stop();
                    _watches.Remove(gone);
                    foreach (var key in _peers.Keys.Where(k => k.Application == gone))
                        _peers.TryRemove(key, out _);
                }
                if (datapath.IsNetdev)
                {
                    foreach (var application in hosted.Except(_watches.Keys).ToList())
                        _watches[application] = new Watch(token => FollowPeers(application, token), stop);
                }

                await _hostedChanged.WaitAsync(stop);
            }
        }
        finally
        {
            await Task.WhenAll(_watches.Values.Select(w => w.Stop()));
        }
    }

    /// <summary>Warms the way to every device that hosts the application or begins to, until stopped.</summary>
    async Task FollowPeers(string application, CancellationToken stop)
    {
        var backoff = BackoffMin;
        while (true)
        {
            try
            {
                using var call = controller.WatchEndpoints(application, stop);
                await foreach (var e in call.ResponseStream.ReadAllAsync(stop))
                {
                    backoff = BackoffMin;
                    if (e.Endpoint is { } endpoint && endpoint.Spec.Device != controller.DeviceName)
                        Warm(application, await VtepOf(endpoint.Spec.Device, stop));
                }
            }
            catch (Exception e) when (e is RpcException or ControllerException or FormatException && !stop.IsCancellationRequested)
            {
                LogWatchEnded(application, e.Message, backoff.TotalSeconds);
            }
            await Task.Delay(backoff, time, stop);
            backoff = backoff * 2 < BackoffMax ? backoff * 2 : BackoffMax;
        }
    }

    async Task<IPAddress> VtepOf(string device, CancellationToken stop)
    {
        if (_vteps.TryGetValue(device, out var known))
            return known;
        var vtep = IPAddress.Parse((await controller.GetDevice(device, stop)).Spec.VtepAddress);
        _vteps[device] = vtep;
        return vtep;
    }

    /// <summary>A running watch and what stops it.</summary>
    sealed class Watch
    {
        readonly CancellationTokenSource _stop;
        readonly Task _task;

        public Watch(Func<CancellationToken, Task> follow, CancellationToken stop)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _task = follow(_stop.Token);
        }

        public async Task Stop()
        {
            await _stop.CancelAsync();
            await _task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // it ends by its cancellation
            _stop.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Debug, "Warmed the tunnel to {Peer} by {NextHop}; known neighbour asked again: {IsProbed}")]
    partial void LogWarmed(IPAddress peer, IPAddress nextHop, bool isProbed);

    [LoggerMessage(LogLevel.Debug, "The tunnel to {Peer} could not be warmed: {Reason}")]
    partial void LogNotWarmed(IPAddress peer, string reason);

    [LoggerMessage(LogLevel.Debug, "The watch of application {Application} ended and is tried again in {Seconds} s: {Reason}")]
    partial void LogWatchEnded(string application, string reason, double seconds);
}
