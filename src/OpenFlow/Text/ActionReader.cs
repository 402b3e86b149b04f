using System.Collections.Frozen;

namespace Sdn.OpenFlow.Text;

/// <summary>What actions are read in: the names that ports have, and the match that says what tp_dst is.</summary>
sealed record ActionContext(FlowNames Names, Match Match)
{
    /// <summary>Whether the packet has a VLAN tag once these actions have run.</summary>
    internal bool HasVlan(IEnumerable<Action> actions)
    {
        var tags = (Match[Fields.VlanVid].Value & 0x1000) != 0 ? 1 : 0;
        foreach (var action in actions)
            tags += action is PushVlan ? 1 : action is PopVlan && tags > 0 ? -1 : 0;
        return tags > 0;
    }
}

/// <summary>Reads actions as ovs-ofctl writes them. One row a name.</summary>
static class ActionReader
{
    const uint TruncatedBytesMin = 14;   // an Ethernet header

    static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>An action's argument: all behind its name, without the colon or the parentheses.</summary>
    readonly record struct Argument(Piece Name, Piece Text, ActionContext Context);

    static readonly FrozenDictionary<string, Func<Argument, Action>> Readers = new Dictionary<string, Func<Argument, Action>>
    {
        ["output"] = a => ReadOutput(a),
        ["in_port"] = _ => Output.InPort,
        ["local"] = _ => new Output(Ports.Local),
        ["normal"] = _ => new Output(Ports.Normal),
        ["flood"] = _ => new Output(Ports.Flood),
        ["all"] = _ => new Output(Ports.All),
        ["table"] = _ => new Output(Ports.Table),
        ["controller"] = a => ControllerReader.Read(a.Text),
        ["set_field"] = a => ReadSetField(a),
        ["load"] = a => ReadLoad(a),
        ["move"] = a => ReadMove(a),
        ["ct"] = a => CtReader.Read(a.Text, a.Context),
        ["ct_clear"] = _ => new CtClear(),
        ["conjunction"] = a => ReadConjunction(a),
        ["resubmit"] = a => ReadResubmit(a),
        ["group"] = a => new ToGroup(a.Text.UInt("the group")),
        ["meter"] = a => new Meter(a.Text.UInt("the meter")),
        ["check_pkt_larger"] = a => ReadCheckPktLarger(a),
        ["dec_ttl"] = a => new DecTtl([.. a.Text.Items().Select(id => id.UShort("the controller id"))]),
        ["mod_nw_ttl"] = a => new SetTtl(a.Text.Byte("the TTL")),
        ["push_vlan"] = a => new PushVlan(a.Text.UShort("the Ethernet type")),
        ["pop_vlan"] = _ => new PopVlan(),
        ["strip_vlan"] = _ => new PopVlan(),
        ["push_mpls"] = a => new PushMpls(a.Text.UShort("the Ethernet type")),
        ["pop_mpls"] = a => new PopMpls(a.Text.UShort("the Ethernet type")),
        ["dec_mpls_ttl"] = _ => new DecMplsTtl(),
        ["set_mpls_ttl"] = a => new SetMplsTtl(a.Text.Byte("the TTL")),
        ["set_queue"] = a => new SetQueue(a.Text.UInt("the queue")),
        ["pop_queue"] = _ => new PopQueue(),
        ["note"] = a => new Note(ReadDottedHex(a.Text)),
        ["clone"] = a => new Clone(ReadNested(a)),
        ["exit"] = _ => new Exit(),
        ["push"] = a => new StackPush(FieldReader.ReadSubfield(a.Text)),
        ["pop"] = a => new StackPop(FieldReader.ReadSubfield(a.Text)),
        ["fin_timeout"] = a => ReadFinTimeout(a),
        ["dec_nsh_ttl"] = _ => new DecNshTtl(),
        ["goto_table"] = a => new GotoTable(ReadTable(a.Text, a.Context)),
        ["write_metadata"] = a => ReadWriteMetadata(a),
        ["write_actions"] = a => ReadWriteActions(a),
        ["clear_actions"] = _ => new ClearActions(),
        ["nat"] = a => CtReader.ReadNat(a.Text),
        ["learn"] = a => LearnReader.Read(a.Text, a.Context),
        ["multipath"] = a => PathReader.ReadMultipath(a.Text),
        ["bundle"] = a => PathReader.ReadBundle(a.Text, isLoad: false, a.Context),
        ["bundle_load"] = a => PathReader.ReadBundle(a.Text, isLoad: true, a.Context),
        ["sample"] = a => ReadSample(a),
        ["encap"] = a => EncapReader.ReadEncap(a.Text),
        ["decap"] = a => EncapReader.ReadDecap(a.Text),
        ["delete_field"] = a => new DeleteField(FieldReader.ReadSubfield(a.Text).Field),
        ["raw"] = a => ReadRaw(a),
        // Older spellings of set_field.
        ["mod_dl_src"] = a => new SetField(FieldReader.Read(Fields.EthSrc, a.Text, a.Context.Names)),
        ["mod_dl_dst"] = a => new SetField(FieldReader.Read(Fields.EthDst, a.Text, a.Context.Names)),
        ["mod_nw_src"] = a => new SetField(FieldReader.Read(Fields.Ipv4Src, a.Text, a.Context.Names)),
        ["mod_nw_dst"] = a => new SetField(FieldReader.Read(Fields.Ipv4Dst, a.Text, a.Context.Names)),
        ["mod_nw_tos"] = a => Fields.IpDscp.Set((UInt128)(ReadTos(a) >> 2)),
        ["mod_nw_ecn"] = a => new SetField(FieldReader.Read(Fields.IpEcn, a.Text, a.Context.Names)),
        ["mod_tp_src"] = a => ReadTransport(a, OldField.TpSrc, "tp_src"),
        ["mod_tp_dst"] = a => ReadTransport(a, OldField.TpDst, "tp_dst"),
        ["set_vlan_vid"] = a => ReadVlanVid(a),
        ["set_vlan_pcp"] = a => Fields.VlanPcp.Set(a.Text.Number(7, "the VLAN priority")),
        ["set_mpls_label"] = a => Fields.MplsLabel.Set(a.Text.Number(0xfffff, "the label")),
        ["set_mpls_tc"] = a => Fields.MplsTc.Set(a.Text.Number(7, "the traffic class")),
        ["set_nw_ttl"] = a => new SetTtl(a.Text.Byte("the TTL")),
        ["set_tunnel"] = a => Fields.TunnelId.Set(a.Text.ULong("the tunnel id")),
        ["set_tunnel64"] = a => Fields.TunnelId.Set(a.Text.ULong("the tunnel id")),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    internal static ValueList<Action> ReadList(Piece text, ActionContext context)
    {
        var items = text.Items(", \t\r\n");
        if (items is [var only] && only.Is("drop"))
            return [];
        if (items.Count == 0)
            throw text.Error("no action is given", "a list of actions, or drop");
        var actions = new List<Action>(items.Count);
        foreach (var item in items)
            Add(actions, item, context);
        return actions;
    }

    /// <summary>What a flow does. An empty write_actions is none, as for ovs-ofctl, which does not send one.</summary>
    internal static ValueList<Action> ReadInstructions(Piece text, ActionContext context)
    {
        var list = ReadList(text, context);
        if (Wire.ActionRules.Broken(list, Wire.Nesting.Flow) is { Error: var error } broken && error != Errors.OFPBAC_UNSUPPORTED_ORDER)
            throw text.Error(broken.Why, "what ovs-actions(7) lets stand together");
        return list.Any(action => action is WriteActions { Actions.Count: 0 })
            ? [.. list.Where(action => action is not WriteActions { Actions.Count: 0 })]
            : list;
    }

    // Two names stand for several actions: one that pushes a tag where there is none, and one that sets a queue for one packet.
    static void Add(List<Action> actions, Piece item, ActionContext context)
    {
        var (name, argument) = Split(item, context);
        if (name.Is("mod_vlan_vid") || name.Is("mod_vlan_pcp"))
        {
            if (!context.HasVlan(actions))
                actions.Add(new PushVlan());
            actions.Add(name.Is("mod_vlan_vid") ? ReadVlanVid(argument) : Fields.VlanPcp.Set(argument.Text.Number(7, "the VLAN priority")));
        }
        else if (name.Is("enqueue"))
        {
            if ((argument.Text.Split(":") ?? argument.Text.Split(",")) is not { } pair)
                throw argument.Text.Error("no queue", "enqueue:PORT:QUEUE");
            actions.Add(new SetQueue(pair.After.UInt("the queue")));
            actions.Add(new Output(pair.Before.Port(context.Names), ushort.MaxValue));
            actions.Add(new PopQueue());
        }
        else
        {
            actions.Add(Read(item, name, argument));
        }
    }

    static (Piece Name, Argument Argument) Split(Piece text, ActionContext context)
    {
        var at = text.Span.IndexOfAny(':', '(', '=');
        var name = (at < 0 ? text : text.To(at)).Trim();
        var argument = at < 0 ? text.From(text.Span.Length) : text.From(at + 1);
        if (at >= 0 && text.Span[at] == '(' && text.Span[^1] == ')')
            argument = new(argument.Text, argument.Start, argument.End - 1);
        return (name, new(name, argument.Trim(), context));
    }

    internal static byte ReadTable(Piece text, ActionContext context) =>
        context.Names.Table(text.ToString()) ?? text.Byte("the table");

    internal static ValueList<byte> ReadDottedHex(Piece text)
    {
        var bytes = new List<byte>();
        foreach (var item in text.Items(". "))
        {
            if (item.Span.Length % 2 != 0 || item.Span.ContainsAnyExcept(HexDigits))
                throw item.Error("no byte in hexadecimal", "two digits each, with dots between: 01.02.ff");
            bytes.AddRange(Convert.FromHexString(item.Span));
        }
        return bytes;
    }

    static Action Read(Piece text, Piece name, Argument argument)
    {
        if (Readers.TryGetValue(name.ToString(), out var read))
            return read(argument);
        return name.End == text.End ? ReadBarePort(text, argument.Context) : throw Unknown(name);
    }

    static Output ReadBarePort(Piece text, ActionContext context) =>
        char.IsAsciiDigit(text.Span[0]) || context.Names.Port(text.ToString().Trim('"')) is not null
            ? new(text.Port(context.Names))
            : throw Unknown(text);

    static FormatException Unknown(Piece name) =>
        name.Error("unknown action", "an action of ovs-actions(7) such as output:5, set_field:...->reg0 or goto_table:10");

    static Action ReadOutput(Argument a)
    {
        if (a.Text.Span.Contains("port=", StringComparison.Ordinal) && a.Text.Span.Contains("max_len=", StringComparison.Ordinal))
        {
            var (port, length) = (0u, 0u);
            foreach (var item in a.Text.Items())
            {
                if (item.Split("=") is not { } pair)
                    throw item.Error("no key=value", "port=NUMBER or max_len=BYTES");
                if (pair.Before.Is("port"))
                    port = pair.After.Port(a.Context.Names);
                else if (pair.Before.Is("max_len"))
                    length = pair.After.UInt("max_len");
                else
                    throw pair.Before.Error("unknown key", "port or max_len");
            }
            return length >= TruncatedBytesMin
                ? new OutputTruncated(port, length)
                : throw a.Text.Error($"max_len {length} is too small", $"at least {TruncatedBytesMin}");
        }
        var bracket = a.Text.Span.IndexOf('[');
        if (Ports.Named(a.Text.Span) is null && a.Context.Names.Port(a.Text.ToString()) is null && Fields.Named(bracket < 0 ? a.Text.Span : a.Text.Span[..bracket]) is not null)
            return new OutputField(FieldReader.ReadSubfield(a.Text));
        var output = a.Text.Port(a.Context.Names);
        return new Output(output, output == Ports.Controller ? ushort.MaxValue : (ushort)0);
    }

    static (Piece Source, Piece Destination) Arrow(Argument a, string right) =>
        a.Text.Split("->") is { } parts ? parts : throw a.Text.Error("no destination", right);

    static SetField ReadSetField(Argument a)
    {
        var (value, target) = Arrow(a, "set_field:VALUE->FIELD");
        // What a match calls in_port has 32 bits; set_field's in_port is the older one with 16 (ovs-fields(7)).
        var field = (target.Is("in_port") ? Fields.InPortNxm : new Protocol(a.Context.Match).FieldNamed(target.ToString()))
            ?? throw target.Error("unknown field", "a field that can be set, such as reg0 or eth_dst");
        if (!field.Writable || field == Fields.InPort)   // OpenFlow forbids the one that could be written
            throw target.Error($"{field.Name} cannot be set", "a field that can be written");
        var part = FieldReader.Read(field, value, a.Context.Names);
        return field.Takes(part.Value) && (field != Fields.VlanVid || (part.Value & part.Mask & 0x1000) != 0)
            ? new(part) { HasMask = value.Span.Contains('/') || value.Span is ['+' or '-', ..] }
            : throw value.Error($"{field.Name} cannot have this value", "one that ovs-fields(7) lists");
    }

    static SetField ReadLoad(Argument a)
    {
        var (value, target) = Arrow(a, "load:VALUE->FIELD[BITS]");
        var subfield = FieldReader.ReadSubfield(target);
        if (!subfield.Field.Writable)
            throw target.Error($"{subfield.Field.Name} cannot be set", "a field that can be written");
        return subfield.Load(value.Number(Field.Ones(subfield.Length), $"the value for {subfield}")) with { HasMask = true };
    }

    static Move ReadMove(Argument a)
    {
        var (source, destination) = Arrow(a, "move:FIELD[BITS]->FIELD[BITS]");
        var (from, to) = (FieldReader.ReadSubfield(source), FieldReader.ReadSubfield(destination));
        if (!to.Field.Writable)
            throw destination.Error($"{to.Field.Name} cannot be set", "a field that can be written");
        return from.Length == to.Length
            ? new(from, to)
            : throw a.Text.Error($"{from.Length} bits do not fit {to.Length}", "as many bits on both sides");
    }

    static Conjunction ReadConjunction(Argument a)
    {
        var items = a.Text.Items();
        if (items.Count != 2 || items[1].Split("/") is not { } clause)
            throw a.Text.Error("no conjunction", "conjunction(ID,CLAUSE/CLAUSES)");
        var (number, count) = (clause.Before.Byte("the clause"), clause.After.Byte("the number of clauses"));
        return number >= 1 && number <= count && count is >= 2 and <= 64
            ? new(items[0].UInt("the conjunction's id"), number, count)
            : throw items[1].Error("no such clause", "1 to the number of clauses, which is 2 to 64");
    }

    static Resubmit ReadResubmit(Argument a)
    {
        if (a.Name.End < a.Name.Text.Length && a.Name.Text[a.Name.End] == ':')
            return new(255, a.Text.Port(a.Context.Names));
        if (a.Text.Split(",") is not { } parts)
            return new(255, a.Text.Port(a.Context.Names));
        var port = parts.Before.IsEmpty ? Ports.InPort : parts.Before.Port(a.Context.Names);
        var (table, isCt) = parts.After.Split(",") is { } rest
            ? (rest.Before, rest.After.Is("ct") ? true : throw rest.After.Error("unknown word", "ct, or nothing"))
            : (parts.After, false);
        return new(table.IsEmpty ? (byte)255 : ReadTable(table, a.Context), port, isCt);
    }

    static CheckPktLarger ReadCheckPktLarger(Argument a)
    {
        const string Right = "check_pkt_larger(BYTES)->FIELD[BIT]";
        var (length, target) = Arrow(a, Right);
        if (length.Span is not [.. var digits, ')'])
            throw length.Error("a parenthesis is not closed", Right);
        var destination = FieldReader.ReadSubfield(target);
        return destination is { Length: 1, Field.Writable: true }
            ? new(length.To(digits.Length).UShort("the length"), destination)
            : throw target.Error($"{destination} is no bit that can be written", Right);
    }

    static FinTimeout ReadFinTimeout(Argument a)
    {
        var (idle, hard) = ((ushort)0, (ushort)0);
        foreach (var item in a.Text.Items())
        {
            if (item.Split("=") is { } pair && pair.Before.Is("idle_timeout"))
                idle = pair.After.UShort("the timeout");
            else if (item.Split("=") is { } other && other.Before.Is("hard_timeout"))
                hard = other.After.UShort("the timeout");
            else
                throw item.Error("unknown word", "idle_timeout=SECONDS or hard_timeout=SECONDS");
        }
        return new(idle, hard);
    }

    static WriteMetadata ReadWriteMetadata(Argument a) => a.Text.Split("/") is { } parts
        ? new(parts.Before.ULong("the metadata"), parts.After.ULong("the mask"))
        : new(a.Text.ULong("the metadata"));

    static ValueList<Action> ReadNested(Argument a)
    {
        var list = a.Text.IsEmpty ? [] : ReadList(a.Text, a.Context);
        return Wire.ActionRules.Broken(list, Wire.Nesting.None) is { } broken
            ? throw a.Text.Error(broken.Why, "actions that may be nested here")
            : list;
    }

    static WriteActions ReadWriteActions(Argument a)
    {
        var list = ReadList(a.Text, a.Context);
        foreach (var action in list)
        {
            if (!action.IsForActionSet)
                throw a.Text.Error($"{action} cannot be in an action set", "one of each kind of set_field, push, pop, output and the like");
        }
        return new(list);
    }

    // Where the match does not say the protocol, the old action goes to the switch.
    static Action ReadTransport(Argument a, OldField old, string name)
    {
        var field = new Protocol(a.Context.Match).FieldNamed(name);
        return field is not null && field != Fields.Icmpv4Type && field != Fields.Icmpv4Code && field != Fields.Icmpv6Type && field != Fields.Icmpv6Code
            ? new SetField(field.Is(a.Text.UShort("the port")))
            : new SetOld(old, a.Text.UShort("the port"));
    }

    static SetField ReadVlanVid(Argument a) => Fields.VlanVid.Set(0x1000 | a.Text.Number(0xfff, "the VLAN id"));

    static byte ReadTos(Argument a) => a.Text.Byte("the TOS") is var tos && (tos & 3) == 0
        ? tos
        : throw a.Text.Error("the TOS has bits of ECN", "a multiple of 4");

    static Sample ReadSample(Argument a)
    {
        var sample = new Sample { Probability = 0 };
        foreach (var item in a.Text.Items())
        {
            var (key, value) = item.Split("=") ?? (item, item.From(item.Span.Length));
            sample = key.ToString() switch
            {
                "probability" => sample with { Probability = value.UShort("the probability") },
                "collector_set_id" => sample with { CollectorSetId = value.UInt("the collector set") },
                "obs_domain_id" => sample with { ObservationDomainId = value.UInt("the domain") },
                "obs_point_id" => sample with { ObservationPointId = value.UInt("the point") },
                "sampling_port" => sample with { SamplingPort = value.Port(a.Context.Names) },
                "ingress" => sample with { Direction = SampleDirection.Ingress },
                "egress" => sample with { Direction = SampleDirection.Egress },
                _ => throw key.Error("unknown word", "probability=, collector_set_id=, obs_domain_id=, obs_point_id=, sampling_port=, ingress or egress"),
            };
        }
        return sample.Probability > 0 ? sample : throw a.Text.Error("no probability", "probability=1 to 65535");
    }

    static RawAction ReadRaw(Argument a)
    {
        var items = a.Text.Items();
        if (items.Count != 2)
            throw a.Text.Error("no raw action", "raw(TYPE,BYTES IN HEXADECIMAL)");
        try
        {
            return new(items[0].UShort("the type"), Convert.FromHexString(items[1].Span));
        }
        catch (FormatException)
        {
            throw items[1].Error("no hexadecimal", "two digits a byte");
        }
    }
}
