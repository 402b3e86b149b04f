using System.Text;
using System.Text.Json;
using Sdn.Cli.Calls;
using Sdn.Cli.Manifests;
using Sdn.Ovsdb;

namespace Sdn.Cli.Commands;

/// <summary>What <c>sdnctl ovsdb</c> is told on its command line, found in what the server has.</summary>
static class OvsdbNames
{
    // Every server has it beside its own: it tells of the others (ovsdb-server(5)).
    const string ServerDatabase = "_Server";
    const string UsualDatabase = "Open_vSwitch";

    /// <summary>The database that was named, or the one that ovsdb-client would take.</summary>
    public static async Task<string> Database(OvsdbClient client, string? name, CancellationToken cancellationToken)
    {
        if (name is not null)
            return name;
        var databases = await client.ListDatabases(cancellationToken);
        var own = databases.Where(database => database != ServerDatabase).ToArray();
        if (own is [var only])
            return only;
        return own.Contains(UsualDatabase)
            ? UsualDatabase
            : throw new UsageException($"Say which database: the server has {string.Join(", ", databases)}.");
    }

    public static TableSchema Table(OvsdbSchema schema, string name) => schema.Tables.GetValueOrDefault(name)
        ?? throw new UsageException($"Database {schema.Name} has no table '{name}': {Nearest.Suggest(name, [.. schema.Tables.Keys])}");

    public static ColumnSchema Column(TableSchema table, string name) => table.Column(name)
        ?? throw new UsageException($"Table {table.Name} has no column '{name}': {Nearest.Suggest(name, [.. table.Columns.Keys])}");

    /// <summary>JSON from the command line that is to be an array.</summary>
    public static JsonElement ParseArray(string text, string what)
    {
        try
        {
            var json = JsonElement.Parse(text);
            return json.ValueKind == JsonValueKind.Array
                ? json
                : throw new UsageException($"'{text}' is not {what}, in a JSON array.");
        }
        catch (JsonException e)
        {
            throw new UsageException($"'{text}' is no JSON: {e.Message}");
        }
    }

    /// <summary>The parameters of a method that takes one text.</summary>
    public static JsonElement Array(string text)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(text);
            writer.WriteEndArray();
        }
        return JsonElement.Parse(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
