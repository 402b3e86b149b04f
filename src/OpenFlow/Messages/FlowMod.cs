using System.Runtime.InteropServices;
using System.Text;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a flow mod does (ofp_flow_mod_command).</summary>
public enum FlowModCommand : byte
{
    Add,
    Modify,
    ModifyStrict,
    Delete,
    DeleteStrict,
}

/// <summary>ofp_flow_mod; a match and the instructions follow. OpenFlow 1.5.1, 7.3.4.2.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct FlowModBody
{
    public Be64 Cookie;
    public Be64 CookieMask;
    public byte Table;
    public byte Command;
    public Be16 IdleTimeout;
    public Be16 HardTimeout;
    public Be16 Priority;
    public Be32 BufferId;
    public Be32 OutPort;
    public Be32 OutGroup;
    public Be16 Flags;
    public Be16 Importance;
}

/// <summary>Adds, changes or deletes flows.</summary>
public sealed record FlowMod(FlowModCommand Command, Flow Flow) : OpenFlowMessage
{
    /// <summary>Every table, for deletion.</summary>
    public const byte AllTables = 0xff;

    public override MessageType Type => MessageType.FlowMod;

    /// <summary>Which bits of the flow's cookie select flows to change or delete.</summary>
    public ulong CookieMask { get; init; }

    public uint BufferId { get; init; } = PacketIn.NoBuffer;

    /// <summary>Deletes only flows that output here.</summary>
    public uint OutPort { get; init; } = Ports.Any;

    /// <summary>Deletes only flows that use this group.</summary>
    public uint OutGroup { get; init; } = Group.Any;

    /// <summary>Adds a flow, or takes the place of one with the same match and priority.</summary>
    public static FlowMod Add(Flow flow) => new(FlowModCommand.Add, flow);

    /// <summary>Changes the actions of this flow, not its counters.</summary>
    public static FlowMod ModifyStrict(Flow flow) => new(FlowModCommand.ModifyStrict, flow);

    /// <summary>Deletes exactly this flow.</summary>
    public static FlowMod DeleteStrict(FlowKey key) =>
        new(FlowModCommand.DeleteStrict, new(key.Table, key.Priority, key.Match, []));

    /// <summary>Deletes all flows whose cookie has these bits, in a table or in all.</summary>
    public static FlowMod DeleteByCookie(ulong cookie, ulong mask, byte table = AllTables) =>
        new(FlowModCommand.Delete, new(table, 0, Match.Any, [], cookie)) { CookieMask = mask };

    internal override void WriteBody(ref OfWriter w)
    {
        w.Put(new FlowModBody
        {
            Cookie = Flow.Cookie,
            CookieMask = CookieMask,
            Table = Flow.Table,
            Command = (byte)Command,
            IdleTimeout = Flow.IdleTimeout,
            HardTimeout = Flow.HardTimeout,
            Priority = Flow.Priority,
            BufferId = BufferId,
            OutPort = OutPort,
            OutGroup = OutGroup,
            Flags = (ushort)Flow.Flags,
            Importance = Flow.Importance,
        });
        OxmCodec.WriteMatch(ref w, Flow.Match);
        InstructionCodec.Write(ref w, Flow.Actions);
    }

    internal static FlowMod Read(ref OfReader r)
    {
        var body = r.Take<FlowModBody>("the flow mod");
        var match = OxmCodec.ReadMatch(ref r);
        var isDelete = body.Command is (byte)FlowModCommand.Delete or (byte)FlowModCommand.DeleteStrict;
        if (body.Table == AllTables && !isDelete)
            throw r.Error(Errors.OFPFMFC_BAD_TABLE_ID, "only a deletion can be in all tables, 255");
        Ports.Check(in r, body.OutPort);
        if (body.Command > (byte)FlowModCommand.DeleteStrict)
            throw r.Error(Errors.OFPFMFC_BAD_COMMAND, $"no flow mod has the command {body.Command}");
        if (!match.HasFittingConntrackAddresses)
            throw r.Error(Errors.OFPBAC_MATCH_INCONSISTENT, $"{match} has a connection's addresses, but not of its own version of IP");
        var instructions = InstructionCodec.Read(ref r);
        FlowText.CheckFlags(in r, body.Flags);
        ActionChecks.Checked(in r, instructions, match, body.Table);
        var flow = new Flow(body.Table, body.Priority, match, instructions, body.Cookie)
        {
            IdleTimeout = body.IdleTimeout,
            HardTimeout = body.HardTimeout,
            Flags = (FlowFlags)(ushort)body.Flags,
            Importance = body.Importance,
        };
        return new((FlowModCommand)body.Command, flow)
        {
            CookieMask = body.CookieMask,
            BufferId = body.BufferId,
            OutPort = body.OutPort,
            OutGroup = body.OutGroup,
        };
    }

    internal override void Print(StringBuilder to) => Print(to, isNewCookie: Command == FlowModCommand.Add);

    /// <summary>The same; the cookie is that which flows get, or that by which they are chosen.</summary>
    internal void Print(StringBuilder to, bool isNewCookie)
    {
        to.Append(Command switch
        {
            FlowModCommand.Add => " ADD",
            FlowModCommand.Modify => " MOD",
            FlowModCommand.ModifyStrict => " MOD_STRICT",
            FlowModCommand.Delete => " DEL",
            _ => " DEL_STRICT",
        });
        if (Flow.Table != 0)
            to.Append($" table:{Flow.Table}");
        to.Append(' ');
        FlowText.WriteMatch(to, Flow.Priority, Flow.Match);
        if (to[^1] != ' ')
            to.Append(' ');
        // A new cookie of all ones leaves the old one as it is.
        if (isNewCookie && Flow.Cookie is not (0 or ulong.MaxValue))
            to.Append($"cookie:0x{Flow.Cookie:x} ");
        if (!isNewCookie && CookieMask != 0)
            to.Append($"cookie:0x{Flow.Cookie:x}/0x{CookieMask:x} ");
        if (Flow.IdleTimeout != 0)
            to.Append($"idle:{Flow.IdleTimeout} ");
        if (Flow.HardTimeout != 0)
            to.Append($"hard:{Flow.HardTimeout} ");
        if (Command == FlowModCommand.Add && Flow.Importance != 0)
            to.Append($"importance:{Flow.Importance} ");
        if (BufferId != PacketIn.NoBuffer)
            to.Append($"buf:0x{BufferId:x} ");
        if (OutPort != Ports.Any)
            to.Append($"out_port:{Ports.Show(OutPort)} ");
        FlowText.WriteFlags(to, Flow.Flags);
        FlowText.WriteActions(to, Flow.Actions);
    }
}
