namespace Sdn.OpenFlow;

/// <summary>A request that waits for its answer: one message, or the parts of a multipart answer.</summary>
sealed class PendingReply
{
    readonly TaskCompletionSource<IReadOnlyList<OpenFlowMessage>> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    readonly List<OpenFlowMessage> _parts = new(1);   // the read loop's own, until the answer is set
    readonly OpenFlowMessage _request;
    readonly SwitchConnectionOptions _limits;
    readonly TimeSpan _timeout;
    readonly TimeProvider _clock;
    readonly ITimer _timer;
    long _firstPartAt;   // the read loop's own
    long _bytes;         // the read loop's own

    internal PendingReply(OpenFlowMessage request, SwitchConnectionOptions limits, TimeSpan timeout, TimeProvider clock)
    {
        (_request, _limits, _timeout, _clock) = (request, limits, timeout, clock);
        _timer = clock.CreateTimer(static state => ((PendingReply)state!).TimeOut(), this, timeout, Timeout.InfiniteTimeSpan);
    }

    internal Task<IReadOnlyList<OpenFlowMessage>> Answer => _answer.Task;

    /// <summary>Takes a message of the answer, which came in so many bytes. True when the answer is whole, or given up.</summary>
    internal bool Offer(OpenFlowMessage message, int bytes)
    {
        if (message is ErrorMessage error)
        {
            Fail(new RequestRefusedException(_request, error.Error, $"{MessageText.Describe(_request)}: {error.Error.Sentence}"));
            return true;
        }
        _bytes += bytes;
        _parts.Add(message);
        if (message is MultipartReply { HasMore: true })
        {
            if (Excess() is not { } excess)
            {
                _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
                return false;
            }
            _parts.Clear();
            Fail(excess);
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
        _ = _answer.Task.Exception;   // seen: the requester may have stopped waiting
    }

    /// <summary>Which limit an answer that goes on would break.</summary>
    Exception? Excess()
    {
        if (_parts.Count == 1)
            _firstPartAt = _clock.GetTimestamp();
        if (_parts.Count >= _limits.MultipartMessagesMax)
            return new OpenFlowException(Errors.OFPBRC_MULTIPART_BUFFER_OVERFLOW, $"the answer has more than {_limits.MultipartMessagesMax} parts");
        if (_bytes >= _limits.MultipartBytesMax)
            return new OpenFlowException(Errors.OFPBRC_MULTIPART_BUFFER_OVERFLOW, $"the answer has more than {_limits.MultipartBytesMax} bytes");
        return _clock.GetElapsedTime(_firstPartAt).TotalSeconds >= _limits.MultipartTimeoutSeconds
            ? new TimeoutException($"the answer to {MessageText.Describe(_request)} has no end within {_limits.MultipartTimeoutSeconds} s")
            : null;
    }

    void TimeOut() => Fail(new TimeoutException(
        $"the switch has not answered {MessageText.Describe(_request)} within {_timeout.TotalSeconds} s"));
}
