using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Json;
using Sdn.OpenFlow.Text;
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

    /// <summary>The cookie where no flow sent the packet.</summary>
    public const ulong NoCookie = ulong.MaxValue;

    public override MessageType Type => MessageType.PacketIn;

    public uint BufferId { get; init; } = NoBuffer;

    /// <summary>The packet's whole length, of which <see cref="Packet"/> may be only the beginning.</summary>
    [JsonPropertyName("total_len")]
    public uint TotalLength { get; init; }

    public PacketInReason Reason { get; init; }

    [JsonPropertyName("table_id")]
    public byte Table { get; init; }

    /// <summary>The cookie of the flow that sent it.</summary>
    public ulong Cookie { get; init; }

    /// <summary>What went with the packet: in_port, registers, tunnel, metadata.</summary>
    [JsonPropertyName("match")]
    [JsonConverter(typeof(LooseMatchConverter))]
    public Match Metadata { get; init; } = Match.Any;

    [JsonPropertyName("data")]
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

    internal override void Print(StringBuilder to)
    {
        if (Table != 0)
            to.Append($" table_id={Table}");
        if (Cookie != NoCookie)
            to.Append($" cookie=0x{Cookie:x}");
        to.Append($" total_len={TotalLength} ");
        FlowText.WriteMatch(to, Flow.DefaultPriority, Metadata);
        to.Append($" (via {ReasonName(Reason)}) data_len={Packet.Count}");
        if (BufferId == NoBuffer)
            to.Append(TotalLength != Packet.Count ? " (unbuffered) (***total_len != data_len***)\n" : " (unbuffered)\n");
        else
            to.Append($" buffer=0x{BufferId:x8}").Append(TotalLength < Packet.Count ? " (***total_len < data_len***)\n" : "\n");
        PrintMore(to);
        to.Append(PacketText.Format(Packet.Span, (uint)Metadata[Fields.PacketType].Value)).Append('\n');
    }

    /// <summary>Writes what stands between the head and the packet.</summary>
    private protected virtual void PrintMore(StringBuilder to)
    {
    }

    static string ReasonName(PacketInReason reason)
    {
        var names = AsyncMask.Messages[(int)AsyncMaskType.PacketInSlave / 2].Reasons;
        return (int)reason < names.Length ? names[(int)reason] : ((int)reason).ToString();
    }
}
