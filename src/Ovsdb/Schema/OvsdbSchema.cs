using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>What a database may hold: its tables, their columns and their types (RFC 7047 section 3.2).</summary>
public sealed class OvsdbSchema
{
    OvsdbSchema(string name, string? version, IReadOnlyDictionary<string, TableSchema> tables)
    {
        Name = name;
        Version = version;
        Tables = tables;
    }

    public string Name { get; }

    /// <summary>The schema's own version ("8.3.1"); old schemas have none.</summary>
    public string? Version { get; }

    public IReadOnlyDictionary<string, TableSchema> Tables { get; }

    /// <summary>Reads a schema; members that it does not know (cksum, x-...) are the server's affair.</summary>
    /// <exception cref="OvsdbException">The schema breaks RFC 7047 section 3.2.</exception>
    public static OvsdbSchema Parse(JsonElement json)
    {
        var reader = new SchemaReader("database schema");
        var name = reader.Name(reader.Member(json, "name", JsonValueKind.String), "name");
        var version = reader.Optional(json, "version", JsonValueKind.String)?.GetString();
        if (version is not null)
            reader.CheckVersion(version);
        var tables = new Dictionary<string, TableSchema>(StringComparer.Ordinal);
        foreach (var table in reader.Member(json, "tables", JsonValueKind.Object).EnumerateObject())
            tables.Add(reader.NewName(table.Name), TableSchema.Parse(table.Name, table.Value));
        var schema = new OvsdbSchema(name, version, tables);
        schema.CheckReferences(reader);
        return schema;
    }

    void CheckReferences(SchemaReader reader)
    {
        foreach (var table in Tables.Values)
        {
            foreach (var column in table.Columns.Values)
            {
                CheckReference(column.Type.Key, "key");
                CheckReference(column.Type.Value, "value");

                void CheckReference(BaseType? type, string part)
                {
                    if (type?.RefTable is { } target && !Tables.ContainsKey(target))
                        throw reader.Error($"table {table.Name} column {column.Name} {part} refers to undefined table {target}");
                }
            }
        }
    }
}

/// <summary>A table's columns and limits.</summary>
public sealed class TableSchema
{
    TableSchema(string name) => Name = name;

    public string Name { get; }

    public required IReadOnlyDictionary<string, ColumnSchema> Columns { get; init; }

    /// <summary>The most rows that the table may have; null for no limit.</summary>
    public long? MaxRows { get; init; }

    /// <summary>Whether rows live without being referred to; in other tables they vanish with the last reference.</summary>
    public bool IsRoot { get; init; }

    /// <summary>The sets of columns that are unique among the rows.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Indexes { get; init; }

    public static TableSchema Parse(string name, JsonElement json)
    {
        var reader = new SchemaReader($"table schema for table {name}");
        var columns = new Dictionary<string, ColumnSchema>(StringComparer.Ordinal);
        foreach (var column in reader.Member(json, "columns", JsonValueKind.Object).EnumerateObject())
            columns.Add(reader.NewName(column.Name), ColumnSchema.Parse(column.Name, column.Value));
        if (columns.Count == 0)
            throw reader.Error("table must have at least one column");
        return new TableSchema(name)
        {
            Columns = columns,
            MaxRows = reader.OptionalInteger(json, "maxRows", 1, long.MaxValue),
            IsRoot = reader.OptionalBoolean(json, "isRoot") ?? false,
            Indexes = ParseIndexes(reader, json, columns),
        };
    }

    static List<IReadOnlyList<string>> ParseIndexes(
        SchemaReader reader, JsonElement json, Dictionary<string, ColumnSchema> columns)
    {
        var indexes = new List<IReadOnlyList<string>>();
        if (reader.Optional(json, "indexes", JsonValueKind.Array) is not { } array)
            return indexes;
        foreach (var index in array.EnumerateArray())
        {
            if (index.ValueKind != JsonValueKind.Array)
                throw reader.Error("array of distinct column names expected");
            var names = index.EnumerateArray().Select(column => reader.Name(column, "index")).ToArray();
            if (names.Length == 0)
                throw reader.Error("index must have at least one column");
            foreach (var name in names)
            {
                if (!columns.TryGetValue(name, out var column))
                    throw reader.Error($"index refers to unknown column {name}");
                if (column.IsEphemeral)
                    throw reader.Error($"ephemeral columns (such as {name}) may not be indexed");
            }
            if (names.Distinct().Count() != names.Length)
                throw reader.Error("array of distinct column names expected");
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

    public static ColumnSchema Parse(string name, JsonElement json)
    {
        var reader = new SchemaReader($"schema for column {name}");
        return new ColumnSchema(name, ColumnType.Parse(reader.Member(json, "type")))
        {
            IsEphemeral = reader.OptionalBoolean(json, "ephemeral") ?? false,
            IsMutable = reader.OptionalBoolean(json, "mutable") ?? true,
        };
    }
}
