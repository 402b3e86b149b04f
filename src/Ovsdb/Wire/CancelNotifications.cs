using System.Text.Json;
using StreamJsonRpc;

namespace Sdn.Ovsdb;

/// <summary>Cancels a request as RFC 7047 section 4.1.4 has it: a notification "cancel" with the request's id.</summary>
sealed class CancelNotifications(JsonRpc rpc) : ICancellationStrategy
{
    public void CancelOutboundRequest(RequestId requestId)
    {
        var id = requestId.Number!.Value;
        var call = new OvsdbCall<object?>(writer => writer.WriteNumberValue(id), static (ref Utf8JsonReader _) => null);
        // If the connection ends before this is sent, the request that it is about ends with it.
        rpc.NotifyAsync("cancel", call).OrphanedOnPurpose();
    }

    public void OutboundRequestEnded(RequestId requestId)
    {
    }

    // The peer's only request is echo, which is over at once.
    public void IncomingRequestStarted(RequestId requestId, CancellationTokenSource cancellationTokenSource)
    {
    }

    public void IncomingRequestEnded(RequestId requestId)
    {
    }
}

/// <summary>Marks tasks whose failure is known from elsewhere.</summary>
static class OrphanedTasks
{
    public static void OrphanedOnPurpose(this Task task) => task.ContinueWith(
        static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
