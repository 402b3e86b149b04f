using System.Collections.Frozen;
using System.Diagnostics;

namespace Sdn.OpenFlow;

/// <summary>A set of fields, in the order of <see cref="Fields.All"/>, which is that of Open vSwitch.</summary>
readonly record struct FieldSet(UInt128 Low, UInt128 High)
{
    static readonly FrozenDictionary<Field, int> Indexes = Fields.All.Select((field, index) => (field, index))
        .ToFrozenDictionary(pair => pair.field, pair => pair.index);

    internal bool IsEmpty => this == default;

    internal static int IndexOf(Field field) => Indexes[field];

    internal bool Has(Field field) => IndexOf(field) is var index && ((index < 128 ? Low : High) >> (index & 127) & 1) != 0;

    internal FieldSet With(Field field)
    {
        var index = IndexOf(field);
        Debug.Assert(index < 256, "a set has place for 256 fields");
        var bit = UInt128.One << (index & 127);
        return index < 128 ? this with { Low = Low | bit } : this with { High = High | bit };
    }

    internal IEnumerable<Field> Items()
    {
        foreach (var field in Fields.All)
        {
            if (Has(field))
                yield return field;
        }
    }

    public static FieldSet operator |(FieldSet a, FieldSet b) => new(a.Low | b.Low, a.High | b.High);

    public static FieldSet operator &(FieldSet a, FieldSet b) => new(a.Low & b.Low, a.High & b.High);

    public static FieldSet operator ~(FieldSet a) => new(~a.Low, ~a.High);
}
