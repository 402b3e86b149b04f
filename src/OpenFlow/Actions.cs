using System.Text.Json.Serialization;

namespace Sdn.OpenFlow;

/// <summary>Sends the packet out of a port; <paramref name="MaxLen"/> counts only towards the controller.</summary>
public sealed record Output(uint Port, ushort MaxLen = 0) : Action
{
    /// <summary>Back out of the port that the packet came from, which a plain output never does.</summary>
    public static readonly Output InPort = new(Ports.InPort);
}

/// <summary>Sends at most so many bytes of the packet out of a port.</summary>
public sealed record OutputTruncated(uint Port, uint MaxLen) : Action;

/// <summary>Sends the packet out of the port whose number the bits hold.</summary>
public sealed record OutputField([property: JsonPropertyName("src")] Subfield Source, ushort MaxLen = ushort.MaxValue) : Action;

/// <summary>Writes a field, or the bits of it that the mask has.</summary>
public sealed record SetField : Action
{
    public SetField(FieldMatch value)
    {
        // Open vSwitch matches the input port with 32 bits and sets it with 16 only.
        Value = value.Field == Fields.InPort ? Fields.InPortNxm.Is(Ports.Narrow((uint)value.Value)) : value.Tidy;
        if (!Value.Field.Writable)
            throw new ArgumentException($"{Value.Field.Name} cannot be set");
    }

    public FieldMatch Value { get; }

    /// <summary>A mask goes with the value although all bits are set, for fields whose bytes have more bits than they (as load leaves it).</summary>
    public bool HasMask
    {
        get;
        init => field = value && Value.IsExact && Value.Field is { IsOption: false } set && set.AllOnes != Field.Ones(8 * set.Bytes);
    }
}

/// <summary>Copies bits; both sides have the same length. Written <c>move</c>, on the wire copy_field.</summary>
public sealed record Move : Action
{
    public Move(Subfield source, Subfield destination)
    {
        if (source.Length != destination.Length)
            throw new ArgumentException($"{source} has {source.Length} bits, {destination} has {destination.Length}");
        (Source, Destination) = (source, destination);
    }

    public Subfield Source { get; }

    public Subfield Destination { get; }
}

/// <summary>Which conntrack zone: a number, or the 16 bits of a field.</summary>
public readonly record struct CtZoneSource(ushort Zone, Subfield? Field = null)
{
    public Subfield? Field { get; } = Field is null or { Length: 16 }
        ? Field
        : throw new ArgumentException($"a zone has 16 bits, {Field} has {Field.Value.Length}");

    public static implicit operator CtZoneSource(ushort zone) => new(zone);

    public static implicit operator CtZoneSource(Subfield field) => new(0, field);
}

/// <summary>Passes the packet through the connection tracker (ovs-actions(7), "ct").</summary>
public sealed record Ct : Action
{
    public bool Commit { get; init; }

    /// <summary>The commit replaces a connection whose direction is the reverse.</summary>
    public bool Force { get; init; }

    public CtZoneSource Zone { get; init; }

    /// <summary>Where the tracked packet goes on; without it only the connection changes.</summary>
    public byte? Table { get; init; }

    /// <summary>The port of the protocol whose helper is used: 21 for ftp, 69 for tftp.</summary>
    public ushort Alg { get; init; }

    public Nat? Nat { get; init; }

    /// <summary>What a commit writes to ct_mark and ct_label; a <see cref="OpenFlow.Nat"/> may stand behind one that writes.</summary>
    public ValueList<Action> Exec { get; init; } = [];

    /// <summary>A list as it is nested in ct on the wire: one that begins with nat has <see cref="Nat"/>, all else is <see cref="Exec"/>.</summary>
    internal Ct With(ValueList<Action> nested) => nested is [OpenFlow.Nat nat, ..]
        ? this with { Nat = nat, Exec = ValueList.Create(nested.Span[1..]) }
        : this with { Nat = null, Exec = nested };
}

/// <summary>Leaves conntrack: clears ct_state and what goes with it.</summary>
public sealed record CtClear : Action;

/// <summary>One clause of a conjunctive match, <c>conjunction(7,1/3)</c>; clauses count from 1.</summary>
public sealed record Conjunction(uint Id, byte Clause, byte Clauses) : Action;

/// <summary>Looks the packet up again, then goes on; table 255 is the current one.</summary>
public sealed record Resubmit(
    [property: JsonPropertyName("table_id")] byte Table, [property: JsonPropertyName("in_port")] uint Port = Ports.InPort, [property: JsonPropertyName("with_ct_orig")] bool Ct = false) : Action;

/// <summary>Hands the packet to a group; written <c>group:5</c>.</summary>
public sealed record ToGroup(uint GroupId) : Action;

/// <summary>Counts the packet against a meter, which may drop it; written <c>meter:5</c>.</summary>
public sealed record Meter(uint MeterId) : Action;

/// <summary>Why a packet comes to the controller (ofp_packet_in_reason).</summary>
public enum PacketInReason : byte
{
    NoMatch,
    Action,
    InvalidTtl,
    ActionSet,
    Group,
    PacketOut,
}

/// <summary>Sends the packet to a controller, with more to say than <see cref="Output"/> can.</summary>
public sealed record ToController : Action
{
    public ushort MaxLen { get; init; } = ushort.MaxValue;

    public PacketInReason Reason { get; init; } = PacketInReason.Action;

    /// <summary>Which controller; 0 is those that have not chosen an id.</summary>
    public ushort ControllerId { get; init; }

    /// <summary>Comes back in the packet-in, so that it says which flow sent it and why.</summary>
    public ValueList<byte> Userdata { get; init; } = [];

    /// <summary>The meter that limits these packet-ins.</summary>
    public uint? MeterId { get; init; }

    /// <summary>The packet waits in the pipeline until the controller resumes it.</summary>
    public bool Pause { get; init; }
}

/// <summary>Writes to one bit whether the packet is longer than so many bytes.</summary>
public sealed record CheckPktLarger([property: JsonPropertyName("pkt_len")] ushort Length, [property: JsonPropertyName("dst")] Subfield Destination) : Action;

/// <summary>Lowers the IP TTL; a packet whose TTL ends goes to the controllers with these ids, or to id 0 if there are none.</summary>
public sealed record DecTtl(ValueList<ushort> ControllerIds) : Action
{
    public DecTtl() : this([])
    {
    }

    /// <summary>Whether it is the action with ids, which may be an empty list: then no controller gets the packet.</summary>
    public bool HasIds { get; init; } = ControllerIds.Count > 0;
}

/// <summary>Writes the IP TTL; written <c>mod_nw_ttl:64</c>.</summary>
public sealed record SetTtl([property: JsonPropertyName("nw_ttl")] byte Ttl) : Action;

/// <summary>Puts a VLAN tag on the packet, with this ethernet type.</summary>
public sealed record PushVlan([property: JsonPropertyName("ethertype")] ushort EthType = EtherTypes.Vlan) : Action;

/// <summary>Takes the outer VLAN tag off.</summary>
public sealed record PopVlan : Action;

/// <summary>Puts an MPLS label on the packet, which has this ethernet type from then on.</summary>
public sealed record PushMpls([property: JsonPropertyName("ethertype")] ushort EthType = EtherTypes.Mpls) : Action;

/// <summary>Takes the outermost label off; what is under it has this Ethernet type.</summary>
public sealed record PopMpls([property: JsonPropertyName("ethertype")] ushort EthType) : Action;

/// <summary>Counts the TTL of the outer MPLS label down; at zero the packet goes to the controller.</summary>
public sealed record DecMplsTtl : Action;

/// <summary>Sets the TTL of the outer MPLS label.</summary>
public sealed record SetMplsTtl([property: JsonPropertyName("mpls_ttl")] byte Ttl) : Action;

/// <summary>Sends what is output from here on through this queue of its port.</summary>
public sealed record SetQueue(uint QueueId) : Action;

/// <summary>Goes back to the queue that the packet had before <see cref="SetQueue"/>.</summary>
public sealed record PopQueue : Action;

/// <summary>Does nothing; carries bytes that a dump shows. Open vSwitch fills them up with zeros to 6, 14, 22, ...</summary>
public sealed record Note : Action
{
    public Note(ValueList<byte> bytes)
    {
        // The wire has no length of its own: padded here, the value equals what a dump gives back.
        var padded = new byte[(bytes.Count + 2 + 7) / 8 * 8 - 2];
        bytes.Span.CopyTo(padded);
        Bytes = ValueList.Create<byte>(padded.Length == 0 ? new byte[6] : padded);
    }

    [JsonPropertyName("note")]
    public ValueList<byte> Bytes { get; }
}

/// <summary>Runs actions on a copy of packet and registers; nothing that they do is seen behind it.</summary>
public sealed record Clone(ValueList<Action> Actions) : Action;

/// <summary>Ends the pipeline for this packet.</summary>
public sealed record Exit : Action;

/// <summary>Puts bits on the stack that each packet carries through the tables.</summary>
public sealed record StackPush([property: JsonPropertyName("subfield")] Subfield Source) : Action;

/// <summary>Takes bits from the stack; zero where it is empty.</summary>
public sealed record StackPop([property: JsonPropertyName("subfield")] Subfield Destination) : Action;

/// <summary>Shortens the flow's own timeouts, in seconds, once a TCP connection ends; 0 leaves one as it is.</summary>
public sealed record FinTimeout(
    [property: JsonPropertyName("fin_idle_timeout")] ushort IdleTimeout, [property: JsonPropertyName("fin_hard_timeout")] ushort HardTimeout) : Action;

/// <summary>Lowers the TTL of a network service header.</summary>
public sealed record DecNshTtl : Action;

/// <summary>
/// An action of an experimenter that this library does not know, to be sent to a switch that does. It is never read: Open vSwitch,
/// and this library, refuse such actions by <see cref="Errors.OFPBAC_BAD_VENDOR"/>. The body is all behind type and length.
/// </summary>
public sealed record RawAction(ushort Type, ValueList<byte> Body) : Action;

/// <summary>Instruction: goes on in a later table.</summary>
public sealed record GotoTable([property: JsonPropertyName("table_id")] byte Table) : Action;

/// <summary>Instruction: writes metadata, or the bits of it that the mask has.</summary>
public sealed record WriteMetadata(ulong Metadata, [property: JsonPropertyName("metadata_mask")] ulong Mask = ulong.MaxValue) : Action;

/// <summary>Instruction: merges these into the packet's action set, which runs where no table follows.</summary>
public sealed record WriteActions(ValueList<Action> Actions) : Action;

/// <summary>Instruction: empties the packet's action set.</summary>
public sealed record ClearActions : Action;
