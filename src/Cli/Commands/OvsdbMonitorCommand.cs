using System.CommandLine;
using Sdn.Cli.Calls;
using Sdn.Ovsdb;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl ovsdb monitor</c>: what changes in a table, a line of JSON each time, until it is interrupted.</summary>
static class OvsdbMonitorCommand
{
    /// <summary>Stands for every table, as with ovsdb-client.</summary>
    const string AllTables = "ALL";

    public static Command Create(OvsdbCaller caller, Shell shell)
    {
        var remote = OvsdbCaller.Remote();
        var database = new Argument<string>("database") { Description = "The database" };
        var table = new Argument<string>("table") { Description = $"The table; {AllTables} for every one" };
        var columns = new Argument<string[]>("columns")
        {
            Description = "Columns to report, with commas between, and events to leave out: !initial, !insert, !delete, !modify "
                + "[default: all columns, all events]",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var where = new Option<string?>("--where")
        {
            HelpName = "JSON",
            Description = "Only rows that fulfil any of these conditions; lines are then 'table-updates2' of ovsdb-server(7)",
        };
        var command = new ExampleCommand(
            "monitor",
            "Prints the rows of a table and then each change of it: a line of JSON each, 'table-updates' of RFC 7047 section 4.1.6.",
            "sdnctl ovsdb monitor unix:/run/openvswitch/db.sock Open_vSwitch Interface name,ofport,error",
            "sdnctl ovsdb monitor unix:/run/openvswitch/db.sock Open_vSwitch Bridge '!initial,!modify'",
            """sdnctl ovsdb monitor tcp:192.0.2.1 Open_vSwitch Port --where '[["name","==","vx7"]]'""")
        {
            remote,
            database,
            table,
            columns,
            where,
        };
        return caller.Bind(command, remote, async (client, parsed, cancellationToken) =>
        {
            var schema = await client.GetSchema(parsed.GetRequiredValue(database), cancellationToken);
            var requests = Requests(schema, parsed.GetRequiredValue(table), parsed.GetValue(columns) ?? [], parsed.GetValue(where));
            var method = parsed.GetValue(where) is null ? MonitorMethod.Plain : MonitorMethod.Conditional;
            await using var watch = await client.Watch(method, schema.Name, requests, Guid.Empty, cancellationToken);
            while (true)
            {
                var update = await watch.Next(cancellationToken);
                shell.Out.WriteLine(CanonicalJson.Format(update.Tables));
                await shell.Out.FlushAsync(cancellationToken);
            }
        });
    }

    static TableWatch[] Requests(OvsdbSchema schema, string table, string[] columns, string? where)
    {
        if (table != AllTables)
        {
            var one = OvsdbNames.Table(schema, table);
            return [.. columns.DefaultIfEmpty("").Select(words => Request(one, words) with { Where = Conditions(where, one) })];
        }
        return where is null && columns.Length == 0
            ? [.. schema.Tables.Values.Select(each => Request(each, ""))]
            : throw new UsageException($"{AllTables} goes with neither columns nor conditions: name a table.");
    }

    static TableWatch Request(TableSchema table, string words)
    {
        var (columns, events) = (new List<string>(), RowEvents.All);
        foreach (var word in words.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith('!'))
                events &= ~EventOf(word);
            else
                columns.Add(OvsdbNames.Column(table, word).Name);
        }
        // Without a column it would be an order to report none.
        return new TableWatch(table.Name)
        {
            Columns = columns.Count > 0 ? columns : [.. table.Columns.Keys.Order(StringComparer.Ordinal), "_version"],
            Events = events,
        };
    }

    static RowEvents EventOf(string word) => word switch
    {
        "!initial" => RowEvents.Initial,
        "!insert" => RowEvents.Insert,
        "!delete" => RowEvents.Delete,
        "!modify" => RowEvents.Modify,
        _ => throw new UsageException($"'{word}' is no event: write !initial, !insert, !delete or !modify"),
    };

    static IReadOnlyList<Condition> Conditions(string? where, TableSchema table)
    {
        if (where is null)
            return [];
        try
        {
            return Condition.ParseAll(OvsdbNames.ParseArray(where, "conditions like [[\"name\",\"==\",\"br-int\"]]"), table);
        }
        catch (OvsdbException e)
        {
            throw new UsageException($"--where: {e.Message}");
        }
    }
}
