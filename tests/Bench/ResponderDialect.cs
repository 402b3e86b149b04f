using System.Buffers.Binary;

namespace Sdn.Bench;

/// <summary>What a played switch says in one version of OpenFlow, and where it finds things in what it is told.</summary>
sealed record ResponderDialect(string Name, byte Version)
{
    const int HeaderBytes = 8;
    const int PacketBytes = 60;

    public static readonly ResponderDialect V10 = new("1.0", 1), V13 = new("1.3", 4), V15 = new("1.5", 6);

    public static readonly IReadOnlyList<ResponderDialect> All = [V10, V13, V15];

    public const byte Hello = 0, EchoRequest = 2, EchoReply = 3, FeaturesRequest = 5, FeaturesReply = 6,
        GetConfigRequest = 7, GetConfigReply = 8, PacketIn = 10, PacketOut = 13, FlowMod = 14,
        MultipartRequest = 18, MultipartReply = 19, RoleRequest = 24, RoleReply = 25;

    public byte BarrierRequest => Version == 1 ? (byte)18 : (byte)20;

    /// <summary>Where a flow mod names the packet in the switch's buffer.</summary>
    public int FlowModBufferAt => Version == 1 ? 64 : 32;

    public int PacketInBytes => (Version == 1 ? 18 : 42) + PacketBytes;

    public byte[] Message(byte type, uint xid, ReadOnlySpan<byte> body)
    {
        var message = new byte[HeaderBytes + body.Length];
        (message[0], message[1]) = (Version, type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)message.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), xid);
        body.CopyTo(message.AsSpan(HeaderBytes));
        return message;
    }

    /// <summary>ofp_switch_features: the datapath id, 256 buffers, one table; the same 24 bytes in all versions.</summary>
    public byte[] Features(uint xid, ulong datapathId)
    {
        Span<byte> body = stackalloc byte[24];
        body.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(body, datapathId);
        BinaryPrimitives.WriteUInt32BigEndian(body[8..], 256);
        body[12] = 1;
        return Message(FeaturesReply, xid, body);
    }

    /// <summary>A packet-in for a miss: a UDP packet between two of the switch's addresses, in a numbered buffer.</summary>
    public void WritePacketIn(Span<byte> to, uint bufferId, ushort inPort, ulong source, ulong destination)
    {
        to.Clear();
        (to[0], to[1]) = (Version, PacketIn);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)to.Length);
        BinaryPrimitives.WriteUInt32BigEndian(to[8..], bufferId);
        BinaryPrimitives.WriteUInt16BigEndian(to[12..], PacketBytes);
        if (Version == 1)
        {
            BinaryPrimitives.WriteUInt16BigEndian(to[14..], inPort);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(to[24..], 0x0001_000c);   // OXM, 12 bytes
            BinaryPrimitives.WriteUInt32BigEndian(to[28..], 0x8000_0004);   // in_port
            BinaryPrimitives.WriteUInt32BigEndian(to[32..], inPort);
        }
        WritePacket(to[^PacketBytes..], source, destination);
    }

    static void WritePacket(Span<byte> to, ulong source, ulong destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(to, destination << 16);
        BinaryPrimitives.WriteUInt64BigEndian(to[6..], source << 16);
        ReadOnlySpan<byte> rest =
        [
            0x08, 0x00, 0x45, 0, 0, 46, 0, 0, 0, 0, 64, 17, 0x66, 0xbd,   // IPv4, 46 bytes, UDP
            10, 0, 0, 1, 10, 0, 0, 2, 0x10, 0, 0x20, 0, 0, 26, 0, 0,      // 10.0.0.1:4096 to 10.0.0.2:8192
        ];
        rest.CopyTo(to[12..]);
    }
}
