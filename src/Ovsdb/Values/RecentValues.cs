using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>
/// What was read of one column a moment ago. The rows of a table are alike: a value that the last row has too, or the keys of
/// its map, are kept once for both, which is less memory and less work for the collector.
/// </summary>
sealed class RecentValues(RecentTexts? texts)
{
    const int RoomKept = 256;

    OvsdbValue _last = OvsdbValue.EmptySet;
    OvsdbAtom[] _keys = [];
    OvsdbAtom[] _values = [];
    int _count;

    /// <summary>The text of a string; see <see cref="RecentTexts"/>.</summary>
    public string Text(ref Utf8JsonReader reader) => texts is null ? reader.Text() : texts.Of(ref reader);

    /// <summary>Begins to collect the elements or pairs of a value.</summary>
    public void Begin()
    {
        _count = 0;
        // One large set among small ones should not cost its room for good.
        if (_keys.Length > RoomKept)
            (_keys, _values) = ([], []);
    }

    public void Add(OvsdbAtom key)
    {
        if (_count == _keys.Length)
            Array.Resize(ref _keys, Math.Max(4, 2 * _count));
        _keys[_count++] = key;
    }

    public void Add(OvsdbAtom key, OvsdbAtom value)
    {
        if (_count >= _values.Length)
            Array.Resize(ref _values, Math.Max(4, 2 * _count));
        _values[_count] = value;
        Add(key);
    }

    public OvsdbValue Scalar(OvsdbAtom atom) =>
        _last is ScalarValue scalar && scalar.KeyAt(0) == atom ? scalar : _last = OvsdbValue.Scalar(atom);

    /// <summary>The set of what was collected.</summary>
    public OvsdbValue Set()
    {
        var keys = _keys.AsSpan(0, _count);
        if (!IsSorted(keys))
            keys.Sort();
        RefuseDuplicates(keys, "set contains duplicate");
        return keys is [var only] ? Scalar(only)
            : _last is SetValue set && set.Has(keys) ? set
            : _last = OvsdbValue.FromSortedKeys(keys);
    }

    /// <summary>The map of what was collected.</summary>
    public OvsdbValue Map()
    {
        var keys = _keys.AsSpan(0, _count);
        var values = _values.AsSpan(0, _count);
        if (!IsSorted(keys))
            keys.Sort(values);
        RefuseDuplicates(keys, "map contains duplicate key");
        return _last = _last is MapValue map && map.HasKeys(keys) ? map.With(values) : OvsdbValue.FromSortedPairs(keys, values);
    }

    static bool IsSorted(ReadOnlySpan<OvsdbAtom> atoms)
    {
        for (var i = 1; i < atoms.Length; i++)
        {
            if (atoms[i - 1] > atoms[i])
                return false;
        }
        return true;
    }

    static void RefuseDuplicates(ReadOnlySpan<OvsdbAtom> sorted, string what)
    {
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i - 1] == sorted[i])
                throw OvsdbException.Protocol(what);
        }
    }
}

/// <summary>
/// Strings that were read a moment ago, found by their UTF-8 bytes: names of keys, states and owners come again and again. Only
/// short ones, and as many as there are places; a new one takes the place of an old one.
/// </summary>
sealed class RecentTexts
{
    const int Places = 1024;
    const int LengthMax = 64;

    readonly string?[] _texts = new string?[Places];

    /// <summary>The text of the string that the reader is on.</summary>
    public string Of(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length > LengthMax)
            return reader.Text();
        ref var place = ref _texts[Hash(reader.ValueSpan) % Places];
        // False where the bytes are not ASCII.
        if (place is not null && Ascii.Equals(reader.ValueSpan, place))
            return place;
        return place = reader.Text();
    }

    static uint Hash(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length;
        while (text.Length >= sizeof(ulong))
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(text)) * 0x9E3779B97F4A7C15;
            text = text[sizeof(ulong)..];
        }
        foreach (var octet in text)
            hash = (hash ^ octet) * 0x9E3779B97F4A7C15;
        return (uint)(hash >> 40);
    }
}
