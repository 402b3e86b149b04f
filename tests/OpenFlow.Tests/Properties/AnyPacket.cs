using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Packets on their way to and from the controller.</summary>
static class AnyPacket
{
    /// <summary>What goes with a packet: the fields that the pipeline has of it, and not those of its headers.</summary>
    static readonly Gen<Match> Metadata = Drawn.By(d =>
    {
        var parts = new Dictionary<Field, FieldMatch> { [Fields.InPort] = Fields.InPort.Is(d.From(AnyPort.InPort)) };
        for (var left = d.From(Gen.Int[0, 4]); left > 0; left--)
        {
            var field = d.OneOf(Fields.TunnelId, Fields.TunSrc, Fields.TunDst, Fields.Metadata, Fields.Reg0, Fields.Reg1, Fields.Reg15, Fields.PktMark, Fields.CtMark, Fields.CtState, Fields.CtZone);
            parts[field] = field.Is(d.From(AnyField.Value(field)));
        }
        return new Match([.. parts.Values]);
    });

    internal static readonly Gen<PacketOut> Out = Drawn.By(d =>
    {
        var buffer = d.Maybe(AnyNumber.UInt, PacketIn.NoBuffer, 20);   // the switch has the packet then, and none is sent
        var packet = buffer == PacketIn.NoBuffer ? d.From(AnyFrame.Any) : [];
        return new PacketOut(packet, AnyAction.List(d, PacketKind.Everything, Place.Applied, 3))
        {
            BufferId = buffer,
            Metadata = Match.Create([Fields.InPort.Is(d.From(AnyPort.InPort))]),
        };
    });

    internal static readonly Gen<PacketIn> In = Drawn.By(d => Fill(d, new PacketIn()));

    internal static readonly Gen<NxPacketIn> NxIn = Drawn.By(d => (NxPacketIn)Fill(d, new NxPacketIn()));

    static PacketIn Fill(Draw d, PacketIn empty)
    {
        var packet = d.From(AnyFrame.Any);
        return empty with
        {
            BufferId = d.Maybe(AnyNumber.UInt, PacketIn.NoBuffer),
            TotalLength = d.Maybe(AnyNumber.UShort, (ushort)packet.Count, 20),
            Reason = d.From(Gen.Enum<PacketInReason>()),
            Table = d.From(AnyNumber.Byte),
            Cookie = d.From(AnyNumber.ULong),
            Metadata = d.From(Metadata),
            Packet = packet,
        };
    }

    /// <summary>What a paused packet goes on with, a property each (ofp-packet.c, enum nx_continuation_prop_type).</summary>
    static readonly Gen<ValueList<byte>> Continuation = Drawn.By(d =>
    {
        var bytes = new List<byte>([0, 0, 0, 0]);
        Add(0x8000, d.List(AnyNumber.Byte, 16, 16));                        // the bridge's UUID
        if (d.Percent(30))
            Add(0x8001, d.From(AnyNumber.Bytes(1, 16)));                    // a value on the stack
        if (d.Percent(30))
            Add(0x8002, d.List(AnyNumber.Byte, 4, 4));                      // mirrors that have had it
        if (d.Percent(30))
            Add(0x8003, []);                                                // it has been through conntrack
        if (d.Percent(50))
            Add(0x8006, [0, 0, 0, 0, 0x00, 0x00, 0x00, 0x10, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0]);   // output:5 is left to do
        if (d.Percent(30))
            Add(0x8008, d.List(AnyNumber.Byte, 4, 4));                      // the datapath's port
        return (ValueList<byte>)bytes;

        void Add(ushort type, IReadOnlyCollection<byte> content)
        {
            var length = 4 + content.Count;
            bytes.AddRange([(byte)(type >> 8), (byte)type, (byte)(length >> 8), (byte)length, .. content]);
            bytes.AddRange(new byte[(8 - length % 8) % 8]);
        }
    });

    internal static readonly Gen<PacketIn2> In2 = Drawn.By(d =>
    {
        var packet = d.From(AnyFrame.Any.Where(bytes => bytes.Count > 0));   // Open vSwitch takes none without a packet
        return new PacketIn2
        {
            BufferId = d.Maybe(AnyNumber.UInt, PacketIn.NoBuffer),
            TotalLength = Math.Max((uint)packet.Count, d.Maybe(AnyNumber.UInt, 0U, 20)),
            Reason = d.From(Gen.Enum<PacketInReason>()),
            Table = d.From(AnyNumber.Byte),
            Cookie = d.From(AnyNumber.ULong),
            Metadata = d.From(Metadata),
            Packet = packet,
            Userdata = d.Maybe(AnyNumber.Bytes(1, 30), []),
            Continuation = d.Maybe(Continuation, []),
        };
    });
}
