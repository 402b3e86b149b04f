using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>nx_flow_mod; fields without the header of a match, and instructions follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct NxFlowModBody
{
    public Be64 Cookie;
    public Be16 Command;
    public Be16 IdleTimeout;
    public Be16 HardTimeout;
    public Be16 Priority;
    public Be32 BufferId;
    public Be16 OutPort;
    public Be16 Flags;
    public Be16 MatchLength;
    public Be16 Pad0;
    public Be32 Pad1;
}

/// <summary>Adds, changes or deletes flows in Nicira's form; <see cref="FlowMod"/> says more.</summary>
public sealed record NxFlowMod(FlowModCommand Command, Flow Flow) : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    public uint BufferId { get; init; } = PacketIn.NoBuffer;

    /// <summary>Deletes only flows that output here.</summary>
    public uint OutPort { get; init; } = Ports.Any;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.FlowMod);
        var start = w.Position;
        w.Put(new NxFlowModBody
        {
            Cookie = Flow.Cookie,
            Command = (ushort)(Flow.Table << 8 | (byte)Command),
            IdleTimeout = Flow.IdleTimeout,
            HardTimeout = Flow.HardTimeout,
            Priority = Flow.Priority,
            BufferId = BufferId,
            OutPort = Ports.Narrow(OutPort),
            Flags = (ushort)Flow.Flags,
        });
        w.Patch16(start + 24, NxMatch.Write(ref w, Flow.Match));
        InstructionCodec.Write(ref w, Flow.Actions);
    }

    internal static NxFlowMod Read(ref OfReader r)
    {
        var body = r.Take<NxFlowModBody>("the flow mod");
        var match = NxMatch.Read(ref r, body.MatchLength, Unknown.Refuse);
        var (table, command) = ((byte)(body.Command >> 8), (byte)body.Command);
        if (command > (byte)FlowModCommand.DeleteStrict)
            throw r.Error(Errors.OFPFMFC_BAD_COMMAND, $"no flow mod has the command {command}");
        if (!match.HasFittingConntrackAddresses)
            throw r.Error(Errors.OFPBAC_MATCH_INCONSISTENT, $"{match} has a connection's addresses, but not of its own version of IP");
        var instructions = InstructionCodec.Read(ref r);
        FlowText.CheckFlags(in r, body.Flags);
        ActionChecks.Checked(in r, instructions, match, table);
        var flow = new Flow(table, body.Priority, match, instructions, body.Cookie)
        {
            IdleTimeout = body.IdleTimeout,
            HardTimeout = body.HardTimeout,
            Flags = (FlowFlags)(ushort)body.Flags,
        };
        return new((FlowModCommand)command, flow) { BufferId = body.BufferId, OutPort = Ports.Widen(body.OutPort) };
    }

    internal override void Print(StringBuilder to)
    {
        // The cookie is the new one with every command here; the rest reads as that of the standard's message.
        var printed = new FlowMod(Command, Flow) { BufferId = BufferId, OutPort = OutPort };
        printed.Print(to, isNewCookie: true);
    }
}

/// <summary>nx_flow_removed; fields without the header of a match follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct NxFlowRemovedBody
{
    public Be64 Cookie;
    public Be16 Priority;
    public byte Reason;
    public byte TablePlusOne;
    public Be32 DurationSeconds;
    public Be32 DurationNanoseconds;
    public Be16 IdleTimeout;
    public Be16 MatchLength;
    public Be64 PacketCount;
    public Be64 ByteCount;
}

/// <summary>A flow is gone, in Nicira's form; <see cref="FlowRemoved"/> says more.</summary>
public sealed record NxFlowRemoved : OpenFlowMessage
{
    public override MessageType Type => MessageType.Experimenter;

    public ulong Cookie { get; init; }

    public ushort Priority { get; init; }

    public FlowRemovedReason Reason { get; init; }

    /// <summary>255 where the switch does not say.</summary>
    [JsonPropertyName("table_id")]
    public byte Table { get; init; } = FlowMod.AllTables;

    [JsonPropertyName("duration_sec")]
    public uint DurationSeconds { get; init; }

    [JsonPropertyName("duration_nsec")]
    public uint DurationNanoseconds { get; init; }

    public ushort IdleTimeout { get; init; }

    public ulong PacketCount { get; init; }

    public ulong ByteCount { get; init; }

    public Match Match { get; init; } = Match.Any;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.FlowRemoved);
        var start = w.Position;
        w.Put(new NxFlowRemovedBody
        {
            Cookie = Cookie,
            Priority = Priority,
            Reason = (byte)Reason,
            TablePlusOne = (byte)(Table + 1),
            DurationSeconds = DurationSeconds,
            DurationNanoseconds = DurationNanoseconds,
            IdleTimeout = IdleTimeout,
            PacketCount = PacketCount,
            ByteCount = ByteCount,
        });
        w.Patch16(start + 22, NxMatch.Write(ref w, Match));
    }

    internal static NxFlowRemoved Read(ref OfReader r)
    {
        var body = r.Take<NxFlowRemovedBody>("flow removed");
        return new()
        {
            Cookie = body.Cookie,
            Priority = body.Priority,
            Reason = (FlowRemovedReason)body.Reason,
            Table = (byte)(body.TablePlusOne - 1),
            DurationSeconds = body.DurationSeconds,
            DurationNanoseconds = body.DurationNanoseconds,
            IdleTimeout = body.IdleTimeout,
            PacketCount = body.PacketCount,
            ByteCount = body.ByteCount,
            Match = NxMatch.Read(ref r, body.MatchLength, Unknown.Refuse),
        };
    }

    internal override void Print(StringBuilder to) =>
        new FlowRemoved(new(Table, Priority, Match), Reason, new()
        {
            DurationSeconds = DurationSeconds,
            DurationNanoseconds = DurationNanoseconds,
            PacketCount = PacketCount,
            ByteCount = ByteCount,
        })
        {
            Cookie = Cookie,
            IdleTimeout = IdleTimeout,
        }.Print(to);
}

/// <summary>nx_packet_in; fields without the header of a match, two bytes of padding and the packet follow.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct NxPacketInBody
{
    public Be32 BufferId;
    public Be16 TotalLength;
    public byte Reason;
    public byte Table;
    public Be64 Cookie;
    public Be16 MatchLength;
    public Be16 Pad0;
    public Be32 Pad1;
}

/// <summary>A packet-in in Nicira's first form (NXT_PACKET_IN).</summary>
public sealed record NxPacketIn : PacketIn
{
    public override MessageType Type => MessageType.Experimenter;

    internal override void WriteBody(ref OfWriter w)
    {
        ExperimenterTable.WriteHead(ref w, NxMessageType.PacketIn);
        var start = w.Position;
        w.Put(new NxPacketInBody
        {
            BufferId = BufferId,
            TotalLength = (ushort)TotalLength,
            Reason = (byte)Reason,
            Table = Table,
            Cookie = Cookie,
        });
        w.Patch16(start + 16, NxMatch.Write(ref w, Metadata));
        w.Pad(2);
        w.PutBytes(Packet.Span);
    }

    internal static new NxPacketIn Read(ref OfReader r)
    {
        var body = r.Take<NxPacketInBody>("the packet-in");
        var metadata = NxMatch.Read(ref r, body.MatchLength, Unknown.Skip);
        r.Skip(2, "the padding before the packet");
        return new()
        {
            BufferId = body.BufferId,
            TotalLength = body.TotalLength,
            Reason = (PacketInReason)body.Reason,
            Table = body.Table,
            Cookie = body.Cookie,
            Metadata = metadata,
            Packet = r.TakeRest(),
        };
    }
}

/// <summary>nx_match: fields to a length that stands elsewhere, and zeros up to a multiple of 8.</summary>
static class NxMatch
{
    /// <summary>Writes a match and gives its length without padding.</summary>
    internal static int Write(ref OfWriter w, Match match)
    {
        var start = w.Position;
        foreach (var part in match.Span)
            OxmCodec.Write(ref w, part);
        var length = w.Position - start;
        w.PadTo8(start);
        return length;
    }

    internal static Match Read(ref OfReader r, int length, Unknown unknown)
    {
        if ((length + 7) / 8 * 8 > r.Left)
            throw r.Error(Errors.OFPBMC_BAD_LEN, $"a match of {length} bytes, {r.Left} are left");
        var body = r.Sub(length, Errors.OFPBMC_BAD_LEN, "the match");
        var match = OxmCodec.ReadFields(ref body, unknown);
        r.Skip((8 - length % 8) % 8, "the padding of the match");
        return match;
    }
}
