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
    /// <summary>The share of traffic, for <see cref="GroupType.Select"/> only, where null means 1.</summary>
    public ushort? Weight { get; init; }

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

    /// <summary>The buckets, with the weights that the group's type gives those that name none.</summary>
    public ValueList<Bucket> Buckets { get; init => field = WithWeights(Type, value); } = WithWeights(Type, Buckets);

    /// <summary>How a <see cref="GroupType.Select"/> group picks: <c>hash</c>, <c>dp_hash</c>, or empty for the switch's way.</summary>
    public string SelectionMethod { get; init; } = "";

    public ulong SelectionParameter { get; init; }

    /// <summary>The fields that the selection method hashes, with the bits that count, in the order in which Open vSwitch dumps them.</summary>
    public ValueList<FieldMatch> SelectionFields
    {
        get;
        init => field = [.. value.Select(Whole).OrderBy(part => FieldSet.IndexOf(part.Field))];
    } = [];

    // What counts whole has no other bits to say.
    static FieldMatch Whole(FieldMatch part) => part.IsExact ? part.Field.Is(part.Field.AllOnes) : part;

    // A switch dumps a weight of 1 whether it was given or not, and none of 0 where weights mean nothing.
    static ValueList<Bucket> WithWeights(GroupType type, ValueList<Bucket> buckets)
    {
        ushort? otherwise = type == GroupType.Select ? 1 : null;
        return buckets.Any(bucket => Usual(bucket) != bucket.Weight)
            ? [.. buckets.Select(bucket => bucket with { Weight = Usual(bucket) })]
            : buckets;

        ushort? Usual(Bucket bucket) => bucket.Weight is 0 && type != GroupType.Select ? null : bucket.Weight ?? otherwise;
    }

    /// <summary>As ovs-ofctl writes it: <c>group_id=5,type=all,bucket=bucket_id:1,actions=output:5</c>.</summary>
    public override string ToString() => GroupText.Format(this);

    /// <summary>Reads what ovs-ofctl's add-group reads.</summary>
    public static Group Parse(string text) => GroupReader.Read(text);
}
