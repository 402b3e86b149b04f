using System.CommandLine;
using System.Text.Json;
using Sdn.Cli.Calls;
using Sdn.Cli.Output;
using Sdn.Ovsdb;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl ovsdb</c>: what an OVSDB server has, and changes of it. Asks no controller.</summary>
static class OvsdbCommands
{
    public static Command Create(Shell shell, Option<OutputFormat> format)
    {
        var caller = new OvsdbCaller(shell);
        var command = new Command("ovsdb", "Looks into an OVSDB server, as that of Open vSwitch, and changes what it has; needs no controller.")
        {
            List(caller, shell, format),
            Schema(caller, shell),
            Dump(caller, shell, format),
            OvsdbMonitorCommand.Create(caller, shell),
            Transact(caller, shell),
        };
        foreach (var file in caller.TlsFiles)
            command.Add(file);
        return command;
    }

    /// <summary>A database that need not be named.</summary>
    static Argument<string?> OptionalDatabase() => new("database")
    {
        Description = "The database [default: the only one, or Open_vSwitch]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    static Command List(OvsdbCaller caller, Shell shell, Option<OutputFormat> format)
    {
        var remote = OvsdbCaller.Remote();
        var command = new ExampleCommand(
            "list",
            "Lists the databases of a server.",
            "sdnctl ovsdb list unix:/run/openvswitch/db.sock",
            "sdnctl ovsdb list tcp:192.0.2.1:6640 -o json")
        {
            remote,
        };
        return caller.Bind(command, remote, async (client, parsed, cancellationToken) =>
        {
            var names = (await client.ListDatabases(cancellationToken)).Order(StringComparer.Ordinal);
            if (parsed.GetValue(format) is OutputFormat.Table)
            {
                foreach (var name in names)
                    shell.Out.WriteLine(name);
            }
            else
            {
                JsonLines.Write(shell.Out, $"[{string.Join(',', names.Select(name => $"\"{name}\""))}]", parsed.GetValue(format));
            }
            return ExitCodes.Ok;
        });
    }

    static Command Schema(OvsdbCaller caller, Shell shell)
    {
        var (remote, database) = (OvsdbCaller.Remote(), OptionalDatabase());
        var command = new ExampleCommand(
            "schema",
            "Prints the schema of a database, one line of JSON.",
            "sdnctl ovsdb schema unix:/run/openvswitch/db.sock | jq '.tables | keys'")
        {
            remote,
            database,
        };
        return caller.Bind(command, remote, async (client, parsed, cancellationToken) =>
        {
            var name = await OvsdbNames.Database(client, parsed.GetValue(database), cancellationToken);
            var schema = await client.Call("get_schema", OvsdbNames.Array(name), cancellationToken);
            shell.Out.WriteLine(CanonicalJson.Format(schema));
            return ExitCodes.Ok;
        });
    }

    static Command Dump(OvsdbCaller caller, Shell shell, Option<OutputFormat> format)
    {
        var (remote, database) = (OvsdbCaller.Remote(), OptionalDatabase());
        var table = new Argument<string?>("table") { Description = "The table [default: all]", Arity = ArgumentArity.ZeroOrOne };
        var columns = new Argument<string[]>("column") { Description = "Its columns [default: all]", Arity = ArgumentArity.ZeroOrMore };
        var command = new ExampleCommand(
            "dump",
            "Prints the rows of a database as 'ovsdb-client dump' does; with -o json one line a table, as 'ovsdb-client -f json dump'.",
            "sdnctl ovsdb dump unix:/run/openvswitch/db.sock",
            "sdnctl ovsdb dump unix:/run/openvswitch/db.sock Open_vSwitch Interface name ofport error",
            "sdnctl ovsdb dump tcp:192.0.2.1 Open_vSwitch Bridge -o yaml")
        {
            remote,
            database,
            table,
            columns,
        };
        return caller.Bind(command, remote, async (client, parsed, cancellationToken) =>
        {
            var name = await OvsdbNames.Database(client, parsed.GetValue(database), cancellationToken);
            var schema = await client.GetSchema(name, cancellationToken);
            var tables = parsed.GetValue(table) is { } one
                ? [OvsdbDump.Of(OvsdbNames.Table(schema, one), parsed.GetValue(columns) ?? [])]
                : schema.Tables.Values.OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => OvsdbDump.Of(t, [])).ToArray();
            var result = await client.Transact(name, [.. tables.Select(dump => dump.Select)], cancellationToken);
            foreach (var (i, dump) in tables.Index())
                dump.Write(result.Rows(i), shell.Out, parsed.GetValue(format), isFirst: i == 0);
            return ExitCodes.Ok;
        });
    }

    static Command Transact(OvsdbCaller caller, Shell shell)
    {
        var remote = OvsdbCaller.Remote();
        var transaction = new Argument<string>("json")
        {
            Description = "The parameters of RFC 7047's transact: the database and its operations",
        };
        var command = new ExampleCommand(
            "transact",
            "Runs a transaction and prints the reply, one line of JSON. Exits with 1 if the reply holds an error.",
            """sdnctl ovsdb transact unix:/run/openvswitch/db.sock '["Open_vSwitch",{"op":"select","table":"Bridge","where":[]}]'""")
        {
            remote,
            transaction,
        };
        return caller.Bind(command, remote, async (client, parsed, cancellationToken) =>
        {
            var parameters = OvsdbNames.ParseArray(parsed.GetRequiredValue(transaction), "a transaction: a database and operations");
            var reply = await client.Call("transact", parameters, cancellationToken);
            shell.Out.WriteLine(CanonicalJson.Format(reply));
            var isRefused = reply.EnumerateArray().Any(
                result => result.ValueKind == JsonValueKind.Object && result.TryGetProperty("error", out _));
            return isRefused ? ExitCodes.Refused : ExitCodes.Ok;
        });
    }
}
