using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>
/// What one column of one row holds: a set of atoms (a scalar is a set of one, an optional a set of none or one) or a map.
/// Immutable and in normal form (sorted, no duplicates), so that equality is that of RFC 7047 section 5.1.
/// </summary>
public abstract class OvsdbValue : IEquatable<OvsdbValue>, IComparable<OvsdbValue>
{
    static readonly OvsdbValue False = new AtomValue(false);
    static readonly OvsdbValue True = new AtomValue(true);
    static readonly OvsdbValue Zero = new IntegerValue(0);
    static readonly OvsdbValue EmptyText = new TextValue("");

    private protected OvsdbValue()
    {
    }

    public static OvsdbValue EmptySet { get; } = new SetValue(AtomArray.Empty);

    public static OvsdbValue EmptyMap { get; } = new MapValue(AtomArray.Empty, AtomArray.Empty);

    /// <summary>The number of elements of a set or of pairs of a map; 1 for a scalar.</summary>
    public abstract int Count { get; }

    public abstract bool IsMap { get; }

    /// <summary>The element of a set, or the key of a map, at a place in sorted order.</summary>
    public abstract OvsdbAtom KeyAt(int index);

    /// <summary>The value of a map at a place in the order of its keys.</summary>
    public abstract OvsdbAtom ValueAt(int index);

    /// <summary>A single atom, which is also the set that holds it alone.</summary>
    public static OvsdbValue Scalar(OvsdbAtom atom) => atom.Type switch
    {
        AtomType.Boolean => atom.AsBoolean ? True : False,
        AtomType.Integer => atom.AsInteger == 0 ? Zero : new IntegerValue(atom.AsInteger),
        AtomType.String => atom.AsString.Length == 0 ? EmptyText : new TextValue(atom.AsString),
        _ => new AtomValue(atom),
    };

    /// <summary>A set; equal elements are one.</summary>
    public static OvsdbValue Set(IEnumerable<OvsdbAtom> elements)
    {
        var keys = elements.Distinct().ToArray();
        Array.Sort(keys);
        return FromSortedKeys(keys);
    }

    public static OvsdbValue Set(params ReadOnlySpan<OvsdbAtom> elements) => Set(elements.ToArray().AsEnumerable());

    public static OvsdbValue Set(IEnumerable<Guid> uuids) => Set(uuids.Select(OvsdbAtom.Uuid));

    public static OvsdbValue Set(IEnumerable<string> strings) => Set(strings.Select(OvsdbAtom.String));

    /// <summary>A map; a key that is given twice is an <see cref="ArgumentException"/>.</summary>
    public static OvsdbValue Map(IEnumerable<KeyValuePair<OvsdbAtom, OvsdbAtom>> pairs)
    {
        var sorted = pairs.ToArray();
        var keys = Array.ConvertAll(sorted, pair => pair.Key);
        var values = Array.ConvertAll(sorted, pair => pair.Value);
        Array.Sort(keys, values);
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i] == keys[i - 1])
                throw new ArgumentException($"The map has the key '{keys[i]}' twice.", nameof(pairs));
        }
        return FromSortedPairs(keys, values);
    }

    public static OvsdbValue Map(IEnumerable<KeyValuePair<string, string>> pairs) =>
        Map(pairs.Select(pair => new KeyValuePair<OvsdbAtom, OvsdbAtom>(pair.Key, pair.Value)));

    public static OvsdbValue Map(params ReadOnlySpan<(OvsdbAtom Key, OvsdbAtom Value)> pairs) =>
        Map(pairs.ToArray().Select(pair => new KeyValuePair<OvsdbAtom, OvsdbAtom>(pair.Key, pair.Value)));

    /// <summary>The row that an insert of the same transaction makes under this "uuid-name".</summary>
    public static OvsdbValue NamedUuid(string name) => Scalar(OvsdbAtom.NamedUuid(name));

    public static implicit operator OvsdbValue(OvsdbAtom atom) => Scalar(atom);
    public static implicit operator OvsdbValue(long value) => Scalar(value);
    public static implicit operator OvsdbValue(double value) => Scalar(value);
    public static implicit operator OvsdbValue(bool value) => Scalar(value);
    public static implicit operator OvsdbValue(string value) => Scalar(value);
    public static implicit operator OvsdbValue(Guid value) => Scalar(value);

    public bool IsEmpty => Count == 0;

    public long AsInteger => Only.AsInteger;
    public double AsReal => Only.AsReal;
    public bool AsBoolean => Only.AsBoolean;
    public string AsString => Only.AsString;
    public Guid AsUuid => Only.AsUuid;

    // The optional ones: null where the set is empty.
    public long? AsOptionalInteger => IsEmpty ? null : AsInteger;
    public double? AsOptionalReal => IsEmpty ? null : AsReal;
    public bool? AsOptionalBoolean => IsEmpty ? null : AsBoolean;
    public string? AsOptionalString => IsEmpty ? null : AsString;
    public Guid? AsOptionalUuid => IsEmpty ? null : AsUuid;

    /// <summary>The elements of a set, or the keys of a map, in order.</summary>
    public IEnumerable<OvsdbAtom> Keys
    {
        get
        {
            for (var i = 0; i < Count; i++)
                yield return KeyAt(i);
        }
    }

    public IEnumerable<KeyValuePair<OvsdbAtom, OvsdbAtom>> Pairs
    {
        get
        {
            for (var i = 0; i < Count; i++)
                yield return new(KeyAt(i), ValueAt(i));
        }
    }

    /// <summary>Whether a set has an element, or a map a key.</summary>
    public bool Contains(OvsdbAtom key) => IndexOf(key) >= 0;

    /// <summary>The value of a map under a key, null where it has none.</summary>
    public OvsdbAtom? this[OvsdbAtom key]
    {
        get
        {
            var index = IndexOf(key);
            return index >= 0 ? ValueAt(index) : default(OvsdbAtom?);
        }
    }

    /// <summary>The value of a map from strings to strings, null where it has none.</summary>
    public string? TextAt(string key) => this[(OvsdbAtom)key]?.AsString;

    public bool Equals(OvsdbValue? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || Count != other.Count || IsMap != other.IsMap)
            return false;
        for (var i = 0; i < Count; i++)
        {
            if (KeyAt(i) != other.KeyAt(i) || (IsMap && ValueAt(i) != other.ValueAt(i)))
                return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as OvsdbValue);

    /// <summary>The order of ovsdb-server: fewer elements first, then by the elements, then by a map's values.</summary>
    public int CompareTo(OvsdbValue? other)
    {
        if (other is null)
            return 1;
        if (Count != other.Count)
            return Count.CompareTo(other.Count);
        for (var i = 0; i < Count; i++)
        {
            if (KeyAt(i).CompareTo(other.KeyAt(i)) is var byKey and not 0)
                return Math.Sign(byKey);
        }
        for (var i = 0; i < Count && IsMap && other.IsMap; i++)
        {
            if (ValueAt(i).CompareTo(other.ValueAt(i)) is var byValue and not 0)
                return Math.Sign(byValue);
        }
        return 0;
    }

    /// <summary>Whether all elements, or all pairs, of another are here.</summary>
    internal bool IncludesAll(OvsdbValue other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            if (!Has(other, i))
                return false;
        }
        return true;
    }

    /// <summary>Whether any element, or any pair, of another is here.</summary>
    internal bool IncludesAny(OvsdbValue other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            if (Has(other, i))
                return true;
        }
        return false;
    }

    bool Has(OvsdbValue other, int index) =>
        IndexOf(other.KeyAt(index)) is var at and >= 0 && (!IsMap || ValueAt(at) == other.ValueAt(index));

    public override int GetHashCode()
    {
        var hash = new HashCode();
        for (var i = 0; i < Count; i++)
            hash.Add(KeyAt(i));
        return hash.ToHashCode();
    }

    public static bool operator <(OvsdbValue left, OvsdbValue right) => left.CompareTo(right) < 0;
    public static bool operator >(OvsdbValue left, OvsdbValue right) => left.CompareTo(right) > 0;
    public static bool operator <=(OvsdbValue left, OvsdbValue right) => left.CompareTo(right) <= 0;
    public static bool operator >=(OvsdbValue left, OvsdbValue right) => left.CompareTo(right) >= 0;
    public static bool operator ==(OvsdbValue? left, OvsdbValue? right) => left is null ? right is null : left.Equals(right);
    public static bool operator !=(OvsdbValue? left, OvsdbValue? right) => !(left == right);

    /// <summary>The value's JSON, RFC 7047 section 5.1.</summary>
    public override string ToString()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, OvsdbJson.WriterOptions))
            Write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    internal abstract void Write(Utf8JsonWriter writer);

    internal static OvsdbValue FromSortedKeys(ReadOnlySpan<OvsdbAtom> keys) => keys switch
    {
        [] => EmptySet,
        [var only] => Scalar(only),
        _ => new SetValue(AtomArray.Of(keys)),
    };

    internal static OvsdbValue FromSortedPairs(ReadOnlySpan<OvsdbAtom> keys, ReadOnlySpan<OvsdbAtom> values) =>
        keys.IsEmpty ? EmptyMap : new MapValue(AtomArray.Of(keys), AtomArray.Of(values));

    OvsdbAtom Only => Count == 1 && !IsMap
        ? KeyAt(0)
        : throw new OvsdbException(OvsdbErrors.ConstraintViolation, $"{this} is not a single value");

    int IndexOf(OvsdbAtom key)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = KeyAt(middle).CompareTo(key);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }
}

/// <summary>A set of exactly one atom; nearly every column of nearly every row, so it has no array.</summary>
abstract class ScalarValue : OvsdbValue
{
    public sealed override int Count => 1;

    public sealed override bool IsMap => false;

    protected abstract OvsdbAtom Atom { get; }

    public sealed override OvsdbAtom KeyAt(int index) => index == 0 ? Atom : throw new ArgumentOutOfRangeException(nameof(index));

    public sealed override OvsdbAtom ValueAt(int index) => throw new InvalidOperationException("A set has no values.");

    internal sealed override void Write(Utf8JsonWriter writer) => Atom.Write(writer);
}

/// <summary>A scalar of any type.</summary>
sealed class AtomValue(OvsdbAtom atom) : ScalarValue
{
    protected override OvsdbAtom Atom => atom;
}

/// <summary>A string, in less room than an atom takes.</summary>
sealed class TextValue(string text) : ScalarValue
{
    protected override OvsdbAtom Atom => text;
}

/// <summary>An integer, in less room than an atom takes.</summary>
sealed class IntegerValue(long number) : ScalarValue
{
    protected override OvsdbAtom Atom => number;
}

/// <summary>A set of none or several atoms, sorted.</summary>
sealed class SetValue(AtomArray keys) : OvsdbValue
{
    public override int Count => keys.Count;

    public override bool IsMap => false;

    public override OvsdbAtom KeyAt(int index) => keys[index];

    public override OvsdbAtom ValueAt(int index) => throw new InvalidOperationException("A set has no values.");

    /// <summary>Whether these, which are sorted, are its elements.</summary>
    internal bool Has(ReadOnlySpan<OvsdbAtom> elements) => keys.HasSame(elements);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        writer.WriteStringValue("set"u8);
        writer.WriteStartArray();
        for (var i = 0; i < keys.Count; i++)
            keys[i].Write(writer);
        writer.WriteEndArray();
        writer.WriteEndArray();
    }
}

/// <summary>A map, sorted by key.</summary>
sealed class MapValue(AtomArray keys, AtomArray values) : OvsdbValue
{
    public override int Count => keys.Count;

    public override bool IsMap => true;

    public override OvsdbAtom KeyAt(int index) => keys[index];

    public override OvsdbAtom ValueAt(int index) => values[index];

    /// <summary>Whether these, which are sorted, are its keys.</summary>
    internal bool HasKeys(ReadOnlySpan<OvsdbAtom> sorted) => keys.HasSame(sorted);

    /// <summary>The map with the same keys and these values, which is this one if they are the same too.</summary>
    internal MapValue With(ReadOnlySpan<OvsdbAtom> others) => values.HasSame(others) ? this : new MapValue(keys, AtomArray.Of(others));

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        writer.WriteStringValue("map"u8);
        writer.WriteStartArray();
        for (var i = 0; i < keys.Count; i++)
        {
            writer.WriteStartArray();
            keys[i].Write(writer);
            values[i].Write(writer);
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
        writer.WriteEndArray();
    }
}
