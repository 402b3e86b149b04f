using System.Text.Json;

namespace Sdn.Ovsdb.Shim;

/// <summary>The verbs about rows, conditions, mutations and queries of one table.</summary>
static class TableVerbs
{
    public static TableSchema Table(string name, JsonElement json) => TableSchema.Parse(name, json, UnknownMembers.Refuse);

    public static int ParseRows(string[] arguments)
    {
        var table = MyTable(arguments);
        foreach (var argument in arguments[1..])
        {
            var values = RowParser.Parse(Verbs.Unboxed(argument), table);
            Verbs.Print(RowJson(RowParser.Whole(values, table, Guid.Empty)));
            Console.WriteLine(values.Count == 0 ? "<none>" : string.Join(", ", values.Select(pair => pair.Key).Order(StringComparer.Ordinal)));
        }
        return 0;
    }

    public static int CompareRows(string[] arguments)
    {
        var table = MyTable(arguments);
        var rows = arguments[1..].Select(argument => NamedRow(argument, table)).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var other in rows[(i + 1)..])
            {
                if (rows[i].Row.HasSameValues(other.Row))
                    Console.WriteLine($"{rows[i].Name} == {other.Name}");
            }
        }
        return 0;
    }

    public static int ParseConditions(string[] arguments) =>
        PrintEach(arguments, (json, table) => $"[{string.Join(",", Condition.ParseAll(json, table))}]");

    public static int ParseMutations(string[] arguments) =>
        PrintEach(arguments, (json, table) => $"[{string.Join(",", Mutation.ParseAll(json, table))}]");

    public static int EvaluateConditions(string[] arguments, Func<OvsdbRow, IReadOnlyList<Condition>, bool> holds)
    {
        var table = MyTable(arguments);
        var conditions = Items(arguments[1], "CONDITION").Select(item => Condition.ParseAll(item, table)).ToArray();
        var rows = Rows(arguments[2], table);
        foreach (var (i, condition) in conditions.Index())
            Console.WriteLine($"condition {i,2}:{InFives(rows.Select(row => holds(row, condition) ? "T" : "-"))}");
        return 0;
    }

    public static int CompareConditions(string[] arguments)
    {
        var table = MyTable(arguments);
        var conditions = Items(arguments[1], "CONDITION").Select(item => Condition.ParseAll(item, table)).ToArray();
        for (var i = 0; i + 1 < conditions.Length; i++)
            Console.WriteLine($"condition {i}-{i + 1}: {Compare(conditions[i], conditions[i + 1])}");
        return 0;
    }

    public static int ExecuteMutations(string[] arguments)
    {
        var table = MyTable(arguments);
        var sets = Items(arguments[1], "MUTATION").Select(item => Mutation.ParseAll(item, table)).ToArray();
        var rows = Rows(arguments[2], table);
        foreach (var (i, mutations) in sets.Index())
        {
            Console.WriteLine($"mutation {i,2}:");
            foreach (var (j, row) in rows.Index())
                Console.WriteLine($"row {j}: {Execute(row, mutations, table)}");
            Console.WriteLine();
        }
        return 0;
    }

    public static int Query(string[] arguments)
    {
        var table = MyTable(arguments);
        var rows = Rows(arguments[1], table);
        foreach (var (i, json) in Items(arguments[2], "CONDITION").Index())
        {
            var conditions = Condition.ParseAll(json, table);
            var found = rows.Select(row => conditions.All(condition => condition.Holds(row)) ? "1" : "-");
            Console.WriteLine($"query {i,2}:{InFives(found)}");
        }
        return 0;
    }

    public static int QueryDistinct(string[] arguments)
    {
        var table = MyTable(arguments);
        var columns = table.ParseColumnSet(Verbs.Json(arguments[3]));
        var rows = Rows(arguments[1], table);
        var classes = rows
            .Select(row => Array.FindIndex(rows, other => columns.All(column => row[column] == other[column])))
            .ToArray();
        var letters = classes.Distinct().ToArray();
        foreach (var (i, json) in Items(arguments[2], "CONDITION").Index())
        {
            var conditions = Condition.ParseAll(json, table);
            var found = rows.Where(row => conditions.All(condition => condition.Holds(row)))
                .Select(row => classes[Array.IndexOf(rows, row)])
                .ToHashSet();
            var line = classes.Select(one => found.Contains(one) ? ((char)('a' + Array.IndexOf(letters, one))).ToString() : "-");
            Console.WriteLine($"query {i,2}:{InFives(line)}");
        }
        return 0;
    }

    static TableSchema MyTable(string[] arguments) => Table("mytable", Verbs.Unboxed(arguments[0]));

    static string Execute(OvsdbRow row, IReadOnlyList<Mutation> mutations, TableSchema table)
    {
        try
        {
            var changes = new ColumnValues();
            foreach (var mutation in mutations)
            {
                var value = changes.TryGetValue(mutation.Column, out var changed) ? changed! : row[mutation.Column];
                changes[mutation.Column] = mutation.Apply(value, table.Column(mutation.Column)!.Type);
            }
            var columns = changes.Where(change => row[change.Key] != change.Value).Select(change => change.Key).ToArray();
            return columns.Length == 0 ? "no change" : CanonicalJson.Format(RowJson(row.With(changes), columns));
        }
        catch (OvsdbException e)
        {
            return e.Message;
        }
    }

    static int PrintEach(string[] arguments, Func<JsonElement, TableSchema, string> parse)
    {
        var table = MyTable(arguments);
        var exit = 0;
        foreach (var argument in arguments[1..])
        {
            try
            {
                Verbs.Print(parse(Verbs.Json(argument), table));
            }
            catch (OvsdbException e)
            {
                Console.Error.WriteLine($"test-ovsdb: {e.Message}");
                exit = 1;
            }
        }
        return exit;
    }

    static (string Name, OvsdbRow Row) NamedRow(string argument, TableSchema table)
    {
        var json = Verbs.Json(argument);
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != 2 || json[0].ValueKind != JsonValueKind.String)
            throw new UsageException($"\"{argument}\" does not have expected form [\"name\", {{data}}]");
        return (json[0].GetString()!, RowParser.Whole(RowParser.Parse(json[1], table), table, Guid.Empty));
    }

    static int Compare(IReadOnlyList<Condition> left, IReadOnlyList<Condition> right)
    {
        if (left.Count != right.Count)
            return left.Count < right.Count ? -1 : 1;
        return left.Zip(right, Condition.Compare).Select(Math.Sign).FirstOrDefault(order => order != 0);
    }

    static JsonElement[] Items(string argument, string what)
    {
        var json = Verbs.Json(argument);
        return json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray()]
            : throw new UsageException($"{what} argument is not JSON array");
    }

    // Rows need no UUIDs of their own here, but they must differ.
    static OvsdbRow[] Rows(string argument, TableSchema table) =>
        [.. Items(argument, "ROW").Select(item => RowParser.Whole(RowParser.Parse(item, table), table, Guid.NewGuid()))];

    static string RowJson(OvsdbRow row, IReadOnlyList<string>? columns = null) =>
        $"{{{string.Join(",", (columns ?? row.Columns).Select(column => $"\"{column}\":{row[column]}"))}}}";

    static string InFives(IEnumerable<string> marks) =>
        string.Concat(marks.Chunk(5).Select(five => $" {string.Concat(five)}"));
}
