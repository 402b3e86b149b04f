using System.IO.Pipelines;

namespace Sdn.Ovsdb.Fuzz;

/// <summary>
/// The server's end of a session in memory. What is sent is read by the client before <see cref="Send"/> returns: a session is
/// the same each time that it is played, and each piece of a cut stream is looked at alone.
/// </summary>
sealed class Peer : IDuplexPipe
{
    static readonly PipeOptions Inline = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false);

    readonly Pipe _toClient = new(Inline);
    readonly Pipe _toServer = new(Inline);
    readonly Task _counting;
    readonly Lock _gate = new();

    // Guarded by the gate.
    TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _received;
    bool _isOver;

    internal Peer() => _counting = Count();

    public PipeReader Input => _toClient.Reader;

    public PipeWriter Output => _toServer.Writer;

    internal async Task Send(ReadOnlyMemory<byte> bytes) => await _toClient.Writer.WriteAsync(bytes);

    internal async Task Close()
    {
        await _toClient.Writer.CompleteAsync();
        await _counting;
    }

    /// <summary>Waits until the client has sent so many messages in all; false if it closed its side before.</summary>
    internal async Task<bool> Received(int count)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_received >= count || _isOver)
                    return _received >= count;
                more = _more.Task;
            }
            await more;
        }
    }

    internal int ReceivedSoFar
    {
        get
        {
            lock (_gate)
                return _received;
        }
    }

    async Task Count()
    {
        var framer = new MessageFramer(OvsdbClientOptions.Default);
        var isOver = false;
        while (!isOver)
        {
            var count = 0;
            try
            {
                var read = await _toServer.Reader.ReadAsync();
                isOver = read.IsCompleted;
                var rest = read.Buffer;
                while (framer.TryRead(rest, out var frame))
                {
                    rest = rest.Slice(frame.Bytes.End);
                    count++;
                }
                _toServer.Reader.AdvanceTo(rest.Start, rest.End);
            }
            catch (OvsdbException e) when (e.Error == OvsdbErrors.ConnectionLost)
            {
                isOver = true;   // The client closed its side within a message.
            }
            Note(count, isOver);
        }
    }

    void Note(int count, bool isOver)
    {
        lock (_gate)
        {
            (_received, _isOver) = (_received + count, isOver);
            _more.SetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
