namespace Sdn.Ovsdb;

/// <summary>A column of a known table: its name, and its type without the limits of numbers and sizes.</summary>
public abstract class OvsdbColumn
{
    private protected OvsdbColumn(OvsdbTable table, string name, ColumnType type)
    {
        Table = table;
        Name = name;
        Type = type;
    }

    public OvsdbTable Table { get; }

    public string Name { get; }

    /// <summary>Whether it is a map, a set or a single value, of what, with the words allowed and the table referred to.</summary>
    public ColumnType Type { get; }

    /// <summary>Whether the column may change after its row is inserted.</summary>
    public bool IsMutable { get; internal init; } = true;

    public override string ToString() => $"{Table.Name}.{Name}";
}

/// <summary>A column of a known table with the C# type of its values: read from rows, written and tested in operations.</summary>
/// <remarks>A row that was read without the column (an older schema) gives the value for "empty".</remarks>
public sealed class OvsdbColumn<T> : OvsdbColumn
{
    readonly Func<OvsdbValue, T> _read;
    readonly Func<T, OvsdbValue> _write;
    readonly OvsdbValue _whereMissing;

    internal OvsdbColumn(OvsdbTable table, string name, ColumnType type, Func<OvsdbValue, T> read, Func<T, OvsdbValue> write)
        : base(table, name, type)
    {
        _read = read;
        _write = write;
        _whereMissing = (type with { Min = type.IsScalar ? 1 : 0 }).DefaultValue;
    }

    /// <summary>The column's value in a row.</summary>
    public T Of(OvsdbRow row) => Read(row.Find(Name));

    /// <summary>What a value of the database is here; null for one that the row was read without.</summary>
    internal T Read(OvsdbValue? value) => _read(value ?? _whereMissing);

    /// <summary>The value as the database has it.</summary>
    public OvsdbValue Value(T value) => _write(value);

    /// <summary>The rows whose column equals a value.</summary>
    public Condition Is(T value) => Condition.Equal(Name, _write(value));
}
