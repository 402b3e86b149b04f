using System.Text.Json;

namespace Sdn.Ovsdb.Shim;

/// <summary>The arguments do not have the form that the verb needs.</summary>
sealed class UsageException(string message) : Exception(message);

/// <summary>The verbs, each from its arguments to an exit status.</summary>
static class Verbs
{
    public static IReadOnlyDictionary<string, Func<string[], int>> All { get; } = new Dictionary<string, Func<string[], int>>
    {
        ["default-atoms"] = _ => ValueVerbs.DefaultAtoms(),
        ["default-data"] = _ => ValueVerbs.DefaultData(),
        ["parse-atomic-type"] = a => Print(AtomTypes.Parse(Unboxed(a[0])).Name(), quoted: true),
        ["parse-base-type"] = a => Print(BaseType.Parse(Unboxed(a[0]), UnknownMembers.Refuse)),
        ["parse-type"] = a => Print(ColumnType.Parse(Unboxed(a[0]), UnknownMembers.Refuse)),
        ["parse-atoms"] = ValueVerbs.ParseAtoms,
        ["parse-atom-strings"] = ValueVerbs.ParseAtomStrings,
        ["sort-atoms"] = ValueVerbs.SortAtoms,
        ["parse-data"] = ValueVerbs.ParseData,
        ["parse-data-strings"] = ValueVerbs.ParseDataStrings,
        ["diff-data"] = ValueVerbs.DiffData,
        ["parse-column"] = a => Print(ColumnSchema.Parse(a[0], Json(a[1]), UnknownMembers.Refuse)),
        ["parse-table"] = a => Print(TableVerbs.Table(a[0], Json(a[1])).ToText(a.Length > 2 && a[2] == "true")),
        ["parse-rows"] = TableVerbs.ParseRows,
        ["compare-rows"] = TableVerbs.CompareRows,
        ["parse-conditions"] = TableVerbs.ParseConditions,
        ["evaluate-conditions"] = a => TableVerbs.EvaluateConditions(a, static (row, conditions) => conditions.All(condition => condition.Holds(row))),
        ["evaluate-conditions-any"] = a => TableVerbs.EvaluateConditions(
            a, static (row, conditions) => conditions.Count == 0 || conditions.Any(condition => condition.Holds(row))),
        ["compare-conditions"] = TableVerbs.CompareConditions,
        ["parse-mutations"] = TableVerbs.ParseMutations,
        ["execute-mutations"] = TableVerbs.ExecuteMutations,
        ["query"] = TableVerbs.Query,
        ["query-distinct"] = TableVerbs.QueryDistinct,
        ["parse-schema"] = a => Print(OvsdbSchema.Parse(Json(a[0]), UnknownMembers.Refuse)),
    };

    internal static JsonElement Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(CommandLine.Bytes(text));
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new UsageException($"\"{text}\": {e.Message}");
        }
    }

    /// <summary>JSON whose only element stands alone where it is an array of one: the suite boxes scalars so.</summary>
    internal static JsonElement Unboxed(string text)
    {
        var json = Json(text);
        return json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 1 ? json[0] : json;
    }

    /// <summary>Prints JSON in canonical form.</summary>
    internal static int Print(object json, bool quoted = false)
    {
        var text = json.ToString()!;
        Console.WriteLine(CanonicalJson.Format(quoted ? JsonSerializer.Serialize(text) : text));
        return 0;
    }
}
