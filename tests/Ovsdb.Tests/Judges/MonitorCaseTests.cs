using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>
/// What a monitor reports while transactions run, by Open vSwitch's own suite (ovs/tests/ovsdb-monitor.at, a selection), in the
/// lines that its ovsdb-client prints.
/// </summary>
public sealed class MonitorCaseTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases() => CaseFile.Rows("monitor-cases.jsonl");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_watch_reports_what_the_suite_says(string line)
    {
        var json = JsonElement.Parse(line);
        var (database, table) = (json.GetProperty("db").GetString()!, json.GetProperty("table").GetString()!);
        await using var server = await OvsdbServer.StartWith(CaseFile.Schema(json.GetProperty("schema").GetString()!));
        await using var client = await server.Connect();
        await Run(client, json.GetProperty("pre_transactions"));
        var schema = (await client.GetSchema(database, Token)).Tables[table];
        string[] columns = [.. schema.Columns.Keys.Order(StringComparer.Ordinal), "_version"];
        var request = new TableWatch(table)
        {
            Columns = columns,
            Events = Events(json.GetProperty("columns").GetString()!),
            Where = Conditions(json, schema),
        };

        var method = request.Where.Count > 0 ? MonitorMethod.Conditional : MonitorMethod.Plain;
        var watch = await client.Watch(method, database, [request], Guid.Empty, Token);
        await Run(client, json.GetProperty("transactions"));
        await server.Kill();

        Assert.Equal(json.GetProperty("expected_csv_uuidfilt").GetString(), CaseFile.NumberUuids(await Lines(watch, table, columns)));
    }

    static async Task Run(OvsdbClient client, JsonElement transactions)
    {
        foreach (var transaction in transactions.EnumerateArray())
        {
            await client.Transact(
                transaction[0].GetString()!, [.. transaction.EnumerateArray().Skip(1).Select(OperationJson.Read)], Token);
        }
    }

    static RowEvents Events(string words) => words.Split(',', StringSplitOptions.RemoveEmptyEntries).Aggregate(
        RowEvents.All, (events, word) => events & ~Enum.Parse<RowEvents>(word.TrimStart('!'), ignoreCase: true));

    static IReadOnlyList<Condition> Conditions(JsonElement json, TableSchema table) => json.TryGetProperty("condition", out var text)
        ? Condition.ParseAll(JsonElement.Parse($"[{text.GetString()}]"), table)
        : [];

    /// <summary>All that the watch reports until the session ends, a block a message and a line a row.</summary>
    static async Task<string> Lines(OvsdbWatch watch, string table, string[] columns)
    {
        var blocks = new List<string>();
        while (true)
        {
            try
            {
                var update = await watch.Next(Token);
                if (!update.Tables.TryGetProperty(table, out var rows))
                    continue;
                // The suite sorts a block's lines by what follows the UUID.
                var lines = rows.EnumerateObject().Select(row => Line(row, update.IsReply, columns)).OrderBy(line => line[36..], StringComparer.Ordinal);
                blocks.Add($"row,action,{string.Join(',', columns)}\n{string.Concat(lines)}");
            }
            catch (OvsdbException e)
            {
                Assert.Equal("connection lost", e.Error);
                return string.Join('\n', blocks);
            }
        }
    }

    static string Line(JsonProperty row, bool isInitial, string[] columns)
    {
        var text = new StringBuilder();
        var (isOld, isNew) = (row.Value.TryGetProperty("old", out var old), row.Value.TryGetProperty("new", out var now));
        if (!isOld && !isNew)
        {
            var update2 = row.Value.EnumerateObject().Single();
            return Cells(row.Name, update2.Name, update2.Value, columns);
        }
        if (isOld)
            text.Append(Cells(row.Name, isNew ? "old" : "delete", old, columns));
        if (isNew)
            text.Append(Cells(isOld ? "" : row.Name, isOld ? "new" : isInitial ? "initial" : "insert", now, columns));
        return text.ToString();
    }

    static string Cells(string uuid, string action, JsonElement row, string[] columns)
    {
        var cells = columns.Select(column => row.TryGetProperty(column, out var value) ? CanonicalJson.Format(value) : "");
        return $"{uuid},{action},{string.Join(',', cells.Select(cell =>
            cell.Contains('"', StringComparison.Ordinal) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell))}\n";
    }
}
