using System.Runtime.InteropServices;
using System.Text;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>A packet-in with userdata and, if the pipeline is paused, what resumes it (NXT_PACKET_IN2, nicira-ext.h).</summary>
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

    /// <summary>Private to the switch, for <see cref="Resume"/>; empty unless the packet is paused.</summary>
    public ValueList<byte> Continuation { get; init; } = [];

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.PacketIn2);
        WriteProperties(ref w);
    }

    // In the order in which Open vSwitch writes them (ofputil_put_packet_in_private()).
    internal void WriteProperties(ref OfWriter w)
    {
        Properties.PutBytes(ref w, (ushort)Property.Packet, Packet.Span);
        if (TotalLength != Packet.Count)
            Properties.Put<Be32>(ref w, (ushort)Property.FullLength, TotalLength);
        if (BufferId != NoBuffer)
            Properties.Put<Be32>(ref w, (ushort)Property.BufferId, BufferId);
        Properties.Put(ref w, (ushort)Property.Table, Table);
        if (Cookie != NoCookie)
            Properties.Put(ref w, (ushort)Property.Cookie, new PaddedNumber { Value = Cookie });
        Properties.Put(ref w, (ushort)Property.Reason, (byte)Reason);
        WriteMetadata(ref w);
        if (Continuation.Count > 0)
            Properties.PutBytes(ref w, (ushort)Property.Continuation, Continuation.Span);
        if (Userdata.Count > 0)
            Properties.PutBytes(ref w, (ushort)Property.Userdata, Userdata.Span);
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
        var packet = new PacketIn2 { Cookie = NoCookie };
        var fullLength = 0u;
        while (Properties.NextOfAny(ref r, out var type, out var body))
        {
            switch ((Property)Math.Min(type, ushort.MaxValue))
            {
                case Property.Packet: packet = packet with { Packet = body.TakeRest() }; break;
                case Property.FullLength: fullLength = Properties.Only<Be32>(ref body, "the full length"); break;
                case Property.BufferId: packet = packet with { BufferId = Properties.Only<Be32>(ref body, "the buffer") }; break;
                case Property.Table: packet = packet with { Table = body.Take<byte>("the table") }; break;
                case Property.Cookie: packet = packet with { Cookie = Properties.Only<PaddedNumber>(ref body, "the cookie").Value }; break;
                case Property.Reason: packet = packet with { Reason = (PacketInReason)body.Take<byte>("the reason") }; break;
                case Property.Metadata: packet = packet with { Metadata = OxmCodec.ReadFields(ref body, Unknown.Skip) }; break;
                case Property.Userdata: packet = packet with { Userdata = body.TakeRest() }; break;
                case Property.Continuation: packet = packet with { Continuation = ReadContinuation(ref body) }; break;
                default: break;   // what later versions add is not ours to refuse
            }
        }
        if (packet.Packet.Count == 0)
            throw r.Error(Errors.OFPBRC_BAD_LEN, "a packet-in lacks its packet");
        if (fullLength != 0 && fullLength < packet.Packet.Count)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a packet of {fullLength} bytes has {packet.Packet.Count} here");
        return packet with { TotalLength = fullLength != 0 ? fullLength : (uint)packet.Packet.Count };
    }

    static ValueList<byte> ReadContinuation(ref OfReader body)
    {
        var ahead = body;
        PacketContinuation.Read(ref ahead);
        return body.TakeRest();
    }

    private protected override void PrintMore(StringBuilder to)
    {
        if (Userdata.Count > 0)
        {
            to.Append(" userdata=");
            Printing.WriteDotted(to, Userdata.Span);
            to.Append('\n');
        }

        if (Continuation.Count == 0)
            return;
        var r = new OfReader(Continuation.Span, Errors.OFPBPC_BAD_LEN);
        PacketContinuation.Read(ref r).Print(to);
    }
}

/// <summary>Lets a paused packet go on, with what its packet-in had (NXT_RESUME).</summary>
public sealed record Resume(PacketIn2 Packet) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.Resume);
        Packet.WriteProperties(ref w);
    }

    internal override void Print(StringBuilder to) => Packet.Print(to);
}

/// <summary>A 64-bit number in a property, which is aligned.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PaddedNumber
{
    public Be32 Pad;
    public Be64 Value;
}
