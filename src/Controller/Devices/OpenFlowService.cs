using System.Net;
using Microsoft.Extensions.Options;
using Sdn.Controller.Configuration;
using Sdn.OpenFlow;

namespace Sdn.Controller.Devices;

/// <summary>Listens for the switches of devices, as long as the controller runs.</summary>
sealed class OpenFlowService(
    OpenFlowConnectionHandler handler, IOptions<ListenOptions> listen, IOptions<DeviceOptions> devices, TimeProvider clock) : BackgroundService
{
    OpenFlowListener? _listener;   // set once, at start

    /// <summary>Begins to listen before the host says that it has started: a port in use ends it with a message.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var options = new OpenFlowListenerOptions
        {
            Connection = new()
            {
                EchoIntervalSeconds = devices.Value.EchoIntervalSeconds,
                HandshakeTimeoutSeconds = devices.Value.HandshakeTimeoutSeconds,
            },
        };
        _listener = OpenFlowListener.Start(IPEndPoint.Parse(listen.Value.OpenFlow), options, clock);
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _listener?.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _listener!.Run(handler.Serve, handler.Failed, stoppingToken);
}
