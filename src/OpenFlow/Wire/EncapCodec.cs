namespace Sdn.OpenFlow.Wire;

/// <summary>encap and decap on the wire (Open vSwitch, struct nx_action_encap and ofp-ed-props.h).</summary>
static class EncapCodec
{
    const ushort NshClass = 4;   // OFPPPC_NSH
    const byte MdTypeProperty = 1, TlvProperty = 2;
    const int HeaderBytes = 4, TlvBytes = 8;

    internal static void Write(ref OfWriter w, Encap a)
    {
        ActionCodec.Begin(ref w, NxActionType.Encap);
        w.Put(new EncapBody { HeaderSize = a.HeaderSize, PacketType = a.PacketType });
        foreach (var property in a.Properties.Span)
        {
            var start = w.Position;
            switch (property)
            {
                case NshMdType p:
                    w.Put(new EncapPropertyHeader { Class = NshClass, Type = MdTypeProperty, Length = HeaderBytes + 1 });
                    w.Put(p.MdType);
                    break;
                case NshTlv p:
                    w.Put(new EncapPropertyHeader { Class = NshClass, Type = TlvProperty, Length = (byte)(TlvBytes + Padded(p.Value.Count)) });
                    w.Put(new NshTlvBody { Class = p.Class, Type = p.Type, Length = (byte)p.Value.Count });
                    w.PutBytes(p.Value.Span);
                    break;
                default: throw new System.Diagnostics.UnreachableException($"{property.GetType()} has no form on the wire");
            }
            w.PadTo8(start);
        }
    }

    internal static void Write(ref OfWriter w, Decap a)
    {
        ActionCodec.Begin(ref w, NxActionType.Decap);
        w.Pad(2);
        w.Put<Be32>(a.PacketType);
    }

    internal static Action ReadEncap(ref OfReader r)
    {
        var body = r.Take<EncapBody>("encap");
        if ((uint)body.PacketType is not (PacketTypes.Ethernet or PacketTypes.Nsh or PacketTypes.Mpls or PacketTypes.MplsMulticast))
            throw r.Error(Errors.NXBAC_BAD_HEADER_TYPE, $"no header makes the packet type 0x{(uint)body.PacketType:x}");
        var properties = new List<EncapProperty>();
        while (r.Left > 0)
            properties.Add(ReadProperty(ref r));
        return new Encap(body.PacketType, properties) { HeaderSize = body.HeaderSize };
    }

    internal static Action ReadDecap(ref OfReader r)
    {
        r.Skip(2, "decap");
        uint type = r.Take<Be32>("decap");
        return r.Left == 0 ? new Decap(type) : throw r.Error(Errors.NXBAC_UNKNOWN_ED_PROP, "decap has properties");
    }

    static EncapProperty ReadProperty(ref OfReader r)
    {
        var header = r.Take<EncapPropertyHeader>("a property of encap");
        int length = header.Length;
        if (length < HeaderBytes || Padded(length) - HeaderBytes > r.Left)
            throw r.Error(Errors.OFPBAC_BAD_LEN, $"a property of {length} bytes, {r.Left + HeaderBytes} are left");
        var body = r.Sub(Padded(length) - HeaderBytes, Errors.OFPBAC_BAD_LEN, "a property of encap");
        return ((ushort)header.Class, header.Type) switch
        {
            (NshClass, MdTypeProperty) when length > TlvBytes => throw body.Error(Errors.NXBAC_BAD_ED_PROP, $"md_type of {length} bytes"),
            (NshClass, MdTypeProperty) => new NshMdType(body.Left > 0 ? body.Take<byte>("md_type") : (byte)0),
            (NshClass, TlvProperty) => ReadTlv(ref body, length),
            _ => throw body.Error(Errors.NXBAC_UNKNOWN_ED_PROP, $"class {(ushort)header.Class} has no property {header.Type}"),
        };
    }

    static NshTlv ReadTlv(ref OfReader r, int length)
    {
        if (length < TlvBytes)
            throw r.Error(Errors.NXBAC_BAD_ED_PROP, $"a TLV of {length} bytes");
        var head = r.Take<NshTlvBody>("a TLV");
        return length == TlvBytes + Padded(head.Length)
            ? new(head.Class, head.Type, ValueList.Create(r.TakeBytes(head.Length, "a TLV")))
            : throw r.Error(Errors.NXBAC_BAD_ED_PROP, $"a TLV of {head.Length} bytes in a property of {length}");
    }

    static int Padded(int bytes) => (bytes + 7) / 8 * 8;
}
