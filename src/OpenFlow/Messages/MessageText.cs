using System.Buffers.Binary;
using System.Text;
using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow;

/// <summary>Messages in words: as ovs-ofctl prints them, and in a few for errors and logs.</summary>
static class MessageText
{
    /// <summary>As <c>ovs-ofctl ofp-print</c> writes it, without the last newline.</summary>
    internal static string Format(OpenFlowMessage message)
    {
        var text = new StringBuilder();
        var version = message is Hello hello ? hello.Version : Codec.Version;
        text.Append(HeadName(message));
        WriteHead(text, version, message.Xid);
        WriteFlags(text, message);
        message.Print(text);
        return TrimEnd(text).ToString();
    }

    /// <summary>Bytes that should be a message, as <c>ovs-ofctl ofp-print</c> writes them: broken ones with the error and a dump.</summary>
    internal static string Format(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        if (bytes.IsEmpty)
            return "OpenFlow message is empty\n";
        var length = bytes.Length >= Codec.HeaderBytes ? (int)BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) : 0;
        if (bytes.Length < Codec.HeaderBytes)
        {
            text.Append($"OpenFlow packet too short (only {bytes.Length} bytes):\n");
        }
        else if (length > bytes.Length)
        {
            if (TryWriteHead(text, bytes))
                text.Append('\n');
            text.Append($"(***truncated to {bytes.Length} bytes from {length}***)\n");
        }
        else if (length < bytes.Length)
        {
            text.Append($"(***only uses {length} bytes out of {bytes.Length}***)\n");
        }
        else
        {
            return FormatWhole(bytes);
        }

        Printing.WriteHexDump(text, bytes);
        return text.ToString();
    }

    static string FormatWhole(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Codec.Decode(bytes) + "\n";
        }
        catch (OpenFlowException e)
        {
            var text = new StringBuilder();
            if (TryWriteHead(text, bytes))
                text.Append(' ');
            text.Append($"***decode error: {e.Error.Name}***\n");
            Printing.WriteHexDump(text, bytes);
            return text.ToString();
        }
    }

    /// <summary>The head of the message that bytes begin, if there is a message of that kind.</summary>
    static bool TryWriteHead(StringBuilder to, ReadOnlySpan<byte> bytes)
    {
        if (MessageTable.Find(bytes[1]) is not { } row || (bytes[0] != Codec.Version && (bytes[0] == 0 || row.Type != MessageType.Hello)))
            return false;
        var body = bytes[Codec.HeaderBytes..];
        var name = row.Type switch
        {
            MessageType.MultipartRequest or MessageType.MultipartReply when body.Length >= 2 =>
                FindMultipart(body) is { } multipart
                    ? $"{multipart.OvsName} {(row.Type == MessageType.MultipartRequest ? "request" : "reply")}"
                    : null,
            MessageType.Experimenter when body.Length >= 8 =>
                ExperimenterTable.Find(BinaryPrimitives.ReadUInt32BigEndian(body), BinaryPrimitives.ReadUInt32BigEndian(body[4..]))?.Name,
            MessageType.MultipartRequest or MessageType.MultipartReply or MessageType.Experimenter => null,
            _ => row.Name,
        };
        if (name is null)
            return false;
        to.Append(name);
        WriteHead(to, bytes[0], BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        return true;
    }

    static MultipartRow? FindMultipart(ReadOnlySpan<byte> body)
    {
        var type = (MultipartType)BinaryPrimitives.ReadUInt16BigEndian(body);
        if (type != MultipartType.Experimenter)
            return MultipartTable.Find(type);
        return body.Length < 16
            ? null
            : MultipartTable.Find(type, (BinaryPrimitives.ReadUInt32BigEndian(body[8..]), BinaryPrimitives.ReadUInt32BigEndian(body[12..])));
    }

    static void WriteHead(StringBuilder to, byte version, uint xid)
    {
        if (version is > 1 and <= Codec.Version)
            to.Append($" (OF1.{version - 1})");
        else if (version != 1)
            to.Append($" (OF 0x{version:x2})");
        to.Append($" (xid=0x{xid:x}):");
    }

    static void WriteFlags(StringBuilder to, OpenFlowMessage message)
    {
        var flags = message switch
        {
            MultipartRequest request => request.Flags,
            MultipartReply reply => reply.Flags,
            _ => (ushort)0,
        };
        if (flags == 0)
            return;
        to.Append(" flags=");
        if ((flags & MultipartReply.MoreFlag) != 0)
            to.Append("[more]");
        if ((flags & ~MultipartReply.MoreFlag) != 0)
            to.Append($"[***unknown flags 0x{flags & ~MultipartReply.MoreFlag:x4}***]");
    }

    static string HeadName(OpenFlowMessage message) => message switch
    {
        MultipartRequest m => $"{MultipartTable.Of(m).OvsName} request",
        MultipartReply m => $"{MultipartTable.Of(m).OvsName} reply",
        _ when ExperimenterTable.Find(message) is { } row => row.Name,
        _ => MessageTable.NameOf(message.Type),
    };

    // ovs-ofctl takes one space off the end, and then sees to it that there is one newline.
    static StringBuilder TrimEnd(StringBuilder text)
    {
        if (text[^1] == ' ')
            text.Length--;
        if (text[^1] == '\n')
            text.Length--;
        return text;
    }

    /// <summary>Messages in a few words, for errors and logs.</summary>
    internal static string Describe(OpenFlowMessage message) => message switch
    {
        FlowMod m => $"flow_mod {m.Command} {m.Flow}",
        GroupMod m => $"group_mod {m.Command} {m.Group}",
        MeterMod m => $"meter_mod {m.Command} {m.Meter}",
        BundleControl m => $"bundle {m.Control}",
        MultipartRequest m => $"{MessageTable.NameOf(m.Type)} {m.Multipart}",
        _ => MessageTable.NameOf(message.Type),
    };
}
