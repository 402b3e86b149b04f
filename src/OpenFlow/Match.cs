using System.Collections;
using System.Runtime.CompilerServices;
using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow;

/// <summary>What a flow matches; equal to another that matches the same packets, whatever order it was written in.</summary>
/// <remarks>
/// The constructor brings the fields into the form in which Open vSwitch dumps them: parts of one field become one,
/// xreg and xxreg become reg, vlan_tci becomes vlan_vid and vlan_pcp, open fields are left out unless they are tunnel options.
/// </remarks>
[CollectionBuilder(typeof(Match), nameof(Create))]
public sealed class Match : IReadOnlyList<FieldMatch>, IEquatable<Match>
{
    public static readonly Match Any = new([]);

    readonly FieldMatch[] _fields;   // in wire order, one a field; never changed after construction
    readonly UInt128 _slots;         // what the fields are about, so that what is not there is not looked for
    readonly ulong _options;
    int _hash;                       // 0 until it is asked for; whoever computes it computes the same

    /// <exception cref="ArgumentException">Two parts contradict each other, or a field's prerequisite is missing.</exception>
    public Match(params ReadOnlySpan<FieldMatch> fields) : this(fields, isLoose: false)
    {
    }

    Match(ReadOnlySpan<FieldMatch> fields, bool isLoose)
    {
        var form = new MatchForm();
        foreach (var field in fields)
            form.Add(field);
        (_fields, _slots, _options) = (form.ToArray(), form.Slots, form.Options);
        if (!isLoose && Missing() is { } missing)
            throw new ArgumentException(missing);
    }

    /// <summary>What was read from the wire, where prerequisites were looked at as the fields came.</summary>
    internal Match(ref MatchForm form) => (_fields, _slots, _options) = (form.ToArray(), form.Slots, form.Options);

    public static Match Create(ReadOnlySpan<FieldMatch> fields) => fields.IsEmpty && Any is { } any ? any : new(fields);

    /// <summary>What is known of one packet, as packet-ins tell it: fields may be there without those that a flow would need.</summary>
    /// <exception cref="ArgumentException">Two parts contradict each other.</exception>
    public static Match Loose(params ReadOnlySpan<FieldMatch> fields) => fields.IsEmpty ? Any : new(fields, isLoose: true);

    public int Count => _fields.Length;

    public FieldMatch this[int index] => _fields[index];

    /// <summary>What the match says about a field; a mask of zero where it says nothing.</summary>
    public FieldMatch this[Field field]
    {
        get
        {
            if (!MayHave(field))
                return new(field, 0, 0);
            foreach (var match in _fields)
            {
                if (match.Field == field)
                    return match;
            }

            return new(field, 0, 0);
        }
    }

    public ReadOnlySpan<FieldMatch> Span => _fields;

    public IEnumerator<FieldMatch> GetEnumerator() => ((IEnumerable<FieldMatch>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _fields.GetEnumerator();

    public bool Equals(Match? other) => ReferenceEquals(this, other)
        || other is not null && GetHashCode() == other.GetHashCode() && Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => Equals(obj as Match);

    public override int GetHashCode()
    {
        if (_hash != 0)
            return _hash;
        var hash = new HashCode();
        foreach (ref readonly var field in Span)
            hash.Add(HashCode.Combine(field.Field.Order, field.Value, field.Mask, field.Long));
        return _hash = hash.ToHashCode() is var value and not 0 ? value : 1;
    }

    /// <summary>As ovs-ofctl prints it: <c>tcp,in_port=5,nw_dst=10.0.0.0/8,tp_dst=80</c>.</summary>
    public override string ToString() => MatchText.Format(this, Names.None);

    /// <summary>As ovs-ofctl prints it with <c>--names</c>, with the names that <paramref name="portName"/> knows.</summary>
    public string ToString(Func<uint, string?> portName) => MatchText.Format(this, new Names(portName));

    /// <summary>Reads a match in ovs-ofctl's syntax.</summary>
    /// <exception cref="FormatException">The text is no match; the message says where, why, and what would be right.</exception>
    public static Match Parse(string text, FlowNames? names = null) => FlowReader.ReadMatch(text, names ?? FlowNames.None);

    /// <summary>False only if no part is about the field; true does not promise one.</summary>
    internal bool MayHave(Field field) =>
        field.IsOption ? (_options & field.OptionBit) != 0 : (_slots & field.Slots) != 0;

    /// <summary>Whether addresses of a connection's original direction go with the same version of IP, which flows need (ofputil_decode_flow_mod()).</summary>
    internal bool HasFittingConntrackAddresses
    {
        get
        {
            var type = (uint)this[Fields.EthType].Value;
            return (type == EtherTypes.Ipv4 || !MayHave(Fields.CtNwSrc) && !MayHave(Fields.CtNwDst))
                && (type == EtherTypes.Ipv6 || !MayHave(Fields.CtIpv6Src) && !MayHave(Fields.CtIpv6Dst));
        }
    }

    /// <summary>The first field whose prerequisite this match lacks, in words; null if there is none.</summary>
    string? Missing()
    {
        var known = new Prerequisites();
        foreach (ref readonly var field in Span)
        {
            if (!known.Hold(field.Field.Prerequisite))
                return $"{field} needs a match on {Prerequisites.Describe(field.Field.Prerequisite)}";
            known.Learn(field);
        }

        return HasFittingConntrackAddresses ? null : "ct_nw_src and ct_nw_dst need a match on ip, ct_ipv6_src and ct_ipv6_dst one on ipv6";
    }
}
