using System.Collections.Immutable;

namespace Sdn.Pipeline;

/// <summary>
/// Values under pairs of names, found by the first name or by both; immutable. A name is there only while values are.
/// </summary>
sealed class Pairs<T>
{
    static readonly ImmutableSortedDictionary<string, ImmutableSortedSet<T>> NoSeconds =
        ImmutableSortedDictionary.Create<string, ImmutableSortedSet<T>>(StringComparer.Ordinal);

    readonly ImmutableSortedSet<T> _none;
    readonly ImmutableDictionary<string, ImmutableSortedDictionary<string, ImmutableSortedSet<T>>> _values;

    /// <param name="order">The order of the values under a pair; values that it calls equal are one.</param>
    public Pairs(IComparer<T> order)
        : this(ImmutableSortedSet.Create(order), ImmutableDictionary.Create<string, ImmutableSortedDictionary<string, ImmutableSortedSet<T>>>(StringComparer.Ordinal))
    {
    }

    Pairs(ImmutableSortedSet<T> none, ImmutableDictionary<string, ImmutableSortedDictionary<string, ImmutableSortedSet<T>>> values)
    {
        _none = none;
        _values = values;
    }

    /// <summary>The values under a pair, in their order.</summary>
    public ImmutableSortedSet<T> this[string first, string second] => this[first].GetValueOrDefault(second, _none);

    /// <summary>The values under a first name, by their second names.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedSet<T>> this[string first] =>
        _values.GetValueOrDefault(first, NoSeconds);

    public Pairs<T> Add(string first, string second, T value) =>
        new(_none, _values.SetItem(first, this[first].SetItem(second, this[first, second].Add(value))));

    public Pairs<T> Remove(string first, string second, T value)
    {
        var values = this[first, second].Remove(value);
        var seconds = values.IsEmpty ? this[first].Remove(second) : this[first].SetItem(second, values);
        return new(_none, seconds.IsEmpty ? _values.Remove(first) : _values.SetItem(first, seconds));
    }
}
