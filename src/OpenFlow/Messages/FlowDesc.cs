using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
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

    [JsonPropertyName("table_id")]
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
        Ports.Check(in r, body.OutPort);
        var filter = new FlowFilter
        {
            Table = body.Table,
            OutPort = body.OutPort,
            OutGroup = body.OutGroup,
            Cookie = body.Cookie,
            CookieMask = body.CookieMask,
            Match = OxmCodec.ReadMatch(ref r),
        };
        r.SkipUpTo(r.Left);   // as Open vSwitch does: bytes behind the match mean nothing
        return filter;
    }

    internal void Print(StringBuilder to)
    {
        if (Table != FlowMod.AllTables)
            to.Append($" table={Table}");
        if (OutPort != Ports.Any)
            to.Append($" out_port={Ports.Show(OutPort)}");
        to.Append(' ');
        FlowText.WriteMatch(to, Flow.DefaultPriority, Match);
    }
}

/// <summary>A flow that a switch has, and what it has counted.</summary>
public sealed record FlowDesc(Flow Flow, FlowStats Stats)
{
    internal void Print(StringBuilder to)
    {
        to.Append($"cookie=0x{Flow.Cookie:x}, duration=");
        Printing.WriteDuration(to, Stats.DurationSeconds ?? uint.MaxValue, Stats.DurationSeconds is null ? uint.MaxValue : Stats.DurationNanoseconds);
        to.Append($", table={Flow.Table}, n_packets={Count(Stats.PacketCount)}, n_bytes={Count(Stats.ByteCount)}, ");
        if (Flow.IdleTimeout != 0)
            to.Append($"idle_timeout={Flow.IdleTimeout}, ");
        if (Flow.HardTimeout != 0)
            to.Append($"hard_timeout={Flow.HardTimeout}, ");
        FlowText.WriteFlags(to, Flow.Flags);
        if (Flow.Importance != 0)
            to.Append($"importance={Flow.Importance}, ");
        if (Stats.IdleSeconds is { } idle and <= int.MaxValue)
            to.Append($"idle_age={idle}, ");
        var length = to.Length;
        FlowText.WriteMatch(to, Flow.Priority, Flow.Match);
        if (to.Length != length)
            to.Append(' ');
        FlowText.WriteActions(to, Flow.Actions);
    }

    static string Count(ulong? count) => count is { } known and not ulong.MaxValue ? known.ToString() : "?";
}

/// <summary>A flow with something in it that this library does not know: someone else's, and known by this much.</summary>
public readonly record struct UnreadableFlow(byte Table, ushort Priority, ulong Cookie, string Why);

/// <summary>Asks for the flows, with their counters.</summary>
public sealed record FlowDescRequest(FlowFilter Filter) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.FlowDesc;

    internal override void WriteRequest(ref OfWriter w) => Filter.Write(ref w);

    internal override void Print(StringBuilder to) => Filter.Print(to);
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

    /// <summary>
    /// Flows that could not be read, so that one of someone else's does not cost the whole dump. Only a
    /// <see cref="SwitchConnection"/> reads so; to <see cref="Codec"/> the message is in error.
    /// </summary>
    [JsonIgnore]
    public ValueList<UnreadableFlow> Unreadable { get; init; } = [];

    internal static FlowDescReply Read(ref OfReader r)
    {
        var flows = new List<FlowDesc>();
        while (r.Left > 0)
        {
            var body = TakeFlow(ref r, out var rest);
            flows.Add(ReadFlow(body, ref rest));
        }
        return new(flows);
    }

    /// <summary>Whether it is a message of this kind, readable or not.</summary>
    internal static bool IsOne(ReadOnlySpan<byte> message) =>
        message is [Codec.Version, (byte)MessageType.MultipartReply, _, _, _, _, _, _, 0, (byte)MultipartType.FlowDesc, ..];

    /// <summary>Reads what can be read of such a message.</summary>
    internal static FlowDescReply ReadReadable(ReadOnlySpan<byte> message)
    {
        var r = new OfReader(message, Errors.OFPBRC_BAD_LEN);
        var xid = r.Take<Header>("the header").Xid;
        var flags = r.Take<MultipartHeader>("the multipart header").Flags;
        var (flows, unreadable) = (new List<FlowDesc>(), new List<UnreadableFlow>());
        while (r.Left > 0)
        {
            var body = TakeFlow(ref r, out var rest);
            try
            {
                flows.Add(ReadFlow(body, ref rest));
            }
            catch (OpenFlowException e)
            {
                unreadable.Add(new(body.Table, body.Priority, body.Cookie, e.Message));
            }
        }
        return new(flows) { Xid = xid, Flags = flags, Unreadable = unreadable };
    }

    static FlowDescBody TakeFlow(ref OfReader r, out OfReader rest)
    {
        var body = r.Take<FlowDescBody>("a flow");
        if (body.Length < FixedBytes)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a flow of {(ushort)body.Length} bytes");
        rest = r.Sub(body.Length - FixedBytes, Errors.OFPBRC_BAD_LEN, "a flow");
        return body;
    }

    static FlowDesc ReadFlow(in FlowDescBody body, ref OfReader rest)
    {
        var match = OxmCodec.ReadMatch(ref rest);
        FlowText.CheckFlags(in rest, body.Flags);
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

    internal override void Print(StringBuilder to)
    {
        foreach (var flow in Flows)
        {
            to.Append("\n ");
            flow.Print(to);
        }
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

    internal override void Print(StringBuilder to) => Filter.Print(to);
}

/// <summary>The counters of many flows together.</summary>
public sealed record AggregateReply(FlowStats Stats) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.Aggregate;

    internal override void WriteReply(ref OfWriter w) => Stats.Write(ref w);

    internal override void Print(StringBuilder to) => to.Append(
        $" packet_count={Stats.PacketCount ?? ulong.MaxValue} byte_count={Stats.ByteCount ?? ulong.MaxValue}"
        + $" flow_count={Stats.FlowCount ?? uint.MaxValue}");
}
