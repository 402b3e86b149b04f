namespace Sdn.Ovsdb;

/// <summary>
/// The elements of a set, or the keys or values of a map: an array of what they are, since a string or an integer takes a third
/// of the room that any atom may need.
/// </summary>
readonly struct AtomArray
{
    // string[], long[] or OvsdbAtom[].
    readonly Array _items;

    AtomArray(Array items) => _items = items;

    public static AtomArray Empty { get; } = new(Array.Empty<OvsdbAtom>());

    public static AtomArray Of(ReadOnlySpan<OvsdbAtom> atoms)
    {
        if (atoms.IsEmpty)
            return Empty;
        return HaveType(atoms, AtomType.String) ? new(Strings(atoms))
            : HaveType(atoms, AtomType.Integer) ? new(Integers(atoms))
            : new(atoms.ToArray());
    }

    public int Count => _items.Length;

    public OvsdbAtom this[int index] => _items switch
    {
        string[] strings => OvsdbAtom.String(strings[index]),
        long[] integers => OvsdbAtom.Integer(integers[index]),
        _ => ((OvsdbAtom[])_items)[index],
    };

    public bool HasSame(ReadOnlySpan<OvsdbAtom> atoms)
    {
        if (Count != atoms.Length)
            return false;
        for (var i = 0; i < atoms.Length; i++)
        {
            if (this[i] != atoms[i])
                return false;
        }
        return true;
    }

    static bool HaveType(ReadOnlySpan<OvsdbAtom> atoms, AtomType type)
    {
        foreach (var atom in atoms)
        {
            if (atom.Type != type)
                return false;
        }
        return true;
    }

    static string[] Strings(ReadOnlySpan<OvsdbAtom> atoms)
    {
        var strings = new string[atoms.Length];
        for (var i = 0; i < strings.Length; i++)
            strings[i] = atoms[i].AsString;
        return strings;
    }

    static long[] Integers(ReadOnlySpan<OvsdbAtom> atoms)
    {
        var integers = new long[atoms.Length];
        for (var i = 0; i < integers.Length; i++)
            integers[i] = atoms[i].AsInteger;
        return integers;
    }
}
