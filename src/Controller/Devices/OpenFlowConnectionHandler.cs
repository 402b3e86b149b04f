using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Sdn.Controller.Configuration;
using Sdn.OpenFlow;

namespace Sdn.Controller.Devices;

/// <summary>
/// Takes the OpenFlow connections that switches open, and ties each to the device whose OVSDB session shows its datapath id.
/// </summary>
sealed partial class OpenFlowConnectionHandler(
    DeviceSessions sessions, IOptions<DeviceOptions> options, TimeProvider clock, ILogger<OpenFlowConnectionHandler> logger)
{
    /// <summary>Holds a connection until it ends.</summary>
    public async Task Serve(SwitchConnection connection, CancellationToken stopping)
    {
        var peer = connection.Peer.EndPoint?.ToString() ?? "unknown";
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.HandshakeTimeoutSeconds), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, stopping);
        try
        {
            // After a restart of the controller a switch may be back before its OVSDB session.
            var host = (connection.Peer.EndPoint as IPEndPoint)?.Address;
            var session = await sessions.FindByDatapath(connection.Features.DatapathId, host, either.Token);
            await Hold(session, new SwitchLink(connection, clock), peer, stopping);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !stopping.IsCancellationRequested && connection.Completion is { IsCompleted: false })
        {
            LogUnknown(peer, connection.Features.DatapathId);
        }
    }

    /// <summary>Says of a connection why it did not come about, or what ended it.</summary>
    public void Failed(EndPoint? endPoint, Exception e)
    {
        var peer = endPoint?.ToString() ?? "unknown";
        var reason = PeerText.Shown(e.Message);
        switch (e)
        {
            case OpenFlowException or IOException or TimeoutException:
                LogEnded(peer, reason);
                break;
            case OperationCanceledException:
                LogEnded(peer, "the connection was closed");
                break;
            case SocketException:
                LogNotAccepted(reason);
                break;
            default:
                // Not one of the ends that a peer can bring about as far as we know: a bug, which costs this connection.
                LogFailed(e, peer);
                break;
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
                if (message is PortStatus || message is FlowMonitorReply reply && link.TakeUpdates(reply))
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "OpenFlow connections cannot be accepted, will be tried again: {Reason}")]
    partial void LogNotAccepted(string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "OpenFlow connection from {Peer} refused: no connected device's bridge has datapath id {DatapathId:x16}, or more than one has")]
    partial void LogUnknown(string peer, ulong datapathId);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "OpenFlow connection from {Peer} refused: the switch of device {Device} is connected from {Other} and answers; two switches have one datapath id")]
    partial void LogTwice(string peer, string device, string other);

    [LoggerMessage(Level = LogLevel.Error, Message = "OpenFlow connection from {Peer} failed")]
    partial void LogFailed(Exception exception, string peer);
}
