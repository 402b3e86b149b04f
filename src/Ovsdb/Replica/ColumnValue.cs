namespace Sdn.Ovsdb;

/// <summary>Checks values that a program made against the type of their column, before they are sent.</summary>
static class ColumnValue
{
    /// <summary>The value as the column has it: an integer becomes a real where the column wants reals.</summary>
    /// <exception cref="OvsdbException">"constraint violation": the column cannot hold the value; the details say why.</exception>
    public static OvsdbValue Checked(TableSchema table, ColumnSchema column, OvsdbValue value)
    {
        var type = column.Type;
        // The empty set and the empty map are written differently, but nobody can mistake one for the other.
        if (value.IsEmpty)
            value = type.IsMap ? OvsdbValue.EmptyMap : OvsdbValue.EmptySet;
        if (value.IsMap != type.IsMap)
            throw Mismatch(table, column, $"{value} is {(value.IsMap ? "a map" : "a set")}");
        if (value.Count < type.Min || value.Count > type.Max)
            throw Mismatch(table, column, $"{value} has {value.Count} elements");
        if (type.IsMap)
        {
            return OvsdbValue.Map(value.Pairs.Select(pair => new KeyValuePair<OvsdbAtom, OvsdbAtom>(
                Checked(table, column, pair.Key, type.Key), Checked(table, column, pair.Value, type.Value!))));
        }
        return value.Count == 1
            ? OvsdbValue.Scalar(Checked(table, column, value.KeyAt(0), type.Key))
            : OvsdbValue.Set(value.Keys.Select(key => Checked(table, column, key, type.Key)));
    }

    public static OvsdbAtom Checked(TableSchema table, ColumnSchema column, OvsdbAtom atom, BaseType type)
    {
        if (type.Type == AtomType.Real && atom.Type == AtomType.Integer)
            atom = OvsdbAtom.Real(atom.AsInteger);
        if (atom.Type != type.Type)
            throw Mismatch(table, column, $"{atom} is a value of type {atom.Type.Name()}");
        try
        {
            Constraints.Check(atom, type);
        }
        catch (OvsdbException e)
        {
            throw Mismatch(table, column, e.Details!);
        }
        return atom;
    }

    static OvsdbException Mismatch(TableSchema table, ColumnSchema column, string what) => new(
        OvsdbErrors.ConstraintViolation, $"column {column.Name} of table {table.Name} holds {column.Type.InWords()}, and {what}");
}
