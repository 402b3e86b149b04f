using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>Monitors of all three methods with a real server, message by message.</summary>
public sealed class WatchTests
{
    static readonly string Database = "Open_vSwitch";

    static readonly TableWatch Qos = new("QoS") { Columns = ["type"] };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MonitorMethod.Plain, """{"new":{"type":"a"}}""", """{"new":{"type":"b"},"old":{"type":"a"}}""", """{"old":{"type":"b"}}""")]
    [InlineData(MonitorMethod.Conditional, """{"insert":{"type":"a"}}""", """{"modify":{"type":"b"}}""", """{"delete":null}""")]
    [InlineData(MonitorMethod.ConditionalSince, """{"insert":{"type":"a"}}""", """{"modify":{"type":"b"}}""", """{"delete":null}""")]
    public async Task Each_method_reports_an_insert_a_change_and_a_delete(MonitorMethod method, string insert, string modify, string delete)
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        await using var watch = await client.Watch(method, Database, [Qos], Guid.Empty, Token);

        await Insert(client, "a");
        await Update(client, "a", "b");
        await client.Transact(Database, [new Operation.Delete("QoS", Condition.Any)], Token);

        var reply = await watch.Next(Token);
        Assert.True(reply.IsReply);
        Assert.Equal("{}", reply.Tables.GetRawText());
        Assert.Equal([insert, modify, delete], [Row(await watch.Next(Token)), Row(await watch.Next(Token)), Row(await watch.Next(Token))]);
    }

    [Theory]
    [InlineData(RowEvents.Initial, "initial")]
    [InlineData(RowEvents.Insert, "insert")]
    [InlineData(RowEvents.Modify, "modify")]
    [InlineData(RowEvents.Delete, "delete")]
    [InlineData(RowEvents.None, "")]
    [InlineData(RowEvents.All, "initial insert modify delete")]
    public async Task Only_the_events_that_were_asked_for_are_reported(RowEvents events, string expected)
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        await Insert(client, "there");
        await using var watch = await client.Watch(MonitorMethod.Conditional, Database, [Qos with { Events = events }], Guid.Empty, Token);
        await Insert(client, "a");
        await Update(client, "a", "b");
        await client.Transact(Database, [new Operation.Delete("QoS", [Condition.Equal("type", "b")])], Token);

        await server.Kill();

        var seen = (await Rest(watch)).SelectMany(update => update.Tables.EnumerateObject())
            .SelectMany(table => table.Value.EnumerateObject()).Select(row => row.Value.EnumerateObject().Single().Name);
        Assert.Equal(expected, string.Join(' ', seen));
    }

    [Fact]
    public async Task A_column_that_is_asked_for_twice_is_refused()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        var refusal = await Assert.ThrowsAsync<OvsdbException>(
            () => client.Watch(MonitorMethod.Plain, Database, [Qos, Qos with { Events = RowEvents.Modify }], Guid.Empty, Token));

        Assert.Equal("syntax error: column type mentioned more than once", refusal.Message);
        await client.Echo(Token);
    }

    [Fact]
    public async Task Requests_of_one_table_have_columns_and_events_of_their_own()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        TableWatch[] requests = [Qos with { Events = RowEvents.Modify }, new("QoS") { Columns = ["other_config"], Events = RowEvents.Insert }];
        await using var watch = await client.Watch(MonitorMethod.Plain, Database, requests, Guid.Empty, Token);

        await Insert(client, "a");
        await Update(client, "a", "b");

        Assert.Equal("{}", (await watch.Next(Token)).Tables.GetRawText());
        Assert.Equal("""{"new":{"other_config":["map",[]]}}""", Row(await watch.Next(Token)));
        Assert.Equal("""{"new":{"type":"b"},"old":{"type":"a"}}""", Row(await watch.Next(Token)));
    }

    [Fact]
    public async Task Rows_enter_and_leave_with_the_conditions()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        await Insert(client, "a");
        await Insert(client, "b");
        var onlyA = Qos with { Where = [Condition.Equal("type", "a")] };
        await using var watch = await client.Watch(MonitorMethod.Conditional, Database, [onlyA], Guid.Empty, Token);
        Assert.Equal("""{"initial":{"type":"a"}}""", Row(await watch.Next(Token)));

        await Change(watch, Condition.Equal("type", "b"));
        var change = (await watch.Next(Token)).Tables.GetProperty("QoS").EnumerateObject().Select(row => row.Value.GetRawText());
        Assert.Equal(["""{"delete":null}""", """{"insert":{"type":"b"}}"""], change.Order(StringComparer.Ordinal));
        await Change(watch, Condition.Never);
        Assert.Equal("""{"delete":null}""", Row(await watch.Next(Token)));
        await Change(watch);
        Assert.Equal(2, (await watch.Next(Token)).Tables.GetProperty("QoS").EnumerateObject().Count());
    }

    [Fact]
    public async Task A_cluster_resumes_from_a_transaction_that_it_knows_and_only_from_such()
    {
        await using var server = await OvsdbServer.StartCluster();
        await using var client = await server.Connect();
        Guid known;
        await using (var first = await client.Watch(MonitorMethod.ConditionalSince, Database, [Qos], Guid.Empty, Token))
        {
            var reply = await first.Next(Token);
            Assert.False(reply.IsResumed);
            await Insert(client, "a");
            known = (await first.Next(Token)).LastTransaction!.Value;
            Assert.NotEqual(reply.LastTransaction, known);
        }
        await Insert(client, "b");

        await using var resumed = await client.Watch(MonitorMethod.ConditionalSince, Database, [Qos], known, Token);
        await using var dumped = await client.Watch(MonitorMethod.ConditionalSince, Database, [Qos], Guid.NewGuid(), Token);

        var since = await resumed.Next(Token);
        Assert.True(since.IsResumed);
        Assert.Equal("""{"insert":{"type":"b"}}""", Row(since));
        var all = await dumped.Next(Token);
        Assert.False(all.IsResumed);
        Assert.Equal(2, all.Tables.GetProperty("QoS").EnumerateObject().Count());
        Assert.Equal(since.LastTransaction, all.LastTransaction);
    }

    [Fact]
    public async Task Nothing_comes_after_a_watch_is_disposed_of()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        var watch = await client.Watch(MonitorMethod.Plain, Database, [Qos], Guid.Empty, Token);
        await watch.Next(Token);

        await watch.DisposeAsync();
        await Insert(client, "a");

        await Assert.ThrowsAsync<ObjectDisposedException>(() => watch.Next(Token));
        var refusal = await Assert.ThrowsAsync<OvsdbException>(
            () => client.Call("monitor_cancel", JsonElement.Parse($"[\"{watch.Id}\"]"), Token));
        Assert.Equal(OvsdbErrors.UnknownMonitor, refusal.Error);
    }

    [Fact]
    public async Task An_update_of_a_monitor_that_has_ended_is_ignored()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;
        var watching = client.Watch(MonitorMethod.Plain, "d", [new TableWatch("t")], Guid.Empty, Token);
        await peer.Receive();
        await peer.Send("""{"id":3,"result":{},"error":null}""");
        var watch = await watching;
        var ending = watch.DisposeAsync();
        await peer.Receive();
        await peer.Send($$$"""{"id":null,"method":"update","params":["{{{watch.Id}}}",{"t":{}}]}{"id":4,"result":{},"error":null}""");
        await ending;

        await peer.Send($$$"""{"id":null,"method":"update","params":["{{{watch.Id}}}",{"t":{}}]}{"id":1,"method":"echo","params":[]}""");

        Assert.Equal("""{"error":null,"id":1,"result":[]}""", FakePeer.Normal(await peer.Receive()));
    }

    [Fact]
    public async Task A_watch_that_is_not_fetched_from_fails_alone()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect(new OvsdbClientOptions { MessageBytesMax = 100_000 });
        await using var watch = await client.Watch(MonitorMethod.Plain, Database, [Qos], Guid.Empty, Token);

        for (var i = 0; i < 5; i++)
            await Insert(client, new string('x', 30_000));

        var updates = new List<WatchUpdate>();
        var end = await Assert.ThrowsAsync<OvsdbException>(async () =>
        {
            while (true)
                updates.Add(await watch.Next(Token));
        });
        Assert.Equal(OvsdbErrors.ResourcesExhausted, end.Error);
        Assert.Equal(4, updates.Count);
        await client.Echo(Token);
    }

    static Task<TransactionResult> Insert(OvsdbClient client, string type) =>
        client.Transact(Database, [new Operation.Insert("QoS", new() { ["type"] = type })], Token);

    static Task<TransactionResult> Update(OvsdbClient client, string from, string to) =>
        client.Transact(Database, [new Operation.Update("QoS", [Condition.Equal("type", from)], new() { ["type"] = to })], Token);

    static Task Change(OvsdbWatch watch, params Condition[] where) =>
        watch.Change(new Dictionary<string, IReadOnlyList<Condition>> { ["QoS"] = where }, Token);

    /// <summary>The one row of an update.</summary>
    static string Row(WatchUpdate update) =>
        CanonicalJson.Format(update.Tables.GetProperty("QoS").EnumerateObject().Single().Value);

    static async Task<List<WatchUpdate>> Rest(OvsdbWatch watch)
    {
        var updates = new List<WatchUpdate>();
        await Assert.ThrowsAsync<OvsdbException>(async () =>
        {
            while (true)
                updates.Add(await watch.Next(Token));
        });
        return updates;
    }
}
