namespace Sdn.Ovsdb.Tests;

/// <summary>What a session tells its users is in the order of its stream, and is told before the reply or the end that comes behind it.</summary>
public sealed class OrderTests
{
    const string Counters = """{"name":"db","version":"1.0.0","tables":{"counter":{"columns":{"n":{"type":"integer"}},"isRoot":true}}}""";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Each of 100,000 replies, many of them on their way at one time, tells which number its transaction wrote; at the moment
    /// its task completes, and on the thread that completes it, the replica on the same session shows that number or a later one.
    /// </summary>
    [Fact]
    public async Task A_reply_is_never_seen_before_the_updates_of_its_transaction()
    {
        const int writers = 10;
        const int lanesPerWriter = 20;
        const int transactionsPerLane = 500;
        await using var server = await OvsdbServer.StartWith(Counters);
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(new MonitorRequest("db", [new MonitoredTable("counter")]));
        await replica.Attach(client, Token);
        var rows = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Insert()));
        var (seen, overtaken) = (0, 0);

        await Task.WhenAll(rows.SelectMany(row => Enumerable.Range(0, lanesPerWriter).Select(_ => Lane(row))));

        Assert.Equal(100_000, seen);
        Assert.Equal(0, overtaken);
        Assert.All(rows, row => Assert.Equal(10_000, replica.Snapshot.Find("counter", row)!["n"].AsInteger));
        Assert.Equal(1 + 10 + 100_000, replica.Snapshot.Version);

        async Task<Guid> Insert() => (await client.Transact("db", [new Operation.Insert("counter", [])], Token)).Uuid(0);

        async Task Lane(Guid row)
        {
            Operation[] increment =
            [
                new Operation.Mutate("counter", [Condition.Row(row)], [Mutation.Add("n", 1)]),
                new Operation.Select("counter", [Condition.Row(row)]) { Columns = ["n"] },
            ];
            for (var i = 0; i < transactionsPerLane; i++)
            {
                await client.Transact("db", increment, Token).ContinueWith(
                    reply => Look(row, reply.Result.Rows(1).Single()["n"].AsInteger),
                    Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }

        void Look(Guid row, long written)
        {
            Interlocked.Increment(ref seen);
            if (replica.Snapshot.Find("counter", row)!["n"].AsInteger < written)
                Interlocked.Increment(ref overtaken);
        }
    }

    [Fact]
    public async Task A_refusal_for_want_of_a_lock_is_never_seen_before_the_lock_is_known_to_be_stolen()
    {
        await using var server = await OvsdbServer.StartWith(Counters);
        await using var client = await server.Connect();
        await using var thief = await server.Connect();
        var held = await client.Lock("leader", Token);

        for (var round = 0; round < 1_000; round++)
        {
            var stolen = await thief.Steal("leader", Token);
            var isHeldAtRefusal = await Assertion(task => task.Exception!.InnerException is OvsdbException { Error: "not owner" });
            await thief.Unlock(stolen, Token);
            var isHeldAtSuccess = await Assertion(task => task.IsCompletedSuccessfully);

            Assert.False(isHeldAtRefusal, $"round {round}: the loss of the lock came after the refusal");
            Assert.True(isHeldAtSuccess, $"round {round}: the gain of the lock came after the success");
        }

        Task<bool> Assertion(Func<Task, bool> isAsItShould) => client.Transact("db", [new Operation.Assert("leader")], Token).ContinueWith(
            task =>
            {
                Assert.True(isAsItShould(task), $"{task.Status} {task.Exception?.InnerException}");
                return held.IsHeld;
            },
            Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    [Fact]
    public async Task The_last_update_before_a_server_exits_is_seen_when_the_session_ends()
    {
        await using var server = await OvsdbServer.StartWith(Counters);
        for (var round = 1; round <= 20; round++)
        {
            await using var client = await server.Connect();
            await using var writer = await server.Connect();
            var replica = new OvsdbReplica(new MonitorRequest("db", [new MonitoredTable("counter")]));
            await replica.Attach(client, Token);
            var end = client.Completion.ContinueWith(
                _ => replica.Snapshot["counter"].Count, Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

            for (var i = 0; i < 10; i++)
                await writer.Transact("db", [new Operation.Insert("counter", [])], Token);
            await server.Exit();

            Assert.Equal(10 * round, await end);
            await server.Launch();
        }
    }

    [Fact]
    public async Task What_comes_in_one_piece_with_the_end_of_the_stream_is_seen_before_the_end()
    {
        for (var round = 0; round < 500; round++)
        {
            var (peer, client) = await FakePeer.Open();
            await using var _ = client;
            var replica = new OvsdbReplica(new MonitorRequest("db", [new MonitoredTable("counter")]));
            var attaching = replica.Attach(client, Token);
            await peer.Receive();
            await peer.Send($$"""{"id":3,"error":null,"result":{{Counters}}}""");
            await peer.Receive();
            await peer.Send("""{"id":4,"error":null,"result":[false,"00000000-0000-0000-0000-000000000000",{}]}""");
            await attaching;
            var transaction = client.Transact("db", [new Operation.Comment("")], Token);
            await peer.Receive();
            var atReply = transaction.ContinueWith(Count, Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            var atEnd = client.Completion.ContinueWith(Count, Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

            await peer.Send(Insertion(1) + """{"id":5,"error":null,"result":[{}]}""" + Insertion(2));
            peer.Close();

            Assert.InRange(await atReply, 1, 2);
            Assert.Equal(2, await atEnd);
            Assert.Single((await transaction).Operations);

            int Count(Task _) => replica.Snapshot["counter"].Count;
        }
    }

    static string Insertion(int row) =>
        """{"id":null,"method":"update3","params":["replica1","00000000-0000-0000-0000-00000000000N",{"counter":{"00000000-0000-0000-0000-00000000000N":{"insert":{"n":N}}}}]}"""
            .Replace("N", $"{row}", StringComparison.Ordinal);
}
