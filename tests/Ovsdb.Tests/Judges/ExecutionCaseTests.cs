using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>
/// Transactions of Open vSwitch's own suite (ovs/tests/ovsdb-execution.at, a selection) and what ovsdb-server answers to each,
/// run as JSON and as this library's operations.
/// </summary>
public sealed class ExecutionCaseTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases() => CaseFile.Rows("execution-cases.jsonl");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_server_answers_JSON_as_the_suite_says(string line)
    {
        var json = JsonElement.Parse(line);
        await using var server = await OvsdbServer.StartWith(CaseFile.Schema(json.GetProperty("schema").GetString()!));
        await using var client = await server.Connect();

        var replies = new StringBuilder();
        foreach (var transaction in json.GetProperty("transactions").EnumerateArray())
            replies.AppendLine(CanonicalJson.Format(await client.Call("transact", transaction, Token)));

        Assert.Equal(Expected(json), CaseFile.NumberUuids(replies.ToString()).TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Operations_give_the_results_and_errors_that_the_suite_says(string line)
    {
        var json = JsonElement.Parse(line);
        await using var server = await OvsdbServer.StartWith(CaseFile.Schema(json.GetProperty("schema").GetString()!));
        await using var client = await server.Connect();

        foreach (var (transaction, expected) in json.GetProperty("transactions").EnumerateArray().Zip(Expected(json)))
        {
            var database = transaction[0].GetString()!;
            Operation[] operations = [.. transaction.EnumerateArray().Skip(1).Select(OperationJson.Read)];

            var given = await Give(client, database, operations, JsonElement.Parse(expected));

            Assert.Equal(CaseFile.WithoutUuids(expected), CaseFile.WithoutUuids(given));
        }
    }

    /// <summary>The results, or those expected before the error and the error at its place.</summary>
    static async Task<string> Give(OvsdbClient client, string database, Operation[] operations, JsonElement expected)
    {
        try
        {
            var result = await client.Transact(database, operations, Token);
            return $"[{string.Join(',', result.Operations.Select(OperationJson.Write))}]";
        }
        catch (OvsdbException e)
        {
            var place = e.OperationIndex ?? operations.Length;
            var before = expected.EnumerateArray().Take(place).Select(CanonicalJson.Format);
            var syntax = e.Syntax is null ? "" : $",\"syntax\":{JsonSerializer.Serialize(e.Syntax)}";
            var error = $$"""{"error":{{JsonSerializer.Serialize(e.Error)}},"details":{{JsonSerializer.Serialize(e.Details)}}{{syntax}}}""";
            return CanonicalJson.Format($"[{string.Join(',', before.Append(error))}]");
        }
    }

    static string[] Expected(JsonElement json) =>
        [.. json.GetProperty("expected_uuidfilt").EnumerateArray().Select(item => item.GetString()!)];
}
