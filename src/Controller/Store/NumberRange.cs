using System.Collections.Immutable;

namespace Sdn.Controller.Store;

/// <summary>A range of numbers, both ends included: addresses of a subnet, keys, ports.</summary>
readonly record struct NumberRange(UInt128 First, UInt128 Last)
{
    public static NumberRange Of(UInt128 number) => new(number, number);

    public bool Overlaps(NumberRange other) => First <= other.Last && other.First <= Last;

    public bool Contains(NumberRange other) => First <= other.First && other.Last <= Last;

    public NumberRange Intersect(NumberRange other) => new(UInt128.Max(First, other.First), UInt128.Min(Last, other.Last));

    /// <summary>What is left of this range when the other is taken out: nothing, one or two ranges.</summary>
    public IEnumerable<NumberRange> Without(NumberRange other)
    {
        if (!Overlaps(other))
        {
            yield return this;
            yield break;
        }

        if (First < other.First)
            yield return new(First, other.First - 1);
        if (Last > other.Last)
            yield return new(other.Last + 1, Last);
    }
}

/// <summary>A set of numbers, kept as ranges so that a whole address space costs one entry; immutable, O(log n) a change.</summary>
sealed class RangeSet
{
    static readonly ImmutableSortedSet<NumberRange> None =
        ImmutableSortedSet.Create<NumberRange>(Comparer<NumberRange>.Create((a, b) => a.First.CompareTo(b.First)));

    // Disjoint and never adjacent, ordered by their first numbers.
    readonly ImmutableSortedSet<NumberRange> _ranges;

    RangeSet(ImmutableSortedSet<NumberRange> ranges) => _ranges = ranges;

    public static RangeSet Of(NumberRange range) => new(None.Add(range));

    public IEnumerable<NumberRange> Ranges => _ranges;

    public bool Contains(NumberRange range)
    {
        var at = IndexAtOrBefore(range.First);
        return at >= 0 && _ranges[at].Contains(range);
    }

    public RangeSet Add(NumberRange range)
    {
        var ranges = _ranges;
        var merged = range;
        foreach (var near in Touching(range))
        {
            ranges = ranges.Remove(near);
            merged = new(UInt128.Min(merged.First, near.First), UInt128.Max(merged.Last, near.Last));
        }

        return new(ranges.Add(merged));
    }

    public RangeSet Remove(NumberRange range)
    {
        var ranges = _ranges;
        foreach (var near in Touching(range).Where(range.Overlaps))
            ranges = ranges.Remove(near).Union(near.Without(range));
        return new(ranges);
    }

    /// <summary>The lowest run of <paramref name="size"/> numbers that starts at a multiple of it and lies in a range.</summary>
    public NumberRange? Lowest(UInt128 size, NumberRange within)
    {
        for (var at = Math.Max(0, IndexAtOrBefore(within.First)); at < _ranges.Count && _ranges[at].First <= within.Last; at++)
        {
            var part = _ranges[at].Intersect(within);
            var first = (part.First + (size - 1)) / size * size;
            if (first >= part.First && first <= part.Last && part.Last - first >= size - 1)
                return new(first, first + (size - 1));
        }

        return null;
    }

    // Ranges that overlap the given one or end right beside it.
    List<NumberRange> Touching(NumberRange range)
    {
        var touching = new List<NumberRange>();
        var lowest = range.First == 0 ? 0 : range.First - 1;
        var highest = range.Last == UInt128.MaxValue ? range.Last : range.Last + 1;
        for (var at = Math.Max(0, IndexAtOrBefore(lowest)); at < _ranges.Count && _ranges[at].First <= highest; at++)
        {
            if (_ranges[at].Last >= lowest)
                touching.Add(_ranges[at]);
        }

        return touching;
    }

    int IndexAtOrBefore(UInt128 number)
    {
        var at = _ranges.IndexOf(NumberRange.Of(number));
        return at >= 0 ? at : ~at - 1;
    }
}
