namespace Sdn.OpenFlow.Wire;

/// <summary>The numbers of the standard actions (ofp_action_type).</summary>
enum ActionType : ushort
{
    Output = 0,
    SetMplsTtl = 15,
    DecMplsTtl = 16,
    PushVlan = 17,
    PopVlan = 18,
    PushMpls = 19,
    PopMpls = 20,
    SetQueue = 21,
    Group = 22,
    SetNwTtl = 23,
    DecNwTtl = 24,
    SetField = 25,
    CopyField = 28,
    Meter = 29,
    Experimenter = 0xffff,
}

/// <summary>The numbers of Nicira's actions (Open vSwitch, ofp-actions.c).</summary>
enum NxActionType : ushort
{
    Resubmit = 1,
    PopQueue = 5,
    Note = 8,
    ResubmitTable = 14,
    OutputReg = 15,
    Exit = 17,
    FinTimeout = 19,
    Controller = 20,
    DecTtlCntIds = 21,
    StackPush = 27,
    StackPop = 28,
    OutputReg2 = 32,
    Conjunction = 34,
    Ct = 35,
    Nat = 36,
    Controller2 = 37,
    OutputTrunc = 39,
    Clone = 42,
    CtClear = 43,
    ResubmitTableCt = 44,
    DecNshTtl = 48,
    CheckPktLarger = 49,
}

/// <summary>Actions on the wire: one switch writes them all; the readers are in ActionReaders.cs.</summary>
static class ActionCodec
{
    internal const uint Nicira = 0x2320;

    internal static void WriteList(ref OfWriter w, ValueList<Action> actions)
    {
        foreach (var action in actions.Span)
        {
            if (action.InstructionRank == 0)
                Write(ref w, action);
        }
    }

    internal static ValueList<Action> ReadList(ref OfReader r)
    {
        var actions = new List<Action>();
        while (r.Left > 0)
            actions.Add(ActionReaders.Read(ref r));
        return actions.Count == 0 ? ValueList<Action>.Empty : actions;
    }

    static void Write(ref OfWriter w, Action action)
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
            case DecTtl { ControllerIds.Count: 0 }: WithNumber(ref w, ActionType.DecNwTtl, 0); break;
            case DecMplsTtl: WithNumber(ref w, ActionType.DecMplsTtl, 0); break;
            case PopVlan: WithNumber(ref w, ActionType.PopVlan, 0); break;
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
        switch (action)
        {
            case Resubmit a: Put(ref w, ResubmitTypeOf(a), new ResubmitBody { InPort = Ports.Narrow(a.Port), Table = TableOf(a) }); break;
            case OutputTruncated a: Put(ref w, NxActionType.OutputTrunc, new OutputTruncBody { Port = Ports.Narrow(a.Port), MaxLen = a.MaxLen }); break;
            case OutputField a: WriteOutputField(ref w, a); break;
            case Conjunction a: Put(ref w, NxActionType.Conjunction, new ConjunctionBody { Clause = (byte)(a.Clause - 1), Clauses = a.Clauses, Id = a.Id }); break;
            case Ct a: CtCodec.Write(ref w, a); break;
            case ToController a: ControllerCodec.Write(ref w, a); break;
            case FinTimeout a: Put(ref w, NxActionType.FinTimeout, new FinTimeoutBody { IdleTimeout = a.IdleTimeout, HardTimeout = a.HardTimeout }); break;
            case StackPush a: WriteStack(ref w, NxActionType.StackPush, a.Source); break;
            case StackPop a: WriteStack(ref w, NxActionType.StackPop, a.Destination); break;
            case CheckPktLarger a:
                Put(ref w, NxActionType.CheckPktLarger, new CheckPktLargerBody { Length = a.Length, Offset = (ushort)a.Destination.Start });
                OxmCodec.WriteHeader(ref w, a.Destination.Field, false);
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

    /// <summary>A field's oldest number, in the 4 bytes that Nicira's actions have for one.</summary>
    internal static uint CompactHeader(Field field)
    {
        if (field.Experimenter != 0)
            throw new ArgumentException($"{field.Name} belongs to an experimenter; this action has no room for its number");
        var (oxmClass, number) = field.Nxm is { } nxm ? (nxm.Class, nxm.Number) : (field.Class, field.Number);
        return (uint)oxmClass << 16 | (uint)number << 9 | (uint)field.Bytes;
    }

    /// <summary>Offset and length of bits, as Nicira packs them.</summary>
    internal static ushort OffsetAndBits(Subfield bits) => (ushort)(bits.Start << 6 | bits.Length - 1);

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
        if (a.Source.Field.Experimenter == 0)
        {
            Put(ref w, NxActionType.OutputReg, new OutputRegBody
            {
                OffsetAndBits = OffsetAndBits(a.Source),
                Source = CompactHeader(a.Source.Field),
                MaxLen = a.MaxLen,
            });
            return;
        }
        Begin(ref w, NxActionType.OutputReg2);
        w.Put<Be16>(OffsetAndBits(a.Source));
        w.Put<Be16>(a.MaxLen);
        OxmCodec.WriteHeader(ref w, a.Source.Field, false);
    }

    static void WriteStack(ref OfWriter w, NxActionType type, Subfield bits) =>
        Put(ref w, type, new StackBody
        {
            Offset = (ushort)bits.Start,
            Field = CompactHeader(bits.Field),
            Bits = (ushort)bits.Length,
        });
}
