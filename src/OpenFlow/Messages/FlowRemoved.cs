using System.Runtime.InteropServices;
using System.Text;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>Why a flow is gone (ofp_flow_removed_reason).</summary>
public enum FlowRemovedReason : byte
{
    IdleTimeout,
    HardTimeout,
    Delete,
    GroupDelete,
    MeterDelete,
    Eviction,
}

/// <summary>ofp_flow_removed; a match and statistics follow. OpenFlow 1.5.1, 7.4.2.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct FlowRemovedBody
{
    public byte Table;
    public byte Reason;
    public Be16 Priority;
    public Be16 IdleTimeout;
    public Be16 HardTimeout;
    public Be64 Cookie;
}

/// <summary>A flow is gone that was to be reported.</summary>
public sealed record FlowRemoved(FlowKey Key, FlowRemovedReason Reason, FlowStats Stats) : OpenFlowMessage
{
    public override MessageType Type => MessageType.FlowRemoved;

    public ulong Cookie { get; init; }

    public ushort IdleTimeout { get; init; }

    public ushort HardTimeout { get; init; }

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new FlowRemovedBody
        {
            Table = Key.Table,
            Reason = (byte)Reason,
            Priority = Key.Priority,
            IdleTimeout = IdleTimeout,
            HardTimeout = HardTimeout,
            Cookie = Cookie,
        });
        OxmCodec.WriteMatch(ref w, Key.Match);
        Stats.Write(ref w);
    }

    internal static FlowRemoved Read(ref OfReader r)
    {
        var body = r.Take<FlowRemovedBody>("flow removed");
        var match = OxmCodec.ReadMatch(ref r);
        return new(new(body.Table, body.Priority, match), (FlowRemovedReason)body.Reason, FlowStats.Read(ref r))
        {
            Cookie = body.Cookie,
            IdleTimeout = body.IdleTimeout,
            HardTimeout = body.HardTimeout,
        };
    }

    internal override void Print(StringBuilder to)
    {
        to.Append(' ');
        FlowText.WriteMatch(to, Key.Priority, Key.Match);
        to.Append(" reason=").Append(ReasonName(Reason));
        if (Key.Table != FlowMod.AllTables)
            to.Append($" table_id={Key.Table}");
        if (Cookie != 0)
            to.Append($" cookie:0x{Cookie:x}");
        to.Append(" duration");
        Printing.WriteDuration(to, Stats.DurationSeconds ?? uint.MaxValue, Stats.DurationSeconds is null ? uint.MaxValue : Stats.DurationNanoseconds);
        to.Append($" idle{IdleTimeout}");
        if (HardTimeout != 0)
            to.Append($" hard{HardTimeout}");
        to.Append($" pkts{Stats.PacketCount ?? ulong.MaxValue} bytes{Stats.ByteCount ?? ulong.MaxValue}\n");
    }

    internal static string ReasonName(FlowRemovedReason reason)
    {
        var names = AsyncMask.Messages[(int)AsyncMaskType.FlowRemovedSlave / 2].Reasons;
        return (int)reason < names.Length ? names[(int)reason] : ((int)reason).ToString();
    }
}
