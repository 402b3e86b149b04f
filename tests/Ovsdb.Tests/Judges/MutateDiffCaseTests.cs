using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>Mutations and differences from libovsdb's unit tests (updates/mutate_test.go, difference_test.go, a selection).</summary>
public sealed class MutateDiffCaseTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<string>> Mutations() =>
        CaseFile.Rows("libovsdb-mutate-diff.jsonl").Where(row => JsonElement.Parse(row.Data).TryGetProperty("mutator", out _));

    public static IEnumerable<TheoryDataRow<string>> Differences() =>
        CaseFile.Rows("libovsdb-mutate-diff.jsonl").Where(row => JsonElement.Parse(row.Data).TryGetProperty("expected", out _));

    [Theory]
    [MemberData(nameof(Mutations))]
    public void A_mutation_and_its_difference_are_as_libovsdb_has_them(string line)
    {
        var json = JsonElement.Parse(line);
        var type = TypeOf(json.GetProperty("want"));
        var current = Value(json.GetProperty("current"), type);
        var want = Value(json.GetProperty("want"), type);

        var mutated = MutationOf(json, type).Apply(current, type);

        Assert.Equal(want, mutated);
        var difference = ValueDifference.Between(current, want, type);
        Assert.Equal(want, ValueDifference.Apply(current, difference, type));
        Assert.Equal(json.TryGetProperty("diff", out var diff) ? Value(diff, type) : difference, difference);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task A_real_server_mutates_and_reports_the_difference_in_the_same_way(string line)
    {
        var json = JsonElement.Parse(line);
        var type = TypeOf(json.GetProperty("want"));
        await using var server = await OvsdbServer.StartWith(
            $$"""{ "name": "d", "version": "1.0.0", "tables": { "t": { "columns": { "c": { "type": {{type}} } }, "isRoot": true } } }""");
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(new MonitorRequest("d", [new MonitoredTable("t")]));
        await replica.Attach(client, Token);
        await client.Transact("d", [new Operation.Insert("t", new() { ["c"] = Value(json.GetProperty("current"), type) })], Token);
        await using var watch = await client.Watch(MonitorMethod.Conditional, "d", [new TableWatch("t")], Guid.Empty, Token);
        await watch.Next(Token);

        await client.Transact("d", [new Operation.Mutate("t", Condition.Any, [MutationOf(json, type)])], Token);

        Assert.Equal(Value(json.GetProperty("want"), type), replica.Snapshot["t"].Rows.Single()["c"]);
        var row = (await watch.Next(Token)).Tables.GetProperty("t").EnumerateObject().Single();
        var modified = Parse(row.Value.GetProperty("modify").GetProperty("c").GetRawText(), type);
        Assert.Equal(Value(json.GetProperty("want"), type), ValueDifference.Apply(Value(json.GetProperty("current"), type), modified, type));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void A_difference_is_as_libovsdb_has_it(string line)
    {
        var json = JsonElement.Parse(line);
        var type = TypeOf(json.GetProperty("a"));
        var (a, b) = (Value(json.GetProperty("a"), type), Value(json.GetProperty("b"), type));

        var difference = ValueDifference.Between(a, b, type);

        Assert.Equal(Value(json.GetProperty("expected"), type), difference);
        Assert.Equal(b, ValueDifference.Apply(a, difference, type));
    }

    static Mutation MutationOf(JsonElement json, ColumnType type)
    {
        var mutator = OperationJson.Mutator(json.GetProperty("mutator").GetString()!);
        // A map's keys are deleted by a set of them.
        var isOfKeys = json.GetProperty("value") is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty("set", out _);
        return new Mutation("c", mutator, Value(json.GetProperty("value"), isOfKeys ? type with { Value = null } : type));
    }

    /// <summary>The column that holds a value like this one.</summary>
    static ColumnType TypeOf(JsonElement json) => ColumnType.Parse(JsonElement.Parse(json.ValueKind switch
    {
        JsonValueKind.Object when json.TryGetProperty("map", out _) => """{"key":"string","value":"string","min":0,"max":"unlimited"}""",
        JsonValueKind.Object when json.TryGetProperty("set", out var set) => $$"""{"key":"{{AtomOf(set[0])}}","min":0,"max":"unlimited"}""",
        JsonValueKind.Object => """{"key":"string","min":0,"max":1}""",
        _ => $"\"{AtomOf(json)}\"",
    }));

    static string AtomOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? "string" : json.GetRawText().Contains('.', StringComparison.Ordinal) ? "real" : "integer";

    /// <summary>A value in the corpus's notation: an atom, {"set":[...]}, {"map":{...}}, {"optional":...} or null.</summary>
    static OvsdbValue Value(JsonElement json, ColumnType type) => json.ValueKind switch
    {
        JsonValueKind.Null => type.IsMap ? OvsdbValue.EmptyMap : OvsdbValue.EmptySet,
        JsonValueKind.Object when json.TryGetProperty("map", out var map) =>
            OvsdbValue.Map(map.EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, pair.Value.GetString()!))),
        JsonValueKind.Object when json.TryGetProperty("set", out var set) => Parse($"""["set",{set.GetRawText()}]""", type),
        JsonValueKind.Object => Parse(json.GetProperty("optional").GetRawText(), type),
        _ => Parse(json.GetRawText(), type),
    };

    static OvsdbValue Parse(string json, ColumnType type)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return ValueReader.Read(ref reader, type);
    }
}
