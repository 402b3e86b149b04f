using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>The first message of both sides: which versions they speak. OpenFlow 1.5.1, 7.5.1.</summary>
public sealed record Hello : OpenFlowMessage
{
    const ushort VersionBitmap = 1;   // OFPHET_VERSIONBITMAP

    public override MessageType Type => MessageType.Hello;

    /// <summary>The version in the message's header, the highest that the sender speaks.</summary>
    public byte Version { get; init; } = Codec.Version;

    /// <summary>The versions that the bitmap names, one bit each; empty where there is no bitmap.</summary>
    public ValueList<uint> Versions { get; init; } = [1u << Codec.Version];

    /// <summary>A peer without a bitmap speaks its own version and, it says, all below.</summary>
    public bool Supports(byte version) => Versions.Count == 0
        ? version <= Version
        : version / 32 < Versions.Count && (Versions[version / 32] & 1u << version % 32) != 0;

    internal override void WriteBody(ref OfWriter w)
    {
        if (Versions.Count == 0)
            return;
        var start = w.Position;
        w.Put(new Tlv { Type = VersionBitmap, Length = (ushort)(4 + 4 * Versions.Count) });
        foreach (var bitmap in Versions.Span)
            w.Put<Be32>(bitmap);
        w.PadTo8(start);
    }

    internal static Hello Read(ref OfReader r)
    {
        var versions = new List<uint>();
        // Whatever else a hello holds is for versions to come: it is passed over, as the specification asks.
        while (r.Left >= 4)
        {
            var head = r.Take<Tlv>("a hello element");
            if (head.Length < 4 || head.Length - 4 > r.Left)
                break;
            var body = r.Sub(head.Length - 4, Errors.OFPBRC_BAD_LEN, "a hello element");
            while (head.Type == VersionBitmap && body.Left >= 4)
                versions.Add(body.Take<Be32>("a version bitmap"));
            r.SkipUpTo((8 - head.Length % 8) % 8);
        }
        return new() { Versions = versions };
    }
}

/// <summary>Asks whether the peer lives. OpenFlow 1.5.1, 7.5.2.</summary>
public sealed record EchoRequest(ValueList<byte> Payload) : OpenFlowMessage
{
    public override MessageType Type => MessageType.EchoRequest;

    internal override void WriteBody(ref OfWriter w) => w.PutBytes(Payload.Span);
}

/// <summary>The answer to <see cref="EchoRequest"/>, with its bytes.</summary>
public sealed record EchoReply(ValueList<byte> Payload) : OpenFlowMessage
{
    public override MessageType Type => MessageType.EchoReply;

    internal override void WriteBody(ref OfWriter w) => w.PutBytes(Payload.Span);
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
