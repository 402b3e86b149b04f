using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What became of a flow (ofp_flow_update_event).</summary>
public enum FlowUpdateEvent : ushort
{
    /// <summary>The flow was there when the monitor began.</summary>
    Initial,
    Added,
    Removed,
    Modified,

    /// <summary>The controller's own change, known by its xid.</summary>
    Abbreviated,

    /// <summary>The switch cannot send as fast as flows change; updates are left out from here.</summary>
    Paused,

    /// <summary>Updates come again.</summary>
    Resumed,
}

/// <summary>ofp_flow_update_full; a match and instructions follow. OpenFlow 1.5.1, 7.3.5.19.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct FlowUpdateBody
{
    public Be16 Length;
    public Be16 Event;
    public byte Table;
    public byte Reason;
    public Be16 IdleTimeout;
    public Be16 HardTimeout;
    public Be16 Priority;
    public Be32 Zero;
    public Be64 Cookie;
}

/// <summary>ofp_flow_update_abbrev and ofp_flow_update_paused, whose xid is zero.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct FlowUpdateShortBody
{
    public Be16 Length;
    public Be16 Event;
    public Be32 Xid;
}

/// <summary>A change of a flow, or of the monitor itself.</summary>
public sealed record FlowUpdate(FlowUpdateEvent Event)
{
    /// <summary>The flow; null where the event is not about one or names it by xid.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Flow? Flow { get; init; }

    /// <summary>Why it was removed.</summary>
    public FlowRemovedReason Reason { get; init; }

    /// <summary>The xid of the controller's own change.</summary>
    public uint Xid { get; init; }

    internal void Write(ref OfWriter w)
    {
        if (Flow is null)
        {
            w.Put(new FlowUpdateShortBody { Length = 8, Event = (ushort)Event, Xid = Xid });
            return;
        }

        var start = w.Position;
        w.Put(new FlowUpdateBody
        {
            Event = (ushort)Event,
            Table = Flow.Table,
            Reason = (byte)Reason,
            IdleTimeout = Flow.IdleTimeout,
            HardTimeout = Flow.HardTimeout,
            Priority = Flow.Priority,
            Cookie = Flow.Cookie,
        });
        OxmCodec.WriteMatch(ref w, Flow.Match);
        InstructionCodec.Write(ref w, Flow.Actions);
        w.Patch16(start, w.Position - start);
    }

    internal static FlowUpdate Read(ref OfReader r)
    {
        var ahead = r;
        var head = ahead.Take<Tlv>("a flow update");   // length and event lie where others have type and length
        var (length, kind) = ((int)head.Type, (FlowUpdateEvent)(ushort)head.Length);
        if (length > r.Left || length % 8 != 0)
            throw r.Error(Errors.OFPBRC_BAD_LEN, $"a flow update of {length} bytes, {r.Left} are left");
        switch (kind)
        {
            case FlowUpdateEvent.Abbreviated or FlowUpdateEvent.Paused or FlowUpdateEvent.Resumed:
                if (length != 8)
                    throw r.Error(Errors.OFPBRC_BAD_LEN, $"a flow update of this kind has 8 bytes, not {length}");
                return new(kind) { Xid = r.Take<FlowUpdateShortBody>("a flow update").Xid };
            case FlowUpdateEvent.Initial or FlowUpdateEvent.Added or FlowUpdateEvent.Removed or FlowUpdateEvent.Modified:
                if (length < 24)
                    throw r.Error(Errors.OFPBRC_BAD_LEN, $"a flow update of this kind has at least 24 bytes, not {length}");
                return ReadFull(kind, length, ref r);
            default:
                throw r.Error(Errors.NXBRC_FM_BAD_EVENT, $"no flow update has the event {(ushort)kind}");
        }
    }

    // Open vSwitch reads the match before it looks where the update ends, which decides by what error a wrong one is refused.
    static FlowUpdate ReadFull(FlowUpdateEvent kind, int length, ref OfReader r)
    {
        var start = r.Position;
        var body = r.Take<FlowUpdateBody>("a flow update");
        var match = OxmCodec.ReadMatch(ref r);
        var left = length - (r.Position - start);
        if (left < 0)
            throw r.Error(Errors.OFPBIC_BAD_LEN, $"the match is longer than the flow update of {length} bytes");
        var instructions = r.Sub(left, Errors.OFPBIC_BAD_LEN, "the instructions");
        return new(kind)
        {
            Flow = new Flow(body.Table, body.Priority, match, InstructionCodec.Read(ref instructions), body.Cookie)
            {
                IdleTimeout = body.IdleTimeout,
                HardTimeout = body.HardTimeout,
            },
            Reason = (FlowRemovedReason)body.Reason,
        };
    }

    internal void Print(StringBuilder to)
    {
        to.Append("\n event=").Append(Event switch
        {
            FlowUpdateEvent.Initial => "INITIAL",
            FlowUpdateEvent.Added => "ADDED",
            FlowUpdateEvent.Removed => $"DELETED reason={FlowRemoved.ReasonName(Reason)}",
            FlowUpdateEvent.Modified => "MODIFIED",
            FlowUpdateEvent.Abbreviated => $"ABBREV xid=0x{Xid:x}",
            FlowUpdateEvent.Paused => "PAUSED",
            _ => "RESUMED",
        });
        if (Flow is null)
            return;
        to.Append($" table={Flow.Table}");
        if (Flow.IdleTimeout != 0)
            to.Append($" idle_timeout={Flow.IdleTimeout}");
        if (Flow.HardTimeout != 0)
            to.Append($" hard_timeout={Flow.HardTimeout}");
        to.Append(Flow.Cookie == 0 ? " cookie=0 " : $" cookie=0x{Flow.Cookie:x} ");
        FlowText.WriteMatch(to, Flow.DefaultPriority, Flow.Match);
        if (Flow.Actions.Count == 0)
            return;
        if (to[^1] != ' ')
            to.Append(' ');
        FlowText.WriteActions(to, Flow.Actions);
    }
}

/// <summary>Changes of flows, as a monitor asked to hear of them; the first comes as the answer, the others by themselves.</summary>
public sealed record FlowMonitorReply(ValueList<FlowUpdate> Updates) : MultipartReply
{
    public override MultipartType Multipart => MultipartType.FlowMonitor;

    internal override void WriteReply(ref OfWriter w)
    {
        foreach (var update in Updates)
            update.Write(ref w);
    }

    internal static FlowMonitorReply Read(ref OfReader r) => new(r.ReadAll(FlowUpdate.Read));

    internal override void Print(StringBuilder to)
    {
        foreach (var update in Updates)
            update.Print(to);
    }
}
