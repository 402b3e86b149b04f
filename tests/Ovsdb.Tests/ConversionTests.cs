using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>Schemas that change under a session (ovsdb-server(7) section 4.1.19).</summary>
public sealed class ConversionTests
{
    const string OneColumn = """{"name":"d","version":"1.0.0","tables":{"t":{"isRoot":true,"columns":{"a":{"type":"string"}}}}}""";

    const string TwoColumns =
        """{"name":"d","version":"1.1.0","tables":{"t":{"isRoot":true,"columns":{"a":{"type":"string"},"b":{"type":"integer"}}}}}""";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_conversion_keeps_the_rows_and_the_session()
    {
        await using var server = await OvsdbServer.StartWith(OneColumn);
        await using var client = await server.Connect();
        await client.Transact("d", [new Operation.Insert("t", new() { ["a"] = "x" })], Token);

        await client.Convert("d", JsonElement.Parse(TwoColumns), Token);

        Assert.Equal("1.1.0", (await client.GetSchema("d", Token)).Version);
        var rows = await client.Transact("d", [new Operation.Select("t", Condition.Any)], Token);
        Assert.Equal("x", rows.Rows(0).Single()["a"].AsString);
        Assert.Equal(0, rows.Rows(0).Single()["b"].AsInteger);
    }

    [Theory]
    [InlineData("""{"name":"d","version":"1.0.0","tables":{"t":{"columns":{"a":{"type":"strange"}}}}}""", OvsdbErrors.SyntaxError)]
    [InlineData("""{"name":"other","version":"1.0.0","tables":{}}""", OvsdbErrors.InvalidParameters)]
    [InlineData("""{"name":"d","version":"1.0.0","tables":{"t":{"isRoot":true,"columns":{"a":{"type":{"key":{"type":"string","maxLength":1}}}}}}}""", OvsdbErrors.ConstraintViolation)]
    public async Task A_schema_that_does_not_fit_is_refused_and_nothing_changes(string schema, string error)
    {
        await using var server = await OvsdbServer.StartWith(OneColumn);
        await using var client = await server.Connect();
        await client.Transact("d", [new Operation.Insert("t", new() { ["a"] = "long" })], Token);

        var refusal = await Assert.ThrowsAsync<OvsdbException>(() => client.Convert("d", JsonElement.Parse(schema), Token));

        Assert.Equal(error, refusal.Error);
        Assert.Equal("1.0.0", (await client.GetSchema("d", Token)).Version);
    }

    [Fact]
    public async Task A_conversion_ends_watches_and_transactions_that_wait()
    {
        await using var server = await OvsdbServer.StartWith(OneColumn);
        await using var client = await server.Connect();
        await using var other = await server.Connect();
        await using var watch = await client.Watch(MonitorMethod.Plain, "d", [new TableWatch("t")], Guid.Empty, Token);
        await watch.Next(Token);
        var waiting = client.Transact("d", [new Operation.Wait("t", Condition.Any, ["a"], WaitUntil.NotEqual, [])], Token);
        await client.Echo(Token);

        await other.Convert("d", JsonElement.Parse(TwoColumns), Token);

        var end = await Assert.ThrowsAsync<OvsdbException>(() => watch.Next(Token));
        Assert.Equal(OvsdbErrors.Canceled, end.Error);
        var refusal = await Assert.ThrowsAsync<OvsdbException>(() => waiting);
        Assert.Equal(OvsdbErrors.Canceled, refusal.Error);
        await client.Echo(Token);
    }

    [Fact]
    public async Task A_replica_stands_still_until_it_is_attached_again_and_reads_the_new_schema()
    {
        await using var server = await OvsdbServer.StartWith(OneColumn);
        await using var other = await server.Connect();
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(new MonitorRequest("d", [new MonitoredTable("t")]));
        await replica.Attach(client, Token);
        await other.Transact("d", [new Operation.Insert("t", new() { ["a"] = "x" })], Token);

        await other.Convert("d", JsonElement.Parse(TwoColumns), Token);
        await client.Echo(Token);
        Assert.False(replica.IsAttached);
        await replica.Attach(client, Token);

        var row = replica.Snapshot["t"].Rows.Single();
        Assert.Equal("x", row["a"].AsString);
        Assert.Equal(0, row["b"].AsInteger);
    }

    [Fact]
    public async Task A_replica_that_follows_a_session_takes_up_the_converted_database()
    {
        await using var server = await OvsdbServer.StartWith(OneColumn);
        await using var other = await server.Connect();
        var client = await server.Connect();
        var replica = new OvsdbReplica(new MonitorRequest("d", [new MonitoredTable("t")]));
        await replica.Attach(client, Token);
        var following = replica.Follow(client, Token);
        await other.Transact("d", [new Operation.Insert("t", new() { ["a"] = "x" })], Token);

        await other.Convert("d", JsonElement.Parse(TwoColumns), Token);
        var snapshot = await replica.WaitUntil(rows => rows["t"].Rows.Any(row => row.Find("b") is not null), Token);

        Assert.Equal("x", snapshot["t"].Rows.Single()["a"].AsString);
        await client.DisposeAsync();
        await Task.WhenAny(following);
        Assert.False(following.IsCanceled);
    }
}
