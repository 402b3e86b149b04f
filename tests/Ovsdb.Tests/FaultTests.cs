using Microsoft.Extensions.Time.Testing;

namespace Sdn.Ovsdb.Tests;

/// <summary>A real server that stops, dies, comes back as another, or is slower than its client.</summary>
public sealed class FaultTests
{
    const string Before = """{"name":"db","version":"1.0.0","tables":{"t":{"columns":{"n":{"type":"integer"},"gone":{"type":"string"}},"isRoot":true},"old":{"columns":{"n":{"type":"integer"}},"isRoot":true}}}""";

    const string After = """{"name":"db","version":"2.0.0","tables":{"t":{"columns":{"n":{"type":{"key":"integer","min":0,"max":9}},"new":{"type":"string"}},"isRoot":true},"young":{"columns":{"n":{"type":"integer"}},"isRoot":true}}}""";

    static readonly MonitorRequest All = new("db", [new MonitoredTable("t"), new MonitoredTable("old"), new MonitoredTable("young")]);

    static readonly OvsdbClientOptions Impatient = new() { EchoIntervalSeconds = 1, RequestTimeoutSeconds = 2, CancelGraceSeconds = 1 };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_stopped_is_noticed_by_its_silence()
    {
        await using var server = await OvsdbServer.StartWith(Before);
        await using var client = await server.Connect(Impatient with { RequestTimeoutSeconds = 3600 });

        await server.Freeze();
        var transaction = client.Transact("db", [new Operation.Insert("t", [])], Token);

        var end = await client.Completion.FailsSoon("the end of the session");
        Assert.Equal("connection lost: no echo within 1 s", end.Message);
        Assert.Equal("connection lost", (await transaction.FailsSoon("the end of the transaction")).Error);
        await server.Thaw();
    }

    [Fact]
    public async Task A_server_that_is_stopped_does_not_hold_up_what_waits_to_be_sent()
    {
        await using var server = await OvsdbServer.StartWith(Before);
        var client = await server.Connect(Impatient with { RequestTimeoutSeconds = 3600 });
        var megabyte = new Operation.Comment(new string('x', 1_000_000));

        await server.Freeze();
        var transactions = Enumerable.Range(0, 30).Select(_ => client.Transact("db", [megabyte], Token)).ToArray();

        await client.Completion.FailsSoon("the end of the session");
        foreach (var transaction in transactions)
            Assert.Equal("connection lost", (await transaction.FailsSoon("the end of the transaction")).Error);
        await client.DisposeAsync().Soon("the client to be disposed of");
        await server.Thaw();
    }

    [Fact]
    public async Task A_client_that_is_disposed_of_does_not_wait_for_a_stopped_server()
    {
        await using var server = await OvsdbServer.StartWith(Before);
        var client = await server.Connect();
        await server.Freeze();
        var transaction = client.Transact("db", [new Operation.Comment(new string('x', 10_000_000))], Token);

        await client.DisposeAsync().Soon("the client to be disposed of");

        Assert.Equal("connection lost", (await transaction.FailsSoon("the end of the transaction")).Error);
        await server.Thaw();
    }

    [Fact]
    public async Task A_server_that_goes_on_in_time_is_kept()
    {
        await using var server = await OvsdbServer.StartWith(Before);
        await using var client = await server.Connect(new OvsdbClientOptions { EchoIntervalSeconds = 3600 });

        await server.Freeze();
        var transactions = Enumerable.Range(0, 100).Select(_ => client.Transact("db", [new Operation.Insert("t", [])], Token)).ToArray();
        Assert.All(transactions, transaction => Assert.False(transaction.IsCompleted));
        await server.Thaw();

        Assert.Equal(100, (await Task.WhenAll(transactions).Soon("all transactions")).Select(result => result.Uuid(0)).Distinct().Count());
    }

    [Fact]
    public async Task A_server_that_is_killed_while_it_dumps_leaves_the_replica_as_it_was_and_the_next_makes_it_whole()
    {
        await using var server = await OvsdbServer.StartWith(Before);
        var replica = await ReplicaOfOneRow(server);
        await Insert100000(server);
        await using var valve = await Valve.Open(server.SocketPath, bytesUntilClosed: 1_000_000);
        await using var client = await OvsdbClient.Open(valve, OvsdbClientOptions.Default, TimeProvider.System, Token);
        var attaching = replica.Attach(client, Token);
        await valve.Closed.Soon("the first megabyte of the dump");

        await server.Kill();
        valve.Reopen();

        var end = await client.Completion.FailsSoon("the end of the session");
        Assert.Equal("connection lost: the stream ended within a message", end.Message);
        Assert.Equal("connection lost", (await attaching.FailsSoon("the end of the attaching")).Error);
        Assert.Equal(-1, Assert.Single(replica.Snapshot["t"].Rows)["n"].AsInteger);
        await server.Launch();
        await using var next = await server.Connect();
        await replica.Attach(next, Token).Soon("the whole dump");
        Assert.Equal(100_001, replica.Snapshot["t"].Count);
        Assert.Equal(4_999_949_999, replica.Snapshot["t"].Rows.Sum(row => row["n"].AsInteger));
    }

    [Fact]
    public async Task A_server_that_is_stopped_while_it_dumps_is_noticed_and_goes_on_with_the_next_session()
    {
        await using var server = await OvsdbServer.StartWith(Before);
        var replica = await ReplicaOfOneRow(server);
        await Insert100000(server);
        await using var valve = await Valve.Open(server.SocketPath, bytesUntilClosed: 1_000_000);
        await using var client = await OvsdbClient.Open(valve, Impatient with { RequestTimeoutSeconds = 3600 }, TimeProvider.System, Token);
        var attaching = replica.Attach(client, Token);
        await valve.Closed.Soon("the first megabyte of the dump");

        await server.Freeze();
        valve.Reopen();

        Assert.Equal("connection lost: no echo within 1 s", (await client.Completion.FailsSoon("the end of the session")).Message);
        Assert.Equal("connection lost", (await attaching.FailsSoon("the end of the attaching")).Error);
        Assert.Equal(1, replica.Snapshot["t"].Count);
        await server.Thaw();
        await using var next = await server.Connect();
        await replica.Attach(next, Token).Soon("the whole dump");
        Assert.Equal(100_001, replica.Snapshot["t"].Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_comes_back_with_another_schema_gives_the_replica_its_columns(bool isReaderThere)
    {
        await using var server = await OvsdbServer.StartWith(Before);
        var replica = new OvsdbReplica(All);
        using var subscription = isReaderThere ? replica.Subscribe() : null;
        await using (var client = await server.Connect())
        {
            await replica.Attach(client, Token);
            await client.Transact("db", [new Operation.Insert("t", new() { ["n"] = 1, ["gone"] = "x" }), new Operation.Insert("old", [])], Token);
        }

        await server.Kill();
        await server.ConvertOffline(After);
        await server.Launch();
        await using var next = await server.Connect();
        await replica.Attach(next, Token);

        var row = Assert.Single(replica.Snapshot["t"].Rows);
        Assert.Equal(["n", "new"], row.Columns.Order(StringComparer.Ordinal));
        Assert.Equal(0, replica.Snapshot["old"].Count);
        await next.Transact("db", [new Operation.Update("t", Condition.Any, new() { ["n"] = OvsdbValue.Set([1, 2]), ["new"] = "y" }), new Operation.Insert("young", [])], Token);
        row = Assert.Single(replica.Snapshot["t"].Rows);
        Assert.Equal("""["set",[1,2]]""", row["n"].ToString());
        Assert.Equal("y", row["new"].AsString);
        Assert.Null(row.Find("gone"));
        Assert.Equal(1, replica.Snapshot["young"].Count);
    }

    [Fact]
    public async Task A_reconnector_brings_the_replica_over_a_killed_server_that_comes_back_with_another_schema()
    {
        await using var server = await OvsdbServer.StartWith(Before);
        await using (var writer = await server.Connect())
            await writer.Transact("db", [new Operation.Insert("t", new() { ["n"] = 7 })], Token);
        var replica = new OvsdbReplica(All);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var options = new OvsdbReconnectorOptions { Client = Impatient, BackoffSecondsMin = 0.05, BackoffSecondsMax = 0.1 };
        var reconnector = new OvsdbReconnector(new OvsdbRemotes(server.Endpoint), options, TimeProvider.System);
        var running = reconnector.Run((client, token) => replica.Attach(client, token), _ => { }, stop.Token);
        await replica.WaitUntil(snapshot => snapshot["t"].Rows.Any(row => row.Find("gone") is not null), Token).Soon("the first dump");

        await server.Kill();
        await server.ConvertOffline(After);
        await server.Launch();
        var snapshot = await replica.WaitUntil(snapshot => snapshot["t"].Rows.Any(row => row.Find("new") is not null), Token)
            .Soon("the dump with the new schema");

        Assert.Equal(7, Assert.Single(snapshot["t"].Rows)["n"].AsInteger);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Soon("the reconnector to stop"));
    }

    /// <summary>The client reads nothing for as long as it takes the server's end of the connection to fill, and then all.</summary>
    [Fact]
    public async Task A_slow_reader_gets_all_that_was_sent_to_it()
    {
        await using var server = await OvsdbServer.StartWith(Before);
        await using var valve = await Valve.Open(server.SocketPath);
        await using var client = await OvsdbClient.Open(valve, new OvsdbClientOptions { EchoIntervalSeconds = 3600 }, TimeProvider.System, Token);
        var replica = new OvsdbReplica(All);
        await replica.Attach(client, Token);
        valve.Close();
        await using (var writer = await server.Connect())
        {
            for (var i = 0; i < 300; i++)
                await writer.Transact("db", [new Operation.Insert("t", new() { ["n"] = i, ["gone"] = new string('x', 10_000) })], Token);
        }

        await valve.Closed.Soon("an update that is held back");
        Assert.Equal(0, replica.Snapshot["t"].Count);
        valve.Reopen();
        await client.Transact("db", [new Operation.Insert("t", new() { ["n"] = 300 })], Token).Soon("the transaction behind all updates");

        Assert.Equal(301, replica.Snapshot["t"].Count);
        Assert.Equal(301 * 300 / 2, replica.Snapshot["t"].Rows.Sum(row => row["n"].AsInteger));
    }

    [Fact]
    public async Task A_server_that_answers_nothing_ends_each_request_and_takes_no_more_than_it_may()
    {
        var (peer, client) = await FakePeer.Open(Impatient with { RequestsPendingMax = 3, EchoIntervalSeconds = 3600, RequestTimeoutSeconds = 1 });
        await using var _ = client;

        var requests = Enumerable.Range(0, 10).Select(_ => client.ListDatabases(Token)).ToArray();

        foreach (var request in requests)
            Assert.Equal("request timed out", (await request.FailsSoon("the end of the request")).Error);
        var ids = new List<long>();
        while (ids.Count < 3)
            ids.Add((await peer.Receive()).GetProperty("id").GetInt64());
        Assert.Equal([3, 4, 5], ids);
        Assert.True(client.IsOpen);
    }

    /// <summary>Requests that wait long and take all slots say nothing about whether the server lives: the echo needs no slot.</summary>
    [Fact]
    public async Task A_live_server_that_holds_back_all_replies_is_kept_by_its_echoes()
    {
        var time = new FakeTimeProvider();
        var (peer, client) = await FakePeer.Open(new OvsdbClientOptions { RequestsPendingMax = 2, EchoIntervalSeconds = 5, RequestTimeoutSeconds = 3600 }, time);
        await using var _ = client;
        var requests = Enumerable.Range(0, 3).Select(_ => client.ListDatabases(Token)).ToArray();
        for (var i = 0; i < 2; i++)
            Assert.Equal("list_dbs", (await peer.Receive().Soon("a request")).GetProperty("method").GetString());

        for (var ticks = 1; ticks < 10; ticks += 2)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Patience.Until(() => client.KeepAliveTicks == ticks, "a tick");
            time.Advance(TimeSpan.FromSeconds(5));
            var echo = await peer.Receive().Soon("an echo");
            Assert.Equal("echo", echo.GetProperty("method").GetString());
            await Patience.Until(() => client.KeepAliveTicks == ticks + 1, "a tick");
            await peer.Send($$"""{"id":{{echo.GetProperty("id")}},"result":["sdn"],"error":null}{"id":"ours","method":"echo","params":[]}""");
            Assert.Equal("ours", (await peer.Receive().Soon("the answer to our echo")).GetProperty("id").GetString());
        }

        Assert.True(client.IsOpen);
        Assert.All(requests, request => Assert.False(request.IsCompleted));
    }

    /// <summary>Each request is canceled at another moment around its reply; it ends either way, and the server and the client agree on which.</summary>
    [Fact]
    public async Task A_cancellation_that_races_the_reply_leaves_both_sides_agreed()
    {
        await using var server = await OvsdbServer.StartWith(Before);
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(All);
        await replica.Attach(client, Token);
        var (done, canceled) = (0, 0);

        for (var i = 0; i < 2_000; i++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var transaction = client.Transact("db", [new Operation.Insert("t", new() { ["n"] = i })], cancellation.Token);
            for (var spins = i % 100; spins > 0; spins--)
                Thread.SpinWait(20);
            await cancellation.CancelAsync();
            await Task.WhenAny(transaction);
            if (transaction.IsCompletedSuccessfully)
                done++;
            else if (transaction.IsCanceled)
                canceled++;
        }
        await client.Echo(Token);

        Assert.Equal(2_000, done + canceled);
        Assert.Equal(done, replica.Snapshot["t"].Count);
        Assert.True(client.IsOpen);
    }

    /// <summary>The connection breaks at each of some hundred places of a session; the next connection makes the replica whole.</summary>
    [Fact]
    public async Task A_connection_that_is_cut_anywhere_is_lost_and_the_next_makes_the_replica_whole()
    {
        await using var server = await OvsdbServer.StartWith(Before);
        await using var writer = await server.Connect();
        await writer.Transact("db", [.. Enumerable.Range(0, 20).Select(i => new Operation.Insert("t", new() { ["n"] = i, ["gone"] = "ä𝄞\"\\" }))], Token);
        var replica = new OvsdbReplica(All);
        var bytes = await Session(int.MaxValue);

        for (var cut = 0; cut < bytes; cut += 11)
        {
            Assert.Equal(cut, await Session(cut));
            await using var next = await server.Connect();
            await replica.Attach(next, Token);
            Assert.Equal(20, replica.Snapshot["t"].Count);
        }

        async Task<long> Session(int cutAt)
        {
            await using var cutter = await Cutter.Open(server.SocketPath, cutAt);
            try
            {
                await using var client = await OvsdbClient.Open(cutter, OvsdbClientOptions.Default, TimeProvider.System, Token);
                await replica.Attach(client, Token);
                await client.Transact("db", [new Operation.Select("t", Condition.Any)], Token);
                await client.Transact("db", [new Operation.Update("t", [Condition.Equal("n", 3)], new() { ["gone"] = $"{cutAt:0000000000}" })], Token);
                await client.Echo(Token);
            }
            catch (OvsdbException e)
            {
                Assert.Equal("connection lost", e.Error);
            }
            return cutter.Passed;
        }
    }

    static async Task<OvsdbReplica> ReplicaOfOneRow(OvsdbServer server)
    {
        var replica = new OvsdbReplica(All);
        await using var client = await server.Connect();
        await client.Transact("db", [new Operation.Insert("t", new() { ["n"] = -1 })], Token);
        await replica.Attach(client, Token);
        return replica;
    }

    static async Task Insert100000(OvsdbServer server)
    {
        await using var client = await server.Connect();
        foreach (var numbers in Enumerable.Range(0, 100_000).Chunk(10_000))
            await client.Transact("db", [.. numbers.Select(n => new Operation.Insert("t", new() { ["n"] = n, ["gone"] = "of no use but to be long" }))], Token);
    }
}
