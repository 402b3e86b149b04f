using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Text;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>What a flow monitor request does (ofp_flow_monitor_command).</summary>
public enum FlowMonitorCommand : byte
{
    Add,
    Modify,
    Delete,
}

/// <summary>What is reported, and with what (ofp_flow_monitor_flags).</summary>
[Flags]
public enum FlowMonitorFlags : ushort
{
    None = 0,

    /// <summary>The flows that there are at the beginning.</summary>
    Initial = 1 << 0,
    Add = 1 << 1,
    Removed = 1 << 2,
    Modify = 1 << 3,

    /// <summary>With the instructions of each flow.</summary>
    Instructions = 1 << 4,

    /// <summary>The controller's own changes whole, instead of by their xid.</summary>
    NoAbbreviation = 1 << 5,

    /// <summary>The controller's own changes only.</summary>
    OnlyOwn = 1 << 6,
}

/// <summary>ofp_flow_monitor_request; a match follows. OpenFlow 1.5.1, 7.3.5.19.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
struct FlowMonitorBody
{
    public Be32 MonitorId;
    public Be32 OutPort;
    public Be32 OutGroup;
    public Be16 Flags;
    public byte Table;
    public byte Command;
}

/// <summary>A wish to hear of changes to flows.</summary>
public sealed record FlowMonitor(uint MonitorId)
{
    public FlowMonitorCommand Command { get; init; }

    public FlowMonitorFlags Flags { get; init; }

    /// <summary>Only of flows that output here.</summary>
    public uint OutPort { get; init; } = Ports.Any;

    /// <summary>Only of flows that use this group.</summary>
    public uint OutGroup { get; init; } = Group.Any;

    [JsonPropertyName("table_id")]
    public byte Table { get; init; } = FlowMod.AllTables;

    /// <summary>Only of flows whose match says at least this.</summary>
    public Match Match { get; init; } = Match.Any;

    internal void Write(ref OfWriter w)
    {
        w.Put(new FlowMonitorBody
        {
            MonitorId = MonitorId,
            OutPort = OutPort,
            OutGroup = OutGroup,
            Flags = (ushort)Flags,
            Table = Table,
            Command = (byte)Command,
        });
        OxmCodec.WriteMatch(ref w, Match);
    }

    internal static FlowMonitor Read(ref OfReader r)
    {
        var body = r.Take<FlowMonitorBody>("a flow monitor");
        const FlowMonitorFlags When = FlowMonitorFlags.Add | FlowMonitorFlags.Removed | FlowMonitorFlags.Modify;
        var flags = (FlowMonitorFlags)(ushort)body.Flags;
        // A deletion needs nothing but the id; what else it has does not matter.
        if (body.Command != (byte)FlowMonitorCommand.Delete)
        {
            const FlowMonitorFlags Accepted =
                When | FlowMonitorFlags.Initial | FlowMonitorFlags.Instructions | FlowMonitorFlags.OnlyOwn;
            if ((flags & When) == 0 || (flags & ~Accepted) != 0)
                throw r.Error(Errors.OFPMOFC_BAD_FLAGS, $"the flags 0x{(ushort)body.Flags:x} ask for nothing, or for what there is not");
            Ports.Check(in r, body.OutPort);
        }

        return new(body.MonitorId)
        {
            Command = (FlowMonitorCommand)body.Command,
            Flags = flags,
            OutPort = body.OutPort,
            OutGroup = body.OutGroup,
            Table = body.Table,
            Match = OxmCodec.ReadMatch(ref r),
        };
    }

    internal void Print(StringBuilder to)
    {
        to.Append($"\n id={MonitorId}");
        if (Command == FlowMonitorCommand.Delete)
        {
            to.Append(" command=delete");
            return;
        }

        to.Append(" flags=");
        BitNames.FlowMonitorFlags.Write(to, (uint)Flags, ',');
        if (OutPort != Ports.Any)
            to.Append($" out_port={Ports.Show(OutPort)}");
        if (OutGroup is not (0 or Group.Any))
            to.Append($" out_group={(int)OutGroup}");
        if (Table != FlowMod.AllTables)
            to.Append($" table={Table}");
        to.Append(' ');
        FlowText.WriteMatch(to, Flow.DefaultPriority, Match);
        if (to[^1] == ' ')
            to.Length--;
    }
}

/// <summary>Asks to hear of changes to flows, or to hear of them no more.</summary>
public sealed record FlowMonitorRequest(ValueList<FlowMonitor> Monitors) : MultipartRequest
{
    public override MultipartType Multipart => MultipartType.FlowMonitor;

    internal override void WriteRequest(ref OfWriter w)
    {
        foreach (var monitor in Monitors)
            monitor.Write(ref w);
    }

    internal static FlowMonitorRequest Read(ref OfReader r) => new(r.ReadAll(FlowMonitor.Read));

    internal override void Print(StringBuilder to)
    {
        foreach (var monitor in Monitors)
            monitor.Print(to);
    }
}
