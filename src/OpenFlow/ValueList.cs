using System.Collections;
using System.Runtime.CompilerServices;

namespace Sdn.OpenFlow;

/// <summary>An unchanging list that is equal to another when their items are, so that records may hold it.</summary>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    public static readonly ValueList<T> Empty = new([]);

    readonly T[] _items;   // never changed after construction

    internal ValueList(T[] items) => _items = items;

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public ReadOnlySpan<T> Span => _items;

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    public bool Equals(ValueList<T>? other) => other is not null && Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
            hash.Add(item);
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", _items)}]";

    public static implicit operator ValueList<T>(T[] items) => new([.. items]);

    public static implicit operator ValueList<T>(List<T> items) => new([.. items]);
}

/// <summary>Makes <see cref="ValueList{T}"/>: from a collection expression, or from any sequence.</summary>
public static class ValueList
{
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) =>
        items.IsEmpty ? ValueList<T>.Empty : new(items.ToArray());

    /// <summary>The items of a sequence; one that is such a list already stays itself.</summary>
    public static ValueList<T> From<T>(IEnumerable<T> items) =>
        items as ValueList<T> ?? new([.. items]);
}
