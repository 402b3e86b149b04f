using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>
/// A packet-in read where it lies: nothing is copied or allocated, and match fields are looked for when they are asked for.
/// OpenFlow 1.5.1, 7.4.1. For a record that can be kept see <see cref="PacketIn"/>.
/// </summary>
public readonly ref struct PacketInView
{
    const int EthernetBytes = 14;
    const int MatchAt = 24;   // in the message; ofp_match is the last of the fixed part

    readonly ref readonly PacketInBody _body;

    /// <summary>Looks at a message of type <see cref="MessageType.PacketIn"/>.</summary>
    /// <exception cref="OpenFlowException">The message's lengths do not fit.</exception>
    public PacketInView(in FrameView frame)
    {
        var r = new OfReader(frame.Body, Errors.OFPBRC_BAD_LEN, Codec.HeaderBytes);
        _body = ref r.Take<PacketInBody>("the packet-in");
        var head = r.Take<Tlv>("the match");
        if (head.Type != OxmHeader.MatchType)
            throw r.Error(Errors.OFPBMC_BAD_TYPE, $"match type {(ushort)head.Type} is not OXM");
        if (head.Length < 4)
            throw r.Error(Errors.OFPBMC_BAD_LEN, $"match length {(ushort)head.Length} is below 4");
        Metadata = r.TakeBytes(head.Length - 4, "the match");
        r.Skip((8 - head.Length % 8) % 8 + 2, "the padding before the packet");
        Packet = r.Rest;
        Xid = frame.Xid;
    }

    public uint Xid { get; }

    public uint BufferId => _body.BufferId;

    /// <summary>The packet's whole length, of which <see cref="Packet"/> may be only the beginning.</summary>
    public int TotalLength => (ushort)_body.TotalLength;

    public PacketInReason Reason => (PacketInReason)_body.Reason;

    public byte Table => _body.Table;

    /// <summary>The cookie of the flow that sent it.</summary>
    public ulong Cookie => _body.Cookie;

    /// <summary>The match fields that went with the packet, as OXM TLVs.</summary>
    public ReadOnlySpan<byte> Metadata { get; }

    public ReadOnlySpan<byte> Packet { get; }

    /// <summary>The port that the packet came in by; <see cref="Ports.Any"/> if the switch does not say.</summary>
    public uint InPort => TryFind(Fields.InPort, out var port) ? (uint)port : Ports.Any;

    /// <summary>Whether the packet is long enough for an Ethernet header.</summary>
    public bool HasEthernet => Packet.Length >= EthernetBytes;

    public MacAddress EthDst => new(BinaryPrimitives.ReadUInt64BigEndian(Packet) >> 16);

    public MacAddress EthSrc => new(BinaryPrimitives.ReadUInt64BigEndian(Packet[6..]) >> 16);

    /// <summary>The type in the Ethernet header: 0x8100 where there is a VLAN tag.</summary>
    public ushort EthType => BinaryPrimitives.ReadUInt16BigEndian(Packet[12..]);

    /// <summary>The value of an exact field of <see cref="Metadata"/> that has at most 64 bits.</summary>
    /// <exception cref="OpenFlowException">The fields' lengths do not fit.</exception>
    public bool TryFind(Field field, out ulong value)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(field.Bytes, sizeof(ulong), nameof(field));
        var wanted = OxmHeader.Exact(field);
        for (var rest = Metadata; rest.Length > 0;)
        {
            var header = rest.Length >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(rest) : 0;
            var length = 4 + (int)(header & 0xff);
            if (length > rest.Length)
                throw new OpenFlowException(Errors.OFPBMC_BAD_LEN, $"at byte {MatchAt + 4 + Metadata.Length - rest.Length}: {rest.Length} bytes are no field");
            if (header == wanted && IsOf(field, rest))
            {
                value = NumberOf(rest[(length - field.Bytes)..length]);
                return true;
            }
            rest = rest[length..];
        }
        value = 0;
        return false;
    }

    static bool IsOf(Field field, ReadOnlySpan<byte> oxm) =>
        field.Experimenter == 0 || BinaryPrimitives.ReadUInt32BigEndian(oxm[4..]) == field.Experimenter;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong NumberOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == sizeof(uint))
            return BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var value = 0UL;
        foreach (var octet in bytes)
            value = value << 8 | octet;
        return value;
    }
}
