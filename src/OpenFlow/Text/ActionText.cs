using System.Net;
using System.Net.Sockets;
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
            case Ct ct: WriteCt(text, ct, names); break;
            case Clone clone: WriteNested(text, "clone", clone.Actions, names); break;
            case WriteActions write: WriteNested(text, "write_actions", write.Actions, names); break;
            default: text.Append(Simple(action, names)); break;
        }
    }

    static void WriteNested(StringBuilder text, string name, ValueList<Action> actions, Names names)
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
        SetField s => $"set_field:{FieldText.InSetField(s.Value, names)}->{s.Value.Field.Name}",
        Move m => $"move:{m.Source}->{m.Destination}",
        CtClear => "ct_clear",
        Conjunction c => $"conjunction({c.Id},{c.Clause}/{c.Clauses})",
        Resubmit r => Resubmitted(r, names),
        ToGroup g => $"group:{g.GroupId}",
        Meter m => $"meter:{m.MeterId}",
        CheckPktLarger c => $"check_pkt_larger({c.Length})->{c.Destination}",
        DecTtl { ControllerIds.Count: 0 } => "dec_ttl",
        DecTtl d => $"dec_ttl({string.Join(',', d.ControllerIds.Span.ToArray())})",
        SetTtl s => $"mod_nw_ttl:{s.Ttl}",
        PushVlan p => $"push_vlan:0x{p.EthType:x4}",
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
        GotoTable g => $"goto_table:{names.Table(g.Table)}",
        WriteMetadata { Mask: ulong.MaxValue } w => $"write_metadata:0x{w.Metadata:x}",
        WriteMetadata w => $"write_metadata:0x{w.Metadata:x}/0x{w.Mask:x}",
        ClearActions => "clear_actions",
        RawAction r => $"raw({r.Type},{Convert.ToHexStringLower(r.Body.Span)})",
        _ => throw new System.Diagnostics.UnreachableException($"{action.GetType()} has no text"),
    };

    static string Resubmitted(Resubmit r, Names names)
    {
        if (r.Table == 255 && !r.Ct && r.Port != Ports.InPort)
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

    static void WriteCt(StringBuilder text, Ct ct, Names names)
    {
        text.Append("ct(");
        var start = text.Length;
        if (ct.Commit)
            text.Append("commit,");
        if (ct.Force)
            text.Append("force,");
        if (ct.Table is { } table)
            text.Append($"table={names.Table(table)},");
        if (ct.Zone.Field is { } field)
            text.Append($"zone={field},");
        else if (ct.Zone.Zone != 0)
            text.Append($"zone={ct.Zone.Zone},");
        if (ct.Nat is { } nat)
            text.Append(NatText(nat)).Append(',');
        if (ct.Exec.Count > 0)
        {
            WriteNested(text, "exec", ct.Exec, names);
            text.Append(',');
        }
        if (ct.Alg != 0)
            text.Append($"alg={AlgName(ct.Alg)},");
        if (text.Length > start)
            text.Length--;
        text.Append(')');
    }

    static string AlgName(ushort alg) => alg switch
    {
        21 => "ftp",
        69 => "tftp",
        _ => alg.ToString(),
    };

    static string NatText(Nat nat)
    {
        if (nat.Side == NatSide.None)
            return "nat";
        var text = new StringBuilder("nat(").Append(nat.Side == NatSide.Source ? "src" : "dst");
        if (nat.AddressMin is { } min)
        {
            text.Append('=').Append(Address(min));
            if (nat.AddressMax is { } max && !max.Equals(min))
                text.Append('-').Append(Address(max));
            if (nat.PortMin != 0)
                text.Append(':').Append(nat.PortMin);
            if (nat.PortMax != 0 && nat.PortMax != nat.PortMin)
                text.Append('-').Append(nat.PortMax);
        }
        else if (nat.PortMin != 0)
        {
            text.Append("=:").Append(nat.PortMin);
            if (nat.PortMax != 0 && nat.PortMax != nat.PortMin)
                text.Append('-').Append(nat.PortMax);
        }
        if (nat.Persistent)
            text.Append(",persistent");
        if (nat.Choice != NatChoice.Unstated)
            text.Append(nat.Choice == NatChoice.Hash ? ",hash" : ",random");
        return text.Append(')').ToString();

        string Address(IPAddress address) =>
            address.AddressFamily == AddressFamily.InterNetworkV6 && (nat.PortMin != 0 || nat.AddressMax is not null)
                ? $"[{address}]"
                : address.ToString();
    }

    static string DottedHex(ValueList<byte> bytes)
    {
        var text = new StringBuilder(3 * bytes.Count);
        foreach (var octet in bytes)
            text.Append(text.Length == 0 ? "" : ".").Append(octet.ToString("x2"));
        return text.ToString();
    }
}
