namespace Sdn.Ovsdb;

/// <summary>A column of a known table with the C# type of its values: read from rows, written and tested in operations.</summary>
/// <remarks>A row that was read without the column (an older schema) gives the value for "empty".</remarks>
public sealed class OvsdbColumn<T>
{
    readonly Func<OvsdbValue, T> _read;
    readonly Func<T, OvsdbValue> _write;
    readonly OvsdbValue _whereMissing;

    internal OvsdbColumn(string name, OvsdbValue whereMissing, Func<OvsdbValue, T> read, Func<T, OvsdbValue> write)
    {
        Name = name;
        _whereMissing = whereMissing;
        _read = read;
        _write = write;
    }

    public string Name { get; }

    /// <summary>The column's value in a row.</summary>
    public T Of(OvsdbRow row) => Read(row.Find(Name));

    internal T Read(OvsdbValue? value) => _read(value ?? _whereMissing);

    /// <summary>The value as the database has it.</summary>
    public OvsdbValue Value(T value) => _write(value);

    public Condition Is(T value) => Condition.Equal(Name, _write(value));
}

/// <summary>A table of a known schema; collects its columns as they are declared, so that they are listed only once.</summary>
public sealed class OvsdbTable
{
    readonly List<string> _columns = [];

    internal OvsdbTable(string name) => Name = name;

    public string Name { get; }

    public IReadOnlyList<string> Columns => _columns;

    internal OvsdbColumn<string> Text(string name) => Add(name, "", value => value.AsString, value => value);

    internal OvsdbColumn<long> Integer(string name) => Add(name, 0, value => value.AsInteger, value => value);

    internal OvsdbColumn<bool> Flag(string name) => Add(name, false, value => value.AsBoolean, value => value);

    internal OvsdbColumn<string?> OptionalText(string name) =>
        Add(name, OvsdbValue.EmptySet, value => value.AsOptionalString, value => value ?? OvsdbValue.EmptySet);

    internal OvsdbColumn<long?> OptionalInteger(string name) =>
        Add(name, OvsdbValue.EmptySet, value => value.AsOptionalInteger, value => value ?? OvsdbValue.EmptySet);

    internal OvsdbColumn<IReadOnlyList<string>> Texts(string name) => Add<IReadOnlyList<string>>(
        name, OvsdbValue.EmptySet, value => [.. value.Keys.Select(key => key.AsString)], OvsdbValue.Set);

    internal OvsdbColumn<IReadOnlyList<Guid>> References(string name) => Add<IReadOnlyList<Guid>>(
        name, OvsdbValue.EmptySet, value => [.. value.Keys.Select(key => key.AsUuid)], OvsdbValue.Set);

    internal OvsdbColumn<IReadOnlyDictionary<string, string>> TextMap(string name) => Add<IReadOnlyDictionary<string, string>>(
        name,
        OvsdbValue.EmptyMap,
        value => new MapView<string, string>(value, atom => atom.AsString, key => key, atom => atom.AsString),
        OvsdbValue.Map);

    internal OvsdbColumn<IReadOnlyDictionary<string, long>> IntegerMap(string name) => Add<IReadOnlyDictionary<string, long>>(
        name,
        OvsdbValue.EmptyMap,
        value => new MapView<string, long>(value, atom => atom.AsString, key => key, atom => atom.AsInteger),
        map => OvsdbValue.Map(map.Select(pair => new KeyValuePair<OvsdbAtom, OvsdbAtom>(pair.Key, pair.Value))));

    internal OvsdbColumn<IReadOnlyDictionary<long, Guid>> ReferenceMap(string name) => Add<IReadOnlyDictionary<long, Guid>>(
        name,
        OvsdbValue.EmptyMap,
        value => new MapView<long, Guid>(value, atom => atom.AsInteger, key => key, atom => atom.AsUuid),
        map => OvsdbValue.Map(map.Select(pair => new KeyValuePair<OvsdbAtom, OvsdbAtom>(pair.Key, pair.Value))));

    OvsdbColumn<T> Add<T>(string name, OvsdbValue whereMissing, Func<OvsdbValue, T> read, Func<T, OvsdbValue> write)
    {
        _columns.Add(name);
        return new OvsdbColumn<T>(name, whereMissing, read, write);
    }
}
