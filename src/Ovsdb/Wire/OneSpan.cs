using System.Buffers;

namespace Sdn.Ovsdb;

/// <summary>The bytes of a sequence in one piece: copied where they lie in several, of which the JSON reader is half as fast.</summary>
readonly ref struct OneSpan : IDisposable
{
    readonly byte[]? _copy;

    public OneSpan(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            Span = bytes.FirstSpan;
            return;
        }
        var length = checked((int)bytes.Length);
        _copy = ArrayPool<byte>.Shared.Rent(length);
        bytes.CopyTo(_copy);
        Span = _copy.AsSpan(0, length);
    }

    public ReadOnlySpan<byte> Span { get; }

    public void Dispose()
    {
        if (_copy is not null)
            ArrayPool<byte>.Shared.Return(_copy);
    }
}
