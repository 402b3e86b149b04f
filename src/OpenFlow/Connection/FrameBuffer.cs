using System.Buffers;

namespace Sdn.OpenFlow;

/// <summary>
/// Messages on their way out, laid out one behind the other. It has memory only while it holds something: thousands of idle
/// connections cost none. Not safe for use by two threads.
/// </summary>
public sealed class FrameBuffer : IBufferWriter<byte>
{
    /// <summary>Where growth begins; most connections send a few short messages at a time.</summary>
    const int RentedBytesMin = 1024;

    byte[] _bytes = [];   // rented, but for the empty one

    internal FrameBuffer()
    {
    }

    /// <summary>The bytes written so far.</summary>
    public int Count { get; private set; }

    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Count);

    /// <summary>Lays out a message, with its own xid or another.</summary>
    /// <exception cref="ArgumentException">The message does not fit <see cref="Codec.MessageBytesMax"/>.</exception>
    public void Write(OpenFlowMessage message, uint? xid = null) => Codec.Encode(message, this, xid);

    /// <summary>Copies bytes that are whole messages.</summary>
    public void Write(ReadOnlySpan<byte> frames)
    {
        frames.CopyTo(GetSpan(frames.Length));
        Count += frames.Length;
    }

    /// <summary>Counts bytes that were written into what <see cref="GetSpan"/> gave.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Count));
        Count += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Count);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Count);
    }

    /// <summary>Forgets what is behind a position, which <see cref="Count"/> gave before.</summary>
    internal void CutTo(int count) => Count = count;

    /// <summary>Gives the message that begins at a position another version than this library's own.</summary>
    internal void SetVersion(int at, byte version) => _bytes[at] = version;

    /// <summary>Empties the buffer, and gives its memory back.</summary>
    internal void Release()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, Count) = ([], 0);
    }

    /// <summary>Moves all that it holds behind what another holds: without a copy if that is empty.</summary>
    internal void MoveTo(FrameBuffer other)
    {
        if (other.Count > 0)
            other.Write(Written.Span);
        else
            (other._bytes, other.Count, _bytes) = (_bytes, Count, other._bytes);
        Count = 0;
    }

    void Reserve(int count)
    {
        if (_bytes.Length - Count < Math.Max(count, 1))
            Grow(count);
    }

    void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(RentedBytesMin, Math.Max(checked(Count + count), (int)Math.Min(2L * Count, Array.MaxLength))));
        _bytes.AsSpan(0, Count).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
