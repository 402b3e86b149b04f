using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow;

/// <summary>How a group uses its buckets (ofp_group_type).</summary>
public enum GroupType : byte
{
    All,
    Select,
    Indirect,
    FastFailover,
}

/// <summary>One set of actions of a group.</summary>
public sealed record Bucket(uint Id, ValueList<Action> Actions)
{
    /// <summary>The share of traffic, for <see cref="GroupType.Select"/> only.</summary>
    public ushort Weight { get; init; }

    /// <summary>The bucket is live while this port is.</summary>
    public uint WatchPort { get; init; } = Ports.Any;

    /// <summary>The bucket is live while this group is.</summary>
    public uint WatchGroup { get; init; } = Group.Any;

    public override string ToString() => GroupText.Format(this);
}

/// <summary>A group: buckets of actions that flows share.</summary>
public sealed record Group(uint Id, GroupType Type, ValueList<Bucket> Buckets)
{
    public const uint Max = 0xffffff00, All = 0xfffffffc, Any = 0xffffffff;

    /// <summary>How a <see cref="GroupType.Select"/> group picks: <c>hash</c>, <c>dp_hash</c>, or empty for the switch's way.</summary>
    public string SelectionMethod { get; init; } = "";

    public ulong SelectionParameter { get; init; }

    /// <summary>The fields that the selection method hashes, with the bits that count.</summary>
    public ValueList<FieldMatch> SelectionFields { get; init; } = [];

    /// <summary>As ovs-ofctl writes it: <c>group_id=5,type=all,bucket=bucket_id:1,actions=output:5</c>.</summary>
    public override string ToString() => GroupText.Format(this);

    /// <summary>Reads what ovs-ofctl's add-group reads.</summary>
    public static Group Parse(string text) => GroupReader.Read(text);
}
