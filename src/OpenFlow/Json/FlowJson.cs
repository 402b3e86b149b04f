using System.Text.Json.Serialization;

namespace Sdn.OpenFlow.Json;

/// <summary>The members that messages about flows have in common, flat as on the wire.</summary>
abstract record FlowMembers
{
    [JsonPropertyOrder(-9)]
    public ulong Cookie { get; init; }

    [JsonPropertyOrder(-7)]
    public byte TableId { get; init; }

    [JsonPropertyOrder(-5)]
    public ushort IdleTimeout { get; init; }

    [JsonPropertyOrder(-4)]
    public ushort HardTimeout { get; init; }

    [JsonPropertyOrder(-3)]
    public ushort Priority { get; init; } = Flow.DefaultPriority;

    [JsonPropertyOrder(8)]
    public FlowFlags Flags { get; init; }

    [JsonPropertyOrder(9)]
    public ushort Importance { get; init; }

    [JsonPropertyOrder(10)]
    public Match Match { get; init; } = Match.Any;

    [JsonPropertyOrder(12)]
    public Instructions Instructions { get; init; } = Instructions.None;

    protected Flow ToFlow() => new(TableId, Priority, Match, Instructions.Actions, Cookie)
    {
        IdleTimeout = IdleTimeout,
        HardTimeout = HardTimeout,
        Flags = Flags,
        Importance = Importance,
    };
}

/// <summary>ofp_flow_mod.</summary>
sealed record FlowModJson : FlowMembers, IFlat<FlowMod, FlowModJson>
{
    [JsonPropertyOrder(-8)]
    public ulong CookieMask { get; init; }

    [JsonPropertyOrder(-6)]
    public required FlowModCommand Command { get; init; }

    public uint BufferId { get; init; } = PacketIn.NoBuffer;

    public uint OutPort { get; init; } = Ports.Any;

    public uint OutGroup { get; init; } = Group.Any;

    public static FlowModJson From(FlowMod value) => new()
    {
        Cookie = value.Flow.Cookie,
        CookieMask = value.CookieMask,
        TableId = value.Flow.Table,
        Command = value.Command,
        IdleTimeout = value.Flow.IdleTimeout,
        HardTimeout = value.Flow.HardTimeout,
        Priority = value.Flow.Priority,
        BufferId = value.BufferId,
        OutPort = value.OutPort,
        OutGroup = value.OutGroup,
        Flags = value.Flow.Flags,
        Importance = value.Flow.Importance,
        Match = value.Flow.Match,
        Instructions = new(value.Flow.Actions),
    };

    public FlowMod ToValue() => new(Command, ToFlow())
    {
        CookieMask = CookieMask,
        BufferId = BufferId,
        OutPort = OutPort,
        OutGroup = OutGroup,
    };
}

/// <summary>nx_flow_mod.</summary>
sealed record NxFlowModJson : FlowMembers, IFlat<NxFlowMod, NxFlowModJson>
{
    [JsonPropertyOrder(-6)]
    public required FlowModCommand Command { get; init; }

    public uint BufferId { get; init; } = PacketIn.NoBuffer;

    public uint OutPort { get; init; } = Ports.Any;

    public static NxFlowModJson From(NxFlowMod value) => new()
    {
        Cookie = value.Flow.Cookie,
        TableId = value.Flow.Table,
        Command = value.Command,
        IdleTimeout = value.Flow.IdleTimeout,
        HardTimeout = value.Flow.HardTimeout,
        Priority = value.Flow.Priority,
        BufferId = value.BufferId,
        OutPort = value.OutPort,
        Flags = value.Flow.Flags,
        Importance = value.Flow.Importance,
        Match = value.Flow.Match,
        Instructions = new(value.Flow.Actions),
    };

    public NxFlowMod ToValue() => new(Command, ToFlow()) { BufferId = BufferId, OutPort = OutPort };
}

/// <summary>ofp_flow_desc.</summary>
sealed record FlowDescJson : FlowMembers, IFlat<FlowDesc, FlowDescJson>
{
    [JsonPropertyOrder(11)]
    public FlowStats Stats { get; init; }

    public static FlowDescJson From(FlowDesc value) => new()
    {
        Cookie = value.Flow.Cookie,
        TableId = value.Flow.Table,
        IdleTimeout = value.Flow.IdleTimeout,
        HardTimeout = value.Flow.HardTimeout,
        Priority = value.Flow.Priority,
        Flags = value.Flow.Flags,
        Importance = value.Flow.Importance,
        Match = value.Flow.Match,
        Stats = value.Stats,
        Instructions = new(value.Flow.Actions),
    };

    public FlowDesc ToValue() => new(ToFlow(), Stats);
}

/// <summary>ofp_flow_update_full, ofp_flow_update_abbrev and ofp_flow_update_paused.</summary>
sealed record FlowUpdateJson : IFlat<FlowUpdate, FlowUpdateJson>
{
    public required FlowUpdateEvent Event { get; init; }

    /// <summary>Of an abbreviated update.</summary>
    public uint Xid { get; init; }

    public byte TableId { get; init; }

    public FlowRemovedReason Reason { get; init; }

    public ushort IdleTimeout { get; init; }

    public ushort HardTimeout { get; init; }

    public ushort Priority { get; init; }

    public ulong Cookie { get; init; }

    public Match Match { get; init; } = Match.Any;

    public Instructions Instructions { get; init; } = Instructions.None;

    public static FlowUpdateJson From(FlowUpdate value) => value.Flow is not { } flow
        ? new() { Event = value.Event, Xid = value.Xid }
        : new()
        {
            Event = value.Event,
            TableId = flow.Table,
            Reason = value.Reason,
            IdleTimeout = flow.IdleTimeout,
            HardTimeout = flow.HardTimeout,
            Priority = flow.Priority,
            Cookie = flow.Cookie,
            Match = flow.Match,
            Instructions = new(flow.Actions),
        };

    public FlowUpdate ToValue() => Event is FlowUpdateEvent.Abbreviated or FlowUpdateEvent.Paused or FlowUpdateEvent.Resumed
        ? new(Event) { Xid = Xid }
        : new(Event)
        {
            Reason = Reason,
            Flow = new(TableId, Priority, Match, Instructions.Actions, Cookie) { IdleTimeout = IdleTimeout, HardTimeout = HardTimeout },
        };
}

/// <summary>ofp_flow_removed.</summary>
sealed record FlowRemovedJson : IFlat<FlowRemoved, FlowRemovedJson>
{
    public byte TableId { get; init; }

    public FlowRemovedReason Reason { get; init; }

    public ushort Priority { get; init; }

    public ushort IdleTimeout { get; init; }

    public ushort HardTimeout { get; init; }

    public ulong Cookie { get; init; }

    public Match Match { get; init; } = Match.Any;

    public FlowStats Stats { get; init; }

    public static FlowRemovedJson From(FlowRemoved value) => new()
    {
        TableId = value.Key.Table,
        Reason = value.Reason,
        Priority = value.Key.Priority,
        IdleTimeout = value.IdleTimeout,
        HardTimeout = value.HardTimeout,
        Cookie = value.Cookie,
        Match = value.Key.Match,
        Stats = value.Stats,
    };

    public FlowRemoved ToValue() => new(new(TableId, Priority, Match), Reason, Stats)
    {
        Cookie = Cookie,
        IdleTimeout = IdleTimeout,
        HardTimeout = HardTimeout,
    };
}

/// <summary>ofp_flow_stats_request, of either question.</summary>
abstract record FlowFilterMembers
{
    public byte TableId { get; init; } = FlowMod.AllTables;

    public uint OutPort { get; init; } = Ports.Any;

    public uint OutGroup { get; init; } = Group.Any;

    public ulong Cookie { get; init; }

    public ulong CookieMask { get; init; }

    public Match Match { get; init; } = Match.Any;

    protected static T Of<T>(FlowFilter filter)
        where T : FlowFilterMembers, new() => new()
        {
            TableId = filter.Table,
            OutPort = filter.OutPort,
            OutGroup = filter.OutGroup,
            Cookie = filter.Cookie,
            CookieMask = filter.CookieMask,
            Match = filter.Match,
        };

    protected FlowFilter ToFilter() => new()
    {
        Table = TableId,
        OutPort = OutPort,
        OutGroup = OutGroup,
        Cookie = Cookie,
        CookieMask = CookieMask,
        Match = Match,
    };
}

/// <summary>The question for flows.</summary>
sealed record FlowDescRequestJson : FlowFilterMembers, IFlat<FlowDescRequest, FlowDescRequestJson>
{
    public static FlowDescRequestJson From(FlowDescRequest value) => Of<FlowDescRequestJson>(value.Filter);

    public FlowDescRequest ToValue() => new(ToFilter());
}

/// <summary>The question for the counters of flows together.</summary>
sealed record AggregateRequestJson : FlowFilterMembers, IFlat<AggregateRequest, AggregateRequestJson>
{
    public static AggregateRequestJson From(AggregateRequest value) => Of<AggregateRequestJson>(value.Filter);

    public AggregateRequest ToValue() => new(ToFilter());
}

/// <summary>NXT_RESUME has the members of the packet-in that it answers.</summary>
sealed record ResumeJson : IFlat<Resume, ResumeJson>
{
    public uint BufferId { get; init; } = PacketIn.NoBuffer;

    public uint TotalLen { get; init; }

    public PacketInReason Reason { get; init; }

    public byte TableId { get; init; }

    public ulong Cookie { get; init; } = PacketIn.NoCookie;

    public Match Match { get; init; } = Match.Any;

    public required ValueList<byte> Data { get; init; }

    public ValueList<byte> Userdata { get; init; } = [];

    public ValueList<byte> Continuation { get; init; } = [];

    public static ResumeJson From(Resume value) => new()
    {
        BufferId = value.Packet.BufferId,
        TotalLen = value.Packet.TotalLength,
        Reason = value.Packet.Reason,
        TableId = value.Packet.Table,
        Cookie = value.Packet.Cookie,
        Match = value.Packet.Metadata,
        Data = value.Packet.Packet,
        Userdata = value.Packet.Userdata,
        Continuation = value.Packet.Continuation,
    };

    public Resume ToValue() => new(new PacketIn2
    {
        BufferId = BufferId,
        TotalLength = TotalLen,
        Reason = Reason,
        Table = TableId,
        Cookie = Cookie,
        Metadata = Match,
        Packet = Data,
        Userdata = Userdata,
        Continuation = Continuation,
    });
}
