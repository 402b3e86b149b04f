namespace Sdn.OpenFlow.Wire;

/// <summary>learn on the wire (Open vSwitch, struct nx_action_learn and nx_action_learn2).</summary>
static class LearnCodec
{
    const int BitsMask = 0x3ff, Immediate = 1 << 13, DestinationMask = 3 << 11;
    const byte NoTable = 255;

    internal static void Write(ref OfWriter w, Learn a)
    {
        var flags = a.Flags & ~LearnFlags.WriteResult | (a.ResultDestination is null ? 0 : LearnFlags.WriteResult);
        var isSecond = a.Limit != 0 || a.ResultDestination is not null;
        ActionCodec.Begin(ref w, isSecond ? NxActionType.Learn2 : NxActionType.Learn);
        w.Put(new LearnBody
        {
            IdleTimeout = a.IdleTimeout,
            HardTimeout = a.HardTimeout,
            Priority = a.Priority,
            Cookie = a.Cookie,
            Flags = (ushort)flags,
            Table = a.Table,
            FinIdleTimeout = a.FinIdleTimeout,
            FinHardTimeout = a.FinHardTimeout,
        });
        if (isSecond)
            w.Put(new LearnLimitBody { Limit = a.Limit, ResultOffset = (ushort)(a.ResultDestination?.Start ?? 0) });
        if (a.ResultDestination is { } result)
            ActionFields.WriteHeader(ref w, result.Field);
        foreach (var spec in a.Specs.Span)
            WriteSpec(ref w, spec);
    }

    static void WriteSpec(ref OfWriter w, LearnSpec spec)
    {
        w.Put<Be16>((ushort)(spec.Bits | (ushort)spec.To | (spec.Source is null ? Immediate : 0)));
        if (spec.Source is { } source)
        {
            PutBits(ref w, source);
        }
        else
        {
            w.Pad(spec.Value.Count % 2);
            w.PutBytes(spec.Value.Span);
        }
        if (spec.Destination is { } destination)
            PutBits(ref w, destination);
    }

    static void PutBits(ref OfWriter w, Subfield bits)
    {
        w.Put<Be32>(ActionFields.CompactHeader(bits.Field));
        w.Put<Be16>((ushort)bits.Start);
    }

    internal static Action Read(ref OfReader r)
    {
        var body = r.Take<LearnBody>("learn");
        return ReadHead(in r, body, LearnFlags.SendFlowRemoved | LearnFlags.DeleteLearned) with { Specs = ReadSpecs(ref r) };
    }

    internal static Action ReadWithLimit(ref OfReader r)
    {
        var body = r.Take<LearnBody>("learn");
        var tail = r.Take<LearnLimitBody>("learn");
        if (tail.Pad != 0)
            throw r.Error(Errors.NXBAC_MUST_BE_ZERO, "learn's padding is not zero");
        var learn = ReadHead(in r, body, LearnFlags.SendFlowRemoved | LearnFlags.DeleteLearned | LearnFlags.WriteResult);
        Subfield? result = null;
        if ((learn.Flags & LearnFlags.WriteResult) != 0)
            result = ReadResult(ref r, tail.ResultOffset);
        else if (tail.ResultOffset != 0)
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "learn has an offset for a result that it does not write");
        return learn with { Limit = tail.Limit, ResultDestination = result, Specs = ReadSpecs(ref r) };
    }

    static Learn ReadHead(in OfReader r, in LearnBody body, LearnFlags known)
    {
        if (body.Pad != 0)
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, "learn's padding is not zero");
        if (body.Table == NoTable)
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"nothing is learned in table {NoTable}");
        if ((body.Flags & ~(ushort)known) != 0)
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"learn has unknown flags 0x{(ushort)body.Flags:x}");
        return new()
        {
            IdleTimeout = body.IdleTimeout,
            HardTimeout = body.HardTimeout,
            Priority = body.Priority,
            Cookie = body.Cookie,
            Flags = (LearnFlags)(ushort)body.Flags,
            Table = body.Table,
            FinIdleTimeout = body.FinIdleTimeout,
            FinHardTimeout = body.FinHardTimeout,
        };
    }

    static Subfield ReadResult(ref OfReader r, int offset)
    {
        var field = OxmCodec.ReadFieldId(ref r);
        return ActionFields.Destination(in r, field, offset, 1);
    }

    static ValueList<LearnSpec> ReadSpecs(ref OfReader r)
    {
        var specs = new List<LearnSpec>();
        while (r.Left >= 2)
        {
            int header = (ushort)r.Take<Be16>("a part of learn");
            if (header == 0)
                break;
            specs.Add(ReadSpec(ref r, header));
        }
        ActionFields.RestMustBeZero(ref r, Errors.OFPBAC_BAD_ARGUMENT);
        return specs;
    }

    static LearnSpec ReadSpec(ref OfReader r, int header)
    {
        var (bits, isImmediate, to) = (header & BitsMask, (header & Immediate) != 0, (LearnDestination)(header & DestinationMask));
        if (!Enum.IsDefined(to) || to == LearnDestination.Output && isImmediate)
            throw r.Error(Errors.OFPBAC_BAD_ARGUMENT, $"learn has no part 0x{header:x4}");
        var needed = (isImmediate ? (bits + 15) / 16 * 2 : 6) + (to == LearnDestination.Output ? 0 : 6);
        if (r.Left < needed)
            throw r.Error(Errors.OFPBAC_BAD_LEN, $"a part of learn needs {needed} bytes, {r.Left} are left");
        if (to == LearnDestination.Output)
            return LearnSpec.Output(TakeBits(ref r, bits));
        if (isImmediate)
        {
            r.Skip((bits + 7) / 8 % 2, "a value in learn");
            var value = ValueList.Create(r.TakeBytes((bits + 7) / 8, "a value in learn"));
            var destination = TakeBits(ref r, bits);
            return to == LearnDestination.Match ? LearnSpec.Match(destination, value) : LearnSpec.Load(value, destination);
        }
        var source = TakeBits(ref r, bits);
        var target = TakeBits(ref r, bits);
        return to == LearnDestination.Match ? LearnSpec.Match(target, source) : LearnSpec.Load(source, target);
    }

    static Subfield TakeBits(ref OfReader r, int bits)
    {
        var field = ActionFields.Compact(in r, r.Take<Be32>("a field in learn"));
        return ActionFields.Source(in r, field, (ushort)r.Take<Be16>("a field in learn"), bits);
    }
}
