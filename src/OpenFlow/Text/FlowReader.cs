namespace Sdn.OpenFlow.Text;

/// <summary>Reads flows and matches as <c>ovs-ofctl add-flow</c> does.</summary>
static class FlowReader
{
    /// <summary>A word of the text before the actions: <c>tcp</c>, or <c>nw_dst=10.0.0.1</c>.</summary>
    readonly record struct Word(Piece Key, Piece? Value);

    // What a dump adds and add-flow passes over.
    static readonly string[] Statistics = ["duration", "n_packets", "n_bytes", "idle_age", "hard_age"];

    internal static Match ReadMatch(string text, FlowNames names) =>
        BuildMatch(new(text), Words(new Piece(text)), names);

    internal static Flow Read(string text, FlowNames names)
    {
        var (head, actions) = SplitActions(text);
        var (table, priority, cookie, idle, hard, importance, flags) =
            ((byte)0, Flow.DefaultPriority, 0UL, (ushort)0, (ushort)0, (ushort)0, FlowFlags.None);
        var matchWords = new List<Word>();
        foreach (var word in Words(head))
        {
            var (key, value) = (word.Key.ToString(), word.Value ?? word.Key);
            if (word.Value is null && FlowText.FlagNames.FirstOrDefault(row => row.Name == key) is { Flag: not 0 } flag)
            {
                flags |= flag.Flag;
                continue;
            }
            switch (word.Value is null ? "" : key)
            {
                case "table": table = names.Table(value.ToString()) ?? value.Byte("the table"); break;
                case "priority": priority = value.UShort("the priority"); break;
                case "cookie": cookie = value.ULong("the cookie"); break;
                case "idle_timeout": idle = value.UShort("the timeout"); break;
                case "hard_timeout": hard = value.UShort("the timeout"); break;
                case "importance": importance = value.UShort("the importance"); break;
                case var other when Statistics.Contains(other): break;
                default: matchWords.Add(word); break;
            }
        }
        var match = BuildMatch(head, matchWords, names);
        var list = ActionReader.ReadList(actions, new(names, match));
        try
        {
            return new(table, priority, match, list, cookie)
            {
                IdleTimeout = idle,
                HardTimeout = hard,
                Importance = importance,
                Flags = flags,
            };
        }
        catch (ArgumentException e)
        {
            throw actions.Error(e.Message, "instructions behind the actions");
        }
    }

    static (Piece Head, Piece Actions) SplitActions(string text)
    {
        var all = new Piece(text);
        foreach (var key in (string[])["actions=", "action="])
        {
            if (all.Split(key) is { } parts)
                return parts;
        }
        throw all.From(text.Length).Error("the flow has no actions", "actions=..., or actions=drop");
    }

    static List<Word> Words(Piece text)
    {
        var words = new List<Word>();
        foreach (var item in text.Items(", \t\r\n"))
            words.Add(item.Split("=") is { } pair ? new(pair.Before.Trim(), pair.After.Trim()) : new(item, null));
        return words;
    }

    static Match BuildMatch(Piece all, List<Word> words, FlowNames names)
    {
        var parts = new List<FieldMatch>();
        foreach (var word in words.Where(w => w.Value is null))
            AddProtocol(parts, word.Key);
        // tp_src and icmp_type mean what the protocol says, wherever it stands in the text.
        foreach (var word in words.Where(w => w.Value is not null))
        {
            if (ProtocolField(word.Key) is { } field)
                parts.Add(FieldReader.Read(field, word.Value!.Value, names));
        }
        var protocol = new Protocol(parts);
        foreach (var word in words.Where(w => w.Value is not null && ProtocolField(w.Key) is null))
            AddField(parts, word, protocol, names);
        try
        {
            return new([.. parts]);
        }
        catch (ArgumentException e)
        {
            throw all.Error(e.Message, "fields that agree, and what each needs");
        }
    }

    static void AddProtocol(List<FieldMatch> parts, Piece word)
    {
        if (ProtocolNames.Named(word.Span) is not { } protocol)
            throw word.Error("unknown word", "a protocol (ip, ipv6, arp, tcp, udp6, icmp, ...) or field=value");
        parts.Add(Fields.EthType.Is(protocol.EthType));
        if (protocol.IpProto is { } ipProto)
            parts.Add(Fields.IpProto.Is(ipProto));
    }

    static Field? ProtocolField(Piece key) => key.ToString() switch
    {
        "dl_type" or "eth_type" => Fields.EthType,
        "nw_proto" or "ip_proto" => Fields.IpProto,
        _ => null,
    };

    static void AddField(List<FieldMatch> parts, Word word, Protocol protocol, FlowNames names)
    {
        var value = word.Value!.Value;
        switch (word.Key.ToString())
        {
            case "dl_vlan":
                parts.Add(value.Is("0xffff") ? Fields.VlanVid.Is(0) : Fields.VlanVid.Is(0x1000 | value.Number(0xfff, "the VLAN id")));
                break;
            case "dl_vlan_pcp":
                parts.Add(Fields.VlanVid.Is(0x1000, 0x1000));
                parts.Add(Fields.VlanPcp.Is(value.Number(7, "the VLAN priority")));
                break;
            case var name:
                var field = protocol.FieldNamed(name)
                    ?? throw word.Key.Error("unknown field", "a field of ovs-fields(7) such as in_port, nw_dst or reg0");
                parts.Add(ReadPart(field, value, names));
                break;
        }
    }

    static FieldMatch ReadPart(Field field, Piece value, FlowNames names)
    {
        var part = FieldReader.Read(field, value, names);
        return field.Maskable || part.IsExact
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
        }
    }

    internal Field? FieldNamed(string name) => name switch
    {
        "in_port" => Fields.InPort,
        "dl_src" => Fields.EthSrc,
        "dl_dst" => Fields.EthDst,
        "nw_src" when _ethType is EtherTypes.Arp or EtherTypes.Rarp => Fields.ArpSpa,
        "nw_dst" when _ethType is EtherTypes.Arp or EtherTypes.Rarp => Fields.ArpTpa,
        "nw_src" => Fields.Ipv4Src,
        "nw_dst" => Fields.Ipv4Dst,
        "nw_frag" => Fields.IpFrag,
        "ip_ecn" => Fields.IpEcn,
        "ip_ttl" => Fields.NwTtl,
        "nw_tos" => Fields.IpTos,
        "tunnel_id" => Fields.TunnelId,
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
