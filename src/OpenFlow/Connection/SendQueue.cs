using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace Sdn.OpenFlow;

/// <summary>
/// Messages on their way out. Many senders encode into one buffer while the other is written, so that what piles up
/// during a write goes out in the next one.
/// </summary>
sealed class SendQueue(PipeWriter output, int unsentBytesMax)
{
    /// <summary>A buffer that a burst has made larger is not kept.</summary>
    const int BufferBytesKept = 64 << 10;

    const int LastWordsSeconds = 1;

    readonly Lock _lock = new();
    readonly Channel<bool> _work = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    ArrayBufferWriter<byte> _unsent = new(256);              // under _lock
    ArrayBufferWriter<byte> _writing = new(256);             // the write loop's own, but for the swap under _lock
    TaskCompletionSource? _room;                             // under _lock; set while senders wait
    Disconnect? _closed;                                     // under _lock

    /// <summary>Encodes a message; completes at once unless the transport lags.</summary>
    internal async ValueTask Send(OpenFlowMessage message, uint xid, CancellationToken cancellation)
    {
        while (!TrySend(message, xid, isUrgent: false, out var room))
            await room.WaitAsync(cancellation);
    }

    /// <summary>Encodes without waiting, for answers that the read loop gives. False if even twice the limit is used up.</summary>
    internal bool SendUrgent(OpenFlowMessage message, uint xid) => TrySend(message, xid, isUrgent: true, out _);

    bool TrySend(OpenFlowMessage message, uint xid, bool isUrgent, out Task room)
    {
        lock (_lock)
        {
            if (_closed is { } closed)
                throw new SwitchDisconnectedException(closed);
            if (_unsent.WrittenCount >= (isUrgent ? 2 * unsentBytesMax : unsentBytesMax))
            {
                _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
                return false;
            }
            Codec.Encode(message, _unsent, xid);
        }
        _work.Writer.TryWrite(true);
        room = Task.CompletedTask;
        return true;
    }

    /// <summary>Writes until closed; the only user of the transport's output.</summary>
    internal async Task Run(CancellationToken cancellation)
    {
        try
        {
            await WriteAll(cancellation);
        }
        finally
        {
            await WriteLastWords();
        }
    }

    /// <summary>What was said before the end, above all why: a moment is given to it, and no more.</summary>
    async Task WriteLastWords()
    {
        using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(LastWordsSeconds));
        try
        {
            output.Write(Swap().Span);
            await output.FlushAsync(moment.Token);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The transport is gone, or does not take anything: there is nobody to tell.
        }
    }

    async Task WriteAll(CancellationToken cancellation)
    {
        while (await _work.Reader.WaitToReadAsync(cancellation))
        {
            _work.Reader.TryRead(out _);
            var bytes = Swap();
            if (bytes.Length == 0)
                continue;
            output.Write(bytes.Span);   // first and without a token: what has been taken must not be lost when the end comes
            var result = await output.FlushAsync(cancellation);
            if (result.IsCompleted)
                return;
        }
    }

    internal void Close(Disconnect reason)
    {
        lock (_lock)
        {
            _closed ??= reason;
            _room?.TrySetException(new SwitchDisconnectedException(_closed));
            _room = null;
        }
        _work.Writer.TryComplete();
    }

    ReadOnlyMemory<byte> Swap()
    {
        if (_writing.Capacity > BufferBytesKept)
            _writing = new(256);
        else
            _writing.ResetWrittenCount();
        lock (_lock)
        {
            (_unsent, _writing) = (_writing, _unsent);
            _room?.TrySetResult();
            _room = null;
        }
        return _writing.WrittenMemory;
    }
}
