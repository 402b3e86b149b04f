using System.Text.Json.Serialization;

namespace Sdn.OpenFlow;

/// <summary>Properties of <see cref="Learn"/> (nx_learn_flags).</summary>
[Flags]
public enum LearnFlags : ushort
{
    None = 0,

    /// <summary>The switch reports when a learned flow goes.</summary>
    SendFlowRemoved = 1 << 0,

    /// <summary>The learned flows go with the last flow that learns under their table and cookie.</summary>
    DeleteLearned = 1 << 1,

    /// <summary><see cref="Learn.ResultDestination"/> is written.</summary>
    WriteResult = 1 << 2,
}

/// <summary>Adds or changes a flow that is made from the packet (ovs-actions(7), "learn").</summary>
public sealed record Learn : Action
{
    public ushort IdleTimeout { get; init; }

    public ushort HardTimeout { get; init; }

    public ushort Priority { get; init; } = Flow.DefaultPriority;

    public ulong Cookie { get; init; }

    [JsonPropertyName("table_id")]
    public byte Table { get; init; } = 1;

    public LearnFlags Flags { get; init; }

    /// <summary>As <see cref="FinTimeout.IdleTimeout"/> in the learned flow; 0 for none.</summary>
    public ushort FinIdleTimeout { get; init; }

    /// <summary>As <see cref="FinTimeout.HardTimeout"/> in the learned flow; 0 for none.</summary>
    public ushort FinHardTimeout { get; init; }

    /// <summary>How many flows with this table and cookie may be learned; 0 for any number.</summary>
    public uint Limit { get; init; }

    /// <summary>The bit that says whether the flow was learned or the limit stood against it.</summary>
    [JsonPropertyName("result_dst")]
    public Subfield? ResultDestination { get; init; }

    /// <summary>What the learned flow matches and does.</summary>
    public ValueList<LearnSpec> Specs { get; init; } = [];
}

/// <summary>What a <see cref="LearnSpec"/> adds to the learned flow (NX_LEARN_DST_*).</summary>
public enum LearnDestination : ushort
{
    Match = 0 << 11,
    Load = 1 << 11,
    Output = 2 << 11,
}

/// <summary>One match or action of the flow that <see cref="Learn"/> makes: bits of the packet, or a value, and where they go.</summary>
public sealed record LearnSpec
{
    LearnSpec(LearnDestination to, Subfield? source, ValueList<byte> value, Subfield? destination) =>
        (To, Source, Value, Destination) = (to, source, value, destination);

    public LearnDestination To { get; }

    /// <summary>The bits of the packet; null where <see cref="Value"/> is used instead.</summary>
    public Subfield? Source { get; }

    /// <summary>The bits that are the same in all learned flows, filled up with zeros in front to whole bytes.</summary>
    public ValueList<byte> Value { get; }

    /// <summary>Where the bits go; null for <see cref="LearnDestination.Output"/>.</summary>
    public Subfield? Destination { get; }

    public int Bits => (Destination ?? Source)!.Value.Length;

    /// <summary><c>NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]</c>: the learned flow matches these bits of the packet.</summary>
    public static LearnSpec Match(Subfield destination, Subfield source) => new(LearnDestination.Match, Same(source, destination), [], destination);

    /// <summary><c>eth_type=0x800</c>: the learned flow matches a value.</summary>
    public static LearnSpec Match(Subfield destination, ValueList<byte> value) => new(LearnDestination.Match, null, Fitting(value, destination), destination);

    /// <summary><c>load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15]</c>: the learned flow writes these bits of the packet.</summary>
    public static LearnSpec Load(Subfield source, Subfield destination) => new(LearnDestination.Load, Same(source, destination), [], destination);

    /// <summary><c>load:0x5->NXM_NX_REG0[]</c>: the learned flow writes a value.</summary>
    public static LearnSpec Load(ValueList<byte> value, Subfield destination) => new(LearnDestination.Load, null, Fitting(value, destination), destination);

    /// <summary><c>output:NXM_OF_IN_PORT[]</c>: the learned flow sends to the port whose number these bits of the packet hold.</summary>
    public static LearnSpec Output(Subfield source) => new(LearnDestination.Output, source, [], null);

    static Subfield Same(Subfield source, Subfield destination) => source.Length == destination.Length
        ? source
        : throw new ArgumentException($"{source} has {source.Length} bits, {destination} has {destination.Length}");

    static ValueList<byte> Fitting(ValueList<byte> value, Subfield destination) => value.Count == (destination.Length + 7) / 8
        ? value
        : throw new ArgumentException($"{destination} has {destination.Length} bits, the value {value.Count} bytes");
}
