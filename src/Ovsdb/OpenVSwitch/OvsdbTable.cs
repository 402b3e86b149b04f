namespace Sdn.Ovsdb;

/// <summary>A table of a known schema; collects its columns as they are declared, so that they are listed only once.</summary>
public sealed class OvsdbTable
{
    readonly List<OvsdbColumn> _columns = [];

    internal OvsdbTable(string name) => Name = name;

    public string Name { get; }

    public IReadOnlyList<OvsdbColumn> Columns => _columns;

    internal OvsdbColumn<string> Text(string name) => One(name, AtomKinds.Text());

    /// <summary>A text that is given when the row is inserted and cannot change.</summary>
    internal OvsdbColumn<string> FixedText(string name) => One(name, AtomKinds.Text(), isMutable: false);

    internal OvsdbColumn<long> Integer(string name) => One(name, AtomKinds.Integer);

    internal OvsdbColumn<bool> Flag(string name) => One(name, AtomKinds.Flag);

    internal OvsdbColumn<Guid> Reference(string name, string table) => One(name, AtomKinds.Reference(table));

    internal OvsdbColumn<string?> OptionalText(string name, params string[] oneOf) => Add<string?>(
        name, Optional(AtomKinds.Text(oneOf)), value => value.AsOptionalString, value => value ?? OvsdbValue.EmptySet);

    internal OvsdbColumn<long?> OptionalInteger(string name) => OneOrNone(name, AtomKinds.Integer);

    internal OvsdbColumn<bool?> OptionalFlag(string name) => OneOrNone(name, AtomKinds.Flag);

    internal OvsdbColumn<Guid?> OptionalReference(string name, string table, RefType type = RefType.Strong) =>
        OneOrNone(name, AtomKinds.Reference(table, type));

    internal OvsdbColumn<IReadOnlyList<string>> Texts(string name, params string[] oneOf) => Many(name, 0, AtomKinds.Text(oneOf));

    /// <summary>At least one text.</summary>
    internal OvsdbColumn<IReadOnlyList<string>> RequiredTexts(string name) => Many(name, 1, AtomKinds.Text());

    internal OvsdbColumn<IReadOnlyList<long>> Integers(string name) => Many(name, 0, AtomKinds.Integer);

    internal OvsdbColumn<IReadOnlyList<Guid>> References(string name, string table, RefType type = RefType.Strong) =>
        Many(name, 0, AtomKinds.Reference(table, type));

    /// <summary>At least one reference.</summary>
    internal OvsdbColumn<IReadOnlyList<Guid>> RequiredReferences(string name, string table) =>
        Many(name, 1, AtomKinds.Reference(table));

    internal OvsdbColumn<IReadOnlyDictionary<string, string>> TextMap(string name) => Map(name, AtomKinds.Text(), AtomKinds.Text());

    internal OvsdbColumn<IReadOnlyDictionary<string, long>> IntegerMap(string name, params string[] keys) =>
        Map(name, AtomKinds.Text(keys), AtomKinds.Integer);

    internal OvsdbColumn<IReadOnlyDictionary<long, long>> NumberMap(string name) => Map(name, AtomKinds.Integer, AtomKinds.Integer);

    internal OvsdbColumn<IReadOnlyDictionary<long, Guid>> ReferenceMap(string name, string table) =>
        Map(name, AtomKinds.Integer, AtomKinds.Reference(table));

    internal OvsdbColumn<IReadOnlyDictionary<string, Guid>> NamedReferenceMap(string name, string table) =>
        Map(name, AtomKinds.Text(), AtomKinds.Reference(table));

    OvsdbColumn<T> One<T>(string name, AtomKind<T> kind, bool isMutable = true)
        where T : notnull =>
        Add(name, new ColumnType(kind.Type), value => kind.Read(Only(value)), value => OvsdbValue.Scalar(kind.Write(value)), isMutable);

    OvsdbColumn<T?> OneOrNone<T>(string name, AtomKind<T> kind)
        where T : struct => Add<T?>(
            name,
            Optional(kind),
            value => value.IsEmpty ? null : kind.Read(Only(value)),
            value => value is { } some ? OvsdbValue.Scalar(kind.Write(some)) : OvsdbValue.EmptySet);

    OvsdbColumn<IReadOnlyList<T>> Many<T>(string name, long min, AtomKind<T> kind)
        where T : notnull => Add<IReadOnlyList<T>>(
            name,
            new ColumnType(kind.Type) { Min = min, Max = ColumnType.Unlimited },
            value => [.. value.Keys.Select(kind.Read)],
            values => OvsdbValue.Set(values.Select(kind.Write)));

    OvsdbColumn<IReadOnlyDictionary<TKey, TValue>> Map<TKey, TValue>(string name, AtomKind<TKey> key, AtomKind<TValue> value)
        where TKey : notnull
        where TValue : notnull => Add<IReadOnlyDictionary<TKey, TValue>>(
            name,
            new ColumnType(key.Type) { Value = value.Type, Min = 0, Max = ColumnType.Unlimited },
            map => new MapView<TKey, TValue>(map, key.Read, key.Write, value.Read),
            map => OvsdbValue.Map(map.Select(pair => KeyValuePair.Create(key.Write(pair.Key), value.Write(pair.Value)))));

    OvsdbColumn<T> Add<T>(string name, ColumnType type, Func<OvsdbValue, T> read, Func<T, OvsdbValue> write, bool isMutable = true)
    {
        var column = new OvsdbColumn<T>(this, name, type, read, write) { IsMutable = isMutable };
        _columns.Add(column);
        return column;
    }

    static ColumnType Optional<T>(AtomKind<T> kind)
        where T : notnull => new(kind.Type) { Min = 0 };

    static OvsdbAtom Only(OvsdbValue value) => value is { Count: 1, IsMap: false }
        ? value.KeyAt(0)
        : throw new OvsdbException(OvsdbErrors.ConstraintViolation, $"{value} is not a single value");
}
