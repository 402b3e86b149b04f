using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>
/// Lays out packet-outs with one output straight into a buffer and without allocation. OpenFlow 1.5.1, 7.3.6. For all that
/// packet-outs can do see <see cref="PacketOut"/>.
/// </summary>
public static class PacketOutWriter
{
    const int FixedBytes = 48;     // all but the packet
    const int MatchLength = 12;    // ofp_match with in_port, without its padding
    const int OutputLength = 16;   // ofp_action_output

    /// <summary>Sends a packet, or one that the switch has buffered, as if it had come in by a port, out by another.</summary>
    /// <param name="to">Where the message is laid out.</param>
    /// <param name="xid">The message's.</param>
    /// <param name="bufferId">The packet in the switch's buffer, or <see cref="PacketIn.NoBuffer"/>.</param>
    /// <param name="inPort">The port that the packet came in by, or <see cref="Ports.Controller"/>.</param>
    /// <param name="outPort">A port, or a reserved one as <see cref="Ports.Flood"/>.</param>
    /// <param name="packet">The packet; empty if the switch has it.</param>
    /// <exception cref="ArgumentException">The packet does not fit a message.</exception>
    public static void Write(FrameBuffer to, uint xid, uint bufferId, uint inPort, uint outPort, ReadOnlySpan<byte> packet)
    {
        ArgumentNullException.ThrowIfNull(to);
        var length = FixedBytes + packet.Length;
        if (length > Codec.MessageBytesMax)
            throw new ArgumentException($"a packet of {packet.Length} bytes does not fit a message", nameof(packet));
        var w = new OfWriter(to.GetSpan(length));
        w.Put(new Header { Version = Codec.Version, Type = (byte)MessageType.PacketOut, Length = (ushort)length, Xid = xid });
        w.Put(new PacketOutBody { BufferId = bufferId, ActionsLength = OutputLength });
        w.Put(new Tlv { Type = OxmHeader.MatchType, Length = MatchLength });
        w.Put<Be32>(OxmHeader.Exact(Fields.InPort));
        w.Put<Be32>(inPort);
        w.Pad(4);
        w.Put(new Tlv { Type = (ushort)ActionType.Output, Length = OutputLength });
        w.Put(new OutputBody { Port = outPort });
        w.PutBytes(packet);
        to.Advance(w.Position);
    }
}
