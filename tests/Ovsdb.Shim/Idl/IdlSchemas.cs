namespace Sdn.Ovsdb.Shim;

/// <summary>The programs of test-ovsdb that go from a server to another one whose schema has more or less.</summary>
static class IdlSchemas
{
    static readonly string[] Tables = ["simple", "link1", "link2", "simple5"];

    static readonly (string Table, string Column)[] Columns =
        [("simple5", "irefmap"), ("link1", "l2"), ("link1", "i"), ("simple7", "id")];

    static readonly Condition LinksOfOne = Condition.Equal("i", 1);

    /// <summary>Goes to each of several servers and says what it has, with conditions on what some of them have not.</summary>
    public static Task TellWhatIsThere(IdlOptions options, string[] arguments, IdlOutput output, CancellationToken cancellationToken)
    {
        var all = IdlRows.Request(null);
        var request = all with
        {
            Tables =
            [
                .. all.Tables.Select(table => table.Name switch
                {
                    "link1" => Without(table, "i") with
                    {
                        Where = [Condition.Equal("l2", Guid.Parse("12345678-dd3f-4616-ab6a-83a490bb0991"))],
                    },
                    "link2" => table with { Where = [LinksOfOne] },
                    "simple7" => Without(table, "id"),
                    _ => table,
                }),
            ],
        };
        return Visit(request, options, arguments, (remote, schema) =>
        {
            foreach (var table in Tables)
                output.Bare($"{remote} remote {(schema.Tables.ContainsKey(table) ? "has" : "doesn't have")} table {table}");
            foreach (var (table, name) in Columns)
            {
                var column = schema.Tables.TryGetValue(table, out var found) ? found.Column(name) : null;
                output.Bare($"{remote} remote {(column is null ? "doesn't have" : "has")} col {name} in table {table}"
                    + (column is null ? "" : $", type: {column.Type.InWords()}"));
            }
            output.Bare($"--- remote {remote} done ---");
        }, cancellationToken);
    }

    /// <summary>Goes to a server, to the same again, and to one that has more: what it asks of each is in the log.</summary>
    public static async Task Resume(IdlOptions options, string[] arguments, IdlOutput output, CancellationToken cancellationToken)
    {
        if (arguments is not [var first, var second])
            throw new UsageException("idl-reconnect-last-id: two remotes expected");
        var all = IdlRows.Request(null);
        var request = all with
        {
            Tables = [.. all.Tables.Select(table => table.Name == "link2" ? table with { Where = [LinksOfOne] } : table)],
        };
        await Visit(request, options, [first, first, second], static (_, _) => { }, cancellationToken);
        output.Bare("done");
    }

    static async Task Visit(
        MonitorRequest request, IdlOptions options, string[] remotes, Action<string, OvsdbSchema> arrived, CancellationToken cancellationToken)
    {
        if (remotes.Length == 0)
            throw new UsageException("at least one remote expected");
        var replica = new OvsdbReplica(request);
        await using var session = new IdlSession(replica, OvsdbRemotes.Parse(remotes[0]), options.Log);
        session.Start(cancellationToken);
        var version = 0L;
        foreach (var (i, remote) in remotes.Index())
        {
            if (i > 0)
            {
                version = replica.Snapshot.Version;
                session.SetRemotes(OvsdbRemotes.Parse(remote));
                if (remote == remotes[i - 1])
                    await session.Drop();
            }
            await session.Failing(replica.WaitForChange(version, cancellationToken));
            options.Log?.Missing(request, replica.Snapshot.Schema);
            arrived(remote, replica.Snapshot.Schema!);
        }
    }

    static MonitoredTable Without(MonitoredTable table, string column) =>
        table with { Columns = [.. table.Columns!.Where(name => name != column)] };
}
