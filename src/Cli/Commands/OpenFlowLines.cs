namespace Sdn.Cli.Commands;

/// <summary>Lines of bytes from a stream, each as soon as it is whole; what is longer than a line may be is read and forgotten.</summary>
/// <param name="input">Where the lines come from.</param>
/// <param name="lineBytesMax">What a line may have, without its end.</param>
/// <param name="beforeWait">Called when what has come is used up, before more is waited for: a peer may wait for answers.</param>
sealed class OpenFlowLines(Stream input, int lineBytesMax, Action beforeWait)
{
    const int ReadBytesMin = 16 * 1024;

    byte[] _buffer = new byte[64 * 1024];
    int _start, _scanned, _end;   // read up to _end; lines up to _start were given out, no line ends before _scanned
    bool _isTooLong;              // the line that begins at _start has lost its beginning

    /// <summary>The number of the line that was given out last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The next line without its end, valid until the next call; null for one that was too long; false behind the last.</summary>
    public async ValueTask<(bool IsLine, ReadOnlyMemory<byte>? Line)> Next(CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            if (length >= 0)
                return (true, Take(_scanned + length, _scanned + length + 1));
            _scanned = _end;
            MakeRoom();
            beforeWait();
            // A console's read does not see the token: the wait for it does.
            var count = await input.ReadAsync(_buffer.AsMemory(_end), cancellationToken).AsTask().WaitAsync(cancellationToken);
            if (count == 0)
                return _start < _end || _isTooLong ? (true, Take(_end, _end)) : (false, null);
            _end += count;
        }
    }

    ReadOnlyMemory<byte>? Take(int end, int next)
    {
        Number++;
        var line = _buffer.AsMemory(_start, end - _start);
        var isTooLong = _isTooLong || line.Length > lineBytesMax;
        (_start, _scanned, _isTooLong) = (next, next, false);
        if (isTooLong)
            return null;
        return line.Span is [.., (byte)'\r'] ? line[..^1] : line;
    }

    void MakeRoom()
    {
        if (_end - _start > lineBytesMax)
            (_isTooLong, _start) = (true, _end);
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _scanned, _end) = (0, _scanned - _start, _end - _start);
        }
        if (_buffer.Length - _end < ReadBytesMin)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
    }
}
