using System.Runtime.InteropServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>ofp_packet_in; a match, two bytes of padding and the packet follow. OpenFlow 1.5.1, 7.4.1.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PacketInBody
{
    public Be32 BufferId;
    public Be16 TotalLength;
    public byte Reason;
    public byte Table;
    public Be64 Cookie;
}

/// <summary>A packet that the switch sent to the controller.</summary>
public record PacketIn : OpenFlowMessage
{
    public const uint NoBuffer = 0xffffffff;

    public override MessageType Type => MessageType.PacketIn;

    public uint BufferId { get; init; } = NoBuffer;

    /// <summary>The packet's whole length, of which <see cref="Packet"/> may be only the beginning.</summary>
    public uint TotalLength { get; init; }

    public PacketInReason Reason { get; init; }

    public byte Table { get; init; }

    /// <summary>The cookie of the flow that sent it.</summary>
    public ulong Cookie { get; init; }

    /// <summary>What went with the packet: in_port, registers, tunnel, metadata.</summary>
    public Match Metadata { get; init; } = Match.Any;

    public ValueList<byte> Packet { get; init; } = [];

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new PacketInBody
        {
            BufferId = BufferId,
            TotalLength = (ushort)TotalLength,
            Reason = (byte)Reason,
            Table = Table,
            Cookie = Cookie,
        });
        OxmCodec.WriteMatch(ref w, Metadata);
        w.Pad(2);
        w.PutBytes(Packet.Span);
    }

    internal static PacketIn Read(ref OfReader r)
    {
        var body = r.Take<PacketInBody>("the packet-in");
        var metadata = OxmCodec.ReadMatch(ref r, Unknown.Skip);
        r.Skip(2, "the padding before the packet");
        return new()
        {
            BufferId = body.BufferId,
            TotalLength = body.TotalLength,
            Reason = (PacketInReason)body.Reason,
            Table = body.Table,
            Cookie = body.Cookie,
            Metadata = metadata,
            Packet = r.TakeRest(),
        };
    }
}

/// <summary>A packet-in with userdata and, if the pipeline is paused, what resumes it (NXT_PACKET_IN2).</summary>
public sealed record PacketIn2 : PacketIn
{
    enum Property : ushort   // NXPINT_*
    {
        Packet,
        FullLength,
        BufferId,
        Table,
        Cookie,
        Reason,
        Metadata,
        Userdata,
        Continuation,
    }

    public override MessageType Type => MessageType.Experimenter;

    /// <summary>The bytes that the flow's controller action has.</summary>
    public ValueList<byte> Userdata { get; init; } = [];

    /// <summary>Opaque, for <see cref="Resume"/>; empty unless the packet is paused.</summary>
    public ValueList<byte> Continuation { get; init; } = [];

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterMessage.WriteHead(ref w, NxMessageType.PacketIn2);
        WriteProperties(ref w);
    }

    internal void WriteProperties(ref OfWriter w)
    {
        Properties.PutBytes(ref w, (ushort)Property.Packet, Packet.Span);
        if (TotalLength != Packet.Count)
            Properties.Put<Be32>(ref w, (ushort)Property.FullLength, TotalLength);
        if (BufferId != NoBuffer)
            Properties.Put<Be32>(ref w, (ushort)Property.BufferId, BufferId);
        if (Table != 0)
            Properties.Put(ref w, (ushort)Property.Table, Table);
        if (Cookie != 0)
            Properties.Put(ref w, (ushort)Property.Cookie, new PaddedNumber { Value = Cookie });
        Properties.Put(ref w, (ushort)Property.Reason, (byte)Reason);
        WriteMetadata(ref w);
        if (Userdata.Count > 0)
            Properties.PutBytes(ref w, (ushort)Property.Userdata, Userdata.Span);
        if (Continuation.Count > 0)
            Properties.PutBytes(ref w, (ushort)Property.Continuation, Continuation.Span);
    }

    void WriteMetadata(ref OfWriter w)
    {
        var start = w.Position;
        w.Put(new Tlv { Type = (ushort)Property.Metadata });
        foreach (var part in Metadata.Span)
            OxmCodec.Write(ref w, part);
        w.Patch16(start + 2, w.Position - start);
        w.PadTo8(start);
    }

    internal static PacketIn2 ReadProperties(ref OfReader r)
    {
        var packet = new PacketIn2();
        var fullLength = (uint?)null;
        while (Properties.Next(ref r, out var type, out var body))
        {
            switch ((Property)type)
            {
                case Property.Packet: packet = packet with { Packet = body.TakeRest() }; break;
                case Property.FullLength: fullLength = body.Take<Be32>("the full length"); break;
                case Property.BufferId: packet = packet with { BufferId = body.Take<Be32>("the buffer") }; break;
                case Property.Table: packet = packet with { Table = body.Take<byte>("the table") }; break;
                case Property.Cookie: packet = packet with { Cookie = body.Take<PaddedNumber>("the cookie").Value }; break;
                case Property.Reason: packet = packet with { Reason = (PacketInReason)body.Take<byte>("the reason") }; break;
                case Property.Metadata: packet = packet with { Metadata = OxmCodec.ReadFields(ref body, Unknown.Skip) }; break;
                case Property.Userdata: packet = packet with { Userdata = body.TakeRest() }; break;
                case Property.Continuation: packet = packet with { Continuation = body.TakeRest() }; break;
                default: throw body.Error(Errors.OFPBPC_BAD_TYPE, $"a packet-in has no property {type}");
            }
        }
        return packet with { TotalLength = fullLength ?? (uint)packet.Packet.Count };
    }
}

/// <summary>A 64-bit number in a property, which is aligned.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PaddedNumber
{
    public Be32 Pad;
    public Be64 Value;
}
