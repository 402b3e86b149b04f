namespace Sdn.Ovsdb.Tests;

/// <summary>Transactions built from changes of rows, on the suite's own schema "idltest" and against a real server.</summary>
public sealed class ReplicaTransactionTests
{
    static readonly string Schema = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", "idltest.ovsschema"));

    static readonly MonitorRequest All = new("idltest",
    [
        .. new[] { "simple", "simple2", "simple3", "simple4", "link1", "link2", "indexed", "singleton" }.Select(name => new MonitoredTable(name)),
    ]);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_a_commit_has_succeeded_every_replica_of_the_session_shows_it(bool isClustered)
    {
        await using var server = isClustered ? await OvsdbServer.StartClusterWith(Schema) : await OvsdbServer.StartWith(Schema);
        await using var client = await server.Connect();
        var (first, second) = (new OvsdbReplica(All), new OvsdbReplica(All));
        await first.Attach(client, Token);
        await second.Attach(client, Token);

        for (var i = 0; i < 200; i++)
        {
            var transaction = first.Begin();
            var row = transaction.Insert("simple");
            row["i"] = i;
            var success = Assert.IsType<CommitOutcome.Success>(await transaction.Commit(Token));

            Assert.Equal(i, first.Snapshot.Find("simple", success.Uuid(row))!["i"].AsInteger);
            Assert.Equal(i, second.Snapshot.Find("simple", success.Uuid(row))!["i"].AsInteger);
        }
    }

    [Fact]
    public async Task Rows_of_one_transaction_refer_to_each_other_in_both_directions()
    {
        await using var world = await World.Start();

        var transaction = world.Replica.Begin();
        var one = transaction.Insert("link1");
        var two = transaction.Insert("link2");
        one["i"] = 1;
        one["k"] = one.Uuid;
        one["l2"] = two.Uuid;
        two["i"] = 2;
        two["l1"] = one.Uuid;
        var success = Assert.IsType<CommitOutcome.Success>(await transaction.Commit(Token));

        var (first, second) = (success.Uuid(one), success.Uuid(two));
        Assert.NotEqual(one.Uuid, first);
        Assert.Equal(first, world.Replica.Snapshot.Find("link2", second)!["l1"].AsUuid);
        Assert.Equal(second, world.Replica.Snapshot.Find("link1", first)!["l2"].AsUuid);
        Assert.Equal(first, world.Replica.Snapshot.Find("link1", first)!["k"].AsUuid);
    }

    [Fact]
    public async Task A_row_keeps_the_uuid_that_was_chosen_for_it()
    {
        await using var world = await World.Start();
        var chosen = Guid.Parse("c5cc12f8-eaa1-43a7-8a73-bccd18df2222");

        var transaction = world.Replica.Begin();
        var row = transaction.Insert("simple", chosen);
        var success = Assert.IsType<CommitOutcome.Success>(await transaction.Commit(Token));

        Assert.Equal(chosen, success.Uuid(row));
        Assert.NotNull(world.Replica.Snapshot.Find("simple", chosen));
        var again = world.Replica.Begin();
        again.Insert("simple", chosen);
        Assert.Throws<ArgumentException>(() => again.Insert("simple", chosen));
        var refusal = Assert.IsType<CommitOutcome.Error>(await again.Commit(Token));
        Assert.Equal("duplicate uuid", refusal.Reason.Error);
    }

    [Fact]
    public async Task Only_what_changed_goes_on_the_wire()
    {
        await using var world = await World.Start();
        await world.Do("""{"op":"insert","table":"simple","row":{"i":1,"s":"before","sa":["set",["kept","gone"]]}}""");

        var transaction = world.Replica.Begin();
        var row = transaction.Rows("simple").Single();
        row["i"] = 1;
        row["s"] = "after";
        row.Add("sa", OvsdbValue.Set(["kept", "new"]));
        row.Remove("sa", OvsdbValue.Set(["gone", "never there"]));

        Assert.Collection(
            transaction.Operations,
            operation =>
            {
                var update = Assert.IsType<Operation.Update>(operation);
                Assert.Equal(("s", "\"after\""), Assert.Single(update.Row.Select(pair => (pair.Key, pair.Value.ToString()))));
            },
            operation =>
            {
                var mutate = Assert.IsType<Operation.Mutate>(operation);
                Assert.Equal(["""["sa","delete","gone"]""", """["sa","insert","new"]"""], mutate.Mutations.Select(mutation => mutation.ToString()));
            });
        Assert.IsType<CommitOutcome.Success>(await transaction.Commit(Token));
        Assert.Equal("""["set",["kept","new"]]""", world.Replica.Snapshot["simple"].Rows.Single()["sa"].ToString());
    }

    [Fact]
    public async Task What_changes_nothing_is_not_sent()
    {
        await using var world = await World.Start();
        await world.Do("""{"op":"insert","table":"simple","row":{"i":1,"r":2.5,"sa":"a"}}""");

        var transaction = world.Replica.Begin();
        var row = transaction.Rows("simple").Single();
        row["i"] = 1;
        row["r"] = 2.5;
        row["sa"] = "b";
        row["sa"] = "a";
        row.Verify("i");
        row.IncrementWithChanges("i");
        transaction.Comment("nothing to see");
        transaction.Insert("simple").Delete();

        Assert.IsType<CommitOutcome.Unchanged>(await transaction.Commit(Token));
        Assert.Equal(1, world.Replica.Snapshot["simple"].Rows.Single()["i"].AsInteger);
    }

    [Fact]
    public async Task Two_writers_change_one_set_and_one_map_each_its_own_elements()
    {
        await using var world = await World.Start();
        await world.Do("""{"op":"insert","table":"simple2","row":{"name":"x","smap":["map",[["a","1"],["b","1"]]]}}""");

        var transaction = world.Replica.Begin();
        var row = transaction.Rows("simple2").Single();
        row.Put("smap", "a", "2");
        row.Put("smap", "contested", "ours");
        row.Remove("smap", "b");
        await world.Do("""{"op":"mutate","table":"simple2","where":[],"mutations":[["smap","insert",["map",[["c","3"],["contested","theirs"]]]]]}""");

        Assert.IsType<CommitOutcome.Success>(await transaction.Commit(Token));
        Assert.Equal(
            """["map",[["a","2"],["c","3"],["contested","ours"]]]""",
            world.Replica.Snapshot["simple2"].Rows.Single()["smap"].ToString());
    }

    [Fact]
    public async Task A_column_that_another_client_changed_fails_its_verification_and_the_next_try_builds_on_the_change()
    {
        await using var world = await World.Start();
        await world.Do("""{"op":"insert","table":"simple","row":{"i":1}}""");
        var seen = new List<long>();

        var outcome = await world.Replica.Transact(
            async transaction =>
            {
                var row = transaction.Rows("simple").Single();
                seen.Add(row["i"].AsInteger);
                row.Verify("i");
                row["i"] = row["i"].AsInteger * 10;
                // Too late for this transaction: another client is faster.
                if (seen.Count == 1)
                    await world.Do("""{"op":"update","table":"simple","where":[],"row":{"i":2}}""");
            },
            Token);

        Assert.IsType<CommitOutcome.Success>(outcome);
        Assert.Equal([1, 2], seen);
        Assert.Equal(20, world.Replica.Snapshot["simple"].Rows.Single()["i"].AsInteger);
    }

    [Fact]
    public async Task A_transaction_verifies_the_state_that_it_was_begun_on()
    {
        await using var world = await World.Start();
        await world.Do("""{"op":"insert","table":"simple","row":{"i":1}}""");
        var decidedOn = world.Replica.Snapshot;
        await world.Do("""{"op":"update","table":"simple","where":[],"row":{"i":2}}""");

        var late = await world.Replica.Begin(decidedOn).CommitWith(transaction =>
        {
            transaction.Rows("simple").Single().Verify("i");
            transaction.Rows("simple").Single()["s"] = "i is 1";
        });

        Assert.IsType<CommitOutcome.TryAgain>(late);
        Assert.Equal("", world.Replica.Snapshot["simple"].Rows.Single()["s"].AsString);
    }

    [Fact]
    public async Task A_row_that_went_fails_its_verification()
    {
        await using var world = await World.Start();
        await world.Do("""{"op":"insert","table":"simple","row":{"i":1}}""", """{"op":"insert","table":"simple","row":{"i":2}}""");

        var transaction = world.Replica.Begin();
        transaction.Rows("simple").Single(row => row["i"].AsInteger == 1).Verify();
        transaction.Rows("simple").Single(row => row["i"].AsInteger == 2)["s"] = "the other one is there";
        await world.Do("""{"op":"delete","table":"simple","where":[["i","==",1]]}""");

        Assert.IsType<CommitOutcome.TryAgain>(await transaction.Commit(Token));
        Assert.Equal("", world.Replica.Snapshot["simple"].Rows.Single()["s"].AsString);
    }

    [Fact]
    public async Task Counters_go_up_by_one_for_each_writer_who_learns_the_new_value()
    {
        await using var world = await World.Start();
        await world.Do("""{"op":"insert","table":"simple","row":{"i":41}}""");

        var (one, two) = (world.Replica.Begin(), world.Replica.Begin());
        var (first, second) = (one.Rows("simple").Single(), two.Rows("simple").Single());
        first.Increment("i");
        second["s"] = "with a change";
        second.IncrementWithChanges("i");

        Assert.Equal(42, Assert.IsType<CommitOutcome.Success>(await one.Commit(Token)).Counter(first, "i"));
        Assert.Equal(43, Assert.IsType<CommitOutcome.Success>(await two.Commit(Token)).Counter(second, "i"));
        Assert.Equal(43, world.Replica.Snapshot["simple"].Rows.Single()["i"].AsInteger);
    }

    [Fact]
    public async Task Who_inserts_the_only_row_of_a_table_second_looks_again()
    {
        await using var world = await World.Start();

        var transaction = world.Replica.Begin();
        transaction.Singleton("singleton")["name"] = "ours";
        await world.Do("""{"op":"insert","table":"singleton","row":{"name":"theirs"}}""");
        var late = await transaction.Commit(Token);
        var outcome = await world.Replica.Transact(again => again.Singleton("singleton")["name"] = "ours", Token);

        Assert.IsType<CommitOutcome.TryAgain>(late);
        Assert.IsType<CommitOutcome.Success>(outcome);
        Assert.Equal("ours", Assert.Single(world.Replica.Snapshot["singleton"].Rows)["name"].AsString);
    }

    [Fact]
    public async Task What_the_server_refuses_is_an_error_with_its_reason()
    {
        await using var world = await World.Start();
        await world.Do("""{"op":"insert","table":"indexed","row":{"i":7}}""");

        var transaction = world.Replica.Begin();
        transaction.Insert("indexed")["i"] = 7;
        var error = Assert.IsType<CommitOutcome.Error>(await transaction.Commit(Token));

        Assert.Equal("constraint violation", error.Reason.Error);
        Assert.Contains("identical values (7) for index on column \"i\"", error.Reason.Details, StringComparison.Ordinal);
        Assert.Equal(1, world.Replica.Snapshot["indexed"].Count);
    }

    [Fact]
    public async Task Who_has_not_the_lock_does_not_write()
    {
        await using var world = await World.Start();
        var theirs = await world.Other.Lock("writer", Token);
        var ours = await world.Client.Lock("writer", Token);

        var fenced = world.Replica.Begin();
        fenced.Require(ours);
        fenced.Insert("simple");
        var before = await fenced.Commit(Token);
        await world.Other.Unlock(theirs, Token);
        await ours.WaitHeld(Token);
        var free = world.Replica.Begin();
        free.Require(ours);
        free.Insert("simple");
        var after = await free.Commit(Token);

        Assert.IsType<CommitOutcome.NotLocked>(before);
        Assert.IsType<CommitOutcome.Success>(after);
        Assert.Equal(1, world.Replica.Snapshot["simple"].Count);
    }

    [Fact]
    public async Task A_transaction_that_was_given_up_is_not_sent_and_takes_no_more_changes()
    {
        await using var world = await World.Start();

        var transaction = world.Replica.Begin();
        transaction.Insert("simple");
        transaction.Abort();

        Assert.IsType<CommitOutcome.Aborted>(await transaction.Commit(Token));
        Assert.Throws<InvalidOperationException>(() => transaction.Insert("simple"));
        Assert.Equal(0, world.Replica.Snapshot["simple"].Count);
    }

    [Fact]
    public async Task Without_a_session_a_transaction_waits_for_the_next()
    {
        await using var world = await World.Start();
        await world.Do("""{"op":"insert","table":"simple","row":{"i":1}}""");
        await world.Client.DisposeAsync();
        var attempts = 0;
        var firstFailed = new TaskCompletionSource();

        var alone = await world.Replica.Begin().CommitWith(transaction => transaction.Insert("simple"));
        var running = world.Replica.Transact(
            transaction =>
            {
                if (++attempts == 1)
                    firstFailed.SetResult();
                transaction.Rows("simple").Single()["s"] = "done";
            },
            Token);
        await firstFailed.Task;
        await using var next = await world.Server.Connect();
        await world.Replica.Attach(next, Token);

        Assert.IsType<CommitOutcome.TryAgain>(alone);
        Assert.IsType<CommitOutcome.Success>(await running);
        Assert.Equal(2, attempts);
        Assert.Equal("done", world.Replica.Snapshot["simple"].Rows.Single()["s"].AsString);
    }

    [Fact]
    public async Task A_transaction_shows_its_own_changes_and_the_replica_does_not()
    {
        await using var world = await World.Start();
        await world.Do("""{"op":"insert","table":"simple","row":{"i":1}}""", """{"op":"insert","table":"simple","row":{"i":2}}""");

        var transaction = world.Replica.Begin();
        var kept = transaction.Rows("simple").Single(row => row["i"].AsInteger == 1);
        kept["i"] = 10;
        transaction.Rows("simple").Single(row => row["i"].AsInteger == 2).Delete();
        var added = transaction.Insert("simple");
        added["i"] = 30;
        added.Add("sa", "x");

        Assert.Equal([10, 30], transaction.Rows("simple").Select(row => row["i"].AsInteger).Order());
        Assert.Same(kept, transaction.Find("simple", kept.Uuid));
        Assert.Equal("\"x\"", transaction.Find("simple", added.Uuid)!["sa"].ToString());
        Assert.Equal([1, 2], world.Replica.Snapshot["simple"].Rows.Select(row => row["i"].AsInteger).Order());
    }

    [Fact]
    public async Task A_row_of_a_table_that_is_no_root_is_left_to_the_server_to_remove()
    {
        await using var world = await World.Start();
        await world.Do(
            """{"op":"insert","table":"simple4","uuid-name":"x","row":{"name":"leaf"}}""",
            """{"op":"insert","table":"simple3","row":{"name":"root","uref":["named-uuid","x"]}}""");

        var alone = await world.Replica.Begin().CommitWith(transaction => transaction.Rows("simple4").Single().Delete());
        var unreferenced = await world.Replica.Begin().CommitWith(transaction =>
        {
            transaction.Rows("simple4").Single().Delete();
            transaction.Rows("simple3").Single()["uref"] = OvsdbValue.EmptySet;
        });

        Assert.IsType<CommitOutcome.Unchanged>(alone);
        Assert.IsType<CommitOutcome.Success>(unreferenced);
        Assert.Equal(0, world.Replica.Snapshot["simple4"].Count);
        Assert.Equal(1, world.Replica.Snapshot["simple3"].Count);
    }

    [Fact]
    public async Task What_a_column_cannot_hold_is_refused_before_it_is_sent()
    {
        await using var world = await World.Start();
        var transaction = world.Replica.Begin();
        var row = transaction.Insert("simple");
        var map = transaction.Insert("simple2");

        string Refusal(Action change) => Assert.Throws<OvsdbException>(change).Message;

        Assert.Equal("constraint violation: column i of table simple holds integer, and x is a value of type string", Refusal(() => row["i"] = "x"));
        Assert.Equal("constraint violation: column i of table simple holds integer, and [\"set\",[]] has 0 elements", Refusal(() => row["i"] = OvsdbValue.EmptySet));
        Assert.Equal("constraint violation: column sa of table simple holds set of strings", Refusal(() => row.Put("sa", "a", "b")));
        Assert.Equal(
            "constraint violation: column imap of table simple2 holds map of (integer, string) pairs, and 4096 is not in the valid range 0 to 4095 (inclusive)",
            Refusal(() => map.Put("imap", 4096, "x")));
        Assert.Equal("constraint violation: column s of table simple holds string, and only one integer can be incremented", Refusal(() => row.Increment("s")));
        Assert.Equal("unknown column: No column x in table simple.", Refusal(() => row["x"] = 1));
        Assert.Equal("unknown table: No table named x.", Refusal(() => transaction.Insert("x")));
        row["r"] = 3;
        Assert.Equal(AtomType.Real, row["r"].KeyAt(0).Type);
    }

    /// <summary>A server, a session that feeds a replica and writes, and a session of another client.</summary>
    sealed class World(OvsdbServer server, OvsdbClient client, OvsdbClient other) : IAsyncDisposable
    {
        public OvsdbServer Server => server;

        public OvsdbClient Client => client;

        public OvsdbClient Other => other;

        public OvsdbReplica Replica { get; } = new(All);

        public static async Task<World> Start()
        {
            var server = await OvsdbServer.StartWith(Schema);
            var world = new World(server, await server.Connect(), await server.Connect());
            await world.Replica.Attach(world.Client, Token);
            return world;
        }

        /// <summary>Lets the other client do operations, and the replica see them unless the test looks away.</summary>
        public async Task Do(params string[] operations)
        {
            await other.Call(
                "transact", System.Text.Json.JsonElement.Parse($"""["idltest",{string.Join(',', operations)}]"""), Token);
            // The server sends in order: what was done before this echo has been read when its answer is here.
            await client.Echo(Token);
        }

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync();
            await other.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}

static class CommitExtensions
{
    extension(ReplicaTransaction transaction)
    {
        public Task<CommitOutcome> CommitWith(Action<ReplicaTransaction> change)
        {
            change(transaction);
            return transaction.Commit(TestContext.Current.CancellationToken);
        }
    }
}
