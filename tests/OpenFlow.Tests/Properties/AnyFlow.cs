using CsCheck;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Flows: a match, and actions and instructions that fit its packets.</summary>
static class AnyFlow
{
    const byte LastTable = 254;

    internal static readonly Gen<Flow> Any = Drawn.By(d =>
    {
        var kind = d.From(AnyMatch.Kind);
        var table = d.From(AnyNumber.ByteUpTo(LastTable));
        var match = d.From(AnyMatch.Of(kind));
        return new Flow(table, d.Maybe(AnyNumber.UShort, Flow.DefaultPriority), match, DrawActions(d, kind.Matching(match), table), d.Maybe(AnyNumber.ULong, 0UL))
        {
            IdleTimeout = d.Maybe(AnyNumber.UShort, (ushort)0, 20),
            HardTimeout = d.Maybe(AnyNumber.UShort, (ushort)0, 20),
            Flags = d.Maybe(AnyNumber.Flags<FlowFlags>(), FlowFlags.None, 30),
            Importance = d.Maybe(AnyNumber.UShort, (ushort)0, 20),
        };
    });

    /// <summary>Which flows are asked for, or go.</summary>
    internal static readonly Gen<FlowFilter> Filter = Drawn.By(d => new FlowFilter
    {
        Table = d.Maybe(AnyNumber.Byte, FlowMod.AllTables),
        OutPort = d.Maybe(AnyPort.Output, Ports.Any),
        OutGroup = d.Maybe(AnyGroup.Id, Group.Any),
        Cookie = d.Maybe(AnyNumber.ULong, 0UL),
        CookieMask = d.Maybe(AnyNumber.ULong, 0UL),
        Match = d.From(AnyMatch.Any),
    });

    internal static readonly Gen<FlowStats> Stats = Drawn.By(d => new FlowStats
    {
        PacketCount = d.Percent(80) ? d.From(AnyNumber.ULong) : null,
        ByteCount = d.Percent(80) ? d.From(AnyNumber.ULong) : null,
        FlowCount = d.Percent(20) ? d.From(AnyNumber.UInt) : null,
    });

    /// <summary>With times, which an aggregate has not.</summary>
    internal static readonly Gen<FlowStats> TimedStats = Drawn.By(d =>
    {
        var (hasDuration, isIdle) = (d.Percent(80), d.Percent(80));
        return d.From(Stats) with
        {
            DurationSeconds = hasDuration ? d.From(AnyNumber.UInt) : null,
            DurationNanoseconds = hasDuration ? d.From(AnyNumber.Nanoseconds) : 0,
            IdleSeconds = isIdle ? d.From(AnyNumber.UInt) : null,
            IdleNanoseconds = isIdle ? d.Maybe(AnyNumber.Nanoseconds, 0U, 20) : 0,
        };
    });

    internal static readonly Gen<FlowDesc> Desc = Any.Select(TimedStats, (flow, stats) => new FlowDesc(flow, stats));

    internal static readonly Gen<FlowRemoved> Removed = Drawn.By(d => new FlowRemoved(
        new(d.From(AnyNumber.ByteUpTo(LastTable)), d.From(AnyNumber.UShort), d.From(AnyMatch.Any)), d.From(Gen.Enum<FlowRemovedReason>()), d.From(TimedStats))
    {
        Cookie = d.From(AnyNumber.ULong),
        IdleTimeout = d.From(AnyNumber.UShort),
        HardTimeout = d.From(AnyNumber.UShort),
    });

    internal static readonly Gen<FlowMod> Mod = Drawn.By(d =>
    {
        var mod = new FlowMod(d.Maybe(Gen.Enum<FlowModCommand>(), FlowModCommand.Add), d.From(Any)) { BufferId = d.Maybe(AnyNumber.UInt, PacketIn.NoBuffer, 10) };
        return mod.Command is FlowModCommand.Delete or FlowModCommand.DeleteStrict
            ? mod with { CookieMask = d.Maybe(AnyNumber.ULong, 0UL), OutPort = d.From(AnyPort.Filter), OutGroup = d.Maybe(AnyGroup.Id, Group.Any) }
            : mod.Command == FlowModCommand.Add ? mod : mod with { CookieMask = d.Maybe(AnyNumber.ULong, 0UL) };
    });

    internal static readonly Gen<NxFlowMod> NxMod = Drawn.By(d =>
    {
        var mod = d.From(Mod);
        var flow = mod.Flow;
        var command = mod.Command;
        return new NxFlowMod(command, new(flow.Table, flow.Priority, flow.Match, flow.Actions, flow.Cookie)
        {
            IdleTimeout = flow.IdleTimeout,
            HardTimeout = flow.HardTimeout,
            Flags = flow.Flags,
        })
        {
            BufferId = mod.BufferId,
            OutPort = mod.OutPort,
        };
    });

    internal static readonly Gen<NxFlowRemoved> NxRemoved = Drawn.By(d => new NxFlowRemoved
    {
        Cookie = d.From(AnyNumber.ULong),
        Priority = d.From(AnyNumber.UShort),
        Reason = d.From(Gen.Enum<FlowRemovedReason>()),
        Table = d.From(AnyNumber.Byte),
        DurationSeconds = d.From(AnyNumber.UInt),
        DurationNanoseconds = d.From(AnyNumber.Nanoseconds),
        IdleTimeout = d.From(AnyNumber.UShort),
        PacketCount = d.From(AnyNumber.ULong),
        ByteCount = d.From(AnyNumber.ULong),
        Match = d.From(AnyMatch.Any),
    });

    const FlowMonitorFlags Changes = FlowMonitorFlags.Add | FlowMonitorFlags.Removed | FlowMonitorFlags.Modify;

    internal static readonly Gen<FlowMonitor> Monitor = Drawn.By(d =>
    {
        var flags = d.From(AnyNumber.Flags<FlowMonitorFlags>()) & ~FlowMonitorFlags.NoAbbreviation;
        return new FlowMonitor(d.From(AnyNumber.UInt))
        {
            Command = d.From(Gen.Enum<FlowMonitorCommand>()),
            Flags = (flags & Changes) == 0 ? flags | d.OneOf(FlowMonitorFlags.Add, FlowMonitorFlags.Removed, FlowMonitorFlags.Modify) : flags,
            OutPort = d.From(AnyPort.Filter),
            OutGroup = d.Maybe(AnyGroup.Id, Group.Any),
            Table = d.From(AnyNumber.Byte),
            Match = d.From(AnyMatch.Any),
        };
    });

    internal static readonly Gen<FlowUpdate> Update = Drawn.By(d =>
    {
        var kind = d.From(Gen.Enum<FlowUpdateEvent>());
        if (kind is FlowUpdateEvent.Paused or FlowUpdateEvent.Resumed)
            return new FlowUpdate(kind);
        if (kind == FlowUpdateEvent.Abbreviated)
            return new FlowUpdate(kind) { Xid = d.From(AnyNumber.UInt) };
        var flow = d.From(Any);
        return new FlowUpdate(kind)
        {
            Flow = new(flow.Table, flow.Priority, flow.Match, flow.Actions, flow.Cookie) { IdleTimeout = flow.IdleTimeout, HardTimeout = flow.HardTimeout },
            Reason = kind == FlowUpdateEvent.Removed ? d.From(Gen.Enum<FlowRemovedReason>()) : 0,
        };
    });

    /// <summary>What can be written: a text has set_field in the place of older actions.</summary>
    internal static readonly Gen<Flow> Written = Any.Where(flow => Spoken.IsWhole(flow.Actions));

    static ValueList<Action> DrawActions(Draw d, PacketKind kind, byte table)
    {
        if (d.Percent(5))
            return d.From(AnyAction.Conjunctions);
        var list = new List<Action>(AnyAction.List(d, ref kind, Place.Applied, 4));
        if (d.Percent(10))
            list.Add(new ClearActions());
        if (d.Percent(15))
            list.Add(new WriteActions(AnyAction.List(d, kind, Place.ActionSet, 3, 1)));   // an empty one is not sent
        if (d.Percent(15))
            list.Add(new WriteMetadata(d.From(AnyNumber.ULong), d.Maybe(AnyNumber.ULong, ulong.MaxValue)));
        if (table < LastTable && d.Percent(20))
            list.Add(new GotoTable(d.From(Gen.Byte[(byte)(table + 1), LastTable])));
        return list;
    }
}
