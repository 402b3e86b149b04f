namespace Sdn.OpenFlow.Wire;

/// <summary>Actions on the wire: one switch writes them all; <see cref="ActionTable"/> reads them.</summary>
static class ActionCodec
{
    internal const uint Nicira = 0x2320, OpenNetworking = 0x4f4e4600;   // the experimenters that Open vSwitch knows messages of

    internal static void WriteList(ref OfWriter w, ValueList<Action> actions)
    {
        foreach (var action in actions.Span)
        {
            if (action.InstructionRank == 0)
                Write(ref w, action);
        }
    }

    /// <summary>A list that a message, a group's bucket or another action holds.</summary>
    internal static ValueList<Action> ReadList(ref OfReader r, Nesting nesting = Nesting.None)
    {
        var actions = ReadUnchecked(ref r);
        if (ActionRules.Broken(actions, nesting) is { } broken)
            throw r.Error(broken.Error, broken.Why);
        return actions;
    }

    /// <summary>A list whose order and nesting the caller looks at.</summary>
    internal static ValueList<Action> ReadUnchecked(ref OfReader r)
    {
        var actions = default(ActionsForm);
        ReadInto(ref r, ref actions);
        return actions.ToList();
    }

    internal static void ReadInto(ref OfReader r, scoped ref ActionsForm actions)
    {
        if (r.Left % 8 != 0)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"{r.Left} bytes of actions are no multiple of 8");
        while (r.Left > 0)
            actions.Add(ActionReaders.Read(ref r));
    }

    internal static void Write(ref OfWriter w, Action action)
    {
        var start = w.Position;
        switch (action)
        {
            case Output a:
                Begin(ref w, ActionType.Output);
                w.Put(new OutputBody { Port = a.Port, MaxLen = a.MaxLen });
                break;
            case SetField a:
                Begin(ref w, ActionType.SetField);
                OxmCodec.Write(ref w, a.Value);
                if (a.HasMask && a.Value.IsExact)
                    WriteFullMask(ref w, start, a.Value.Field);
                break;
            case Move a:
                Begin(ref w, ActionType.CopyField);
                w.Put(new CopyFieldBody
                {
                    Bits = (ushort)a.Source.Length,
                    SourceOffset = (ushort)a.Source.Start,
                    DestinationOffset = (ushort)a.Destination.Start,
                });
                OxmCodec.WriteHeader(ref w, a.Source.Field, false);
                OxmCodec.WriteHeader(ref w, a.Destination.Field, false);
                break;
            case ToGroup a: WithNumber(ref w, ActionType.Group, a.GroupId); break;
            case Meter a: WithNumber(ref w, ActionType.Meter, a.MeterId); break;
            case SetQueue a: WithNumber(ref w, ActionType.SetQueue, a.QueueId); break;
            case PushVlan a: WithNumber(ref w, ActionType.PushVlan, (uint)a.EthType << 16); break;
            case PushMpls a: WithNumber(ref w, ActionType.PushMpls, (uint)a.EthType << 16); break;
            case PopMpls a: WithNumber(ref w, ActionType.PopMpls, (uint)a.EthType << 16); break;
            case SetTtl a: WithNumber(ref w, ActionType.SetNwTtl, (uint)a.Ttl << 24); break;
            case SetMplsTtl a: WithNumber(ref w, ActionType.SetMplsTtl, (uint)a.Ttl << 24); break;
            case DecTtl { HasIds: false }: WithNumber(ref w, ActionType.DecNwTtl, 0); break;
            case DecMplsTtl: WithNumber(ref w, ActionType.DecMplsTtl, 0); break;
            case PopVlan: WithNumber(ref w, ActionType.PopVlan, 0); break;
            case SetOld a: SetOldCodec.Write(ref w, a); break;
            case RawAction a:
                Begin(ref w, (ActionType)a.Type);
                w.PutBytes(a.Body.Span);
                break;
            default: WriteNicira(ref w, action); break;
        }
        w.PadTo8(start);
        w.Patch16(start + 2, w.Position - start);
    }

    static void WriteNicira(ref OfWriter w, Action action)
    {
        var start = w.Position;
        switch (action)
        {
            case Resubmit a: Put(ref w, ResubmitTypeOf(a), new ResubmitBody { InPort = Ports.Narrow(a.Port), Table = TableOf(a) }); break;
            case OutputTruncated a: Put(ref w, NxActionType.OutputTrunc, new OutputTruncBody { Port = Ports.Narrow(a.Port), MaxLen = a.MaxLen }); break;
            case OutputField a: WriteOutputField(ref w, a); break;
            case Conjunction a: Put(ref w, NxActionType.Conjunction, new ConjunctionBody { Clause = (byte)(a.Clause - 1), Clauses = a.Clauses, Id = a.Id }); break;
            case Ct a: CtCodec.Write(ref w, a); break;
            case Nat a: NatCodec.Write(ref w, a); break;
            case Learn a: LearnCodec.Write(ref w, a); break;
            case Multipath a: PathCodec.Write(ref w, a); break;
            case Bundle a: PathCodec.Write(ref w, a); break;
            case Sample a: SampleCodec.Write(ref w, a); break;
            case Encap a: EncapCodec.Write(ref w, a); break;
            case Decap a: EncapCodec.Write(ref w, a); break;
            case ToController a: ControllerCodec.Write(ref w, a); break;
            case FinTimeout a: Put(ref w, NxActionType.FinTimeout, new FinTimeoutBody { IdleTimeout = a.IdleTimeout, HardTimeout = a.HardTimeout }); break;
            case StackPush a: WriteStack(ref w, NxActionType.StackPush, a.Source); break;
            case StackPop a: WriteStack(ref w, NxActionType.StackPop, a.Destination); break;
            case CheckPktLarger a:
                Put(ref w, NxActionType.CheckPktLarger, new CheckPktLargerBody { Length = a.Length, Offset = (ushort)a.Destination.Start });
                ActionFields.WriteHeader(ref w, a.Destination.Field);
                PadTo(ref w, start + 24);
                break;
            case DeleteField a:
                Begin(ref w, NxActionType.DeleteField);
                ActionFields.WriteHeader(ref w, a.Field);
                PadTo(ref w, start + 24);
                break;
            case DecTtl a:
                Begin(ref w, NxActionType.DecTtlCntIds);
                w.Put<Be16>((ushort)a.ControllerIds.Count);
                w.Pad(4);
                foreach (var id in a.ControllerIds.Span)
                    w.Put<Be16>(id);
                break;
            case Note a:
                Begin(ref w, NxActionType.Note);
                w.PutBytes(a.Bytes.Span);
                break;
            case Clone a:
                Begin(ref w, NxActionType.Clone);
                w.Pad(6);
                WriteList(ref w, a.Actions);
                break;
            case CtClear: Empty(ref w, NxActionType.CtClear); break;
            case Exit: Empty(ref w, NxActionType.Exit); break;
            case PopQueue: Empty(ref w, NxActionType.PopQueue); break;
            case DecNshTtl: Empty(ref w, NxActionType.DecNshTtl); break;
            default: throw new System.Diagnostics.UnreachableException($"{action.GetType()} has no form on the wire");
        }
    }

    internal static void Begin(ref OfWriter w, ActionType type) => w.Put(new Tlv { Type = (ushort)type });

    internal static void Begin(ref OfWriter w, NxActionType type)
    {
        Begin(ref w, ActionType.Experimenter);
        w.Put(new NxHeader { Vendor = Nicira, Subtype = (ushort)type });
    }

    static void Put<T>(ref OfWriter w, NxActionType type, in T body)
        where T : unmanaged
    {
        Begin(ref w, type);
        w.Put(body);
    }

    static void Empty(ref OfWriter w, NxActionType type)
    {
        Begin(ref w, type);
        w.Pad(6);
    }

    static void WithNumber(ref OfWriter w, ActionType type, uint number)
    {
        Begin(ref w, type);
        w.Put<Be32>(number);
    }

    // The oldest form, without a table, is what Open vSwitch itself writes where none is given.
    static NxActionType ResubmitTypeOf(Resubmit a) =>
        a.Ct ? NxActionType.ResubmitTableCt : a.Table == 255 ? NxActionType.Resubmit : NxActionType.ResubmitTable;

    static byte TableOf(Resubmit a) => a.Table == 255 && !a.Ct ? (byte)0 : a.Table;

    static void WriteOutputField(ref OfWriter w, OutputField a)
    {
        if (ActionFields.IsCompact(a.Source.Field))
        {
            Put(ref w, NxActionType.OutputReg, new OutputRegBody
            {
                OffsetAndBits = ActionFields.Pack(a.Source),
                Source = ActionFields.CompactHeader(a.Source.Field),
                MaxLen = a.MaxLen,
            });
            return;
        }
        Begin(ref w, NxActionType.OutputReg2);
        w.Put<Be16>(ActionFields.Pack(a.Source));
        w.Put<Be16>(a.MaxLen);
        ActionFields.WriteHeader(ref w, a.Source.Field);
    }

    static void WriteStack(ref OfWriter w, NxActionType type, Subfield bits)
    {
        var start = w.Position;
        Begin(ref w, type);
        w.Put<Be16>((ushort)bits.Start);
        ActionFields.WriteHeader(ref w, bits.Field);
        w.Put<Be16>((ushort)bits.Length);
        PadTo(ref w, start + 24);
    }

    // All of the field's bits are set, and yet a mask says so: the field's bytes have more bits (as load leaves it).
    static void WriteFullMask(ref OfWriter w, int start, Field field)
    {
        w.PutField(field.AllOnes, field.Bytes);
        w.Patch16(start + 6, field.Number << 9 | 1 << 8 | (field.Experimenter != 0 ? 4 : 0) + 2 * field.Bytes);
    }

    static void PadTo(ref OfWriter w, int position) => w.Pad(position - w.Position);
}
