using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Json;
using Sdn.OpenFlow.Text;
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
public sealed record PacketOut([property: JsonPropertyName("data")] ValueList<byte> Packet, ValueList<Action> Actions) : OpenFlowMessage
{
    public override MessageType Type => MessageType.PacketOut;

    public uint BufferId { get; init; } = PacketIn.NoBuffer;

    /// <summary>What goes with the packet; in_port is always needed, and may be <see cref="Ports.Controller"/>.</summary>
    [JsonPropertyName("match")]
    [JsonConverter(typeof(LooseMatchConverter))]
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
        var metadata = OxmCodec.ReadMatch(ref r, Unknown.SkipInPipeline);
        if (InPortOf(metadata) is not { } port)
            throw r.Error(Errors.OFPBRC_BAD_PORT, "a packet-out needs in_port");
        if (body.ActionsLength > r.Left || body.ActionsLength % 8 != 0)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"actions of {(ushort)body.ActionsLength} bytes, {r.Left} are left");
        var actions = r.Sub(body.ActionsLength, Errors.OFPBAC_BAD_LEN, "the actions");
        var list = ActionCodec.ReadList(ref actions);
        if (port is >= 0xff00 and not (Ports.Local or Ports.Any or Ports.Controller))
            throw r.Error(Errors.OFPBRC_BAD_PORT, $"no packet comes in on port {Ports.Show(port)}");
        return new(r.TakeRest(), list) { BufferId = body.BufferId, Metadata = metadata };
    }

    static uint? InPortOf(Match metadata)
    {
        if (metadata[Fields.InPort] is { IsOpen: false } wide)
            return (uint)wide.Value;
        return metadata[Fields.InPortNxm] is { IsOpen: false } narrow ? Ports.Widen((ushort)narrow.Value) : null;
    }

    internal override void Print(StringBuilder to)
    {
        to.Append(' ');
        FlowText.WriteMatch(to, Flow.DefaultPriority, Metadata);
        to.Append(' ');
        FlowText.WriteActions(to, Actions);
        if (BufferId != PacketIn.NoBuffer)
        {
            to.Append($" buffer=0x{BufferId:x8}");
            return;
        }

        to.Append($" data_len={Packet.Count}");
        if (Packet.Count > 0)
            to.Append('\n').Append(PacketText.Format(Packet.Span, (uint)Metadata[Fields.PacketType].Value)).Append('\n');
    }
}
