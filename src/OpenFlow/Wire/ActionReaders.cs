using System.Collections.Frozen;

namespace Sdn.OpenFlow.Wire;

/// <summary>What reads each action's body: one table for the standard ones, one for Nicira's.</summary>
static class ActionReaders
{
    delegate Action Reader(ref OfReader r);

    static readonly FrozenDictionary<ushort, Reader> Standard = new Dictionary<ActionType, Reader>
    {
        [ActionType.Output] = ReadOutput,
        [ActionType.SetField] = static (ref r) => new SetField(ReadSetField(ref r)),
        [ActionType.CopyField] = ReadCopyField,
        [ActionType.Group] = static (ref r) => new ToGroup(Number(ref r)),
        [ActionType.Meter] = static (ref r) => new Meter(Number(ref r)),
        [ActionType.SetQueue] = static (ref r) => new SetQueue(Number(ref r)),
        [ActionType.PushVlan] = static (ref r) => new PushVlan((ushort)(Number(ref r) >> 16)),
        [ActionType.PushMpls] = static (ref r) => new PushMpls((ushort)(Number(ref r) >> 16)),
        [ActionType.PopMpls] = static (ref r) => new PopMpls((ushort)(Number(ref r) >> 16)),
        [ActionType.SetNwTtl] = static (ref r) => new SetTtl((byte)(Number(ref r) >> 24)),
        [ActionType.SetMplsTtl] = static (ref r) => new SetMplsTtl((byte)(Number(ref r) >> 24)),
        [ActionType.DecNwTtl] = static (ref r) => Empty(ref r, 4, new DecTtl()),
        [ActionType.DecMplsTtl] = static (ref r) => Empty(ref r, 4, new DecMplsTtl()),
        [ActionType.PopVlan] = static (ref r) => Empty(ref r, 4, new PopVlan()),
    }.ToFrozenDictionary(row => (ushort)row.Key, row => row.Value);

    static readonly FrozenDictionary<ushort, Reader> Nicira = new Dictionary<NxActionType, Reader>
    {
        [NxActionType.Resubmit] = static (ref r) => ReadResubmit(ref r, hasTable: false, isCt: false),
        [NxActionType.ResubmitTable] = static (ref r) => ReadResubmit(ref r, hasTable: true, isCt: false),
        [NxActionType.ResubmitTableCt] = static (ref r) => ReadResubmit(ref r, hasTable: true, isCt: true),
        [NxActionType.OutputReg] = ReadOutputReg,
        [NxActionType.OutputReg2] = ReadOutputReg2,
        [NxActionType.OutputTrunc] = ReadOutputTrunc,
        [NxActionType.Conjunction] = ReadConjunction,
        [NxActionType.Ct] = CtCodec.Read,
        [NxActionType.Controller] = ControllerCodec.Read,
        [NxActionType.Controller2] = ControllerCodec.ReadWithProperties,
        [NxActionType.CheckPktLarger] = ReadCheckPktLarger,
        [NxActionType.DecTtlCntIds] = ReadDecTtlIds,
        [NxActionType.Note] = static (ref r) => new Note(r.TakeRest()),
        [NxActionType.Clone] = ReadClone,
        [NxActionType.FinTimeout] = ReadFinTimeout,
        [NxActionType.StackPush] = static (ref r) => new StackPush(ReadStack(ref r)),
        [NxActionType.StackPop] = static (ref r) => new StackPop(ReadStack(ref r)),
        [NxActionType.CtClear] = static (ref r) => Empty(ref r, 6, new CtClear()),
        [NxActionType.Exit] = static (ref r) => Empty(ref r, 6, new Exit()),
        [NxActionType.PopQueue] = static (ref r) => Empty(ref r, 6, new PopQueue()),
        [NxActionType.DecNshTtl] = static (ref r) => Empty(ref r, 6, new DecNshTtl()),
    }.ToFrozenDictionary(row => (ushort)row.Key, row => row.Value);

    internal static Action Read(ref OfReader r)
    {
        var at = r.Position;
        var head = r.Take<Tlv>("an action");
        int length = head.Length;
        if (length < 8 || length % 8 != 0)
            throw new OpenFlowException(Errors.OFPBAC_BAD_LEN, $"at byte {at}: action length {length} is no multiple of 8 above 0");
        var body = r.Sub(length - 4, Errors.OFPBAC_BAD_LEN, "an action", isNested: true);
        if (head.Type == (ushort)ActionType.Experimenter)
            return ReadExperimenter(ref body);
        return Standard.TryGetValue(head.Type, out var read)
            ? Whole(ref body, read)
            : throw new OpenFlowException(Errors.OFPBAC_BAD_TYPE, $"at byte {at}: no action has the type {(ushort)head.Type}");
    }

    // What an experimenter defines and this library does not know is kept, so that a dump stays whole.
    static Action ReadExperimenter(ref OfReader body)
    {
        var whole = body;
        var head = body.Take<NxHeader>("an experimenter's action");
        return head.Vendor == ActionCodec.Nicira && Nicira.TryGetValue(head.Subtype, out var read)
            ? Whole(ref body, read)
            : new RawAction((ushort)ActionType.Experimenter, whole.TakeRest());
    }

    static Action Whole(ref OfReader body, Reader read)
    {
        var action = read(ref body);
        return body.Left < 8
            ? action
            : throw body.Error(Errors.OFPBAC_BAD_LEN, $"{body.Left} bytes are left behind {action}");
    }

    static uint Number(ref OfReader r) => r.Take<Be32>("the action");

    static Action Empty(ref OfReader r, int padding, Action action)
    {
        r.Skip(padding, "the action's padding");
        return action;
    }

    static Output ReadOutput(ref OfReader r)
    {
        var body = r.Take<OutputBody>("output");
        return Ports.IsOutput(body.Port)
            ? new(body.Port, body.MaxLen)
            : throw r.Error(Errors.OFPBAC_BAD_OUT_PORT, $"nothing can be sent to port 0x{(uint)body.Port:x}");
    }

    static FieldMatch ReadSetField(ref OfReader r)
    {
        var field = OxmCodec.Read(ref r);
        if (!field.Field.Writable)
            throw r.Error(Errors.OFPBAC_BAD_SET_ARGUMENT, $"{field.Field.Name} cannot be set");
        return field.IsOpen
            ? throw r.Error(Errors.OFPBAC_BAD_SET_MASK, $"no bit of {field.Field.Name} is set")
            : field;
    }

    static Move ReadCopyField(ref OfReader r)
    {
        var body = r.Take<CopyFieldBody>("copy_field");
        var source = Bits(in r, OxmCodec.ReadFieldId(ref r), body.SourceOffset, body.Bits);
        var destination = Bits(in r, OxmCodec.ReadFieldId(ref r), body.DestinationOffset, body.Bits);
        return new(source, destination);
    }

    internal static Subfield Bits(in OfReader r, Field field, int start, int length) =>
        length >= 1 && start + length <= field.Bits
            ? field[start, length]
            : throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"{field.Name} has {field.Bits} bits, not {start}..{start + length - 1}");

    internal static Field CompactField(ref OfReader r, uint header)
    {
        var field = Fields.Numbered((OxmClass)(header >> 16), (byte)(header >> 9 & 0x7f), 0);
        return field is not null && (header & 0x1ff) == field.Bytes
            ? field
            : throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"no field has the header 0x{header:x8}");
    }

    static Resubmit ReadResubmit(ref OfReader r, bool hasTable, bool isCt)
    {
        var body = r.Take<ResubmitBody>("resubmit");
        return new(hasTable ? body.Table : (byte)255, Ports.Widen(body.InPort), isCt);
    }

    static OutputField ReadOutputReg(ref OfReader r)
    {
        var body = r.Take<OutputRegBody>("output to a field's port");
        return new(Bits(in r, CompactField(ref r, body.Source), body.OffsetAndBits >> 6, (body.OffsetAndBits & 0x3f) + 1), body.MaxLen);
    }

    static OutputField ReadOutputReg2(ref OfReader r)
    {
        int bits = (ushort)r.Take<Be16>("output to a field's port");
        ushort maxLen = r.Take<Be16>("output to a field's port");
        return new(Bits(in r, OxmCodec.ReadFieldId(ref r), bits >> 6, (bits & 0x3f) + 1), maxLen);
    }

    static OutputTruncated ReadOutputTrunc(ref OfReader r)
    {
        var body = r.Take<OutputTruncBody>("output");
        return Ports.IsOutput(Ports.Widen(body.Port))
            ? new(Ports.Widen(body.Port), body.MaxLen)
            : throw r.Error(Errors.OFPBAC_BAD_OUT_PORT, $"nothing can be sent to port 0x{(ushort)body.Port:x}");
    }

    static Conjunction ReadConjunction(ref OfReader r)
    {
        var body = r.Take<ConjunctionBody>("conjunction");
        return body.Clauses is >= 2 and <= 64 && body.Clause < body.Clauses
            ? new(body.Id, (byte)(body.Clause + 1), body.Clauses)
            : throw r.Error(Errors.NXBAC_BAD_CONJUNCTION, $"clause {body.Clause + 1} of {body.Clauses}");
    }

    static CheckPktLarger ReadCheckPktLarger(ref OfReader r)
    {
        var body = r.Take<CheckPktLargerBody>("check_pkt_larger");
        return new(body.Length, Bits(in r, OxmCodec.ReadFieldId(ref r), body.Offset, 1));
    }

    static DecTtl ReadDecTtlIds(ref OfReader r)
    {
        int count = (ushort)r.Take<Be16>("dec_ttl");
        r.Skip(4, "dec_ttl");
        if (count == 0 || 2 * count > r.Left)
            throw r.Error(Errors.OFPBAC_BAD_LEN, $"dec_ttl has {count} ids in {r.Left} bytes");
        var ids = new ushort[count];
        for (var i = 0; i < count; i++)
            ids[i] = r.Take<Be16>("a controller's id");
        return new(ids);
    }

    static Clone ReadClone(ref OfReader r)
    {
        r.Skip(6, "clone");
        return new(ActionCodec.ReadList(ref r));
    }

    static FinTimeout ReadFinTimeout(ref OfReader r)
    {
        var body = r.Take<FinTimeoutBody>("fin_timeout");
        return new(body.IdleTimeout, body.HardTimeout);
    }

    static Subfield ReadStack(ref OfReader r)
    {
        var body = r.Take<StackBody>("push or pop");
        return Bits(in r, CompactField(ref r, body.Field), body.Offset, body.Bits);
    }
}
