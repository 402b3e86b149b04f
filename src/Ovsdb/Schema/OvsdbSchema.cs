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

    /// <summary>The checksum that the schema carries, for tools that compare schemas.</summary>
    public string? Checksum { get; private init; }

    public IReadOnlyDictionary<string, TableSchema> Tables { get; }

    /// <summary>Reads a schema.</summary>
    /// <exception cref="OvsdbException">The schema breaks RFC 7047 section 3.2.</exception>
    public static OvsdbSchema Parse(JsonElement json, UnknownMembers unknown = UnknownMembers.Ignore)
    {
        var reader = new SchemaReader("database schema", json);
        var name = reader.Member("name", MemberKinds.Id).GetString()!;
        var version = reader.Optional("version", MemberKinds.String)?.GetString();
        var checksum = reader.Optional("cksum", MemberKinds.String)?.GetString();
        var tableList = reader.Member("tables", MemberKinds.Object);
        reader.Finish(unknown);
        if (version is not null && !IsVersion(version))
            throw reader.Error($"schema version \"{version}\" not in format x.y.z");
        var tables = new Dictionary<string, TableSchema>(StringComparer.Ordinal);
        foreach (var table in tableList.EnumerateObject())
            tables.Add(reader.NewName(table.Name), TableSchema.Parse(table.Name, table.Value, unknown));
        // Before "isRoot" there was no garbage collection: a schema without any root keeps all its tables' rows.
        if (!tables.Values.Any(table => table.IsRoot))
            tables = tables.ToDictionary(pair => pair.Key, pair => pair.Value.AsRoot(), StringComparer.Ordinal);
        var schema = new OvsdbSchema(name, version, tables) { Checksum = checksum };
        schema.CheckReferences(reader);
        return schema.KeepingWhatRowsLiveBy();
    }

    /// <summary>The schema as JSON, with sorted members.</summary>
    public override string ToString() => SchemaWriter.ToText(Write);

    void Write(Utf8JsonWriter writer)
    {
        // A schema whose every table is a root is written as those of old, without "isRoot".
        var defaultIsRoot = Tables.Values.All(table => table.IsRoot);
        writer.WriteStartObject();
        if (!string.IsNullOrEmpty(Checksum))
            writer.WriteString("cksum", Checksum);
        writer.WriteString("name", Name);
        writer.WriteStartObject("tables");
        foreach (var table in Tables.Values.OrderBy(table => table.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(table.Name);
            table.Write(writer, defaultIsRoot);
        }
        writer.WriteEndObject();
        if (!string.IsNullOrEmpty(Version))
            writer.WriteString("version", Version);
        writer.WriteEndObject();
    }

    /// <summary>The schema without what an ephemeral strong reference would do to the row that it alone keeps.</summary>
    // After a restart the reference would be gone, and the row with it, although the server's log goes on about it
    // (ovsdb_schema_check_ref_table of ovsdb/ovsdb.c): such a column is persistent whatever the schema says.
    OvsdbSchema KeepingWhatRowsLiveBy() => new(Name, Version, Tables.ToDictionary(
        pair => pair.Key,
        pair => pair.Value.WithPersistent(column => KeepsRows(column.Type.Key) || KeepsRows(column.Type.Value)),
        StringComparer.Ordinal))
    {
        Checksum = Checksum,
    };

    bool KeepsRows(BaseType? type) => type is { IsStrongReference: true } && !Tables[type.RefTable!].IsRoot;

    static bool IsVersion(string version)
    {
        var parts = version.Split('.');
        return parts.Length == 3 && parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit));
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
                        throw reader.Error($"column {column.Name} {part} refers to undefined table {target}");
                }
            }
        }
    }
}
