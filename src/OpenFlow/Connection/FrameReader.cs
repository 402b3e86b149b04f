using System.Buffers;
using System.Buffers.Binary;

namespace Sdn.OpenFlow;

/// <summary>Cuts a stream of bytes into messages by the length in each header.</summary>
static class FrameReader
{
    /// <summary>The length of the message that begins here, which has at least a header; 0 if its end is not here.</summary>
    /// <exception cref="OpenFlowException">The header's length cannot be: the stream cannot be followed any further.</exception>
    internal static int LengthOf(ReadOnlySpan<byte> bytes, int frameBytesMax)
    {
        var length = Length(bytes, frameBytesMax);
        return length <= bytes.Length ? length : 0;
    }

    /// <summary>Takes the next whole message off the buffer, wherever its bytes lie; false if more bytes are needed.</summary>
    /// <exception cref="OpenFlowException">The header's length cannot be: the stream cannot be followed any further.</exception>
    internal static bool TryTake(ref ReadOnlySequence<byte> buffer, int frameBytesMax, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < Codec.HeaderBytes)
            return false;
        Span<byte> header = stackalloc byte[Codec.HeaderBytes];
        buffer.Slice(0, Codec.HeaderBytes).CopyTo(header);
        var length = Length(header, frameBytesMax);
        if (buffer.Length < length)
            return false;
        frame = buffer.Slice(0, length);
        buffer = buffer.Slice(length);
        return true;
    }

    static int Length(ReadOnlySpan<byte> header, int frameBytesMax)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        if (length < Codec.HeaderBytes)
            throw new OpenFlowException(Errors.OFPBRC_BAD_LEN, $"a message says it is {length} bytes long");
        if (length > frameBytesMax)
            throw new OpenFlowException(Errors.OFPBRC_BAD_LEN, $"a message of {length} bytes is above the limit of {frameBytesMax}");
        return length;
    }
}
