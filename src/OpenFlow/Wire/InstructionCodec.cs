namespace Sdn.OpenFlow.Wire;

/// <summary>The numbers of the instructions (ofp_instruction_type).</summary>
enum InstructionType : ushort
{
    GotoTable = 1,
    WriteMetadata = 2,
    WriteActions = 3,
    ApplyActions = 4,
    ClearActions = 5,
    Meter = 6,   // an action in OpenFlow 1.5; Open vSwitch looks at its length all the same
    Experimenter = 0xffff,
}

/// <summary>An instruction on the wire: a row of <see cref="InstructionCodec.Table"/>.</summary>
/// <param name="Number">Its ofp_instruction_type.</param>
/// <param name="Type">The record that it is read as; of the apply-actions, none: their actions stand in the flow's list.</param>
/// <param name="SpecName">The number's name in the specification.</param>
/// <param name="Bytes">Its length, or the least if a list is in it.</param>
/// <param name="HasList">Whether actions follow.</param>
sealed record InstructionRow(InstructionType Number, Type? Type, string SpecName, int Bytes, bool HasList)
{
    /// <summary>The name in JSON and in texts: <c>goto_table</c>.</summary>
    internal string Name { get; } = SpecName["OFPIT_".Length..].ToLowerInvariant();
}

/// <summary>Instructions on the wire, which are one list with the actions in a <see cref="Flow"/>. OpenFlow 1.5.1, 7.2.5.</summary>
static class InstructionCodec
{
    /// <summary>One row an instruction, by number from 1.</summary>
    internal static readonly InstructionRow[] Table =
    [
        new(InstructionType.GotoTable, typeof(GotoTable), "OFPIT_GOTO_TABLE", 8, HasList: false),
        new(InstructionType.WriteMetadata, typeof(WriteMetadata), "OFPIT_WRITE_METADATA", 24, HasList: false),
        new(InstructionType.WriteActions, typeof(WriteActions), "OFPIT_WRITE_ACTIONS", 8, HasList: true),
        new(InstructionType.ApplyActions, null, "OFPIT_APPLY_ACTIONS", 8, HasList: true),
        new(InstructionType.ClearActions, typeof(ClearActions), "OFPIT_CLEAR_ACTIONS", 8, HasList: false),
        new(InstructionType.Meter, null, "OFPIT_METER", 8, HasList: false),
    ];

    internal static void Write(ref OfWriter w, ValueList<Action> actions)
    {
        if (actions.Count > 0 && actions[0].InstructionRank == 0)
            WriteActionList(ref w, InstructionType.ApplyActions, actions);
        foreach (var action in actions.Span)
        {
            switch (action)
            {
                case ClearActions:
                    w.Put(new Tlv { Type = (ushort)InstructionType.ClearActions, Length = 8 });
                    w.Pad(4);
                    break;
                case WriteActions a:
                    WriteActionList(ref w, InstructionType.WriteActions, a.Actions);
                    break;
                case WriteMetadata a:
                    w.Put(new Tlv { Type = (ushort)InstructionType.WriteMetadata, Length = 24 });
                    w.Put(new WriteMetadataBody { Metadata = a.Metadata, Mask = a.Mask });
                    break;
                case GotoTable a:
                    w.Put(new Tlv { Type = (ushort)InstructionType.GotoTable, Length = 8 });
                    w.Put<Be32>((uint)a.Table << 24);
                    break;
            }
        }
    }

    /// <summary>The instructions to the end of the part, in the one order that a <see cref="Flow"/> has.</summary>
    // As in Open vSwitch (ofpacts_pull_openflow_instructions()), all are looked at before the first action is.
    internal static ValueList<Action> Read(ref OfReader outer)
    {
        var r = outer.Sub(outer.Left, Errors.OFPBIC_BAD_LEN, "the instructions");
        if (r.Left % 8 != 0)
            throw r.Error(Errors.OFPBIC_BAD_LEN, $"{r.Left} bytes of instructions are no multiple of 8");
        var found = default(Found);
        while (r.Left > 0)
            ReadInto(ref r, ref found);
        var form = default(ActionsForm);
        if (found.Has(InstructionType.ApplyActions))
            ActionCodec.ReadInto(ref found.ApplyActions, ref form);
        ReadRest(ref found, ref form);
        var actions = form.ToList();
        if (ActionRules.Broken(actions, Nesting.Flow) is { } broken)
            throw r.Error(broken.Error, broken.Why);
        return actions;
    }

    static void ReadInto(ref OfReader r, ref Found found)
    {
        var at = r.Position;
        var head = r.Take<Tlv>("an instruction");
        var (type, length) = ((InstructionType)(ushort)head.Type, (int)head.Length);
        if (length < 8 || length % 8 != 0 || length - 4 > r.Left)
            throw new OpenFlowException(Errors.OFPBIC_BAD_LEN, $"at byte {at}: instruction length {length}");
        if (type == InstructionType.Experimenter)
            throw new OpenFlowException(Errors.OFPBIC_BAD_EXPERIMENTER, $"at byte {at}: an experimenter's instruction");
        if ((ushort)type >= Table.Length + 1 || type == 0)
            throw new OpenFlowException(Errors.OFPBIC_UNKNOWN_INST, $"at byte {at}: instruction {(ushort)type}");
        var row = Table[(ushort)type - 1];
        if (row.HasList ? length < row.Bytes : length != row.Bytes)
            throw new OpenFlowException(Errors.OFPBIC_BAD_LEN, $"at byte {at}: {row.Name} cannot have {length} bytes");
        if (type == InstructionType.Meter)
            throw new OpenFlowException(Errors.OFPBIC_UNKNOWN_INST, $"at byte {at}: a meter is an action");
        if (found.Has(type))
            throw new OpenFlowException(Errors.OFPBIC_DUP_INST, $"at byte {at}: {row.Name} is there twice");
        found.Add(type, r.Sub(length - 4, row.HasList ? Errors.OFPBAC_BAD_LEN : Errors.OFPBIC_BAD_LEN, "an instruction"));
    }

    static void ReadRest(ref Found found, scoped ref ActionsForm rest)
    {
        if (found.Has(InstructionType.ClearActions))
            rest.Add(new ClearActions());
        if (found.Has(InstructionType.WriteActions))
            rest.Add(new WriteActions(ReadActionSet(ref found.WriteActions)));
        if (found.Has(InstructionType.WriteMetadata))
            rest.Add(ReadWriteMetadata(ref found.WriteMetadata));
        if (found.Has(InstructionType.GotoTable))
            rest.Add(new GotoTable(found.GotoTable.Take<byte>("goto_table")));
    }

    static ValueList<Action> ReadActionSet(ref OfReader r)
    {
        var actions = ActionCodec.ReadUnchecked(ref r);
        foreach (var action in actions)
        {
            if (!action.IsForActionSet)
                throw r.Error(Errors.OFPBAC_BAD_TYPE, $"{action} cannot be in an action set");
        }

        return actions;
    }

    /// <summary>The bodies of the instructions that there are, each at most once.</summary>
    ref struct Found
    {
        uint _types;

        internal OfReader ApplyActions, WriteActions, WriteMetadata, GotoTable;

        internal readonly bool Has(InstructionType type) => (_types & 1u << (int)type) != 0;

        internal void Add(InstructionType type, OfReader body)
        {
            _types |= 1u << (int)type;
            switch (type)
            {
                case InstructionType.ApplyActions: body.Skip(4, "padding"); ApplyActions = body; break;
                case InstructionType.WriteActions: body.Skip(4, "padding"); WriteActions = body; break;
                case InstructionType.WriteMetadata: WriteMetadata = body; break;
                case InstructionType.GotoTable: GotoTable = body; break;
            }
        }
    }

    static void WriteActionList(ref OfWriter w, InstructionType type, ValueList<Action> actions)
    {
        var start = w.Position;
        w.Put(new Tlv { Type = (ushort)type });
        w.Pad(4);
        ActionCodec.WriteList(ref w, actions);
        w.Patch16(start + 2, w.Position - start);
    }

    static WriteMetadata ReadWriteMetadata(ref OfReader r)
    {
        var body = r.Take<WriteMetadataBody>("write_metadata");
        return new(body.Metadata, body.Mask);
    }

    /// <summary>The same as an action, which Nicira had before there were instructions.</summary>
    internal static Action ReadNxWriteMetadata(ref OfReader r)
    {
        ActionFields.MustBeZero(ref r, 6, Errors.NXBRC_MUST_BE_ZERO);
        return new WriteMetadata(r.Take<Be64>("write_metadata"), r.Take<Be64>("write_metadata"));
    }
}
