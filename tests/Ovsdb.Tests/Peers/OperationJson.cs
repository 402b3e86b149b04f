using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>Operations and results of a transaction from and to the JSON that the suites write them in.</summary>
static class OperationJson
{
    public static Operation Read(JsonElement json) => json.GetProperty("op").GetString() switch
    {
        "insert" => new Operation.Insert(Table(json), Row(json.GetProperty("row")))
        {
            UuidName = json.TryGetProperty("uuid-name", out var name) ? name.GetString() : null,
        },
        "select" => new Operation.Select(Table(json), Where(json))
        {
            Columns = json.TryGetProperty("columns", out var columns) ? Strings(columns) : null,
        },
        "update" => new Operation.Update(Table(json), Where(json), Row(json.GetProperty("row"))),
        "mutate" => new Operation.Mutate(Table(json), Where(json), [.. json.GetProperty("mutations").EnumerateArray().Select(Mutation)]),
        "delete" => new Operation.Delete(Table(json), Where(json)),
        "wait" => new Operation.Wait(
            Table(json),
            Where(json),
            Strings(json.GetProperty("columns")),
            json.GetProperty("until").GetString() == "==" ? WaitUntil.Equal : WaitUntil.NotEqual,
            [.. json.GetProperty("rows").EnumerateArray().Select(Row)])
        {
            TimeoutMilliseconds = json.GetProperty("timeout").GetInt64(),
        },
        var other => throw new NotSupportedException(other),
    };

    /// <summary>A result as the server's JSON has it, its members sorted.</summary>
    public static string Write(OperationResult result) => CanonicalJson.Format(result switch
    {
        OperationResult.Inserted inserted => $$"""{"uuid":{{(OvsdbValue)inserted.Uuid}}}""",
        OperationResult.Counted counted => $$"""{"count":{{counted.Count}}}""",
        OperationResult.Selected selected => $$"""{"rows":[{{string.Join(',', selected.Rows.Select(Write))}}]}""",
        _ => "{}",
    });

    static string Write(OvsdbRow row) => $"{{{string.Join(',', row.Columns.Select(column => $"\"{column}\":{row[column]}"))}}}";

    static string Table(JsonElement json) => json.GetProperty("table").GetString()!;

    static Condition[] Where(JsonElement json) =>
        [.. json.GetProperty("where").EnumerateArray().Select(item => new Condition(item[0].GetString()!, Function(item[1]), Value(item[2])))];

    static ConditionFunction Function(JsonElement json) => json.GetString() switch
    {
        "==" => ConditionFunction.Equal,
        "!=" => ConditionFunction.NotEqual,
        "<" => ConditionFunction.Less,
        "includes" => ConditionFunction.Includes,
        "excludes" => ConditionFunction.Excludes,
        var other => throw new NotSupportedException(other),
    };

    static Mutation Mutation(JsonElement json) => new(json[0].GetString()!, Mutator(json[1].GetString()!), Value(json[2]));

    public static Mutator Mutator(string name) => name switch
    {
        "+=" => Ovsdb.Mutator.Add,
        "-=" => Ovsdb.Mutator.Subtract,
        "*=" => Ovsdb.Mutator.Multiply,
        "/=" => Ovsdb.Mutator.Divide,
        "insert" => Ovsdb.Mutator.Insert,
        "delete" => Ovsdb.Mutator.Delete,
        _ => throw new NotSupportedException(name),
    };

    static ColumnValues Row(JsonElement json)
    {
        var row = new ColumnValues();
        foreach (var member in json.EnumerateObject())
            row.Add(member.Name, Value(member.Value));
        return row;
    }

    static OvsdbValue Value(JsonElement json) => Tag(json) switch
    {
        "set" => OvsdbValue.Set(json[1].EnumerateArray().Select(Atom)),
        "map" => OvsdbValue.Map(json[1].EnumerateArray().Select(pair => KeyValuePair.Create(Atom(pair[0]), Atom(pair[1])))),
        _ => OvsdbValue.Scalar(Atom(json)),
    };

    static OvsdbAtom Atom(JsonElement json)
    {
        if (Tag(json) == "named-uuid")
            return OvsdbAtom.NamedUuid(json[1].GetString()!);
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json.GetRawText()));
        reader.Read();
        return ValueReader.ReadAtom(ref reader, null);
    }

    static string? Tag(JsonElement json) => json.ValueKind == JsonValueKind.Array ? json[0].GetString() : null;

    static string[] Strings(JsonElement json) => [.. json.EnumerateArray().Select(item => item.GetString()!)];
}
