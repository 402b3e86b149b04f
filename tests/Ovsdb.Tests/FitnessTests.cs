using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Sdn.Ovsdb.Tests;

/// <summary>What becomes of a session whose single server changes, judged by real servers (clusters: <see cref="ClusterTests"/>).</summary>
public sealed class FitnessTests
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
    public async Task A_database_that_is_removed_ends_the_session_and_one_that_comes_back_is_taken_up()
    {
        await using var server = await OvsdbServer.Start();
        await using var sessions = new SessionLog(new(server.Endpoint), Options);
        var first = await sessions.Next();

        await server.Control("ovsdb-server/remove-db", Database);

        var end = await Assert.ThrowsAsync<OvsdbException>(() => first.Completion.WaitAsync(Token));
        Assert.Equal("database missing: the server has no database Open_vSwitch", end.Message);
        Assert.True(end.EndsSession);
        await server.Control("ovsdb-server/add-db", server.DatabasePath);
        Assert.Contains(Database, await (await sessions.Next()).ListDatabases(Token));
    }

    [Fact]
    public async Task A_database_that_is_converted_ends_the_session_and_the_next_one_knows_the_new_schema()
    {
        await using var server = await OvsdbServer.StartCluster();
        await server.WaitConnected();
        await using var sessions = new SessionLog(new(server.Endpoint), Options with { BackoffSecondsMin = 0.001 });
        var first = await sessions.Next();
        var schema = JsonNode.Parse(await File.ReadAllTextAsync(OvsdbServer.SchemaPath, Token))!;
        schema["version"] = "99.0.0";
        schema["tables"]!["QoS"]!["columns"]!["added"] = JsonNode.Parse("""{"type": "string"}""");
        var path = Path.ChangeExtension(server.DatabasePath, "ovsschema");
        await File.WriteAllTextAsync(path, schema.ToJsonString(), Token);

        await server.Convert(path);

        var end = await Assert.ThrowsAsync<OvsdbException>(() => first.Completion.WaitAsync(Token));
        Assert.Equal("schema changed: Open_vSwitch has been converted to another schema", end.Message);
        var next = await sessions.Next();
        Assert.Equal(TimeSpan.Zero, sessions.Failures.Single().Wait);
        Assert.Contains("added", (await next.GetSchema(Database, Token)).Tables["QoS"].Columns.Keys);
    }

    [Fact]
    public async Task A_server_without_the_database_is_passed_over()
    {
        await using var empty = await OvsdbServer.Start();
        await using var server = await OvsdbServer.Start();
        await empty.Control("ovsdb-server/remove-db", Database);

        await using var sessions = new SessionLog(new(empty.Endpoint, server.Endpoint), Options);

        Assert.Equal(server.SocketPath, (await sessions.Next()).Peer.EndPoint!.ToString());
        Assert.Equal("database missing", sessions.Failures.Single().Error.Error);
    }

    [Fact]
    public async Task A_server_that_has_not_joined_its_cluster_yet_is_passed_over_until_it_has()
    {
        await using var member = await OvsdbServer.StartCluster();
        await member.WaitConnected();
        await member.Kill();
        await using var joining = await OvsdbServer.JoinCluster(member);
        await using var sessions = new SessionLog(new(joining.Endpoint), Options);

        var failure = await sessions.NextFailure();

        Assert.Equal("cluster not joined: the server has no schema of Open_vSwitch yet", failure.Error.Message);
        await member.Launch();
        Assert.Contains("QoS", (await (await sessions.Next()).GetSchema(Database, Token)).Tables.Keys);
        Assert.All(sessions.Failures, failed => Assert.Equal("cluster not joined", failed.Error.Error));
    }

    [Fact]
    public async Task News_of_a_database_that_is_as_fit_as_before_does_not_disturb_the_session()
    {
        await using var server = await OvsdbServer.StartCluster();
        await server.WaitConnected();
        await using var sessions = new SessionLog(new(server.Endpoint), Options);
        var client = await sessions.Next();
        var news = new OvsdbReplica(DatabaseStatus.Monitor);
        await news.Attach(client, Token);
        var before = IndexOf(news.Snapshot);

        for (var i = 0; i < 100; i++)
            await client.Transact(Database, [new Operation.Insert("QoS", [])], Token);
        await news.WaitUntil(snapshot => IndexOf(snapshot) >= before + 100, Token);

        Assert.True(client.IsOpen);
        Assert.Empty(sessions.Failures);
    }

    [Fact]
    public async Task A_server_from_before_the_database_of_databases_is_taken_as_it_is()
    {
        using var old = new OldServer();
        await using var sessions = new SessionLog(new(old.Endpoint), Options);

        var client = await sessions.Next();

        Assert.Equal(["Open_vSwitch"], await client.ListDatabases(Token));
        Assert.Empty(sessions.Failures);
        Assert.Equal(["set_db_change_aware", "get_schema", "list_dbs"], old.Asked);
    }

    [Fact]
    public async Task A_session_that_waits_for_something_else_is_told_when_its_connection_ends()
    {
        await using var server = await OvsdbServer.Start();
        var reconnector = new OvsdbReconnector(new(server.Endpoint), Options, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = new TaskCompletionSource();
        var failure = new TaskCompletionSource<OvsdbFailure>();
        var running = reconnector.Run(
            async (_, token) =>
            {
                waiting.TrySetResult();
                await new TaskCompletionSource().Task.WaitAsync(token);
            },
            failed => failure.TrySetResult(failed),
            stop.Token);
        await waiting.Task.WaitAsync(Token);

        await server.Kill();

        Assert.Equal("connection lost", (await failure.Task.WaitAsync(Token)).Error.Error);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Theory]
    [InlineData(SocketShutdown.Send)]
    [InlineData(SocketShutdown.Both)]
    public async Task A_session_that_its_server_closes_leaves_no_half_open_socket(SocketShutdown direction)
    {
        using var old = new OldServer();
        var client = await OvsdbConnector.Connect(old.Endpoint, OvsdbClientOptions.Default, TimeProvider.System, Token);
        await client.Echo(Token);

        old.Shutdown(direction);

        await client.Completion.WaitAsync(Token);
        await old.WaitClosed();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_session_that_is_disposed_of_leaves_nothing_behind()
    {
        using var old = new OldServer();
        var client = await OvsdbConnector.Connect(old.Endpoint, OvsdbClientOptions.Default, TimeProvider.System, Token);
        var waiting = client.Call("wait_for_ever", new OvsdbCall<object?>(_ => { }, (ref _) => null), Token);
        await client.Echo(Token);

        await client.DisposeAsync();

        Assert.Equal("connection lost", (await Assert.ThrowsAsync<OvsdbException>(() => waiting)).Error);
        Assert.True(client.Completion.IsCompletedSuccessfully);
        await old.WaitClosed();
        await client.DisposeAsync();
    }

    /// <summary>How far the server is in the cluster's log, by its "_Server".</summary>
    static long IndexOf(ReplicaSnapshot server) => server["Database"].Rows.Single(row => row["name"].AsString == Database)["index"].AsInteger;
}
