namespace Sdn.Ovsdb.Tests;

/// <summary>Conditions that change while a replica follows a real server, secondary indexes, and what changes tell.</summary>
public sealed class ReplicaConditionTests
{
    static readonly string Schema = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", "idltest.ovsschema"));

    static readonly ReplicaIndex ByNumberDescendingAndText = new("simple", IndexColumn.Descending("i"), "s");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_appear_and_vanish_with_the_conditions()
    {
        await using var server = await OvsdbServer.StartWith(Schema);
        await using var client = await server.Connect();
        await Insert(client, 1, 2, 3);
        var replica = new OvsdbReplica(Simple());
        await replica.Attach(client, Token);
        using var subscription = replica.Subscribe();

        var none = await replica.SetConditions("simple", [Condition.Never], Token);
        var afterNone = replica.Snapshot;
        var some = await replica.SetConditions("simple", [Condition.Equal("i", 1), Condition.Equal("i", 4)], Token);
        await Insert(client, 4, 5);
        var changes = subscription.Take();
        var same = await replica.SetConditions("simple", [Condition.Equal("i", 4), Condition.Equal("i", 1), Condition.Equal("i", 4)], Token);

        Assert.Equal(0, afterNone["simple"].Count);
        Assert.Equal([1, 4], Numbers(await replica.WaitForConditions(some, Token)));
        Assert.Equal([1, 2, 1], new[] { none, some, some - none });
        Assert.Equal(some, same);
        Assert.Equal(
            ["2 went", "3 went", "4 came"],
            changes.Rows.Select(change => change.Old is { } old ? $"{old["i"]} went" : $"{change.New!["i"]} came").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Conditions_outlive_the_session_that_they_were_set_in()
    {
        await using var server = await OvsdbServer.StartClusterWith(Schema);
        await using var other = await server.Connect();
        await Insert(other, 1, 2);
        var replica = new OvsdbReplica(Simple());
        await using (var first = await server.Connect())
        {
            await replica.Attach(first, Token);
            await replica.SetConditions("simple", [Condition.Equal("i", 1), Condition.Equal("i", 3)], Token);
        }
        await Insert(other, 3, 4);

        await using (var second = await server.Connect())
            await replica.Attach(second, Token);
        var (resumption, resumed) = (replica.LastLoad, Numbers(replica.Snapshot));
        var alone = await replica.SetConditions("simple", [Condition.Equal("i", 2)], Token);
        var waiting = replica.WaitForConditions(alone, Token);
        var unasked = Numbers(replica.Snapshot);
        await using var third = await server.Connect();
        await replica.Attach(third, Token);

        Assert.Equal(ReplicaLoad.Resumed, resumption);
        Assert.Equal([1, 3], resumed);
        // Nobody was there to ask, and what the next server would resume is not what fulfils the new conditions.
        Assert.Equal([1, 3], unasked);
        Assert.Equal([2], Numbers(await waiting));
        Assert.Equal(ReplicaLoad.Dumped, replica.LastLoad);
    }

    [Fact]
    public async Task A_server_without_conditions_gives_all_rows()
    {
        await using var server = await OvsdbServer.StartWith(Schema);
        await server.Control("ovsdb-server/disable-monitor-cond");
        await using var client = await server.Connect();
        await Insert(client, 1, 2);
        var replica = new OvsdbReplica(Simple());
        await replica.Attach(client, Token);

        var sequence = await replica.SetConditions("simple", [Condition.Equal("i", 1)], Token);

        Assert.Equal([1, 2], Numbers(await replica.WaitForConditions(sequence, Token)));
    }

    [Fact]
    public async Task Conditions_that_the_server_refuses_change_nothing()
    {
        await using var server = await OvsdbServer.StartWith(Schema);
        await using var client = await server.Connect();
        await Insert(client, 1);
        var replica = new OvsdbReplica(Simple());
        await replica.Attach(client, Token);

        var error = await Assert.ThrowsAsync<OvsdbException>(
            () => replica.SetConditions("simple", [Condition.Equal("nowhere", 1)], Token));
        await Assert.ThrowsAsync<ArgumentException>(() => replica.SetConditions("nowhere", [], Token));
        await using var next = await server.Connect();
        await replica.Attach(next, Token);

        Assert.Equal("No column nowhere in table simple.", error.Details);
        Assert.Equal([1], Numbers(replica.Snapshot));
    }

    [Fact]
    public async Task Changes_of_conditions_at_the_same_time_end_with_the_last()
    {
        await using var server = await OvsdbServer.StartWith(Schema);
        await using var client = await server.Connect();
        await Insert(client, [.. Enumerable.Range(0, 50)]);
        var replica = new OvsdbReplica(Simple());
        await replica.Attach(client, Token);

        var sequences = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            i => replica.SetConditions("simple", [Condition.Equal("i", i)], Token)));

        var snapshot = await replica.WaitForConditions(sequences.Max(), Token);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), sequences);
        Assert.Equal([49], Numbers(snapshot));
    }

    [Fact]
    public async Task A_replica_that_follows_a_session_takes_up_a_monitor_that_a_conversion_ended()
    {
        await using var server = await OvsdbServer.StartWith(Schema);
        await using var other = await server.Connect();
        await Insert(other, 1);
        var client = await server.Connect();
        var replica = new OvsdbReplica(Simple());
        var following = replica.Follow(client, Token);
        var before = await replica.WaitUntil(snapshot => snapshot.IsLoaded, Token);

        await server.ConvertOnline(Schema.Replace("\"ua\": {", "\"extra_column\": {\"type\": \"string\"}, \"ua\": {", StringComparison.Ordinal));
        var after = await replica.WaitForChange(before.Version, Token);
        var outcome = await replica.Transact(transaction => transaction.Rows("simple").Single()["extra_column"] = "new", Token);
        await client.DisposeAsync();
        await following;

        Assert.Null(before["simple"].Rows.Single().Find("extra_column"));
        Assert.Equal("", after["simple"].Rows.Single()["extra_column"].AsString);
        Assert.IsType<CommitOutcome.Success>(outcome);
        Assert.Equal("new", replica.Snapshot["simple"].Rows.Single()["extra_column"].AsString);
    }

    [Fact]
    public async Task An_index_has_the_rows_of_its_snapshot_in_order_whatever_happens_after()
    {
        await using var server = await OvsdbServer.StartWith(Schema);
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(Simple() with { Indexes = [ByNumberDescendingAndText] });
        await replica.Attach(client, Token);
        await Insert(client, 1, 2, 2, 3, 5);
        var snapshot = replica.Snapshot;

        await client.Transact("idltest", [new Operation.Delete("simple", [Condition.Equal("i", 2)])], Token);
        await client.Transact("idltest", [new Operation.Update("simple", [Condition.Equal("i", 1)], new() { ["i"] = 4, ["s"] = "was 1" })], Token);

        var (old, now) = (snapshot.Index(ByNumberDescendingAndText), replica.Snapshot.Index(ByNumberDescendingAndText));
        Assert.Equal([5, 3, 2, 2, 1], old.Rows.Select(Number));
        Assert.Equal([2, 2], old.Find(2).Select(Number));
        Assert.Equal([5, 4, 3], now.Rows.Select(Number));
        Assert.Empty(now.Find(2));
        Assert.Equal("was 1", Assert.Single(now.Find(4, "was 1"))["s"].AsString);
        Assert.Empty(now.Find(4, "row 4"));
        Assert.Equal([4, 3], now.Range([4], [3]).Select(Number));
        Assert.Equal([3], now.Range([4, "x"], null).Select(Number));
        Assert.Equal([5, 4], now.Range(null, [4]).Select(Number));
        Assert.Throws<ArgumentException>(() => now.Find(1, "a", "b").Any());
        Assert.Throws<ArgumentException>(() => replica.Snapshot.Index(new ReplicaIndex("simple", "i")));
    }

    [Fact]
    public async Task An_index_is_empty_before_the_first_dump_and_where_the_server_has_not_the_table()
    {
        await using var server = await OvsdbServer.StartWith(Schema);
        await using var client = await server.Connect();
        var ofNoTable = new ReplicaIndex("to_come", "i", "s");
        var replica = new OvsdbReplica(
            new MonitorRequest("idltest", [new MonitoredTable("simple"), new MonitoredTable("to_come")]) { Indexes = [ByNumberDescendingAndText, ofNoTable] });
        var before = replica.Snapshot;

        await replica.Attach(client, Token);

        Assert.Empty(before.Index(ByNumberDescendingAndText).Rows);
        Assert.Empty(before.Index(ByNumberDescendingAndText).Range([4], [3, "x"]));
        Assert.Empty(replica.Snapshot.Index(ofNoTable).Find(1, "a"));
        Assert.Throws<ArgumentException>(() => before.Index(ByNumberDescendingAndText).Find(1, "a", "b").Any());
    }

    [Fact]
    public async Task A_transaction_looks_up_its_own_changes_by_index()
    {
        await using var server = await OvsdbServer.StartWith(Schema);
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(Simple() with { Indexes = [ByNumberDescendingAndText] });
        await replica.Attach(client, Token);
        await Insert(client, 1, 2, 3, 4);

        var transaction = replica.Begin();
        transaction.Find(ByNumberDescendingAndText, 2).Single().Delete();
        transaction.Find(ByNumberDescendingAndText, 4).Single()["i"] = 0;
        transaction.Insert("simple")["i"] = 3;

        Assert.Equal([3, 3, 1, 0], transaction.Range(ByNumberDescendingAndText, null, null).Select(row => row["i"].AsInteger));
        Assert.Equal(["", "row 3"], transaction.Find(ByNumberDescendingAndText, 3).Select(row => row["s"].AsString));
        Assert.Empty(transaction.Find(ByNumberDescendingAndText, 4));
        Assert.Equal([4, 3, 2, 1], replica.Snapshot.Index(ByNumberDescendingAndText).Rows.Select(Number));
    }

    [Fact]
    public async Task Changes_tell_the_columns_and_who_refers_to_rows_that_came_or_went()
    {
        await using var server = await OvsdbServer.StartWith(Schema);
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(new MonitorRequest("idltest", [new MonitoredTable("simple"), new MonitoredTable("simple6")]));
        await replica.SetConditions("simple", [Condition.Equal("i", 1)], Token);
        await client.Transact(
            "idltest",
            [
                new Operation.Insert("simple", new() { ["i"] = 1, ["b"] = true }) { UuidName = "one" },
                new Operation.Insert("simple", new() { ["i"] = 2 }) { UuidName = "two" },
                new Operation.Insert("simple6", new() { ["name"] = "one", ["weak_ref"] = OvsdbValue.NamedUuid("one") }),
                new Operation.Insert("simple6", new() { ["name"] = "two", ["weak_ref"] = OvsdbValue.NamedUuid("two") }),
            ],
            Token);
        await replica.Attach(client, Token);
        using var subscription = replica.Subscribe();

        await client.Transact("idltest", [new Operation.Update("simple", Condition.Any, new() { ["s"] = "x", ["b"] = false })], Token);
        var update = subscription.Take();
        await replica.SetConditions("simple", [Condition.Equal("i", 2)], Token);
        var exchange = subscription.Take();

        Assert.Equal(["b", "s"], Assert.Single(update.Rows).ChangedColumns.Order(StringComparer.Ordinal));
        Assert.Empty(update.Referrers());
        Assert.Equal(["i", "s"], exchange.Rows.Single(change => change.New is not null).ChangedColumns.Order(StringComparer.Ordinal));
        Assert.Empty(exchange.Rows.Single(change => change.New is null).ChangedColumns);
        Assert.Equal(["one", "two"], exchange.Referrers().Select(row => row["name"].AsString).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_subscription_can_keep_what_cancels_out()
    {
        await using var server = await OvsdbServer.StartWith(Schema);
        await using var client = await server.Connect();
        await Insert(client, 1);
        var replica = new OvsdbReplica(Simple());
        await replica.Attach(client, Token);
        using var net = replica.Subscribe();
        using var touched = replica.Subscribe(ChangeMerging.Touched);

        await Update(client, 1, new() { ["s"] = "other" });
        await Update(client, 1, new() { ["s"] = "row 1" });
        await Insert(client, 2);
        await Update(client, 2, new() { ["b"] = true });
        await client.Transact("idltest", [new Operation.Delete("simple", [Condition.Equal("i", 2)])], Token);
        var (nothing, all) = (net.Take(), touched.Take());

        Assert.Empty(nothing.Rows);
        Assert.Equal(["s"], all.Rows.Single(change => change.New is not null).ChangedColumns);
        var passing = all.Rows.Single(change => change.New is null);
        Assert.Null(passing.Old);
        Assert.Equal("true", passing.Passing!["b"].ToString());
        Assert.Equal(["b", "i", "s"], passing.ChangedColumns.Order(StringComparer.Ordinal));
        Assert.Empty(touched.Take().Rows);
    }

    static Task<TransactionResult> Update(OvsdbClient client, int number, ColumnValues values) =>
        client.Transact("idltest", [new Operation.Update("simple", [Condition.Equal("i", number)], values)], Token);

    static MonitorRequest Simple() => new("idltest", [new MonitoredTable("simple")]);

    static Task<TransactionResult> Insert(OvsdbClient client, params int[] numbers) => client.Transact(
        "idltest",
        [.. numbers.Select(number => new Operation.Insert("simple", new() { ["i"] = number, ["s"] = $"row {number}" }))],
        Token);

    static IEnumerable<long> Numbers(ReplicaSnapshot snapshot) => snapshot["simple"].Rows.Select(Number).Order();

    static long Number(OvsdbRow row) => row["i"].AsInteger;
}
