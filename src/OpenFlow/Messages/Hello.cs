using System.Buffers;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>The first message of both sides: which versions they speak. OpenFlow 1.5.1, 7.5.1.</summary>
public sealed record Hello : OpenFlowMessage
{
    const ushort VersionBitmap = 1;   // OFPHET_VERSIONBITMAP

    public override MessageType Type => MessageType.Hello;

    /// <summary>The version in the message's header, the highest that the sender speaks.</summary>
    [JsonIgnore]
    public byte Version { get; init; } = Codec.Version;

    /// <summary>The versions that the first element, a bitmap, names, one bit each; empty where there is none.</summary>
    public ValueList<uint> Versions { get; init; } = [1u << Codec.Version];

    /// <summary>The bytes behind the bitmap: elements for versions to come, which are passed over.</summary>
    public ValueList<byte> Unread { get; init; } = [];

    /// <summary>A peer without a bitmap speaks its own version and, it says, all below.</summary>
    public bool Supports(byte version) => (Bitmap(version / 32) & 1u << version % 32) != 0;

    uint Bitmap(int word)
    {
        if (Versions.Count > 0 && (Versions[0] & ~1u) != 0)   // there is no version 0
            return word < Versions.Count ? Versions[word] : 0;
        return word > 0 ? 0 : uint.MaxValue >> Math.Max(0, 31 - Version) & ~1u;
    }

    internal override void WriteBody(ref OfWriter w)
    {
        if (Versions.Count > 0)
        {
            var start = w.Position;
            w.Put(new Tlv { Type = VersionBitmap, Length = (ushort)(4 + 4 * Versions.Count) });
            foreach (var bitmap in Versions.Span)
                w.Put<Be32>(bitmap);
            w.PadTo8(start);
        }
        w.PutBytes(Unread.Span);
    }

    internal static Hello Read(ref OfReader r)
    {
        var versions = ReadBitmap(ref r);
        return new() { Versions = versions, Unread = r.TakeRest() };
    }

    // What is broken stays unread: a hello is understood as far as it can be, in any version.
    static ValueList<uint> ReadBitmap(ref OfReader r)
    {
        var ahead = r;
        if (r.Left < 8)
            return [];
        var head = ahead.Take<Tlv>("a hello element");
        int length = head.Length;
        if (head.Type != VersionBitmap || length < 8 || length % 4 != 0 || (length + 7) / 8 * 8 > r.Left)
            return [];
        r = ahead;
        var versions = new uint[(length - 4) / 4];
        for (var i = 0; i < versions.Length; i++)
            versions[i] = r.Take<Be32>("a version bitmap");
        r.Skip((8 - length % 8) % 8, "the element's padding");
        return versions;
    }

    internal override void Print(StringBuilder to)
    {
        var bits = Bitmap(0) & ~1u;
        to.Append("\n version bitmap: ");
        to.AppendJoin(", ", Enumerable.Range(1, 31).Where(version => (bits & 1u << version) != 0).Select(version => $"0x{version:x2}"));
        if (Unread.Count == 0 && (Versions.Count == 0 || (Versions[0] & ~1u) != 0))
            return;
        var bytes = new ArrayBufferWriter<byte>();
        Codec.Encode(this, bytes);
        to.Append("\n unknown data in hello:\n");
        Printing.WriteHexDump(to, bytes.WrittenSpan);
    }
}

/// <summary>Asks whether the peer lives. OpenFlow 1.5.1, 7.5.2.</summary>
public sealed record EchoRequest(ValueList<byte> Payload) : OpenFlowMessage
{
    public override MessageType Type => MessageType.EchoRequest;

    internal override void WriteBody(ref OfWriter w) => w.PutBytes(Payload.Span);

    internal override void Print(StringBuilder to) => PrintPayload(to, Payload);

    internal static void PrintPayload(StringBuilder to, ValueList<byte> payload)
    {
        to.Append($" {payload.Count} bytes of payload\n");
        Printing.WriteHexDump(to, payload.Span);
    }
}

/// <summary>The answer to <see cref="EchoRequest"/>, with its bytes.</summary>
public sealed record EchoReply(ValueList<byte> Payload) : OpenFlowMessage
{
    public override MessageType Type => MessageType.EchoReply;

    internal override void WriteBody(ref OfWriter w) => w.PutBytes(Payload.Span);

    internal override void Print(StringBuilder to) => EchoRequest.PrintPayload(to, Payload);
}

/// <summary>Answered when all before it is done. OpenFlow 1.5.1, 7.3.7.</summary>
public sealed record BarrierRequest : OpenFlowMessage
{
    public override MessageType Type => MessageType.BarrierRequest;

    internal override void WriteBody(ref OfWriter w)
    {
    }
}

/// <summary>All before the request is done.</summary>
public sealed record BarrierReply : OpenFlowMessage
{
    public override MessageType Type => MessageType.BarrierReply;

    internal override void WriteBody(ref OfWriter w)
    {
    }
}
