using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow;

/// <summary>What makes a flow the same flow: where it stands and what it matches.</summary>
public readonly record struct FlowKey(byte Table, ushort Priority, Match Match);

/// <summary>Properties that a flow is installed with (ofp_flow_mod_flags).</summary>
[Flags]
public enum FlowFlags : ushort
{
    None = 0,
    SendFlowRemoved = 1 << 0,
    CheckOverlap = 1 << 1,
    ResetCounts = 1 << 2,
    NoPacketCounts = 1 << 3,
    NoByteCounts = 1 << 4,
}

/// <summary>A flow: the packets that it takes, and what it does with them.</summary>
public sealed class Flow : IEquatable<Flow>
{
    public const ushort DefaultPriority = 0x8000;

    /// <exception cref="ArgumentException">An instruction stands before an action, or out of its order.</exception>
    public Flow(byte table, ushort priority, Match match, IReadOnlyList<Action> actions, ulong cookie = 0)
    {
        (Table, Priority, Match, Actions, Cookie) = (table, priority, match, ValueList.From(actions), cookie);
        var last = 0;
        foreach (var action in Actions.Span)
        {
            var rank = action.InstructionRank;
            if (rank < last || rank == last && rank != 0)
            {
                throw new ArgumentException(
                    $"{action} stands in the wrong place; the order is actions, clear_actions, write_actions, write_metadata, goto_table");
            }

            last = rank;
        }
    }

    public byte Table { get; }

    public ushort Priority { get; }

    public Match Match { get; }

    public ValueList<Action> Actions { get; }

    public ulong Cookie { get; }

    /// <summary>Seconds without a packet after which the switch removes the flow; 0 is never.</summary>
    public ushort IdleTimeout { get; init; }

    /// <summary>Seconds after which the switch removes the flow; 0 is never.</summary>
    public ushort HardTimeout { get; init; }

    public FlowFlags Flags { get; init; }

    /// <summary>Flows with less are evicted first, where the table evicts.</summary>
    public ushort Importance { get; init; }

    public FlowKey Key => new(Table, Priority, Match);

    /// <summary>Whether the other flow, under the same key, does the same.</summary>
    public bool SameContent(Flow other) =>
        Cookie == other.Cookie
        && IdleTimeout == other.IdleTimeout
        && HardTimeout == other.HardTimeout
        && Flags == other.Flags
        && Importance == other.Importance
        && Actions.Equals(other.Actions);

    public bool Equals(Flow? other) => other is not null && Key == other.Key && SameContent(other);

    public override bool Equals(object? obj) => Equals(obj as Flow);

    public override int GetHashCode() => HashCode.Combine(Table, Priority, Match, Actions, Cookie);

    /// <summary>As ovs-ofctl prints it and reads it back: <c>cookie=0x1, table=0, priority=100,in_port=5 actions=drop</c>.</summary>
    public override string ToString() => FlowText.Format(this, null, null);

    /// <summary>The same with names of tables and ports, where the functions know one.</summary>
    public string ToString(Func<byte, string?> tableName, Func<uint, string?>? portName = null) =>
        FlowText.Format(this, tableName, portName);

    /// <summary>Reads what ovs-ofctl's add-flow reads.</summary>
    /// <exception cref="FormatException">The text is no flow; the message says where, why, and what would be right.</exception>
    public static Flow Parse(string text, FlowNames? names = null) => FlowReader.Read(text, names ?? FlowNames.None);
}

/// <summary>What names of ports and tables in a text stand for.</summary>
public sealed record FlowNames(Func<string, uint?> Port, Func<string, byte?> Table)
{
    public static readonly FlowNames None = new(_ => null, _ => null);
}
