using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>nx_zone_id.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct ZoneIdBody
{
    public Be16 Zero0;
    public Be32 Zero1;
    public Be16 ZoneId;
}

/// <summary>Forgets all connections of a conntrack zone (NXT_CT_FLUSH_ZONE).</summary>
public sealed record CtFlushZone(ushort ZoneId) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.CtFlushZone);
        w.Put(new ZoneIdBody { ZoneId = ZoneId });
    }

    internal static CtFlushZone Read(ref OfReader r) => new(r.Take<ZoneIdBody>("the zone").ZoneId);

    internal override void Print(StringBuilder to) => to.Append($" zone_id={ZoneId}");
}

/// <summary>One direction of a connection, as far as it is said; what is null is open.</summary>
public sealed record CtTuple
{
    enum Property : ushort   // NXT_CT_TUPLE_*
    {
        Source,
        Destination,
        SourcePort,
        DestinationPort,
        IcmpId,
        IcmpType,
        IcmpCode,
    }

    public static readonly CtTuple Any = new();

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IPAddress? Source { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IPAddress? Destination { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ushort? SourcePort { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ushort? DestinationPort { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ushort? IcmpId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte? IcmpType { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte? IcmpCode { get; init; }

    internal void Write(ref OfWriter w, ushort type)
    {
        if (this == Any)
            return;
        var start = w.Position;
        w.Put(new Tlv { Type = type });
        w.Pad(4);
        PutAddress(ref w, Property.Source, Source);
        PutAddress(ref w, Property.Destination, Destination);
        PutNumber(ref w, Property.SourcePort, SourcePort);
        PutNumber(ref w, Property.DestinationPort, DestinationPort);
        PutNumber(ref w, Property.IcmpId, IcmpId);
        if (IcmpType is { } icmpType)
            Properties.Put(ref w, (ushort)Property.IcmpType, icmpType);
        if (IcmpCode is { } icmpCode)
            Properties.Put(ref w, (ushort)Property.IcmpCode, icmpCode);
        w.Patch16(start + 2, w.Position - start);
        w.PadTo8(start);
    }

    internal static CtTuple Read(ref OfReader r)
    {
        if (r.Left < 4)
            throw r.Error(Errors.OFPBPC_BAD_LEN, "a tuple lacks its padding");
        r.Skip(4, "a tuple's padding");
        var tuple = new CtTuple();
        while (Properties.NextOfAny(ref r, out var type, out var body))
        {
            tuple = (Property)Math.Min(type, ushort.MaxValue) switch
            {
                Property.Source => tuple with { Source = ReadAddress(ref body) },
                Property.Destination => tuple with { Destination = ReadAddress(ref body) },
                Property.SourcePort => tuple with { SourcePort = body.Take<Be16>("the source port") },
                Property.DestinationPort => tuple with { DestinationPort = body.Take<Be16>("the destination port") },
                Property.IcmpId => tuple with { IcmpId = body.Take<Be16>("the ICMP id") },
                Property.IcmpType => tuple with { IcmpType = body.Take<byte>("the ICMP type") },
                Property.IcmpCode => tuple with { IcmpCode = body.Take<byte>("the ICMP code") },
                _ => tuple,
            };
        }
        return tuple;
    }

    internal void Print(StringBuilder to, byte protocol, AddressFamily family)
    {
        var name = family == AddressFamily.InterNetwork ? "nw" : "ipv6";
        to.Append($"ct_{name}_src={Source ?? IPAddress.IPv6Any},ct_{name}_dst={Destination ?? IPAddress.IPv6Any}");
        if (protocol is IpProtocols.Icmp or IpProtocols.Icmpv6)
            to.Append($",icmp_id={IcmpId ?? 0},icmp_type={IcmpType ?? 0},icmp_code={IcmpCode ?? 0}");
        else
            to.Append($",ct_tp_src={SourcePort ?? 0},ct_tp_dst={DestinationPort ?? 0}");
    }

    static void PutNumber(ref OfWriter w, Property property, ushort? number)
    {
        if (number is { } value)
            Properties.Put<Be16>(ref w, (ushort)property, value);
    }

    // IPv4 addresses stand there as IPv6 ones: ::ffff:10.0.0.1.
    static void PutAddress(ref OfWriter w, Property property, IPAddress? address)
    {
        if (address is not null)
            Properties.PutBytes(ref w, (ushort)property, address.MapToIPv6().GetAddressBytes());
    }

    static IPAddress ReadAddress(ref OfReader body)
    {
        var address = new IPAddress(body.TakeBytes(16, "an address"));
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}

/// <summary>nx_ct_flush; properties follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct CtFlushBody
{
    public byte IpProtocol;
    public byte Pad0;
    public Be16 Pad1;
    public Be32 Pad2;
}

/// <summary>Forgets the connections that match (NXT_CT_FLUSH).</summary>
public sealed record CtFlush : OpenFlowMessage
{
    const ushort OriginalTuple = 0, ReplyTuple = 1, ZoneIdProperty = 2;   // nx_ct_flush_tlv_type

    public override MessageType Type => MessageType.Experimenter;

    [JsonPropertyName("ip_proto")]
    public byte IpProtocol { get; init; }

    /// <summary>The zone; null is every zone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ushort? ZoneId { get; init; }

    public CtTuple Original { get; init; } = CtTuple.Any;

    public CtTuple Reply { get; init; } = CtTuple.Any;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.CtFlush);
        w.Put(new CtFlushBody { IpProtocol = IpProtocol });
        Original.Write(ref w, OriginalTuple);
        Reply.Write(ref w, ReplyTuple);
        if (ZoneId is { } zone)
            Properties.Put<Be16>(ref w, ZoneIdProperty, zone);
    }

    internal static CtFlush Read(ref OfReader r)
    {
        var body = r.Take<CtFlushBody>("the flush");
        if (body.Pad0 != 0 || body.Pad1 != 0 || body.Pad2 != 0)
            throw r.Error(Errors.NXBRC_MUST_BE_ZERO, "the padding of the flush is not zero");
        var flush = new CtFlush { IpProtocol = body.IpProtocol };
        while (Properties.NextOfAny(ref r, out var type, out var property))
        {
            flush = type switch
            {
                OriginalTuple => flush with { Original = CtTuple.Read(ref property) },
                ReplyTuple => flush with { Reply = CtTuple.Read(ref property) },
                ZoneIdProperty => flush with { ZoneId = property.Take<Be16>("the zone") },
                _ => flush,
            };
        }
        return flush;
    }

    internal override void Print(StringBuilder to)
    {
        var family = new[] { Original.Source, Original.Destination, Reply.Source, Reply.Destination }.Any(
            address => address is { AddressFamily: AddressFamily.InterNetwork })
            ? AddressFamily.InterNetwork
            : AddressFamily.InterNetworkV6;
        to.Append($" zone={ZoneId ?? 0} '");
        Original.Print(to, IpProtocol, family);
        to.Append($",ct_nw_proto={IpProtocol}' '");
        Reply.Print(to, IpProtocol, family);
        to.Append('\'');
    }
}
