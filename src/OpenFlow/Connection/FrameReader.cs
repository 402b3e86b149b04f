using System.Buffers;
using System.Buffers.Binary;

namespace Sdn.OpenFlow;

/// <summary>Cuts a stream of bytes into messages by the length in each header.</summary>
static class FrameReader
{
    /// <summary>Takes the next whole message off the buffer; false if more bytes are needed.</summary>
    /// <exception cref="OpenFlowException">The header's length cannot be: the stream cannot be followed any further.</exception>
    internal static bool TryTake(ref ReadOnlySequence<byte> buffer, int frameBytesMax, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < Codec.HeaderBytes)
            return false;
        Span<byte> header = stackalloc byte[4];
        buffer.Slice(0, 4).CopyTo(header);
        int length = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        if (length < Codec.HeaderBytes)
            throw new OpenFlowException(Errors.OFPBRC_BAD_LEN, $"a message says it is {length} bytes long");
        if (length > frameBytesMax)
            throw new OpenFlowException(Errors.OFPBRC_BAD_LEN, $"a message of {length} bytes is above the limit of {frameBytesMax}");
        if (buffer.Length < length)
            return false;
        frame = buffer.Slice(0, length);
        buffer = buffer.Slice(length);
        return true;
    }

    /// <summary>The xid of a message that may be nothing else.</summary>
    internal static uint XidOf(in ReadOnlySequence<byte> frame)
    {
        Span<byte> header = stackalloc byte[Codec.HeaderBytes];
        frame.Slice(0, Codec.HeaderBytes).CopyTo(header);
        return BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
    }
}
