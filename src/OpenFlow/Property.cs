using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow;

/// <summary>
/// A property: what the specification lets follow the fixed part of a <typeparamref name="TOwner"/>, each with its type and
/// length. A closed set for each owner: the rows of its <see cref="PropertyTable{TOwner}"/>, and the two records below.
/// </summary>
public abstract record Property<TOwner>
{
    private protected Property()
    {
    }

    /// <summary>The type, where rows of several types share one record; set by who makes the record, or reads it.</summary>
    internal ushort? SharedType { get; init; }

    /// <summary>Lays out all behind type and length, and with experimenters behind their numbers.</summary>
    internal abstract void WriteBody(ref OfWriter w);
}

/// <summary>A property that an experimenter defined and this library has no record for.</summary>
public sealed record ExperimenterProperty<TOwner>(uint Experimenter, uint ExperimenterType, ValueList<byte> Payload) : Property<TOwner>
{
    internal override void WriteBody(ref OfWriter w) => w.PutBytes(Payload.Span);
}

/// <summary>A property of a type that this library has no record for, kept as it came.</summary>
public sealed record UnknownProperty<TOwner>(ushort PropertyType, ValueList<byte> Payload) : Property<TOwner>
{
    internal override void WriteBody(ref OfWriter w) => w.PutBytes(Payload.Span);
}
