namespace Sdn.Ovsdb.Tests;

/// <summary>Databases that lack what a program knows, as in "idl handling of missing tables and columns" of ovs/tests/ovsdb-idl.at.</summary>
public sealed class OlderSchemaTests
{
    const string Older = """
        {"name":"links","version":"1.0.0","tables":{"link1":{"isRoot":true,"columns":{"i":{"type":"integer"}}}}}
        """;

    const string Newer = """
        {"name":"links","version":"1.1.0","tables":{
          "link1":{"isRoot":true,"columns":{"i":{"type":"integer"},"l2":{"type":{"key":"uuid","min":0}}}},
          "link2":{"isRoot":true,"columns":{"i":{"type":"integer"}}}}}
        """;

    static readonly Condition Missing = Condition.Equal("l2", new Guid("12345678-dd3f-4616-ab6a-83a490bb0991"));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conditions_on_what_a_server_has_not_are_kept_from_it()
    {
        await using var server = await OvsdbServer.StartWith(Older);
        await using var client = await server.Connect();
        await Insert(client, 1, 2);
        var replica = new OvsdbReplica(Links(Missing, Condition.Equal("i", 1)));

        await replica.Attach(client, Token);
        var first = Numbers(replica);
        await replica.SetConditions(
            new Dictionary<string, IReadOnlyList<Condition>>
            {
                ["link1"] = [Condition.Equal("i", 2), Missing],
                ["link2"] = [Condition.Equal("i", 2)],
            },
            Token);
        var second = Numbers(replica);
        await replica.SetConditions("link1", [Missing], Token);
        var third = Numbers(replica);
        await replica.SetConditions("link1", Condition.Any, Token);

        Assert.Equal([1], first);
        Assert.Equal([2], second);
        Assert.Empty(third);
        Assert.Equal([1, 2], Numbers(replica));
    }

    [Fact]
    public async Task A_program_learns_what_the_database_lacks()
    {
        await using var server = await OvsdbServer.StartWith(Older);
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(Links());
        await replica.Attach(client, Token);

        var missing = replica.Request.MissingIn(replica.Snapshot.Schema!);

        Assert.Equal(
            [
                "l2 column missing: link1 table in links database lacks l2 column (database needs upgrade?)",
                " column missing: links database lacks link2 table (database needs upgrade?)",
            ],
            missing.Select(one => $"{one.Column} column missing: {one}"));
    }

    // "idl reconnect does not reset last_id for missing tables" of ovs/tests/ovsdb-idl.at.
    [Fact]
    public async Task What_is_missing_does_not_hinder_a_resumption_and_what_is_new_does()
    {
        await using var older = await OvsdbServer.StartClusterWith(Older);
        await using var newer = await OvsdbServer.StartClusterWith(Newer);
        var replica = new OvsdbReplica(Links(Missing));

        var loads = new List<ReplicaLoad>();
        foreach (var server in new[] { older, older, newer })
        {
            await using var client = await server.Connect();
            await replica.Attach(client, Token);
            loads.Add(replica.LastLoad);
        }

        Assert.Equal([ReplicaLoad.Dumped, ReplicaLoad.Resumed, ReplicaLoad.Dumped], loads);
    }

    static MonitorRequest Links(params Condition[] where) => new("links",
    [
        new MonitoredTable("link1") { Columns = ["i", "l2"], Where = where },
        new MonitoredTable("link2") { Columns = ["i"], Where = [Condition.Equal("i", 1)] },
    ]);

    static IEnumerable<long> Numbers(OvsdbReplica replica) => replica.Snapshot["link1"].Rows.Select(row => row["i"].AsInteger).Order();

    static Task<TransactionResult> Insert(OvsdbClient client, params int[] numbers) => client.Transact(
        "links", [.. numbers.Select(number => new Operation.Insert("link1", new() { ["i"] = number }))], Token);
}
