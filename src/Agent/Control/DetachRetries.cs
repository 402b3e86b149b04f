using Sdn.Agent.State;

namespace Sdn.Agent.Control;

/// <summary>Tells the controller of detaches that it could not be told when they happened, until it has been told.</summary>
sealed partial class DetachRetries(StateFile state, Attachments attachments, TimeProvider time, ILogger<DetachRetries> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    static readonly TimeSpan IntervalMax = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = Interval;
        while (true)
        {
            await Task.Delay(interval, time, stoppingToken);
            interval = await TryAll(stoppingToken) ? Interval : interval * 2 < IntervalMax ? interval * 2 : IntervalMax;
        }
    }

    async Task<bool> TryAll(CancellationToken stop)
    {
        foreach (var endpointId in state.State.PendingDetaches)
        {
            try
            {
                await attachments.RetryDetach(endpointId, stop);
            }
            catch (ControllerException e)
            {
                LogStillPending(state.State.PendingDetaches.Count, e.Message);
                return false; // the others would fare no better
            }
        }
        return true;
    }

    [LoggerMessage(LogLevel.Debug, "{Count} detaches are still to be told to the controller: {Reason}")]
    partial void LogStillPending(int count, string reason);
}
