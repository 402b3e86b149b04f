using System.IO.Pipelines;

namespace Sdn.OpenFlow;

/// <summary>
/// Messages on their way out. Many senders encode into one buffer while the other is written, so that what piles up during
/// a write goes out in the next one. Whoever finds the output idle has it written: no task waits for work.
/// </summary>
sealed class SendQueue(PipeWriter output, int unsentBytesMax, Action<Disconnect> end) : IThreadPoolWorkItem, IDisposable
{
    const int LastWordsSeconds = 1;

    readonly Lock _lock = new();
    readonly FrameBuffer _unsent = new();                    // under _lock
    readonly FrameBuffer _writing = new();                   // the one flush's own, but for the swap under _lock
    readonly CancellationTokenSource _givenUp = new();       // set a moment after the end: the transport takes nothing

    bool _isFlushing;                                        // under _lock
    TaskCompletionSource? _room;                             // under _lock; set while senders wait
    TaskCompletionSource? _idle;                             // under _lock; set by Finish
    Disconnect? _closed;                                     // under _lock

    /// <summary>Encodes a message, and tells the bytes that it takes; completes at once unless the transport lags.</summary>
    internal ValueTask<int> Send(OpenFlowMessage message, uint xid, CancellationToken cancellation)
    {
        var bytes = Encode(message, xid, unsentBytesMax, out var room);
        return bytes > 0 ? new(bytes) : SendLater(message, xid, room, cancellation);
    }

    /// <summary>Encodes a message if there is room for it.</summary>
    internal bool TrySend(OpenFlowMessage message, uint xid, out int bytes) => (bytes = Encode(message, xid, unsentBytesMax, out _)) > 0;

    /// <summary>Encodes a message that nobody waits to send, whose loss does no harm: it is lost if the connection is over or twice the limit used up.</summary>
    internal void SendOrDrop(OpenFlowMessage message, uint xid)
    {
        try
        {
            Encode(message, xid, 2 * unsentBytesMax, out _);
        }
        catch (SwitchDisconnectedException) when (Volatile.Read(ref _closed) is not null)
        {
            // The connection is over, and with it all that the message was about.
        }
    }

    async ValueTask<int> SendLater(OpenFlowMessage message, uint xid, Task room, CancellationToken cancellation)
    {
        while (true)
        {
            await room.WaitAsync(cancellation);
            var bytes = Encode(message, xid, unsentBytesMax, out room);
            if (bytes > 0)
                return bytes;
        }
    }

    /// <summary>The bytes that the message takes; 0 if there is no room for it now.</summary>
    int Encode(OpenFlowMessage message, uint xid, int bytesMax, out Task room)
    {
        int bytes;
        lock (_lock)
        {
            ThrowIfClosed();
            if (_unsent.Count >= bytesMax)
            {
                room = Room();
                return 0;
            }
            room = Task.CompletedTask;
            bytes = Codec.Encode(message, _unsent, xid);
            if (_isFlushing)
                return bytes;
            _isFlushing = true;
        }
        // On another thread: the sender may have more to say, and all of it is to go out together.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return bytes;
    }

    void IThreadPoolWorkItem.Execute() => _ = Flush();   // never fails; Finish waits for its end

    /// <summary>
    /// Takes what the read loop has to answer and writes it at once, on this thread. Completes when there is room for more.
    /// </summary>
    internal ValueTask Take(FrameBuffer replies, CancellationToken cancellation)
    {
        bool isFirst;
        lock (_lock)
        {
            ThrowIfClosed();
            replies.MoveTo(_unsent);
            isFirst = !_isFlushing && _unsent.Count > 0;
            _isFlushing |= isFirst;
        }
        if (isFirst)
            _ = Flush();   // never fails; Finish waits for its end
        Task room;
        lock (_lock)
        {
            if (_closed is not null || _unsent.Count < unsentBytesMax)
                return default;
            room = Room();
        }
        return new(room.WaitAsync(cancellation));
    }

    /// <summary>Takes no more, and gives a moment to what was said before the end, above all why.</summary>
    internal void Close(Disconnect reason)
    {
        lock (_lock)
        {
            if (_closed is not null)
                return;
            _closed = reason;
            _room?.TrySetException(new SwitchDisconnectedException(reason));
            _room = null;
        }
        _givenUp.CancelAfter(TimeSpan.FromSeconds(LastWordsSeconds));
    }

    /// <summary>Writes what is left after <see cref="Close"/>, with the last answers of the read loop.</summary>
    internal async Task Finish(FrameBuffer lastWords)
    {
        Task? idle = null;
        lock (_lock)
        {
            lastWords.MoveTo(_unsent);
            if (_isFlushing)
                idle = (_idle = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            _isFlushing = true;
        }
        await (idle ?? Flush());
        lastWords.Release();
    }

    public void Dispose() => _givenUp.Dispose();

    async Task Flush()
    {
        try
        {
            while (Swap())
            {
                if ((await output.WriteAsync(_writing.Written, _givenUp.Token)).IsCompleted)
                {
                    GiveUp(new("the switch closed the connection"));
                    return;
                }
            }
        }
        catch (Exception e)
        {
            GiveUp(new(e.Message, e));
        }
    }

    /// <summary>Takes what is unsent for writing. False if there is nothing: then nobody flushes any more.</summary>
    bool Swap()
    {
        lock (_lock)
        {
            _writing.Release();
            _unsent.MoveTo(_writing);
            _room?.TrySetResult();
            _room = null;
            if (_writing.Count > 0)
                return true;
            Rest();
            return false;
        }
    }

    void GiveUp(Disconnect reason)
    {
        end(reason);
        lock (_lock)
        {
            _unsent.Release();
            _writing.Release();
            Rest();
        }
    }

    // Called under _lock.
    void Rest()
    {
        _isFlushing = false;
        _idle?.TrySetResult();
    }

    // Called under _lock.
    Task Room() => (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    // Called under _lock.
    void ThrowIfClosed()
    {
        if (_closed is { } closed)
            throw new SwitchDisconnectedException(closed);
    }
}
