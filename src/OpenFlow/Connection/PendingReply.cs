namespace Sdn.OpenFlow;

/// <summary>A request that waits for its answer: one message, or the parts of a multipart answer.</summary>
sealed class PendingReply
{
    readonly TaskCompletionSource<IReadOnlyList<OpenFlowMessage>> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    readonly List<OpenFlowMessage> _parts = [];   // the read loop's own, until the answer is set
    readonly OpenFlowMessage _request;
    readonly int _partsMax;
    readonly TimeSpan _timeout;
    readonly ITimer _timer;

    internal PendingReply(OpenFlowMessage request, int partsMax, TimeSpan timeout, TimeProvider clock)
    {
        (_request, _partsMax, _timeout) = (request, partsMax, timeout);
        _timer = clock.CreateTimer(static state => ((PendingReply)state!).TimeOut(), this, timeout, Timeout.InfiniteTimeSpan);
    }

    internal Task<IReadOnlyList<OpenFlowMessage>> Answer => _answer.Task;

    /// <summary>Takes a message of the answer. True when the answer is whole.</summary>
    internal bool Offer(OpenFlowMessage message)
    {
        if (message is ErrorMessage error)
        {
            Fail(new RequestRefusedException(_request, error.Error, $"{MessageText.Describe(_request)}: {error.Error.Sentence}"));
            return true;
        }
        _parts.Add(message);
        if (message is MultipartReply { HasMore: true })
        {
            if (_parts.Count < _partsMax)
            {
                _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
                return false;
            }
            Fail(new OpenFlowException(Errors.OFPBRC_MULTIPART_BUFFER_OVERFLOW, $"the answer has more than {_partsMax} parts"));
            return true;
        }
        _timer.Dispose();
        _answer.TrySetResult(_parts);
        return true;
    }

    internal void Fail(Exception reason)
    {
        _timer.Dispose();
        _answer.TrySetException(reason);
    }

    void TimeOut() => Fail(new TimeoutException(
        $"the switch has not answered {MessageText.Describe(_request)} within {_timeout.TotalSeconds} s"));
}
