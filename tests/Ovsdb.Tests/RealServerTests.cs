using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

public sealed class RealServerTests
{
    static readonly string Database = "Open_vSwitch";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_operation_gives_its_result()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        var result = await client.Transact(
            Database,
            [
                new Operation.Insert("QoS", new() { ["type"] = "a", ["other_config"] = OvsdbValue.Map(("k", "v")) }),
                new Operation.Select("QoS", [Condition.Equal("type", "a")]) { Columns = ["type", "other_config"] },
                new Operation.Update("QoS", [Condition.Equal("type", "a")], new() { ["type"] = "b" }),
                new Operation.Mutate("QoS", [Condition.Equal("type", "b")], [Mutation.Insert("other_config", OvsdbValue.Map(("l", "w")))]),
                new Operation.Wait("QoS", [Condition.Equal("type", "b")], ["type"], WaitUntil.Equal, [new() { ["type"] = "b" }])
                {
                    TimeoutMilliseconds = 0,
                },
                new Operation.Select("QoS", Condition.Any),
                new Operation.Delete("QoS", [Condition.Includes("other_config", OvsdbValue.Map(("l", "w")))]),
                new Operation.Comment("a test"),
                new Operation.Commit(IsDurable: true),
            ],
            Token);

        Assert.Equal("a", result.Rows(1).Single()["type"].AsString);
        Assert.Equal("v", result.Rows(1).Single()["other_config"].TextAt("k"));
        Assert.Equal(1, result.Count(2));
        Assert.Equal(1, result.Count(3));
        Assert.IsType<OperationResult.Done>(result.Operations[4]);
        Assert.Equal(result.Uuid(0), result.Rows(5).Single().Uuid);
        Assert.Equal("""["map",[["k","v"],["l","w"]]]""", result.Rows(5).Single()["other_config"].ToString());
        Assert.Equal(1, result.Count(6));
        Assert.IsType<OperationResult.Done>(result.Operations[7]);
        Assert.IsType<OperationResult.Done>(result.Operations[8]);
    }

    public static TheoryData<string, int?, Operation[]> Refusals => new()
    {
        { "aborted", 1, [new Operation.Comment("x"), new Operation.Abort()] },
        { "not owner", 0, [new Operation.Assert("lock")] },
        { "timed out", 0, [new Operation.Wait("QoS", Condition.Any, ["type"], WaitUntil.NotEqual, []) { TimeoutMilliseconds = 0 }] },
        { "syntax error", 0, [new Operation.Insert("Nowhere", [])] },
        { "unknown column", 0, [new Operation.Insert("QoS", new() { ["nothing"] = 1 })] },
        { "constraint violation", 0, [new Operation.Insert("Bridge", new() { ["name"] = "b", ["fail_mode"] = "sometimes" })] },
        { "syntax error", 0, [new Operation.Insert("QoS", new() { ["type"] = 1 })] },
        { "duplicate uuid-name", 1, [new Operation.Insert("QoS", []) { UuidName = "x" }, new Operation.Insert("QoS", []) { UuidName = "x" }] },
        { "referential integrity violation", null, [new Operation.Insert("QoS", new() { ["queues"] = QueueThatIsNotThere })] },
        { "constraint violation", null, [new Operation.Insert("Open_vSwitch", []), new Operation.Insert("Open_vSwitch", [])] },
    };

    static OvsdbValue QueueThatIsNotThere => OvsdbValue.Map((1, new Guid("11111111-2222-3333-4444-555555555555")));

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_has_the_name_that_RFC_7047_gives_it(string error, int? operation, Operation[] operations)
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        var refusal = await Assert.ThrowsAsync<OvsdbException>(() => client.Transact(Database, operations, Token));

        Assert.Equal(error, refusal.Error);
        Assert.Equal(operation, refusal.OperationIndex);
        Assert.False(refusal.EndsSession);
        await client.Echo(Token);
    }

    [Fact]
    public async Task An_unknown_database_is_refused_by_name()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        var refusal = await Assert.ThrowsAsync<OvsdbException>(() => client.GetSchema("nope", Token));

        Assert.Equal("unknown database", refusal.Error);
    }

    [Fact]
    public async Task Integers_keep_all_their_64_bits()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        var result = await client.Transact(
            Database,
            [
                new Operation.Insert("Open_vSwitch", new() { ["next_cfg"] = long.MaxValue, ["cur_cfg"] = long.MinValue }),
                new Operation.Select("Open_vSwitch", Condition.Any) { Columns = ["next_cfg", "cur_cfg"] },
            ],
            Token);

        Assert.Equal(9223372036854775807, result.Rows(1).Single()["next_cfg"].AsInteger);
        Assert.Equal(-9223372036854775808, result.Rows(1).Single()["cur_cfg"].AsInteger);
    }

    [Fact]
    public async Task A_blocking_wait_can_be_canceled()
    {
        await using var server = await OvsdbServer.Start();
        // Only the server's own answer to the cancellation can end this one.
        await using var client = await server.Connect(new OvsdbClientOptions { CancelGraceSeconds = 3600 });
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = client.Transact(
            Database,
            [new Operation.Wait("QoS", Condition.Any, ["type"], WaitUntil.NotEqual, [])],
            cancellation.Token);
        await client.Echo(Token);
        Assert.False(waiting.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await client.Echo(Token);
    }

    [Fact]
    public async Task A_blocking_wait_goes_on_when_another_client_makes_it_true()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        await using var other = await server.Connect();
        var waiting = client.Transact(
            Database,
            [new Operation.Wait("QoS", Condition.Any, ["type"], WaitUntil.NotEqual, [])],
            Token);
        await client.Echo(Token);

        await other.Transact(Database, [new Operation.Insert("QoS", [])], Token);

        Assert.Single((await waiting).Operations);
    }

    [Fact]
    public async Task The_server_may_dial_us()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var server = await OvsdbServer.Start($"tcp:127.0.0.1:{port}");
        var socket = await listener.AcceptSocketAsync(Token);

        await using var client = await OvsdbClient.Open(
            OvsdbConnector.PipeOver(socket), OvsdbClientOptions.Default, TimeProvider.System, Token);

        Assert.Contains("Open_vSwitch", await client.ListDatabases(Token));
    }

    [Fact]
    public async Task A_lock_is_handed_on_and_stolen()
    {
        await using var server = await OvsdbServer.Start();
        await using var first = await server.Connect();
        await using var second = await server.Connect();
        await using var thief = await server.Connect();

        var held = await first.Lock("leader", Token);
        var waiting = await second.Lock("leader", Token);
        Assert.True(held.IsHeld);
        Assert.False(waiting.IsHeld);
        await first.Transact(Database, [new Operation.Assert("leader")], Token);
        await first.Unlock(held, Token);
        await waiting.WaitHeld(Token);
        var stolen = await thief.Steal("leader", Token);
        await waiting.WaitLost(Token);

        Assert.True(stolen.IsHeld);
        var refusal = await Assert.ThrowsAsync<OvsdbException>(
            () => second.Transact(Database, [new Operation.Assert("leader")], Token));
        Assert.Equal("not owner", refusal.Error);
    }

    [Fact]
    public async Task A_lock_is_lost_with_its_session_and_no_longer_waited_for()
    {
        await using var server = await OvsdbServer.Start();
        await using var first = await server.Connect();
        await using var second = await server.Connect();
        var held = await first.Lock("leader", Token);
        var waiting = (await second.Lock("leader", Token)).WaitHeld(Token);

        await server.Kill();

        await held.WaitLost(Token);
        Assert.False(held.IsHeld);
        Assert.Equal("connection lost", (await Assert.ThrowsAsync<OvsdbException>(() => waiting)).Error);
    }

    [Fact]
    public async Task A_server_that_is_killed_within_a_message_is_a_lost_connection()
    {
        await using var server = await OvsdbServer.Start();
        await using (var writer = await server.Connect())
        {
            var config = OvsdbValue.Map(("filler", new string('x', 100_000)));
            foreach (var _ in Enumerable.Range(0, 50))
                await writer.Transact(Database, [new Operation.Insert("QoS", new() { ["other_config"] = config })], Token);
        }
        await using var valve = await Valve.Open(server.SocketPath, bytesUntilClosed: 200_000);
        await using var client = await OvsdbClient.Open(valve, OvsdbClientOptions.Default, TimeProvider.System, Token);
        var dump = client.Transact(Database, [new Operation.Select("QoS", Condition.Any)], Token);
        await valve.Closed.Soon("the first bytes of the dump");

        await server.Kill();
        valve.Reopen();

        var failure = await dump.FailsSoon("the end of the dump");
        Assert.Equal("connection lost: the stream ended within a message", failure.Message);
        var end = await client.Completion.FailsSoon("the end of the session");
        Assert.Equal("connection lost", end.Error);
    }

    [Fact]
    public async Task Any_method_can_be_called_with_JSON()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        var reply = await client.Call(
            "transact",
            JsonElement.Parse("""["Open_vSwitch",{"op":"select","table":"QoS","where":[]}]"""),
            Token);

        Assert.Equal("""[{"rows":[]}]""", reply.GetRawText());
    }
}
