namespace Sdn.OpenFlow.Text;

/// <summary>A word of the text before the actions: <c>tcp</c>, or <c>nw_dst=10.0.0.1</c>.</summary>
readonly record struct Word(Piece Key, Piece? Value);

/// <summary>Makes a match of the words that are about one, as ovs-ofctl does (ofp-flow.c, parse_ofp_str__()).</summary>
static class MatchReader
{
    internal static Match Build(Piece all, List<Word> words, FlowNames names)
    {
        var parts = new List<FieldMatch>();
        foreach (var word in words)
        {
            if (word.Value is null)
                AddWord(parts, word.Key);
        }
        // tp_src and icmp_type mean what the protocol says, wherever it stands in the text.
        foreach (var word in words)
        {
            if (word.Value is { } value && ProtocolField(word.Key) is { } field)
                parts.Add(FieldReader.Read(field, value, names));
        }
        var protocol = new Protocol(parts);
        if (protocol.IsArp)
            NameOperations(parts);
        foreach (var word in words)
        {
            if (word.Value is { } value && ProtocolField(word.Key) is null)
                AddField(parts, word.Key, value, protocol, names);
        }
        try
        {
            return new([.. parts]);
        }
        catch (ArgumentException e)
        {
            throw all.Error(e.Message, "fields that agree, and what each needs");
        }
    }

    static void AddWord(List<FieldMatch> parts, Piece word)
    {
        if (ProtocolNames.Named(word.Span) is { } protocol)
        {
            parts.Add(Fields.EthType.Is(protocol.EthType));
            if (protocol.IpProto is { } ipProto)
                parts.Add(Fields.IpProto.Is(ipProto));
        }
        else if (Fields.Named(word.Span) is { IsOption: true } option)
        {
            parts.Add(option.Is(0, 0));   // whether it is there
        }
        else if (!word.Is("eth"))   // which a match is about anyway
        {
            throw word.Error("unknown word", "a protocol (ip, ipv6, arp, tcp, udp6, icmp, ...) or field=value");
        }
    }

    static Field? ProtocolField(Piece key) => key.ToString() switch
    {
        "dl_type" or "eth_type" => Fields.EthType,
        "nw_proto" or "ip_proto" => Fields.IpProto,
        "packet_type" => Fields.PacketType,
        _ => null,
    };

    // What is the protocol elsewhere is the operation in ARP.
    static void NameOperations(List<FieldMatch> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Field == Fields.IpProto)
                parts[i] = Fields.ArpOp.Is(parts[i].Value);
        }
    }

    static void AddField(List<FieldMatch> parts, Piece key, Piece value, Protocol protocol, FlowNames names)
    {
        switch (key.ToString())
        {
            case "dl_vlan":
                parts.Add(value.Is("0xffff") || value.Is("65535") ? Fields.VlanVid.Is(0) : Fields.VlanVid.Is(0x1000 | value.Number(0xfff, "the VLAN id")));
                break;
            case "dl_vlan_pcp" or "vlan_pcp":
                parts.Add(Fields.VlanVid.Is(0x1000, 0x1000));
                parts.Add(Fields.VlanPcp.Is(value.Number(7, "the VLAN priority")));
                break;
            case var bits when bits.Contains('[', StringComparison.Ordinal):
                parts.Add(ReadBits(FieldReader.ReadSubfield(key), value));
                break;
            case var name:
                var field = protocol.FieldNamed(name)
                    ?? throw key.Error("unknown field", "a field of ovs-fields(7) such as in_port, nw_dst or reg0");
                parts.Add(ReadPart(field, value, names));
                break;
        }
    }

    static FieldMatch ReadBits(Subfield bits, Piece value) =>
        bits.Is(value.Number(Field.Ones(bits.Length), $"the value for {bits}"));

    static FieldMatch ReadPart(Field field, Piece value, FlowNames names)
    {
        var part = FieldReader.Read(field, value, names);
        return field.Maskable || part.IsExact || part.IsOpen
            ? part
            : throw value.Error($"{field.Name} cannot be matched in part", "a value without a mask");
    }
}

/// <summary>The protocol that a match is about, which decides what short field names mean.</summary>
readonly struct Protocol
{
    readonly uint _ethType;
    readonly uint _ipProto;

    internal Protocol(IEnumerable<FieldMatch> parts)
    {
        foreach (var part in parts)
        {
            if (part.Field == Fields.EthType)
                _ethType = (uint)part.Value;
            else if (part.Field == Fields.IpProto)
                _ipProto = (uint)part.Value;
            else if (part.Field == Fields.PacketType && part.Value >> 16 == 1)
                _ethType = (uint)part.Value & 0xffff;
        }
    }

    internal bool IsArp => _ethType is EtherTypes.Arp or EtherTypes.Rarp;

    internal Field? FieldNamed(string name) => name switch
    {
        "in_port" => Fields.InPort,
        "nw_src" when IsArp => Fields.ArpSpa,
        "nw_dst" when IsArp => Fields.ArpTpa,
        "ip_ttl" => Fields.NwTtl,
        "icmp_type" when _ethType == EtherTypes.Ipv6 => Fields.Icmpv6Type,
        "icmp_code" when _ethType == EtherTypes.Ipv6 => Fields.Icmpv6Code,
        "tp_src" => _ipProto switch
        {
            IpProtocols.Tcp => Fields.TcpSrc,
            IpProtocols.Udp => Fields.UdpSrc,
            IpProtocols.Sctp => Fields.SctpSrc,
            IpProtocols.Icmp when _ethType == EtherTypes.Ipv4 => Fields.Icmpv4Type,
            IpProtocols.Icmpv6 => Fields.Icmpv6Type,
            _ => null,
        },
        "tp_dst" => _ipProto switch
        {
            IpProtocols.Tcp => Fields.TcpDst,
            IpProtocols.Udp => Fields.UdpDst,
            IpProtocols.Sctp => Fields.SctpDst,
            IpProtocols.Icmp when _ethType == EtherTypes.Ipv4 => Fields.Icmpv4Code,
            IpProtocols.Icmpv6 => Fields.Icmpv6Code,
            _ => null,
        },
        _ => Fields.Named(name),
    };
}
