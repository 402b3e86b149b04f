using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Sdn.Controller.Devices;

/// <summary>The ends of a connection that the listener brings about.</summary>
static class ConnectionEnds
{
    /// <summary>
    /// Fires when the listener stops: it waits for its connections, and devices' sessions do not end by themselves.
    /// </summary>
    public static CancellationToken Stopping(this ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
}
