using System.Runtime.InteropServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>ofp_packet_out; a match, actions and the packet follow. OpenFlow 1.5.1, 7.3.6.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct PacketOutBody
{
    public Be32 BufferId;
    public Be16 ActionsLength;
    public Be16 Pad;
}

/// <summary>A packet that the controller sends through the switch.</summary>
public sealed record PacketOut(ValueList<byte> Packet, ValueList<Action> Actions) : OpenFlowMessage
{
    public override MessageType Type => MessageType.PacketOut;

    public uint BufferId { get; init; } = PacketIn.NoBuffer;

    /// <summary>What goes with the packet; in_port is always needed, and may be <see cref="Ports.Controller"/>.</summary>
    public Match Metadata { get; init; } = [Fields.InPort.Is(Ports.Controller)];

    internal override void WriteBody(ref OfWriter w)
    {
        var start = w.Position;
        w.Put(new PacketOutBody { BufferId = BufferId });
        OxmCodec.WriteMatch(ref w, Metadata);
        var actions = w.Position;
        ActionCodec.WriteList(ref w, Actions);
        w.Patch16(start + 4, w.Position - actions);
        w.PutBytes(Packet.Span);
    }

    internal static PacketOut Read(ref OfReader r)
    {
        var body = r.Take<PacketOutBody>("the packet-out");
        var metadata = OxmCodec.ReadMatch(ref r, Unknown.Skip);
        var actions = r.Sub(body.ActionsLength, Errors.OFPBAC_BAD_LEN, "the actions");
        var list = ActionCodec.ReadList(ref actions);
        return new(r.TakeRest(), list) { BufferId = body.BufferId, Metadata = metadata };
    }
}
