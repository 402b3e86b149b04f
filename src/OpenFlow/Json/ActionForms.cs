using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Json;

/// <summary>nx_action_conntrack; what it holds is one list.</summary>
sealed record CtForm : IFlat<Ct, CtForm>
{
    const ushort CommitFlag = 1, ForceFlag = 2;
    const byte NoTable = 255;

    public ushort Flags { get; init; }

    public CtZoneSource Zone { get; init; }

    public byte RecircTable { get; init; } = NoTable;

    public ushort Alg { get; init; }

    public ValueList<Action> Actions { get; init; } = [];

    public static CtForm From(Ct value) => new()
    {
        Flags = (ushort)((value.Commit ? CommitFlag : 0) | (value.Force ? ForceFlag : 0)),
        Zone = value.Zone,
        RecircTable = value.Table ?? NoTable,
        Alg = value.Alg,
        Actions = value.Nat is { } nat ? [nat, .. value.Exec] : value.Exec,
    };

    public Ct ToValue() => new Ct
    {
        Commit = (Flags & CommitFlag) != 0,
        Force = (Flags & ForceFlag) != 0,
        Zone = Zone,
        Table = RecircTable == NoTable ? null : RecircTable,
        Alg = Alg,
    }.With(Actions);
}

/// <summary>nx_action_nat; the range that is there says range_present.</summary>
sealed record NatForm : IFlat<Nat, NatForm>
{
    public ushort Flags { get; init; }

    public IPAddress? AddrMin { get; init; }

    public IPAddress? AddrMax { get; init; }

    public ushort ProtoMin { get; init; }

    public ushort ProtoMax { get; init; }

    public static NatForm From(Nat value) => new()
    {
        Flags = NatCodec.FlagsOf(value),
        AddrMin = value.AddressMin,
        AddrMax = value.AddressMax,
        ProtoMin = value.PortMin,
        ProtoMax = value.PortMax,
    };

    public Nat ToValue() => (NatCodec.Of(Flags) ?? throw new JsonException($"the flags {Flags} contradict each other")) with
    {
        AddressMin = AddrMin,
        AddressMax = AddrMax,
        PortMin = ProtoMin,
        PortMax = ProtoMax,
    };
}

/// <summary>ofp_action_copy_field.</summary>
sealed record MoveForm(ushort NBits, ushort SrcOffset, ushort DstOffset, ValueList<Field> OxmIds) : IFlat<Move, MoveForm>
{
    public static MoveForm From(Move value) => new(
        (ushort)value.Source.Length, (ushort)value.Source.Start, (ushort)value.Destination.Start, [value.Source.Field, value.Destination.Field]);

    public Move ToValue() => OxmIds is [var source, var destination]
        ? new(source[SrcOffset, NBits], destination[DstOffset, NBits])
        : throw new JsonException("'oxm_ids' names two fields");
}

/// <summary>nx_action_conjunction, whose clauses count from 0.</summary>
sealed record ConjunctionForm(uint Id, byte Clause, byte NClauses) : IFlat<Conjunction, ConjunctionForm>
{
    public static ConjunctionForm From(Conjunction value) => new(value.Id, (byte)(value.Clause - 1), value.Clauses);

    public Conjunction ToValue() => new(Id, (byte)(Clause + 1), NClauses);
}

/// <summary>ofpact_cnt_ids; the standard action has none.</summary>
sealed record DecTtlForm : IFlat<DecTtl, DecTtlForm>
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValueList<ushort>? CntIds { get; init; }

    public static DecTtlForm From(DecTtl value) => new() { CntIds = value.HasIds ? value.ControllerIds : null };

    public DecTtl ToValue() => CntIds is null ? new() : new(CntIds) { HasIds = true };
}

/// <summary>ofpact_learn_spec: of <paramref name="Src"/> and <paramref name="Value"/> there is one.</summary>
sealed record LearnSpecForm(LearnDestination DstType, Subfield? Src, ValueList<byte>? Value, Subfield? Dst) : IFlat<LearnSpec, LearnSpecForm>
{
    public static LearnSpecForm From(LearnSpec value) =>
        new(value.To, value.Source, value.Source is null ? value.Value : null, value.Destination);

    public LearnSpec ToValue() => this switch
    {
        { DstType: LearnDestination.Output, Src: { } source, Value: null, Dst: null } => LearnSpec.Output(source),
        { DstType: LearnDestination.Match, Src: { } source, Value: null, Dst: { } destination } => LearnSpec.Match(destination, source),
        { DstType: LearnDestination.Match, Src: null, Value: { } value, Dst: { } destination } => LearnSpec.Match(destination, value),
        { DstType: LearnDestination.Load, Src: { } source, Value: null, Dst: { } destination } => LearnSpec.Load(source, destination),
        { DstType: LearnDestination.Load, Src: null, Value: { } value, Dst: { } destination } => LearnSpec.Load(value, destination),
        _ => throw new JsonException("a part of learn has 'src' or 'value', and 'dst' unless its 'dst_type' is output's, 4096"),
    };
}

/// <summary>A property of encap, as in ofp-ed-props.h: the kind of metadata, or one item of it.</summary>
sealed record EncapPropertyForm : IFlat<EncapProperty, EncapPropertyForm>
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte? MdType { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ushort? TlvClass { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte? TlvType { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValueList<byte>? Data { get; init; }

    public static EncapPropertyForm From(EncapProperty value) => value switch
    {
        NshMdType type => new() { MdType = type.MdType },
        NshTlv tlv => new() { TlvClass = tlv.Class, TlvType = tlv.Type, Data = tlv.Value },
        _ => throw new System.Diagnostics.UnreachableException($"{value.GetType()} has no form in JSON"),
    };

    public EncapProperty ToValue() => this switch
    {
        { MdType: { } type, TlvClass: null, TlvType: null, Data: null } => new NshMdType(type),
        { MdType: null, TlvClass: { } tlvClass, TlvType: { } type, Data: { } data } => new NshTlv(tlvClass, type, data),
        _ => throw new JsonException("a property of encap has 'md_type', or 'tlv_class', 'tlv_type' and 'data'"),
    };
}

/// <summary>ofp_action_experimenter_header and what follows it.</summary>
sealed record RawActionForm(uint Experimenter, ValueList<byte> Data) : IFlat<RawAction, RawActionForm>
{
    public static RawActionForm From(RawAction value) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(value.Body.Span), ValueList.Create(value.Body.Span[4..]));

    public RawAction ToValue()
    {
        var body = new byte[4 + Data.Count];
        BinaryPrimitives.WriteUInt32BigEndian(body, Experimenter);
        Data.Span.CopyTo(body.AsSpan(4));
        return new((ushort)ActionType.Experimenter, body);
    }
}
