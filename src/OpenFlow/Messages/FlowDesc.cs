using System.Runtime.InteropServices;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>ofp_flow_stats_request; a match follows. OpenFlow 1.5.1, 7.3.5.2.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct FlowFilterBody
{
    public byte Table;
    public byte Pad0;
    public Be16 Pad1;
    public Be32 OutPort;
    public Be32 OutGroup;
    public Be32 Pad2;
    public Be64 Cookie;
    public Be64 CookieMask;
}

/// <summary>Which flows a question is about; all, where nothing is said.</summary>
public sealed record FlowFilter
{
    public static readonly FlowFilter All = new();

    public byte Table { get; init; } = FlowMod.AllTables;

    public uint OutPort { get; init; } = Ports.Any;

    public uint OutGroup { get; init; } = Group.Any;

    public ulong Cookie { get; init; }

    public ulong CookieMask { get; init; }

    /// <summary>Flows whose match says at least this.</summary>
    public Match Match { get; init; } = Match.Any;

    internal void Write(ref OfWriter w)
    {
        w.Put(new FlowFilterBody
        {
            Table = Table,
            OutPort = OutPort,
            OutGroup = OutGroup,
            Cookie = Cookie,
            CookieMask = CookieMask,
        });
        OxmCodec.WriteMatch(ref w, Match);
    }

    internal static FlowFilter Read(ref OfReader r)
    {
        var body = r.Take<FlowFilterBody>("the filter");
        return new()
        {
            Table = body.Table,
            OutPort = body.OutPort,
            OutGroup = body.OutGroup,
            Cookie = body.Cookie,
            CookieMask = body.CookieMask,
            Match = OxmCodec.ReadMatch(ref r),
        };
    }
}

/// <summary>A flow that a switch has, and what it has counted.</summary>
public sealed record FlowDesc(Flow Flow, FlowStats Stats)
{
    public ulong PacketCount => Stats.PacketCount;

    public ulong ByteCount => Stats.ByteCount;

    public TimeSpan Duration => Stats.Duration;
}

/// <summary>A flow that matches on a field which this library has no row for: someone else's, and known by this much.</summary>
public readonly record struct UnreadableFlow(byte Table, ushort Priority, ulong Cookie, string Why);

/// <summary>Asks for the flows, with their counters.</summary>
public sealed record FlowDescRequest(FlowFilter Filter) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.FlowDesc;

    internal override void WriteRequest(ref OfWriter w) => Filter.Write(ref w);
}

/// <summary>ofp_flow_desc; a match, statistics and the instructions follow. OpenFlow 1.5.1, 7.3.5.2.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct FlowDescBody
{
    public Be16 Length;
    public Be16 Pad0;
    public byte Table;
    public byte Pad1;
    public Be16 Priority;
    public Be16 IdleTimeout;
    public Be16 HardTimeout;
    public Be16 Flags;
    public Be16 Importance;
    public Be64 Cookie;
}

/// <summary>Flows that the switch has.</summary>
public sealed record FlowDescReply(ValueList<FlowDesc> Flows) : MultipartReply
{
    const int FixedBytes = 24;

    public override MultipartType Multipart => MultipartType.FlowDesc;

    /// <summary>Flows that could not be read, so that one of someone else's does not cost the whole dump.</summary>
    public ValueList<UnreadableFlow> Unreadable { get; init; } = [];

    internal static FlowDescReply Read(ref OfReader r)
    {
        var (flows, unreadable) = (new List<FlowDesc>(), new List<UnreadableFlow>());
        while (r.Left > 0)
        {
            var body = r.Take<FlowDescBody>("a flow");
            if (body.Length < FixedBytes)
                throw r.Error(Errors.OFPBRC_BAD_LEN, $"a flow of {(ushort)body.Length} bytes");
            var rest = r.Sub(body.Length - FixedBytes, Errors.OFPBRC_BAD_LEN, "a flow");
            try
            {
                flows.Add(ReadFlow(body, ref rest));
            }
            catch (OpenFlowException e) when (e.Error == Errors.OFPBMC_BAD_FIELD)
            {
                unreadable.Add(new(body.Table, body.Priority, body.Cookie, e.Message));
            }
        }
        return new(flows) { Unreadable = unreadable };
    }

    static FlowDesc ReadFlow(in FlowDescBody body, ref OfReader rest)
    {
        var match = OxmCodec.ReadMatch(ref rest);
        var stats = FlowStats.Read(ref rest);
        var flow = new Flow(body.Table, body.Priority, match, InstructionCodec.Read(ref rest), body.Cookie)
        {
            IdleTimeout = body.IdleTimeout,
            HardTimeout = body.HardTimeout,
            Flags = (FlowFlags)(ushort)body.Flags,
            Importance = body.Importance,
        };
        return new(flow, stats);
    }

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var (flow, stats) in Flows.Span)
        {
            var start = w.Position;
            w.Put(new FlowDescBody
            {
                Table = flow.Table,
                Priority = flow.Priority,
                IdleTimeout = flow.IdleTimeout,
                HardTimeout = flow.HardTimeout,
                Flags = (ushort)flow.Flags,
                Importance = flow.Importance,
                Cookie = flow.Cookie,
            });
            OxmCodec.WriteMatch(ref w, flow.Match);
            stats.Write(ref w);
            InstructionCodec.Write(ref w, flow.Actions);
            w.Patch16(start, w.Position - start);
        }
    }
}

/// <summary>Asks for the counters of many flows together.</summary>
public sealed record AggregateRequest(FlowFilter Filter) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.Aggregate;

    internal override void WriteRequest(ref OfWriter w) => Filter.Write(ref w);
}

/// <summary>The counters of many flows together.</summary>
public sealed record AggregateReply(FlowStats Stats) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.Aggregate;

    internal override void WriteReply(ref OfWriter w) => Stats.Write(ref w);
}
