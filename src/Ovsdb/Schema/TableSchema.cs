using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>A table's columns and limits.</summary>
public sealed class TableSchema
{
    /// <summary>The two columns that every table has beside its own (RFC 7047 section 3.2, "table-schema").</summary>
    static readonly ColumnSchema[] Standard =
    [
        new("_uuid", new ColumnType(new BaseType(AtomType.Uuid))) { IsMutable = false },
        new("_version", new ColumnType(new BaseType(AtomType.Uuid))) { IsMutable = false, IsEphemeral = true },
    ];

    TableSchema(string name) => Name = name;

    public string Name { get; }

    /// <summary>The table's own columns, by name.</summary>
    public required IReadOnlyDictionary<string, ColumnSchema> Columns { get; init; }

    /// <summary>The most rows that the table may have; null for no limit.</summary>
    public long? MaxRows { get; init; }

    /// <summary>Whether rows live without being referred to; in other tables they vanish with the last reference.</summary>
    public bool IsRoot { get; init; }

    /// <summary>Whether rows may change at all.</summary>
    public bool IsMutable { get; init; } = true;

    /// <summary>The sets of columns that are unique among the rows.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Indexes { get; init; }

    /// <summary>A column by name, "_uuid" and "_version" among them; null if there is none.</summary>
    public ColumnSchema? Column(string name) =>
        Columns.GetValueOrDefault(name) ?? Array.Find(Standard, column => column.Name == name);

    /// <summary>Reads a table out of a schema.</summary>
    /// <exception cref="OvsdbException">The JSON is no table schema; the message says why.</exception>
    public static TableSchema Parse(string name, JsonElement json, UnknownMembers unknown = UnknownMembers.Ignore)
    {
        var reader = new SchemaReader($"table schema for table {name}", json);
        var columnList = reader.Member("columns", MemberKinds.Object);
        var isMutable = reader.OptionalBoolean("mutable") ?? true;
        var maxRows = reader.OptionalInteger("maxRows");
        var isRoot = reader.OptionalBoolean("isRoot") ?? false;
        var indexes = reader.Optional("indexes", MemberKinds.Array);
        reader.Finish(unknown);
        if (maxRows <= 0)
            throw reader.Error("maxRows must be at least 1");
        var columns = new Dictionary<string, ColumnSchema>(StringComparer.Ordinal);
        foreach (var column in columnList.EnumerateObject())
            columns.Add(reader.NewName(column.Name), ColumnSchema.Parse(column.Name, column.Value, unknown));
        if (columns.Count == 0)
            throw reader.Error("table must have at least one column");
        var table = new TableSchema(name)
        {
            Columns = columns,
            MaxRows = maxRows < uint.MaxValue ? maxRows : null,
            IsRoot = isRoot,
            IsMutable = isMutable,
            Indexes = [],
        };
        return indexes is null ? table : table.With(columns, isRoot, table.ParseIndexes(reader, indexes.Value));
    }

    /// <summary>The names of columns of this table, each once.</summary>
    /// <exception cref="OvsdbException">The JSON is no such list.</exception>
    public IReadOnlyList<string> ParseColumnSet(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array)
            throw OvsdbException.At(json, "array of distinct column names expected");
        var names = new List<string>();
        foreach (var item in json.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && Column(item.GetString()!) is null)
                throw OvsdbException.At(json, $"{item.GetString()} is not a valid column name");
            if (item.ValueKind != JsonValueKind.String || names.Contains(item.GetString()!))
                throw OvsdbException.At(json, "array of distinct column names expected");
            names.Add(item.GetString()!);
        }
        return names;
    }

    /// <summary>The table as a schema has it, with sorted members.</summary>
    public override string ToString() => ToText(defaultIsRoot: false);

    /// <summary>The same; "isRoot" stands there only where it is not the default.</summary>
    internal string ToText(bool defaultIsRoot) => SchemaWriter.ToText(writer => Write(writer, defaultIsRoot));

    internal void Write(Utf8JsonWriter writer, bool defaultIsRoot)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("columns");
        foreach (var column in Columns.Values.OrderBy(column => column.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(column.Name);
            column.Write(writer);
        }
        writer.WriteEndObject();
        if (Indexes.Count > 0)
        {
            writer.WriteStartArray("indexes");
            foreach (var index in Indexes)
            {
                writer.WriteStartArray();
                foreach (var column in index)
                    writer.WriteStringValue(column);
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        }
        if (IsRoot != defaultIsRoot)
            writer.WriteBoolean("isRoot", IsRoot);
        if (MaxRows is { } maxRows)
            writer.WriteNumber("maxRows", maxRows);
        if (!IsMutable)
            writer.WriteBoolean("mutable", false);
        writer.WriteEndObject();
    }

    internal TableSchema AsRoot() => IsRoot ? this : With(Columns, isRoot: true, Indexes);

    /// <summary>The table with those of its columns persistent that have to be.</summary>
    internal TableSchema WithPersistent(Func<ColumnSchema, bool> hasToBe) => !Columns.Values.Any(column => column.IsEphemeral && hasToBe(column))
        ? this
        : With(Columns.ToDictionary(
            pair => pair.Key,
            pair => hasToBe(pair.Value) ? pair.Value with { IsEphemeral = false } : pair.Value,
            StringComparer.Ordinal), IsRoot, Indexes);

    TableSchema With(
        IReadOnlyDictionary<string, ColumnSchema> columns, bool isRoot, IReadOnlyList<IReadOnlyList<string>> indexes) =>
        new(Name) { Columns = columns, MaxRows = MaxRows, IsRoot = isRoot, IsMutable = IsMutable, Indexes = indexes };

    List<IReadOnlyList<string>> ParseIndexes(SchemaReader reader, JsonElement json)
    {
        var indexes = new List<IReadOnlyList<string>>();
        foreach (var index in json.EnumerateArray())
        {
            var names = ParseColumnSet(index);
            if (names.Count == 0)
                throw reader.Error("index must have at least one column");
            if (names.FirstOrDefault(name => Column(name)!.IsEphemeral) is { } ephemeral)
                throw reader.Error($"ephemeral columns (such as {ephemeral}) may not be indexed");
            indexes.Add(names);
        }
        return indexes;
    }
}

/// <summary>A column's type and habits.</summary>
public sealed record ColumnSchema(string Name, ColumnType Type)
{
    /// <summary>Whether the server may forget the column's values when it restarts.</summary>
    public bool IsEphemeral { get; init; }

    /// <summary>Whether the column may change after its row is inserted.</summary>
    public bool IsMutable { get; init; } = true;

    /// <summary>Reads a column out of a schema.</summary>
    /// <exception cref="OvsdbException">The JSON is no column schema; the message says why.</exception>
    public static ColumnSchema Parse(string name, JsonElement json, UnknownMembers unknown = UnknownMembers.Ignore)
    {
        var reader = new SchemaReader($"schema for column {name}", json);
        var isMutable = reader.OptionalBoolean("mutable") ?? true;
        var isEphemeral = reader.OptionalBoolean("ephemeral") ?? false;
        var typeJson = reader.Member("type", MemberKinds.String | MemberKinds.Object);
        reader.Finish(unknown);
        var type = ColumnType.Parse(typeJson, unknown);
        return new ColumnSchema(name, type)
        {
            IsEphemeral = isEphemeral,
            // A weak reference changes when its row goes, so it cannot be immutable.
            IsMutable = isMutable || type.Key.IsWeakReference || type.Value is { IsWeakReference: true },
        };
    }

    /// <summary>The column as a schema has it, with sorted members.</summary>
    public override string ToString() => SchemaWriter.ToText(Write);

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (IsEphemeral)
            writer.WriteBoolean("ephemeral", true);
        if (!IsMutable)
            writer.WriteBoolean("mutable", false);
        writer.WritePropertyName("type");
        Type.Write(writer);
        writer.WriteEndObject();
    }
}
