using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Sdn.Controller.Configuration;
using Sdn.Ovsdb;
using Sdn.Ovsdb.OpenVSwitch;

namespace Sdn.Controller.Devices;

/// <summary>Takes the OVSDB connections that devices open, and ties each to its device by <c>external_ids:system-id</c>.</summary>
sealed partial class OvsdbConnectionHandler(
    DeviceSessions sessions, IOptions<DeviceOptions> options, TimeProvider clock, ILogger<OvsdbConnectionHandler> logger)
    : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var peer = connection.RemoteEndPoint?.ToString() ?? "unknown";
        try
        {
            await Serve(connection, peer, connection.Stopping());
        }
        catch (Exception e) when (e is OvsdbException or TimeoutException)
        {
            var reason = PeerText.Shown(e.Message);
            LogEnded(peer, reason);
        }
        catch (OperationCanceledException)
        {
            LogEnded(peer, "the connection was closed");
        }
        catch (Exception e)
        {
            // Not one of the ends that a peer can bring about as far as we know: a bug, which costs this connection.
            LogFailed(e, peer);
        }
    }

    async Task Serve(ConnectionContext connection, string peer, CancellationToken stopping)
    {
        var seconds = options.Value.HandshakeTimeoutSeconds;
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, stopping);
        var replica = new OvsdbReplica(OvsdbLink.Monitored);
        await using var client = await Open(connection, replica, bound.Token, either.Token);
        var systemId = replica.Snapshot.OpenVSwitch?.SystemId;
        if (await sessions.FindBySystemId(systemId, either.Token) is not { } session)
        {
            var shown = systemId is null ? "(none)" : PeerText.Shown(systemId);
            LogUnknown(peer, shown);
            return;
        }

        using var scope = logger.BeginDevice(session.Device);
        var link = new OvsdbLink(client, replica, connection, OpenFlowTarget(connection), clock);
        switch (await session.Accept(link, stopping))
        {
            case Acceptance.AnotherAnswers:
                LogTwice(peer, session.Device, session.Ovsdb?.PeerAddress ?? "");
                return;
            case Acceptance.IsOver:
                LogEnded(peer, "the device was deleted");
                return;
        }

        LogConnected(peer);
        try
        {
            await WakeOnChange(session, replica, client, stopping);
            LogEnded(peer, "the device closed the connection");
        }
        finally
        {
            session.Drop(link);
        }
    }

    /// <summary>A session whose replica holds the device's rows.</summary>
    async Task<OvsdbClient> Open(ConnectionContext connection, OvsdbReplica replica, CancellationToken bound, CancellationToken either)
    {
        var limits = OvsdbClientOptions.Default with
        {
            MessageBytesMax = options.Value.OvsdbMessageBytesMax,
            EchoIntervalSeconds = options.Value.EchoIntervalSeconds,
        };
        OvsdbClient? client = null;
        try
        {
            client = await OvsdbClient.Open(connection.Transport, limits, clock, either);
            await replica.Attach(client, either);
            return client;
        }
        catch (Exception e)
        {
            if (client is not null)
                await client.DisposeAsync();
            if (e is OperationCanceledException && bound.IsCancellationRequested)
                throw new TimeoutException($"the device has not said who it is within {options.Value.HandshakeTimeoutSeconds} s");
            throw;
        }
    }

    /// <summary>Tells the reconciler of each change of the device's rows, until the session ends.</summary>
    static async Task WakeOnChange(
        DeviceSession session, OvsdbReplica replica, OvsdbClient client, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var watch = Watch(over.Token);
        // An upgrade of Open vSwitch may convert the database under the session.
        var follow = replica.Follow(client, over.Token);
        await Task.WhenAny(watch, follow);
        await over.CancelAsync();
        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await follow;

        async Task Watch(CancellationToken cancellationToken)
        {
            for (var version = replica.Snapshot.Version; ; version = (await replica.WaitForChange(version, cancellationToken)).Version)
                session.RowsChanged();
        }
    }

    /// <summary>The address that the device dialed for OVSDB, with the OpenFlow listener's port.</summary>
    string OpenFlowTarget(ConnectionContext connection)
    {
        var port = sessions.OpenFlowPort;
        if (options.Value.AdvertisedAddress is { Length: > 0 } advertised)
            return IPAddress.TryParse(advertised, out var given) ? Target(given, port) : $"tcp:{advertised}:{port}";

        var address = ((IPEndPoint)connection.LocalEndPoint!).Address;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return Target(address, port);
    }

    // An IPv6 address stands in brackets, and IPEndPoint writes it so.
    static string Target(IPAddress address, int port) => $"tcp:{new IPEndPoint(address, port)}";

    [LoggerMessage(Level = LogLevel.Information, Message = "OVSDB connected from {Peer}")]
    partial void LogConnected(string peer);

    [LoggerMessage(Level = LogLevel.Information, Message = "OVSDB session from {Peer} ended: {Reason}")]
    partial void LogEnded(string peer, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "OVSDB connection from {Peer} refused: no device has system-id {SystemId}; `sdnctl device create` adds one")]
    partial void LogUnknown(string peer, string systemId);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "OVSDB connection from {Peer} refused: device {Device} is connected from {Other} and answers; two machines have one system-id")]
    partial void LogTwice(string peer, string device, string other);

    [LoggerMessage(Level = LogLevel.Error, Message = "OVSDB connection from {Peer} failed")]
    partial void LogFailed(Exception exception, string peer);
}
