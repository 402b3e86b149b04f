namespace Sdn.Ovsdb.Tests;

public sealed class ReplicaTests
{
    static readonly string Database = "Open_vSwitch";

    static readonly MonitorRequest Qos = new(Database, [new MonitoredTable("QoS")]);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Differences_of_sets_and_maps_give_what_a_select_gives(bool isConditionalMonitoringOff)
    {
        await using var server = await OvsdbServer.Start();
        if (isConditionalMonitoringOff)
            await server.Control("ovsdb-server/disable-monitor-cond");
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(new MonitorRequest(Database, [new MonitoredTable("Open_vSwitch")]));
        await replica.Attach(client, Token);

        await client.Transact(Database, [new Operation.Insert("Open_vSwitch", new()
        {
            ["external_ids"] = OvsdbValue.Map(("kept", "1"), ("changed", "1"), ("gone", "1")),
            ["iface_types"] = OvsdbValue.Set(["kept", "gone"]),
            ["ovs_version"] = "1",
            ["next_cfg"] = 3,
        })], Token);
        await client.Transact(Database, [new Operation.Update("Open_vSwitch", Condition.Any, new()
        {
            ["external_ids"] = OvsdbValue.Map(("kept", "1"), ("changed", "2"), ("new", "1")),
            ["iface_types"] = OvsdbValue.Set(["kept", "new"]),
            ["ovs_version"] = OvsdbValue.EmptySet,
            ["next_cfg"] = 0,
        })], Token);

        var row = Assert.Single(replica.Snapshot["Open_vSwitch"].Rows);
        Assert.Equal("""["map",[["changed","2"],["kept","1"],["new","1"]]]""", row["external_ids"].ToString());
        Assert.Equal("""["set",["kept","new"]]""", row["iface_types"].ToString());
        Assert.Equal("""["set",[]]""", row["ovs_version"].ToString());
        Assert.Equal("0", row["next_cfg"].ToString());
        await client.Transact(Database, [new Operation.Delete("Open_vSwitch", Condition.Any)], Token);
        Assert.Equal(0, replica.Snapshot["Open_vSwitch"].Count);
    }

    [Fact]
    public async Task Changes_carry_old_and_new_and_merge_until_they_are_fetched()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(Qos);
        await replica.Attach(client, Token);
        using var subscription = replica.Subscribe();

        var row = await InsertQos(client, "first");
        await SetType(client, row, "second");
        var inserted = await subscription.Next(Token);
        await SetType(client, row, "third");
        await SetType(client, row, "fourth");
        var modified = await subscription.Next(Token);
        var passing = await InsertQos(client, "passing");
        await Delete(client, passing);
        await Delete(client, row);
        var deleted = await subscription.Next(Token);

        var insertion = Assert.Single(inserted.Rows);
        Assert.Null(insertion.Old);
        Assert.Equal("second", insertion.New!["type"].AsString);
        var modification = Assert.Single(modified.Rows);
        Assert.Equal("second", modification.Old!["type"].AsString);
        Assert.Equal("fourth", modification.New!["type"].AsString);
        var deletion = Assert.Single(deleted.Rows);
        Assert.Equal(row, deletion.Uuid);
        Assert.Null(deletion.New);
    }

    [Fact]
    public async Task A_snapshot_stays_while_the_replica_goes_on()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(Qos);
        await replica.Attach(client, Token);
        var row = await InsertQos(client, "before");

        var snapshot = replica.Snapshot;
        await SetType(client, row, "after");

        Assert.Equal("before", snapshot.Find("QoS", row)!["type"].AsString);
        Assert.Equal("after", replica.Snapshot.Find("QoS", row)!["type"].AsString);
    }

    [Fact]
    public async Task Readers_wait_for_what_another_client_does()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        await using var other = await server.Connect();
        var replica = new OvsdbReplica(Qos);
        await replica.Attach(client, Token);

        var waiting = replica.WaitUntil(snapshot => snapshot["QoS"].Count == 2, Token);
        await InsertQos(other, "one");
        await InsertQos(other, "two");

        Assert.Equal(2, (await waiting)["QoS"].Count);
    }

    [Fact]
    public async Task Only_rows_that_fulfil_the_condition_are_kept()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(new MonitorRequest(
            Database, [new MonitoredTable("QoS") { Columns = ["type", "not_in_this_schema"], Where = [Condition.Equal("type", "ours")] }]));
        await replica.Attach(client, Token);

        var ours = await InsertQos(client, "ours");
        await InsertQos(client, "theirs");

        var row = Assert.Single(replica.Snapshot["QoS"].Rows);
        Assert.Equal(ours, row.Uuid);
        Assert.Equal(["type"], row.Columns);
        await SetType(client, ours, "theirs");
        Assert.Equal(0, replica.Snapshot["QoS"].Count);
    }

    [Fact]
    public async Task The_next_session_resumes_from_the_last_transaction()
    {
        await using var server = await OvsdbServer.StartCluster();
        await using var other = await server.Connect();
        // ovsdb-server keeps no more history than the database itself is large (ovsdb/transaction.c), so it must be larger.
        await other.Transact(Database, [.. Enumerable.Repeat(new Operation.Insert("Queue", new() { ["dscp"] = 1 }), 50)], Token);
        var kept = await InsertQos(other, "kept");
        var gone = await InsertQos(other, "gone");
        var replica = new OvsdbReplica(Qos);
        await using (var first = await server.Connect())
            await replica.Attach(first, Token);
        Assert.Equal(ReplicaLoad.Dumped, replica.LastLoad);
        using var subscription = replica.Subscribe();
        await Delete(other, gone);
        var added = await InsertQos(other, "added");

        await using var second = await server.Connect();
        await replica.Attach(second, Token);

        Assert.Equal(ReplicaLoad.Resumed, replica.LastLoad);
        Assert.Equal(["added", "kept"], Types(replica));
        var changes = await subscription.Next(Token);
        Assert.Equal(new[] { added, gone }.Order(), changes.Rows.Select(change => change.Uuid).Order());
        Assert.NotNull(replica.Snapshot.Find("QoS", kept));
    }

    [Fact]
    public async Task Where_nothing_can_be_resumed_readers_see_only_the_differences()
    {
        await using var server = await OvsdbServer.Start();
        await using var other = await server.Connect();
        await InsertQos(other, "kept");
        var gone = await InsertQos(other, "gone");
        var replica = new OvsdbReplica(Qos);
        await using (var first = await server.Connect())
            await replica.Attach(first, Token);
        using var subscription = replica.Subscribe();
        await Delete(other, gone);
        var added = await InsertQos(other, "added");

        await using var second = await server.Connect();
        await replica.Attach(second, Token);

        Assert.Equal(ReplicaLoad.Dumped, replica.LastLoad);
        Assert.Equal(["added", "kept"], Types(replica));
        var changes = await subscription.Next(Token);
        Assert.Equal(new[] { added, gone }.Order(), changes.Rows.Select(change => change.Uuid).Order());
    }

    [Fact]
    public async Task A_detached_replica_stands_still()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(Qos);
        await replica.Attach(client, Token);
        Assert.True(replica.IsAttached);

        await replica.Detach(Token);
        await InsertQos(client, "unseen");

        Assert.False(replica.IsAttached);
        Assert.Equal(0, replica.Snapshot["QoS"].Count);
    }

    [Fact]
    public async Task A_killed_server_is_dialed_until_it_is_back()
    {
        await using var server = await OvsdbServer.StartCluster();
        var replica = new OvsdbReplica(Qos);
        var reconnector = new OvsdbReconnector(
            new OvsdbRemotes(server.Endpoint),
            new OvsdbReconnectorOptions { BackoffSecondsMin = 0.05, BackoffSecondsMax = 0.2 },
            TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var failures = new TaskCompletionSource();
        var count = 0;
        var running = reconnector.Run(
            (client, token) => replica.Attach(client, token),
            _ =>
            {
                if (++count == 3)
                    failures.SetResult();
            },
            stop.Token);
        var before = await replica.WaitUntil(snapshot => snapshot.IsLoaded, Token);

        await server.Kill();
        await failures.Task.WaitAsync(Token);
        await server.Launch();
        await replica.WaitForChange(before.Version, Token);
        await using var other = await server.Connect();
        await InsertQos(other, "after");
        await replica.WaitUntil(snapshot => snapshot["QoS"].Count == 1, Token);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Theory]
    [InlineData("""{"QoS":{"11111111-2222-3333-4444-555555555555":{"modify":{"type":"x"}}}}""", "which is not there")]
    [InlineData("""{"QoS":{"11111111-2222-3333-4444-555555555555":{"insert":{"type":"x","type":"y"}}}}""", "column type twice")]
    [InlineData("""{"QoS":{"11111111-2222-3333-4444-555555555555":{"insert":{"type":1}}}}""", "expected string")]
    [InlineData("""{"QoS":{"11111111-2222-3333-4444-555555555555":{"insert":{"type":["map",[]]}}}}""", "expected a set, not a map")]
    [InlineData("""{"QoS":{"11111111-2222-3333-4444-555555555555":{"become":{}}}}""", "that is \"become\"")]
    [InlineData("""{"QoS":{"11111111":{"insert":{}}}}""", "not a valid UUID")]
    [InlineData("""{"QoS":[]}""", "expected updates by row")]
    [InlineData("""{"Elsewhere":{}}""", "not monitored")]
    [InlineData("[]", "expected updates by table")]
    public async Task A_malformed_update_ends_the_session_and_leaves_the_snapshot(string updates, string why)
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;
        var replica = new OvsdbReplica(Qos);
        var attaching = replica.Attach(client, Token);
        await peer.Receive();
        await peer.Send("""{"id":3,"error":null,"result":{"name":"Open_vSwitch","tables":{"QoS":{"columns":{"type":{"type":"string"}}}}}}""");
        await peer.Receive();
        await peer.Send("""{"id":4,"error":null,"result":[false,"00000000-0000-0000-0000-000000000000",{}]}""");
        await attaching;

        await peer.Send($$"""{"id":null,"method":"update3","params":["replica1","00000000-0000-0000-0000-000000000000",{{updates}}]}""");

        var end = await Assert.ThrowsAsync<OvsdbException>(() => client.Completion);
        Assert.Equal("protocol violation", end.Error);
        Assert.Contains(why, end.Details, StringComparison.Ordinal);
        Assert.Equal(1, replica.Snapshot.Version);
        Assert.False(replica.IsAttached);
    }

    static async Task<Guid> InsertQos(OvsdbClient client, string type) =>
        (await client.Transact(Database, [new Operation.Insert("QoS", new() { ["type"] = type })], Token)).Uuid(0);

    static Task<TransactionResult> SetType(OvsdbClient client, Guid row, string type) =>
        client.Transact(Database, [new Operation.Update("QoS", [Condition.Row(row)], new() { ["type"] = type })], Token);

    static Task<TransactionResult> Delete(OvsdbClient client, Guid row) =>
        client.Transact(Database, [new Operation.Delete("QoS", [Condition.Row(row)])], Token);

    static IEnumerable<string> Types(OvsdbReplica replica) =>
        replica.Snapshot["QoS"].Rows.Select(row => row["type"].AsString).Order(StringComparer.Ordinal);
}
