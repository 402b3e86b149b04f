using System.Diagnostics;

namespace Sdn.Ovsdb;

/// <summary>What a transaction does to one column of one row: writes it whole, or adds and removes single elements.</summary>
/// <remarks>
/// Elements are sent as a mutate, so that two writers may change one set or map at once, each its own elements. A column that may not
/// be empty is written whole: a server checks the count after each mutation, and removing may have to come before adding.
/// </remarks>
sealed class ColumnChange
{
    readonly OvsdbValue? _old;
    readonly SortedSet<OvsdbAtom> _removed = [];

    // By element or key; a set's elements stand for themselves.
    readonly SortedDictionary<OvsdbAtom, OvsdbAtom> _put = [];
    OvsdbValue? _whole;

    /// <param name="column">The column.</param>
    /// <param name="old">What the database has; null where the replica does not keep the column.</param>
    /// <param name="isNew">Whether the row is one that the transaction inserts, <paramref name="old"/> being the default.</param>
    public ColumnChange(ColumnSchema column, OvsdbValue? old, bool isNew)
    {
        Column = column;
        _old = old;
        if (isNew || column.Type.Min > 0)
            _whole = old;
    }

    public ColumnSchema Column { get; }

    ColumnType Type => Column.Type;

    /// <summary>What the column has become; null where that depends on what the replica does not keep.</summary>
    public OvsdbValue? Value => _whole ?? (_old is null ? null : WithElements(_old));

    /// <summary>Whether the column is to be written whole, and not element by element.</summary>
    public bool IsWhole => _whole is not null;

    public bool IsUnchanged => _old is not null && Value == _old;

    public void Set(OvsdbValue value)
    {
        _put.Clear();
        _removed.Clear();
        _whole = value;
    }

    public void Put(OvsdbAtom key, OvsdbAtom value)
    {
        _removed.Remove(key);
        _put[key] = value;
        Settle();
    }

    public void Remove(OvsdbAtom key)
    {
        _put.Remove(key);
        _removed.Add(key);
        Settle();
    }

    /// <summary>The mutations that do the same in the database; none where nothing changes.</summary>
    public IEnumerable<Mutation> Mutations()
    {
        Debug.Assert(!IsWhole);
        var put = _put.Where(pair => !IsThere(pair)).ToArray();
        // "insert" leaves the value of a key that is there as it is (RFC 7047 section 5.1), whoever put it there: it goes first.
        var removed = _removed.Where(key => _old is null || _old.Contains(key))
            .Concat(Type.IsMap ? put.Select(pair => pair.Key) : [])
            .ToArray();
        if (removed.Length > 0)
            yield return Mutation.Delete(Column.Name, OvsdbValue.Set(removed));
        if (put.Length > 0)
            yield return Mutation.Insert(Column.Name, Type.IsMap ? OvsdbValue.Map(put) : OvsdbValue.Set(put.Select(pair => pair.Key)));
    }

    bool IsThere(KeyValuePair<OvsdbAtom, OvsdbAtom> pair) =>
        _old is not null && (Type.IsMap ? _old[pair.Key] == pair.Value : _old.Contains(pair.Key));

    // What comes after a whole write is part of it.
    void Settle()
    {
        if (_whole is null)
            return;
        _whole = WithElements(_whole);
        _put.Clear();
        _removed.Clear();
    }

    OvsdbValue WithElements(OvsdbValue value)
    {
        if (!Type.IsMap)
            return OvsdbValue.Set(value.Keys.Where(key => !_removed.Contains(key)).Concat(_put.Keys));
        return OvsdbValue.Map(value.Pairs
            .Where(pair => !_removed.Contains(pair.Key) && !_put.ContainsKey(pair.Key))
            .Concat(_put));
    }
}
