using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>Reads rows that people or programs wrote, with the checks of ovsdb-server.</summary>
static class RowParser
{
    /// <summary>The columns that a JSON row names, each within its type.</summary>
    /// <exception cref="OvsdbException">The JSON is no row of the table.</exception>
    public static ColumnValues Parse(JsonElement json, TableSchema table)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw OvsdbException.At(json, "row must be JSON object");
        var values = new ColumnValues();
        foreach (var member in json.EnumerateObject())
        {
            var column = table.Column(member.Name)
                ?? throw OvsdbException.At(json, $"No column {member.Name} in table {table.Name}.", OvsdbErrors.UnknownColumn);
            values[member.Name] = ValueParser.Parse(member.Value, column.Type);
        }
        return values;
    }

    /// <summary>A whole row: what an insert of these values makes, the rest being defaults.</summary>
    public static OvsdbRow Whole(ColumnValues values, TableSchema table, Guid uuid)
    {
        string[] columns = ["_uuid", "_version", .. table.Columns.Keys.Order(StringComparer.Ordinal)];
        var all = columns.Select(column => column switch
        {
            _ when values.TryGetValue(column, out var value) => value!,
            "_uuid" => uuid,
            _ => table.Column(column)!.Type.DefaultValue,
        });
        return new OvsdbRow(new RowLayout(table.Name, columns), uuid, [.. all]);
    }
}
