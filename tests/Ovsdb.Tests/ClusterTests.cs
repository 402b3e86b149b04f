using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

public sealed class ClusterTests
{
    const string Database = "Open_vSwitch";

    static readonly OvsdbReconnectorOptions Options = new()
    {
        BackoffSecondsMin = 0.05,
        BackoffSecondsMax = 0.2,
        IsShuffled = false,
        Database = Database,
    };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replica_moves_to_the_new_leader_and_neither_loses_nor_repeats_a_change()
    {
        await using var cluster = await OvsdbCluster.Start();
        await using var reader = new Follower(cluster.Remotes, Options with { IsLeaderOnly = true });
        var leader = cluster.ServerOf(await reader.NextSession());
        Assert.Equal("leader", await OvsdbCluster.RoleOf(leader));
        await using var writer = new CountingWriter(cluster.Servers[1]);
        writer.Ask(20);
        await writer.Wrote(20);

        await leader.Kill();
        writer.Ask(50);

        var next = cluster.ServerOf(await reader.NextSession());
        Assert.NotEqual(leader, next);
        Assert.Equal("leader", await OvsdbCluster.RoleOf(next));
        Assert.Equal(ReplicaLoad.Resumed, reader.Replica.LastLoad);
        writer.Ask(20);
        await writer.Wrote(70);
        var written = await writer.Stop();
        await reader.Replica.WaitUntil(snapshot => snapshot["QoS"].Count == written.Count, Token);
        await reader.Stop();
        Assert.Equal(written.Order(), reader.Inserts.Select(row => row.Uuid).Order());
        Assert.All(reader.Inserts, row => Assert.Null(row.Old));
        Assert.Empty(reader.OtherChanges);
    }

    [Fact]
    public async Task Each_write_that_was_acknowledged_is_there_once_when_the_leader_is_killed_under_load()
    {
        await using var cluster = await OvsdbCluster.Start();
        await using var reader = new Follower(cluster.Remotes, Options with { IsLeaderOnly = true });
        var leader = cluster.ServerOf(await reader.NextSession());
        await using var writers = await LedgerWriters.Start(reader.Replica, 8);
        await writers.Wrote(100);

        await leader.Kill();

        var next = cluster.ServerOf(await reader.NextSession());
        await writers.Wrote(writers.Written.Count + 100);
        await writers.Stop();
        Assert.Equal("leader", await OvsdbCluster.RoleOf(next));
        Assert.True(writers.Attempts > writers.Written.Count);
        await IsThereOnce(writers, next, reader.Replica);
    }

    [Fact]
    public async Task Each_write_that_was_acknowledged_is_there_once_when_a_follower_loses_its_leader_under_load()
    {
        await using var cluster = await OvsdbCluster.Start();
        await using var reader = new Follower(new(cluster.Servers[1].Endpoint), Options);
        await reader.NextSession();
        Assert.Equal("follower", await OvsdbCluster.RoleOf(cluster.Servers[1]));
        await using var writers = await LedgerWriters.Start(reader.Replica, 8);
        await writers.Wrote(100);

        await cluster.Servers[0].Kill();

        await writers.Wrote(writers.Written.Count + 100);
        await writers.Stop();
        await IsThereOnce(writers, cluster.Servers[1], reader.Replica);
    }

    [Fact]
    public async Task A_follower_serves_whoever_does_not_insist_on_the_leader()
    {
        await using var cluster = await OvsdbCluster.Start();
        await using var anyone = new Follower(new(cluster.Servers[1].Endpoint), Options);
        await using var leaderOnly = new Follower(
            new(cluster.Servers[1].Endpoint, cluster.Servers[2].Endpoint, cluster.Servers[0].Endpoint),
            Options with { IsLeaderOnly = true });

        var follower = await anyone.NextSession();
        var leader = await leaderOnly.NextSession();

        Assert.Equal("follower", await OvsdbCluster.RoleOf(cluster.ServerOf(follower)));
        Assert.Equal(cluster.Servers[0], cluster.ServerOf(leader));
        Assert.Equal(["not leader", "not leader"], leaderOnly.Failures.Select(failure => failure.Error.Error));
        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero], leaderOnly.Failures.Select(failure => failure.Wait));
    }

    [Fact]
    public async Task A_leader_that_hands_on_its_leadership_is_left_for_the_new_one()
    {
        await using var cluster = await OvsdbCluster.Start();
        await using var reader = new Follower(cluster.Remotes, Options with { IsLeaderOnly = true });
        var first = await reader.NextSession();
        Assert.Equal(cluster.Servers[0], cluster.ServerOf(first));

        await cluster.Servers[0].Control("cluster/failure-test", "transfer-leadership");
        await using var writer = new CountingWriter(cluster.Servers[1]);
        writer.Ask(20);
        var next = await reader.NextSession();

        Assert.NotEqual(cluster.Servers[0], cluster.ServerOf(next));
        Assert.Equal("leader", await OvsdbCluster.RoleOf(cluster.ServerOf(next)));
        Assert.Equal("not leader", reader.Failures.First().Error.Error);
        var end = await Assert.ThrowsAsync<OvsdbException>(() => first.Completion);
        Assert.Equal("not leader: the server is not the leader of the cluster of Open_vSwitch", end.Message);
        Assert.Equal(ReplicaLoad.Resumed, reader.Replica.LastLoad);
    }

    [Fact]
    public async Task A_server_that_loses_its_cluster_is_left()
    {
        await using var cluster = await OvsdbCluster.Start();
        await using var reader = new Follower(new(cluster.Servers[2].Endpoint, cluster.Servers[0].Endpoint), Options);
        Assert.Equal(cluster.Servers[2], cluster.ServerOf(await reader.NextSession()));

        await cluster.Servers[2].Control("cluster/failure-test", "stop-raft-rpc");

        Assert.Equal(cluster.Servers[0], cluster.ServerOf(await reader.NextSession()));
        Assert.Equal("cluster lost", reader.Failures.Single().Error.Error);
        Assert.Equal(ReplicaLoad.Resumed, reader.Replica.LastLoad);
    }

    [Fact]
    public async Task A_server_that_has_gone_back_in_time_is_skipped_until_it_has_caught_up()
    {
        await using var server = await OvsdbServer.StartCluster();
        await server.WaitConnected();
        var backup = await File.ReadAllBytesAsync(server.DatabasePath, Token);
        await using var reader = new Follower(new(server.Endpoint), Options);
        var client = await reader.NextSession();
        foreach (var type in new[] { "one", "two", "three" })
            await client.Transact(Database, [new Operation.Insert("QoS", new() { ["type"] = type })], Token);
        await reader.Replica.WaitUntil(snapshot => snapshot["QoS"].Count == 3, Token);

        await server.Kill();
        await File.WriteAllBytesAsync(server.DatabasePath, backup, Token);
        await server.Launch();

        var failure = await reader.NextFailure("stale server");
        Assert.Matches("^stale server: the server has Open_vSwitch as of log index [0-9]+, which was at [0-9]+ before$", failure.Error.Message);
        Assert.Equal(3, reader.Replica.Snapshot["QoS"].Count);
        Assert.False(reader.Replica.IsAttached);
        await using var other = await server.Connect();
        foreach (var _ in Enumerable.Range(0, 10))
            await other.Transact(Database, [new Operation.Insert("QoS", new() { ["type"] = "new" })], Token);
        await reader.NextSession();
        Assert.Equal(10, reader.Replica.Snapshot["QoS"].Count);
    }

    [Fact]
    public async Task Only_the_cluster_that_the_remotes_name_will_do()
    {
        await using var wanted = await OvsdbServer.StartCluster();
        await using var other = await OvsdbServer.StartCluster();
        await wanted.WaitConnected();
        await other.WaitConnected();
        var clusterId = (await wanted.Control("cluster/cid", Database)).Trim();
        var remotes = OvsdbRemotes.Parse($"unix:{other.SocketPath}, unix:{wanted.SocketPath}, cid:{clusterId}");

        await using var reader = new Follower(remotes, Options);

        var client = await reader.NextSession();
        Assert.Equal(wanted.SocketPath, client.Peer.EndPoint!.ToString());
        Assert.Equal("database missing", reader.Failures.Single().Error.Error);
    }

    [Fact]
    public async Task A_relay_serves_but_never_leads()
    {
        await using var source = await OvsdbServer.Start();
        await using var relay = await OvsdbServer.StartRelay(source);
        await relay.WaitConnected();
        await using var reader = new Follower(new(relay.Endpoint), Options);
        await using var leaderOnly = new Follower(new(relay.Endpoint), Options with { IsLeaderOnly = true });

        await reader.NextSession();
        var refusal = await leaderOnly.NextFailure("not leader");

        Assert.True(reader.Replica.IsAttached);
        Assert.Contains("relay", refusal.Error.Details, StringComparison.Ordinal);
        await source.Kill();
        await reader.NextFailure("cluster lost");
    }

    /// <summary>A server has each row that its writer was told of, and no other; and a replica has what ovsdb-client says that the server has.</summary>
    static async Task IsThereOnce(LedgerWriters writers, OvsdbServer server, OvsdbReplica replica)
    {
        var dump = JsonElement.Parse(await server.Dump("QoS"));
        var rows = dump.GetProperty("data").EnumerateArray().ToArray();

        Assert.Equal(["_uuid", "external_ids", "other_config", "queues", "type"], dump.GetProperty("headings").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(writers.Written.Order(), rows.Select(row => row[4].GetString()).Where(type => type != "ledger").Order());
        Assert.Equal(
            rows.Select(row => string.Join(' ', row.EnumerateArray().Select(cell => cell.GetRawText()))).Order(),
            replica.Snapshot["QoS"].Rows.Select(row => string.Join(
                ' ', (OvsdbValue[])[row.Uuid, row["external_ids"], row["other_config"], row["queues"], row["type"]])).Order());
    }
}
