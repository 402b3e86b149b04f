using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Sdn.Ovsdb;

/// <summary>A map of the database seen as a dictionary; nothing is copied.</summary>
sealed class MapView<TKey, TValue>(
    OvsdbValue map, Func<OvsdbAtom, TKey> readKey, Func<TKey, OvsdbAtom> writeKey, Func<OvsdbAtom, TValue> readValue)
    : IReadOnlyDictionary<TKey, TValue> where TKey : notnull
{
    public int Count => map.Count;

    public TValue this[TKey key] => TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException($"The map has no key '{key}'.");

    public IEnumerable<TKey> Keys => map.Keys.Select(readKey);

    public IEnumerable<TValue> Values => map.Pairs.Select(pair => readValue(pair.Value));

    public bool ContainsKey(TKey key) => map.Contains(writeKey(key));

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var atom = map[writeKey(key)];
        value = atom is null ? default : readValue(atom.Value);
        return atom is not null;
    }

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() =>
        map.Pairs.Select(pair => new KeyValuePair<TKey, TValue>(readKey(pair.Key), readValue(pair.Value))).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
