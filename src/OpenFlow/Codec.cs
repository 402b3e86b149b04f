using System.Buffers;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Messages to bytes and back. Total: bytes that are no message give an <see cref="OpenFlowException"/>, never another.</summary>
public static class Codec
{
    /// <summary>OpenFlow 1.5 on the wire; no other version is spoken.</summary>
    public const byte Version = 6;

    /// <summary>What the 16-bit length of a header can say.</summary>
    public const int MessageBytesMax = ushort.MaxValue;

    public const int HeaderBytes = 8;

    const int UsualBytes = 512;

    /// <summary>Writes a message, with its own xid or another.</summary>
    /// <exception cref="ArgumentException">The message does not fit <see cref="MessageBytesMax"/>.</exception>
    public static int Encode(OpenFlowMessage message, IBufferWriter<byte> to, uint? xid = null)
    {
        var needed = Encode(message, to.GetSpan(UsualBytes), xid);
        if (needed < 0)
        {
            needed = -needed;
            Encode(message, to.GetSpan(needed), xid);
        }
        to.Advance(needed);
        return needed;
    }

    /// <summary>Writes a message into a span: the bytes written, or minus the bytes that it needs if the span is too short.</summary>
    /// <exception cref="ArgumentException">The message does not fit <see cref="MessageBytesMax"/>.</exception>
    public static int Encode(OpenFlowMessage message, Span<byte> to, uint? xid = null)
    {
        var w = new OfWriter(to);
        Write(ref w, message, xid ?? message.Xid);
        if (w.Position > MessageBytesMax)
            throw new ArgumentException($"{MessageTable.NameOf(message.Type)} takes {w.Position} bytes, the limit is {MessageBytesMax}");
        return w.IsComplete ? w.Position : -w.Position;
    }

    /// <summary>Reads exactly one message.</summary>
    public static OpenFlowMessage Decode(ReadOnlySpan<byte> bytes)
    {
        var r = new OfReader(bytes, Errors.OFPBRC_BAD_LEN);
        var message = ReadInner(ref r);
        return r.Left == 0
            ? message
            : throw r.Error(Errors.OFPBRC_BAD_LEN, $"{r.Left} bytes are left behind the message");
    }

    /// <summary>Reads exactly one message.</summary>
    public static OpenFlowMessage Decode(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
            return Decode(bytes.FirstSpan);
        if (bytes.Length > MessageBytesMax)
            throw new OpenFlowException(Errors.OFPBRC_BAD_LEN, $"at byte 0: {bytes.Length} bytes are more than a message has");
        var copy = ArrayPool<byte>.Shared.Rent((int)bytes.Length);
        try
        {
            bytes.CopyTo(copy);
            return Decode(copy.AsSpan(0, (int)bytes.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    internal static void Write(ref OfWriter w, OpenFlowMessage message, uint xid)
    {
        var start = w.Position;
        var version = message is Hello hello ? hello.Version : Version;
        w.Put(new Header { Version = version, Type = (byte)message.Type, Xid = xid });
        message.WriteBody(ref w);
        w.Patch16(start + 2, w.Position - start);
    }

    /// <summary>Reads a message that others may follow.</summary>
    internal static OpenFlowMessage ReadInner(ref OfReader r)
    {
        var at = r.Position;
        var head = r.Take<Header>("the header");
        // A hello, and the error that refuses one, must be understood in any version.
        if (head.Version != Version && head.Type != (byte)MessageType.Hello && !IsHelloFailed(head.Type, in r))
            throw new OpenFlowException(Errors.OFPBRC_BAD_VERSION, $"at byte {at}: unsupported version {head.Version}: this is {Version}, OpenFlow 1.5");
        if (head.Length < HeaderBytes)
            throw new OpenFlowException(Errors.OFPBRC_BAD_LEN, $"at byte {at}: length {(ushort)head.Length} is below {HeaderBytes}");
        var body = r.Sub(head.Length - HeaderBytes, Errors.OFPBRC_BAD_LEN, "the message", isNested: true);
        if (MessageTable.Find(head.Type) is not { } row)
            throw new OpenFlowException(Errors.OFPBRC_BAD_TYPE, $"at byte {at}: no message has the type {head.Type}");
        row.Length.Check(in body, row.Name);
        var message = row.Read(ref body);
        if (body.Left > 0)
            throw body.Error(Errors.OFPBRC_BAD_LEN, $"{body.Left} bytes are left in {row.Name}");
        if (message is BundleAdd add && add.Message.Xid != head.Xid)
        {
            throw new OpenFlowException(
                Errors.OFPBFC_MSG_BAD_XID, $"at byte {at}: the bundle has the xid 0x{(uint)head.Xid:x}, its message 0x{add.Message.Xid:x}");
        }

        message.SetXid(head.Xid);
        return message is Hello hello ? hello with { Version = head.Version } : message;
    }

    static bool IsHelloFailed(byte type, in OfReader body) =>
        type == (byte)MessageType.Error && body.Rest is [0, 0, ..];   // OFPET_HELLO_FAILED
}
