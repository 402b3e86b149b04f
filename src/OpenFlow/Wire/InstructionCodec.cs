namespace Sdn.OpenFlow.Wire;

/// <summary>The numbers of the instructions (ofp_instruction_type).</summary>
enum InstructionType : ushort
{
    GotoTable = 1,
    WriteMetadata = 2,
    WriteActions = 3,
    ApplyActions = 4,
    ClearActions = 5,
}

/// <summary>Instructions on the wire, which are one list with the actions in a <see cref="Flow"/>. OpenFlow 1.5.1, 7.2.5.</summary>
static class InstructionCodec
{
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
    internal static ValueList<Action> Read(ref OfReader outer)
    {
        var r = outer.Sub(outer.Left, Errors.OFPBIC_BAD_LEN, "the instructions");
        ValueList<Action> applied = [];
        var rest = new List<Action>(4);
        var seen = 0u;
        while (r.Left > 0)
        {
            var at = r.Position;
            var head = r.Take<Tlv>("an instruction");
            if (head.Length < 8 || head.Length % 8 != 0)
                throw new OpenFlowException(Errors.OFPBIC_BAD_LEN, $"at byte {at}: instruction length {(ushort)head.Length}");
            var body = r.Sub(head.Length - 4, Errors.OFPBIC_BAD_LEN, "an instruction");
            if (head.Type < 32 && (seen & 1u << head.Type) != 0)
                throw new OpenFlowException(Errors.OFPBIC_DUP_INST, $"at byte {at}: instruction {(ushort)head.Type} is there twice");
            seen |= head.Type < 32 ? 1u << head.Type : 0;
            switch ((InstructionType)(ushort)head.Type)
            {
                case InstructionType.ApplyActions: applied = ReadActionList(ref body); break;
                case InstructionType.WriteActions: rest.Add(new WriteActions(ReadActionList(ref body))); break;
                case InstructionType.ClearActions: rest.Add(new ClearActions()); break;
                case InstructionType.WriteMetadata: rest.Add(ReadWriteMetadata(ref body)); break;
                case InstructionType.GotoTable: rest.Add(new GotoTable(body.Take<byte>("goto_table"))); break;
                default: throw new OpenFlowException(Errors.OFPBIC_UNKNOWN_INST, $"at byte {at}: instruction {(ushort)head.Type}");
            }
        }
        if (rest.Count == 0)
            return applied;
        rest.Sort(static (a, b) => a.InstructionRank.CompareTo(b.InstructionRank));
        return [.. applied, .. rest];
    }

    static void WriteActionList(ref OfWriter w, InstructionType type, ValueList<Action> actions)
    {
        var start = w.Position;
        w.Put(new Tlv { Type = (ushort)type });
        w.Pad(4);
        ActionCodec.WriteList(ref w, actions);
        w.Patch16(start + 2, w.Position - start);
    }

    static ValueList<Action> ReadActionList(ref OfReader r)
    {
        r.Skip(4, "the instruction's padding");
        var actions = r.Sub(r.Left, Errors.OFPBAC_BAD_LEN, "actions");
        return ActionCodec.ReadList(ref actions);
    }

    static WriteMetadata ReadWriteMetadata(ref OfReader r)
    {
        var body = r.Take<WriteMetadataBody>("write_metadata");
        return new(body.Metadata, body.Mask);
    }
}
