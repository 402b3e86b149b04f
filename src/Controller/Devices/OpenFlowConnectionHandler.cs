using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Sdn.Controller.Configuration;
using Sdn.OpenFlow;

namespace Sdn.Controller.Devices;

/// <summary>
/// Takes the OpenFlow connections that switches open, and ties each to the device whose OVSDB session shows its datapath id.
/// </summary>
sealed partial class OpenFlowConnectionHandler(
    DeviceSessions sessions, IOptions<DeviceOptions> options, TimeProvider clock, ILogger<OpenFlowConnectionHandler> logger)
    : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var peer = connection.RemoteEndPoint?.ToString() ?? "unknown";
        try
        {
            await Serve(connection, peer, connection.Stopping());
        }
        catch (Exception e) when (e is OpenFlowException or SwitchDisconnectedException or TimeoutException)
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
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.HandshakeTimeoutSeconds), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, stopping);
        await using var opened = await Open(connection, bound.Token, either.Token);
        try
        {
            // After a restart of the controller a switch may be back before its OVSDB session.
            var host = (connection.RemoteEndPoint as IPEndPoint)?.Address;
            var session = await sessions.FindByDatapath(opened.Features.DatapathId, host, either.Token);
            await Hold(session, new SwitchLink(opened, connection, clock), peer, stopping);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !stopping.IsCancellationRequested && opened.Completion is { IsCompleted: false })
        {
            LogUnknown(peer, opened.Features.DatapathId);
        }
    }

    async Task<SwitchConnection> Open(ConnectionContext connection, CancellationToken bound, CancellationToken either)
    {
        // The connection's own bound, in whole seconds, comes after ours, which is the one that an admin sets.
        var seconds = options.Value.HandshakeTimeoutSeconds;
        var limits = new SwitchConnectionOptions
        {
            EchoIntervalSeconds = options.Value.EchoIntervalSeconds,
            HandshakeTimeoutSeconds = (int)Math.Ceiling(seconds) + 1,
        };
        try
        {
            return await SwitchConnection.Open(connection.Transport, limits, clock, either);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            throw new TimeoutException($"the switch has not said hello and who it is within {seconds} s");
        }
    }

    async Task Hold(DeviceSession session, SwitchLink link, string peer, CancellationToken stopping)
    {
        using var scope = logger.BeginDevice(session.Device);
        switch (await session.Accept(link, stopping))
        {
            case Acceptance.AnotherAnswers:
                LogTwice(peer, session.Device, session.Switch?.PeerAddress ?? "");
                return;
            case Acceptance.IsOver:
                LogEnded(peer, "the device was deleted");
                return;
        }

        LogConnected(peer);
        try
        {
            await foreach (var message in link.Connection.Asynchronous.ReadAllAsync(stopping))
            {
                if (message is PortStatus)
                    session.Wake.Raise();
            }

            var reason = PeerText.Shown((await link.Connection.Completion).Reason);
            LogEnded(peer, reason);
        }
        finally
        {
            session.Drop(link);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "OpenFlow connected from {Peer}")]
    partial void LogConnected(string peer);

    [LoggerMessage(Level = LogLevel.Information, Message = "OpenFlow session from {Peer} ended: {Reason}")]
    partial void LogEnded(string peer, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "OpenFlow connection from {Peer} refused: no connected device's bridge has datapath id {DatapathId:x16}, or more than one has")]
    partial void LogUnknown(string peer, ulong datapathId);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "OpenFlow connection from {Peer} refused: the switch of device {Device} is connected from {Other} and answers; two switches have one datapath id")]
    partial void LogTwice(string peer, string device, string other);

    [LoggerMessage(Level = LogLevel.Error, Message = "OpenFlow connection from {Peer} failed")]
    partial void LogFailed(Exception exception, string peer);
}
