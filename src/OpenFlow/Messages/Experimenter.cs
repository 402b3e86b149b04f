using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>A message that an experimenter defined and this library has no record for. OpenFlow 1.5.1, 7.5.5.</summary>
public sealed record ExperimenterMessage(uint Experimenter, uint ExperimenterType, ValueList<byte> Payload) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new ExperimenterHeader { Experimenter = Experimenter, Type = ExperimenterType });
        w.PutBytes(Payload.Span);
    }

    internal static OpenFlowMessage Read(ref OfReader r)
    {
        var head = r.Take<ExperimenterHeader>("the experimenter's header");
        return (uint)head.Experimenter == ActionCodec.Nicira
            ? NiciraType(head.Type) switch
            {
                NxMessageType.SetPacketInFormat => new SetPacketInFormat((PacketInFormat)(uint)r.Take<Be32>("the format")),
                NxMessageType.PacketIn2 => PacketIn2.ReadProperties(ref r),
                NxMessageType.Resume => new Resume(PacketIn2.ReadProperties(ref r)),
                _ => new ExperimenterMessage(head.Experimenter, head.Type, r.TakeRest()),
            }
            : new ExperimenterMessage(head.Experimenter, head.Type, r.TakeRest());
    }

    static NxMessageType NiciraType(uint type) => (NxMessageType)type;

    internal static void WriteHead(ref OfWriter w, NxMessageType type) =>
        w.Put(new ExperimenterHeader { Experimenter = ActionCodec.Nicira, Type = (uint)type });
}

/// <summary>The numbers of Nicira's messages that have records here (nicira-ext.h).</summary>
enum NxMessageType : uint
{
    SetPacketInFormat = 16,
    Resume = 28,
    PacketIn2 = 30,
}

/// <summary>Which form packets come to the controller in (nx_packet_in_format).</summary>
public enum PacketInFormat : uint
{
    Standard = 0,
    Nxt = 1,
    Nxt2 = 2,
}

/// <summary>Asks for packet-ins in a form that carries userdata: <see cref="PacketInFormat.Nxt2"/>.</summary>
public sealed record SetPacketInFormat(PacketInFormat Format) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterMessage.WriteHead(ref w, NxMessageType.SetPacketInFormat);
        w.Put<Be32>((uint)Format);
    }
}

/// <summary>Lets a paused packet go on, with what its packet-in had (NXT_RESUME).</summary>
public sealed record Resume(PacketIn2 Packet) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterMessage.WriteHead(ref w, NxMessageType.Resume);
        Packet.WriteProperties(ref w);
    }
}
