using System.Collections;
using System.Runtime.CompilerServices;
using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow;

/// <summary>What a flow matches; equal to another that matches the same packets, whatever order it was written in.</summary>
/// <remarks>
/// The constructor brings the fields into the form in which Open vSwitch dumps them: parts of one field become one,
/// xreg and xxreg become reg, vlan_tci becomes vlan_vid and vlan_pcp, open fields are left out.
/// </remarks>
[CollectionBuilder(typeof(Match), nameof(Create))]
public sealed class Match : IReadOnlyList<FieldMatch>, IEquatable<Match>
{
    public static readonly Match Any = new([]);

    readonly FieldMatch[] _fields;   // in wire order, one a field; never changed after construction
    readonly int _hash;

    /// <exception cref="ArgumentException">Two parts contradict each other, or a field's prerequisite is missing.</exception>
    public Match(params ReadOnlySpan<FieldMatch> fields)
    {
        _fields = MatchForm.Canonical(fields);
        if (Missing() is { } missing)
            throw new ArgumentException(missing);
        var hash = new HashCode();
        foreach (var field in _fields)
            hash.Add(HashCode.Combine(field.Field.Order, field.Value, field.Mask));
        _hash = hash.ToHashCode();
    }

    public static Match Create(ReadOnlySpan<FieldMatch> fields) => fields.IsEmpty && Any is { } any ? any : new(fields);

    public int Count => _fields.Length;

    public FieldMatch this[int index] => _fields[index];

    /// <summary>What the match says about a field; a mask of zero where it says nothing.</summary>
    public FieldMatch this[Field field]
    {
        get
        {
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

    public bool Equals(Match? other) =>
        other is not null && _hash == other._hash && Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => Equals(obj as Match);

    public override int GetHashCode() => _hash;

    /// <summary>As ovs-ofctl prints it: <c>tcp,in_port=5,nw_dst=10.0.0.0/8,tp_dst=80</c>.</summary>
    public override string ToString() => MatchText.Format(this, Names.None);

    /// <summary>As ovs-ofctl prints it with <c>--names</c>, with the names that <paramref name="portName"/> knows.</summary>
    public string ToString(Func<uint, string?> portName) => MatchText.Format(this, new Names(portName));

    /// <summary>Reads a match in ovs-ofctl's syntax.</summary>
    /// <exception cref="FormatException">The text is no match; the message says where, why, and what would be right.</exception>
    public static Match Parse(string text, FlowNames? names = null) => FlowReader.ReadMatch(text, names ?? FlowNames.None);

    /// <summary>The first field whose prerequisite this match lacks, in words; null if there is none.</summary>
    string? Missing()
    {
        foreach (var field in _fields)
        {
            if (!Prerequisites.Hold(field.Field.Prerequisite, this))
                return $"{field} needs a match on {Prerequisites.Describe(field.Field.Prerequisite)}";
        }

        return null;
    }
}
