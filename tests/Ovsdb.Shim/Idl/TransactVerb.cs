using System.Globalization;
using System.Text.Json;

namespace Sdn.Ovsdb.Shim;

/// <summary>
/// The verb "transact": commands that change rows of one table, show them as the transaction would leave them, and commit or abort.
/// </summary>
/// <remarks>
/// In test-ovsdb these are transactions of the server's own code. A client's are built against a replica and committed by a server, so the
/// verb starts one; what it prints before a commit is the transaction's view.
/// </remarks>
sealed class TransactVerb(OvsdbReplica replica, IdlOutput output)
{
    const string Table = "mytable";

    const string Schema = """
        {"name":"testdb","version":"1.0.0","tables":{"mytable":{"isRoot":true,"columns":{"i":{"type":"integer"},"j":{"type":"integer"}}}}}
        """;

    ReplicaTransaction _transaction = replica.Begin();

    public static async Task Run(string[] arguments, IdlOutput output, CancellationToken cancellationToken)
    {
        await using var server = await PrivateServer.Start(Schema, cancellationToken);
        await using var client = await OvsdbConnector.Connect(
            server.Endpoint, OvsdbClientOptions.Default, TimeProvider.System, cancellationToken);
        var replica = new OvsdbReplica(new MonitorRequest("testdb", [new MonitoredTable(Table)]));
        await replica.Attach(client, cancellationToken);
        var verb = new TransactVerb(replica, output);
        foreach (var argument in arguments)
            await verb.Run(Words(argument), cancellationToken);
    }

    async Task Run(string[] words, CancellationToken cancellationToken)
    {
        output.Bare($"{string.Join(' ', words)}:");
        switch (words)
        {
            case ["insert", var id, var i, var j]:
                if (_transaction.Find(Table, Uuid(id)) is not null)
                    throw new UsageException($"table already contains row with UUID {Uuid(id)}");
                Set(_transaction.Insert(Table, Uuid(id)), i, j);
                break;
            case ["modify", var id, var i, var j]:
                Set(Row(id), i, j);
                break;
            case ["delete", var id]:
                Row(id).Delete();
                break;
            case ["print"]:
                foreach (var row in _transaction.Rows(Table).OrderBy(row => OvsdbAtom.Uuid(row.Uuid)))
                    output.Bare($"{Number(row.Uuid)}: i={row["i"]}, j={row["j"]}");
                break;
            case ["commit"]:
                if (await _transaction.Commit(cancellationToken) is not (CommitOutcome.Success or CommitOutcome.Unchanged))
                    throw new UsageException("the transaction was not committed");
                _transaction = replica.Begin();
                break;
            case ["abort"]:
                _transaction.Abort();
                _transaction = replica.Begin();
                break;
            default:
                throw new UsageException($"unknown command '{words.FirstOrDefault()}'; use --help for help");
        }
    }

    TransactionRow Row(string id) => _transaction.Find(Table, Uuid(id))
        ?? throw new UsageException($"table does not contain row with UUID {Uuid(id)}");

    // -1 leaves a column as it is.
    static void Set(TransactionRow row, string i, string j)
    {
        if (i != "-1")
            row["i"] = int.Parse(i, CultureInfo.InvariantCulture);
        if (j != "-1")
            row["j"] = int.Parse(j, CultureInfo.InvariantCulture);
    }

    // A row's number is the last quarter of its UUID.
    static Guid Uuid(string id) =>
        Guid.ParseExact($"00000000-0000-0000-0000-0000{int.Parse(id, CultureInfo.InvariantCulture):x8}", "D");

    static int Number(Guid uuid) => int.Parse(uuid.ToString("D")[^8..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    static string[] Words(string argument)
    {
        var json = Verbs.Json(argument);
        return json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(word => word.ValueKind == JsonValueKind.String)
            ? [.. json.EnumerateArray().Select(word => word.GetString()!)]
            : throw new UsageException($"transaction {argument} must be JSON array of strings");
    }
}
