using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow;

/// <summary>A field and what its bits are: as part of a match, or as what <see cref="SetField"/> writes.</summary>
public readonly record struct FieldMatch(Field Field, UInt128 Value, UInt128 Mask)
{
    /// <summary>No bit is left open.</summary>
    public bool IsExact => Mask == Field.AllOnes;

    /// <summary>Every bit is left open: the match says nothing about the field.</summary>
    public bool IsOpen => Mask == 0;

    /// <summary>The one form of the same statement: no bits beyond the field, and none in the value that the mask leaves open.</summary>
    internal FieldMatch Tidy => new(Field, Value & Mask & Field.AllOnes, Mask & Field.AllOnes);

    /// <summary>As in a match, for example <c>nw_dst=10.0.0.0/8</c>.</summary>
    public override string ToString() => $"{Field.MatchName}={FieldText.InMatch(this)}";
}
