using System.Buffers.Binary;

namespace Sdn.OpenFlow;

/// <summary>A whole message as it lies in the connection's buffer; valid only while its <see cref="FrameResponder"/> runs.</summary>
public readonly ref struct FrameView
{
    /// <summary>Looks at bytes that are exactly one message.</summary>
    /// <exception cref="ArgumentException">The bytes are not as long as their header says.</exception>
    public FrameView(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Codec.HeaderBytes || BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) != bytes.Length)
            throw new ArgumentException("the bytes are not one whole message", nameof(bytes));
        Bytes = bytes;
    }

    /// <summary>All of it, header included.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public byte Version => Bytes[0];

    public MessageType Type => (MessageType)Bytes[1];

    public uint Xid => BinaryPrimitives.ReadUInt32BigEndian(Bytes[4..]);

    /// <summary>What is behind the header.</summary>
    public ReadOnlySpan<byte> Body => Bytes[Codec.HeaderBytes..];

    /// <summary>The message as a record.</summary>
    /// <exception cref="OpenFlowException">The bytes are no message of OpenFlow 1.5.</exception>
    public OpenFlowMessage Decode() => Codec.Decode(Bytes);
}

/// <summary>
/// Answers messages where they are read, before they become records. It runs on the connection's read loop, one message
/// after the other, and holds up all that comes behind: it must not block. What it writes to <paramref name="replies"/>
/// goes out together with the answers to all that was read at once.
/// </summary>
/// <param name="frame">The message. It and all that points into it is valid only during the call.</param>
/// <param name="replies">Takes whole messages.</param>
/// <returns>True if the message needs nothing else; false has it decoded and delivered as if there were no responder.</returns>
/// <exception cref="OpenFlowException">The message is refused: the switch is sent the error. Any other exception ends the connection.</exception>
public delegate bool FrameResponder(in FrameView frame, FrameBuffer replies);
