using System.Collections.Immutable;

namespace Sdn.Controller.Store;

/// <summary>Numbers that were given back and are not handed out again before a time.</summary>
/// <param name="Range">The numbers.</param>
/// <param name="Until">When they are free again.</param>
/// <param name="Holder">Who had them: he may have them back before that; empty for nobody.</param>
readonly record struct RestingRange(NumberRange Range, DateTimeOffset Until, string Holder);

/// <summary>
/// Numbers of which none is handed out twice and a freed one rests before it is handed out again; immutable. Addresses,
/// subnets, keys, application numbers and ports are all such numbers.
/// </summary>
sealed class NumberPool
{
    readonly RangeSet _free;

    // The next to be free comes first.
    readonly ImmutableSortedSet<RestingRange> _resting;

    NumberPool(RangeSet free, ImmutableSortedSet<RestingRange> resting)
    {
        _free = free;
        _resting = resting;
    }

    public static NumberPool Of(NumberRange range) => new(
        RangeSet.Of(range),
        ImmutableSortedSet.Create<RestingRange>(Comparer<RestingRange>.Create(
            (a, b) => (a.Until, a.Range.First).CompareTo((b.Until, b.Range.First)))));

    /// <summary>When the next resting number is free, if any rests.</summary>
    public DateTimeOffset? NextFree => _resting.IsEmpty ? null : _resting[0].Until;

    public bool IsFree(NumberRange range) => _free.Contains(range);

    /// <summary>What rests of a range.</summary>
    public IEnumerable<RestingRange> RestingIn(NumberRange range) => _resting.Where(r => r.Range.Overlaps(range));

    /// <summary>The lowest free run of numbers in a range, aligned to its size; null when there is none.</summary>
    public NumberRange? Lowest(UInt128 size, NumberRange within) => _free.Lowest(size, within);

    /// <summary>The pool once everything that has rested until now is free.</summary>
    public NumberPool Settle(DateTimeOffset now)
    {
        var free = _free;
        var resting = _resting;
        while (!resting.IsEmpty && resting[0].Until <= now)
        {
            free = free.Add(resting[0].Range);
            resting = resting.Remove(resting[0]);
        }

        return ReferenceEquals(free, _free) ? this : new(free, resting);
    }

    /// <summary>The pool without a range, which is in use from now on; what rested of it rests no more.</summary>
    public NumberPool Take(NumberRange range)
    {
        var resting = _resting;
        foreach (var cut in RestingIn(range).ToList())
            resting = resting.Remove(cut).Union(cut.Range.Without(range).Select(rest => cut with { Range = rest }));
        return new(_free.Remove(range), resting);
    }

    /// <summary>The pool once a range is no longer in use, and rests.</summary>
    public NumberPool Rest(RestingRange resting) => new(_free.Remove(resting.Range), _resting.Add(resting));
}
