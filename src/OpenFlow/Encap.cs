using System.Text.Json.Serialization;

namespace Sdn.OpenFlow;

/// <summary>The types of packets that <see cref="Encap"/> makes and <see cref="Decap"/> leaves: a namespace and a type in it.</summary>
public static class PacketTypes
{
    public const uint
        Ethernet = 0,
        Nsh = 0x1894f,
        Mpls = 0x18847,
        MplsMulticast = 0x18848;

    /// <summary>The one that the removed header names (PT_USE_NEXT_PROTO).</summary>
    public const uint FromHeader = 0xfffe;
}

/// <summary>Puts a header in front of the packet: <c>encap(nsh(md_type=1))</c>.</summary>
public sealed record Encap(
    [property: JsonPropertyName("new_pkt_type")] uint PacketType, [property: JsonPropertyName("props")] ValueList<EncapProperty> Properties) : Action
{
    /// <summary>Bytes to make room for; Open vSwitch keeps the number and makes what the header needs.</summary>
    [JsonPropertyName("hdr_size")]
    public ushort HeaderSize { get; init; }
}

/// <summary>What <see cref="Encap"/> puts into the header.</summary>
public abstract record EncapProperty
{
    private protected EncapProperty()
    {
    }
}

/// <summary>The kind of metadata of a network service header: 1 is of fixed length, 2 a list.</summary>
public sealed record NshMdType(byte MdType) : EncapProperty;

/// <summary>One item of a network service header's list of metadata.</summary>
public sealed record NshTlv(ushort Class, byte Type, ValueList<byte> Value) : EncapProperty
{
    /// <summary>The length byte of the property counts this, its own 8 bytes and the padding.</summary>
    internal const int ValueBytesMax = 240;

    public ValueList<byte> Value { get; } = Value.Count <= ValueBytesMax
        ? Value
        : throw new ArgumentException($"a TLV has at most {ValueBytesMax} bytes, not {Value.Count}");
}

/// <summary>Takes the outermost header off; what is left has this type.</summary>
public sealed record Decap([property: JsonPropertyName("new_pkt_type")] uint PacketType = PacketTypes.FromHeader) : Action;

/// <summary>Takes a tunnel option from the packet's metadata: <c>delete_field:tun_metadata0</c>.</summary>
public sealed record DeleteField(Field Field) : Action;
