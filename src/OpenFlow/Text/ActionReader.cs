using System.Collections.Frozen;

namespace Sdn.OpenFlow.Text;

/// <summary>What actions are read in: the names that ports have, and the match that says what tp_dst is.</summary>
sealed record ActionContext(FlowNames Names, Match Match);

/// <summary>Reads actions as ovs-ofctl writes them. One row a name.</summary>
static class ActionReader
{
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
        ["clone"] = a => new Clone(a.Text.IsEmpty ? [] : ReadList(a.Text, a.Context)),
        ["exit"] = _ => new Exit(),
        ["push"] = a => new StackPush(FieldReader.ReadSubfield(a.Text)),
        ["pop"] = a => new StackPop(FieldReader.ReadSubfield(a.Text)),
        ["fin_timeout"] = a => ReadFinTimeout(a),
        ["dec_nsh_ttl"] = _ => new DecNshTtl(),
        ["goto_table"] = a => new GotoTable(ReadTable(a.Text, a.Context)),
        ["write_metadata"] = a => ReadWriteMetadata(a),
        ["write_actions"] = a => new WriteActions(ReadList(a.Text, a.Context)),
        ["clear_actions"] = _ => new ClearActions(),
        ["raw"] = a => ReadRaw(a),
        // Older spellings of set_field.
        ["mod_dl_src"] = a => new SetField(FieldReader.Read(Fields.EthSrc, a.Text, a.Context.Names)),
        ["mod_dl_dst"] = a => new SetField(FieldReader.Read(Fields.EthDst, a.Text, a.Context.Names)),
        ["mod_nw_src"] = a => new SetField(FieldReader.Read(Fields.Ipv4Src, a.Text, a.Context.Names)),
        ["mod_nw_dst"] = a => new SetField(FieldReader.Read(Fields.Ipv4Dst, a.Text, a.Context.Names)),
        ["mod_nw_tos"] = a => Fields.IpDscp.Set((UInt128)(a.Text.Byte("the TOS") >> 2)),
        ["mod_nw_ecn"] = a => new SetField(FieldReader.Read(Fields.IpEcn, a.Text, a.Context.Names)),
        ["mod_tp_src"] = a => ReadTransport(a, "tp_src"),
        ["mod_tp_dst"] = a => ReadTransport(a, "tp_dst"),
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
        return [.. items.Select(item => Read(item, context))];
    }

    internal static byte ReadTable(Piece text, ActionContext context) =>
        context.Names.Table(text.ToString()) ?? text.Byte("the table");

    internal static ValueList<byte> ReadDottedHex(Piece text)
    {
        var bytes = new List<byte>();
        foreach (var item in text.Items("."))
        {
            if (item.Span.Length > 2 || !byte.TryParse(item.Span, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var octet))
                throw item.Error("no byte in hexadecimal", "two digits each, with dots between: 01.02.ff");
            bytes.Add(octet);
        }
        return bytes;
    }

    static Action Read(Piece text, ActionContext context)
    {
        var at = text.Span.IndexOfAny(':', '(', '=');
        var name = (at < 0 ? text : text.To(at)).Trim();
        if (!Readers.TryGetValue(name.ToString(), out var read))
            return at < 0 ? ReadBarePort(text, context) : throw Unknown(name);
        var argument = at < 0 ? text.From(text.Span.Length) : text.From(at + 1);
        if (at >= 0 && text.Span[at] == '(' && text.Span[^1] == ')')
            argument = new(argument.Text, argument.Start, argument.End - 1);
        return read(new(name, argument.Trim(), context));
    }

    static Output ReadBarePort(Piece text, ActionContext context) =>
        char.IsAsciiDigit(text.Span[0]) || context.Names.Port(text.ToString().Trim('"')) is not null
            ? new(text.Port(context.Names))
            : throw Unknown(text);

    static FormatException Unknown(Piece name) =>
        name.Error("unknown action", "an action of ovs-actions(7) such as output:5, set_field:...->reg0 or goto_table:10");

    static Action ReadOutput(Argument a)
    {
        if (a.Text.Span.StartsWith("port="))
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
            return new OutputTruncated(port, length);
        }
        return a.Text.Span.Contains('[')
            ? new OutputField(FieldReader.ReadSubfield(a.Text))
            : new Output(a.Text.Port(a.Context.Names));
    }

    static (Piece Source, Piece Destination) Arrow(Argument a, string right) =>
        a.Text.Split("->") is { } parts ? parts : throw a.Text.Error("no destination", right);

    static SetField ReadSetField(Argument a)
    {
        var (value, target) = Arrow(a, "set_field:VALUE->FIELD");
        // What a match calls in_port has 32 bits; set_field's in_port is the older one with 16 (ovs-fields(7)).
        var field = (target.Is("in_port") ? Fields.InPortNxm : new Protocol(a.Context.Match).FieldNamed(target.ToString()))
            ?? throw target.Error("unknown field", "a field that can be set, such as reg0 or eth_dst");
        if (!field.Writable)
            throw target.Error($"{field.Name} cannot be set", "a field that can be written");
        var part = FieldReader.Read(field, value, a.Context.Names);
        return part.IsOpen ? throw value.Error("the mask has no bit", "a mask that says what to set") : new(part);
    }

    static SetField ReadLoad(Argument a)
    {
        var (value, target) = Arrow(a, "load:VALUE->FIELD[BITS]");
        var subfield = FieldReader.ReadSubfield(target);
        return subfield.Load(value.Number(Field.Ones(subfield.Length), $"the value for {subfield}"));
    }

    static Move ReadMove(Argument a)
    {
        var (source, destination) = Arrow(a, "move:FIELD[BITS]->FIELD[BITS]");
        var (from, to) = (FieldReader.ReadSubfield(source), FieldReader.ReadSubfield(destination));
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
        return new(length.To(digits.Length).UShort("the length"), FieldReader.ReadSubfield(target));
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

    static SetField ReadTransport(Argument a, string name)
    {
        var field = new Protocol(a.Context.Match).FieldNamed(name)
            ?? throw a.Name.Error("the match has no transport protocol", "a match on tcp, udp or sctp");
        return new(FieldReader.Read(field, a.Text, a.Context.Names));
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
