using System.Text;

namespace Sdn.OpenFlow.Text;

/// <summary>Actions as ovs-ofctl prints them (ovs-actions(7)).</summary>
static class ActionText
{
    internal static string Format(Action action, Names names)
    {
        var text = new StringBuilder();
        Write(text, action, names);
        return text.ToString();
    }

    /// <summary>A whole list; an empty one is <c>drop</c>.</summary>
    internal static void WriteList(StringBuilder text, ValueList<Action> actions, Names names)
    {
        if (actions.Count == 0)
            text.Append("drop");
        for (var i = 0; i < actions.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            Write(text, actions[i], names);
        }
    }

    static void Write(StringBuilder text, Action action, Names names)
    {
        switch (action)
        {
            case ToController controller: WriteController(text, controller); break;
            case Ct ct: CtText.Write(text, ct, names); break;
            case Nat nat: CtText.Write(text, nat); break;
            case Learn learn: LearnText.Write(text, learn, names); break;
            case Clone clone: WriteNested(text, "clone", clone.Actions, names); break;
            case WriteActions write: WriteNested(text, "write_actions", write.Actions, names); break;
            default: text.Append(Simple(action, names)); break;
        }
    }

    internal static void WriteNested(StringBuilder text, string name, ValueList<Action> actions, Names names)
    {
        text.Append(name).Append('(');
        WriteList(text, actions, names);
        text.Append(')');
    }

    static string Simple(Action action, Names names) => action switch
    {
        Output { Port: Ports.Controller } o => $"CONTROLLER:{o.MaxLen}",
        Output o => Ports.NameOf(o.Port) ?? $"output:{names.Port(o.Port)}",
        OutputTruncated o => $"output(port={names.Port(o.Port)},max_len={o.MaxLen})",
        OutputField o => $"output:{o.Source}",
        SetField s => $"set_field:{ValueText(s, names)}->{s.Value.Field.Name}",
        SetOld s => OldText(s),
        Move m => $"move:{m.Source}->{m.Destination}",
        CtClear => "ct_clear",
        Conjunction c => $"conjunction({c.Id},{c.Clause}/{c.Clauses})",
        Resubmit r => Resubmitted(r, names),
        ToGroup g => $"group:{g.GroupId}",
        Meter m => $"meter:{m.MeterId}",
        CheckPktLarger c => $"check_pkt_larger({c.Length})->{c.Destination}",
        DecTtl { HasIds: false } => "dec_ttl",
        DecTtl d => $"dec_ttl({string.Join(',', d.ControllerIds.Span.ToArray())})",
        SetTtl s => $"mod_nw_ttl:{s.Ttl}",
        PushVlan p => $"push_vlan:{Hex(p.EthType)}",
        PopVlan => "pop_vlan",
        PushMpls p => $"push_mpls:0x{p.EthType:x4}",
        PopMpls p => $"pop_mpls:0x{p.EthType:x4}",
        DecMplsTtl => "dec_mpls_ttl",
        SetMplsTtl s => $"set_mpls_ttl({s.Ttl})",
        SetQueue s => $"set_queue:{s.QueueId}",
        PopQueue => "pop_queue",
        Note n => $"note:{DottedHex(n.Bytes)}",
        Exit => "exit",
        StackPush p => $"push:{p.Source}",
        StackPop p => $"pop:{p.Destination}",
        FinTimeout f => FinTimeouts(f),
        DecNshTtl => "dec_nsh_ttl",
        Multipath m => $"multipath({HashNames.Of(m.Fields)},{m.Basis},{HashNames.Of(m.Algorithm)},{m.MaxLink + 1},{m.Argument},{m.Destination})",
        Bundle b => BundleText(b, names),
        Sample s => SampleText(s, names),
        Encap e => EncapText(e),
        Decap { PacketType: PacketTypes.FromHeader } => "decap()",
        Decap d => $"decap(packet_type(ns={d.PacketType >> 16},type={Hex(d.PacketType & 0xffff)}))",
        DeleteField d => $"delete_field:{d.Field.Name}",
        GotoTable g => $"goto_table:{names.Table(g.Table)}",
        WriteMetadata { Mask: ulong.MaxValue } w => $"write_metadata:{Hex(w.Metadata)}",
        WriteMetadata w => $"write_metadata:{Hex(w.Metadata)}/{Hex(w.Mask)}",
        ClearActions => "clear_actions",
        RawAction r => $"raw({r.Type},{Convert.ToHexStringLower(r.Body.Span)})",
        _ => throw new System.Diagnostics.UnreachableException($"{action.GetType()} has no text"),
    };

    static string Resubmitted(Resubmit r, Names names)
    {
        if (r.Table == 255 && r.Port != Ports.InPort)   // whatever Ct is (format_RESUBMIT())
            return $"resubmit:{names.Port(r.Port)}";
        var port = r.Port == Ports.InPort ? "" : names.Port(r.Port);
        var table = r.Table == 255 ? "" : names.Table(r.Table);
        return $"resubmit({port},{table}{(r.Ct ? ",ct" : "")})";
    }

    static string FinTimeouts(FinTimeout f)
    {
        var parts = new List<string>(2);
        if (f.IdleTimeout != 0)
            parts.Add($"idle_timeout={f.IdleTimeout}");
        if (f.HardTimeout != 0)
            parts.Add($"hard_timeout={f.HardTimeout}");
        return $"fin_timeout({string.Join(',', parts)})";
    }

    static void WriteController(StringBuilder text, ToController c)
    {
        if (c is { Reason: PacketInReason.Action, ControllerId: 0, Userdata.Count: 0, MeterId: null, Pause: false })
        {
            text.Append($"CONTROLLER:{c.MaxLen}");
            return;
        }
        text.Append("controller(");
        if (c.Reason != PacketInReason.Action)
            text.Append($"reason={ReasonName(c.Reason)},");
        if (c.MaxLen != ushort.MaxValue)
            text.Append($"max_len={c.MaxLen},");
        if (c.ControllerId != 0)
            text.Append($"id={c.ControllerId},");
        if (c.Userdata.Count > 0)
            text.Append($"userdata={DottedHex(c.Userdata)},");
        if (c.Pause)
            text.Append("pause,");
        if (c.MeterId is { } meter)
            text.Append($"meter_id={meter},");
        text.Length--;
        text.Append(')');
    }

    internal static string ReasonName(PacketInReason reason) => reason switch
    {
        PacketInReason.NoMatch => "no_match",
        PacketInReason.Action => "action",
        PacketInReason.InvalidTtl => "invalid_ttl",
        PacketInReason.ActionSet => "action_set",
        PacketInReason.Group => "group",
        PacketInReason.PacketOut => "packet_out",
        _ => ((byte)reason).ToString(),
    };

    static string ValueText(SetField s, Names names) => s.Value.IsOpen ? "ANY"
        : s is { HasMask: true, Value: { IsExact: true, Field.Format: not OpenFlow.Format.TunnelFlagNames } } ? $"{FieldText.InSetField(s.Value, names)}/{FieldText.Hex(s.Value.Mask)}"
        : FieldText.InSetField(s.Value, names);

    static string OldText(SetOld s) => s.Field switch
    {
        OldField.VlanVid => $"set_vlan_vid:{s.Value}",
        OldField.VlanPcp => $"set_vlan_pcp:{s.Value}",
        OldField.EthSrc => $"mod_dl_src:{FieldText.Mac(s.Value)}",
        OldField.EthDst => $"mod_dl_dst:{FieldText.Mac(s.Value)}",
        OldField.NwSrc => $"mod_nw_src:{FieldText.Ipv4(s.Value)}",
        OldField.NwDst => $"mod_nw_dst:{FieldText.Ipv4(s.Value)}",
        OldField.NwTos => $"mod_nw_tos:{s.Value}",
        OldField.NwEcn => $"mod_nw_ecn:{s.Value}",
        OldField.TpSrc => $"mod_tp_src:{s.Value}",
        OldField.TpDst => $"mod_tp_dst:{s.Value}",
        OldField.MplsLabel => $"set_mpls_label({s.Value})",
        OldField.MplsTc => $"set_mpls_tc({s.Value})",
        OldField.Tunnel => $"set_tunnel:{Hex(s.Value)}",
        OldField.Tunnel64 => $"set_tunnel64:{Hex(s.Value)}",
        _ => throw new System.Diagnostics.UnreachableException($"{s.Field} has no text"),
    };

    static string BundleText(Bundle b, Names names)
    {
        var text = new StringBuilder(b.Destination is null ? "bundle(" : "bundle_load(");
        text.Append($"{HashNames.Of(b.Fields)},{b.Basis},{HashNames.Of(b.Algorithm)},ofport,");
        if (b.Destination is { } destination)
            text.Append(destination).Append(',');
        text.Append("members:");
        for (var i = 0; i < b.Members.Count; i++)
            text.Append(i == 0 ? "" : ",").Append(names.Port(b.Members[i]));
        return text.Append(')').ToString();
    }

    static string SampleText(Sample s, Names names)
    {
        var text = new StringBuilder($"sample(probability={s.Probability},collector_set_id={s.CollectorSetId}");
        text.Append($",obs_domain_id={s.ObservationDomainId},obs_point_id={s.ObservationPointId}");
        if (s.SamplingPort != Ports.Any)
            text.Append($",sampling_port={names.Port(s.SamplingPort)}");
        if (s.Direction != SampleDirection.Unstated)
            text.Append(s.Direction == SampleDirection.Ingress ? ",ingress" : ",egress");
        return text.Append(')').ToString();
    }

    internal static readonly (uint PacketType, string Name)[] HeaderNames =
    [
        (PacketTypes.Ethernet, "ethernet"), (PacketTypes.Nsh, "nsh"), (PacketTypes.Mpls, "mpls"), (PacketTypes.MplsMulticast, "mpls_mc"),
    ];

    static string EncapText(Encap e)
    {
        var text = new StringBuilder("encap(").Append(Array.Find(HeaderNames, row => row.PacketType == e.PacketType).Name ?? "UNKNOWN");
        for (var i = 0; i < e.Properties.Count; i++)
        {
            text.Append(i == 0 ? '(' : ',').Append(e.Properties[i] switch
            {
                NshMdType p => $"md_type={p.MdType}",
                NshTlv p => $"tlv(0x{p.Class:x4},{p.Type},{Hex(p.Value)})",
                var other => throw new System.Diagnostics.UnreachableException($"{other.GetType()} has no text"),
            });
        }
        return text.Append(e.Properties.Count == 0 ? ")" : "))").ToString();
    }

    /// <summary>C's <c>%#x</c>, in which zero is <c>0</c>.</summary>
    static string Hex(ulong value) => value == 0 ? "0" : $"0x{value:x}";

    /// <summary>Bytes as one number, without leading zeros (OVS, ds_put_hex()).</summary>
    internal static string Hex(ValueList<byte> bytes)
    {
        var digits = Convert.ToHexStringLower(bytes.Span).TrimStart('0');
        return digits.Length == 0 ? "0" : "0x" + digits;
    }

    static string DottedHex(ValueList<byte> bytes)
    {
        var text = new StringBuilder(3 * bytes.Count);
        foreach (var octet in bytes)
            text.Append(text.Length == 0 ? "" : ".").Append(octet.ToString("x2"));
        return text.ToString();
    }
}
