using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>What RFC 7047 and ovsdb-server(7) ask of a client and other tests do not show, with a real server.</summary>
public sealed class ProtocolTests
{
    static readonly string Database = "Open_vSwitch";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_has_an_id_that_lasts_until_it_restarts()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        await using var other = await server.Connect();

        var id = await client.GetServerId(Token);
        var again = await other.GetServerId(Token);
        await server.Kill();
        await server.Launch();
        await using var later = await server.Connect();

        Assert.NotEqual(Guid.Empty, id);
        Assert.Equal(id, again);
        Assert.NotEqual(id, await later.GetServerId(Token));
    }

    [Fact]
    public async Task A_transaction_without_operations_has_no_results()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        Assert.Empty((await client.Transact(Database, [], Token)).Operations);
    }

    [Fact]
    public async Task An_error_at_commit_comes_after_the_operations_and_has_the_place_of_none()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        var refusal = await Assert.ThrowsAsync<OvsdbException>(() => client.Transact(
            Database, [new Operation.Insert("Open_vSwitch", []), new Operation.Insert("Open_vSwitch", [])], Token));

        Assert.Equal(OvsdbErrors.ConstraintViolation, refusal.Error);
        Assert.Null(refusal.OperationIndex);
        Assert.Equal(
            "transaction causes \"Open_vSwitch\" table to contain 2 rows, greater than the schema-defined limit of 1 row(s)",
            refusal.Details);
    }

    [Fact]
    public async Task What_comes_after_the_operation_that_failed_is_not_done()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        var refusal = await Assert.ThrowsAsync<OvsdbException>(() => client.Transact(
            Database,
            [new Operation.Insert("QoS", []), new Operation.Abort(), new Operation.Insert("QoS", []), new Operation.Comment("")],
            Token));

        Assert.Equal(OvsdbErrors.Aborted, refusal.Error);
        Assert.Equal(1, refusal.OperationIndex);
        var rows = await client.Transact(Database, [new Operation.Select("QoS", Condition.Any)], Token);
        Assert.Empty(rows.Rows(0));
    }

    [Fact]
    public async Task An_insert_may_choose_its_UUID_once()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        var uuid = new Guid("11111111-2222-3333-4444-555555555555");

        var result = await client.Transact(Database, [new Operation.Insert("QoS", []) { Uuid = uuid }], Token);
        var refusal = await Assert.ThrowsAsync<OvsdbException>(
            () => client.Transact(Database, [new Operation.Insert("QoS", []) { Uuid = uuid }], Token));

        Assert.Equal(uuid, result.Uuid(0));
        Assert.Equal(OvsdbErrors.DuplicateUuid, refusal.Error);
        Assert.Equal("\"11111111-2222-3333-4444-555555555555\"", refusal.Syntax);
    }

    [Fact]
    public async Task Columns_that_an_insert_leaves_out_have_their_defaults()
    {
        await using var server = await OvsdbServer.StartWith(
            """
            {"name": "d", "version": "1.0.0", "tables": {"t": {"isRoot": true, "columns": {
              "i": {"type": "integer"}, "r": {"type": "real"}, "b": {"type": "boolean"}, "s": {"type": "string"}, "u": {"type": "uuid"},
              "o": {"type": {"key": "string", "min": 0}}, "m": {"type": {"key": "string", "value": "integer", "min": 0}}}}}}
            """);
        await using var client = await server.Connect();

        await client.Transact("d", [new Operation.Insert("t", [])], Token);

        var rows = await client.Transact("d", [new Operation.Select("t", Condition.Any)], Token);
        var row = rows.Rows(0).Single();
        Assert.Equal(
            """0 0 false "" ["uuid","00000000-0000-0000-0000-000000000000"] ["set",[]] ["map",[]]""",
            string.Join(' ', "irbsuom".Select(column => row[$"{column}"].ToString())));
        Assert.Equal(["_uuid", "_version", "b", "i", "m", "o", "r", "s", "u"], row.Columns.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("125", 125.0)]
    [InlineData("1e3", 1000.0)]
    [InlineData("-0.5", -0.5)]
    public async Task A_real_may_be_written_as_an_integer(string number, double expected)
    {
        await using var server = await OvsdbServer.StartWith(
            """{"name": "d", "version": "1.0.0", "tables": {"t": {"columns": {"r": {"type": "real"}}, "isRoot": true}}}""");
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(new MonitorRequest("d", [new MonitoredTable("t")]));
        await replica.Attach(client, Token);

        await client.Call("transact", JsonElement.Parse($$$"""["d",{"op":"insert","table":"t","row":{"r":{{{number}}}}}]"""), Token);

        var value = replica.Snapshot["t"].Rows.Single()["r"];
        Assert.Equal(AtomType.Real, value.KeyAt(0).Type);
        Assert.Equal(expected, value.AsReal);
    }

    [Fact]
    public async Task A_count_is_of_the_rows_that_match_also_where_nothing_changes()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        await client.Transact(Database, [new Operation.Insert("QoS", new() { ["type"] = "a" }), new Operation.Insert("QoS", [])], Token);

        var result = await client.Transact(
            Database,
            [
                new Operation.Update("QoS", Condition.Any, new() { ["type"] = "a" }),
                new Operation.Mutate("QoS", [Condition.Equal("type", "none")], [Mutation.Delete("other_config", OvsdbValue.Set("k"))]),
                new Operation.Delete("QoS", Condition.Any),
            ],
            Token);

        Assert.Equal([2, 0, 2], [result.Count(0), result.Count(1), result.Count(2)]);
    }

    [Fact]
    public async Task A_row_that_nothing_refers_to_vanishes_and_a_weak_reference_with_its_row()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(new MonitorRequest(Database, [new MonitoredTable("Port"), new MonitoredTable("Mirror")]));
        await replica.Attach(client, Token);
        var result = await client.Transact(
            Database,
            [
                new Operation.Insert("Interface", new() { ["name"] = "p" }) { UuidName = "i" },
                new Operation.Insert("Port", new() { ["name"] = "p", ["interfaces"] = OvsdbValue.NamedUuid("i") }) { UuidName = "p" },
                new Operation.Insert("Mirror", new() { ["name"] = "m", ["output_port"] = OvsdbValue.NamedUuid("p") }) { UuidName = "m" },
                new Operation.Insert("Bridge", new()
                {
                    ["name"] = "b",
                    ["ports"] = OvsdbValue.NamedUuid("p"),
                    ["mirrors"] = OvsdbValue.NamedUuid("m"),
                })
                {
                    UuidName = "b",
                },
                new Operation.Insert("Open_vSwitch", new() { ["bridges"] = OvsdbValue.NamedUuid("b") }),
            ],
            Token);
        Assert.Equal(result.Uuid(1), replica.Snapshot["Mirror"].Rows.Single()["output_port"].AsUuid);

        await client.Transact(Database, [new Operation.Update("Bridge", Condition.Any, new() { ["ports"] = OvsdbValue.EmptySet })], Token);

        Assert.Empty(replica.Snapshot["Port"].Rows);
        Assert.Equal(OvsdbValue.EmptySet, replica.Snapshot["Mirror"].Rows.Single()["output_port"]);
    }

    [Fact]
    public async Task A_request_of_the_peer_is_answered_with_its_own_parameters_and_id()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        await peer.Send("""{"id":[1,{"a":"b"}],"method":"echo","params":["x",[2],{"y":null}]}""");

        Assert.Equal(
            """{"error":null,"id":[1,{"a":"b"}],"result":["x",[2],{"y":null}]}""",
            FakePeer.Normal(await peer.Receive()));
    }

    public static TheoryData<string, string, string> BadCalls => new()
    {
        { "unknown method", "dance", "[]" },
        { "unknown database", "get_schema", """["nope"]""" },
        { "unknown monitor", "monitor_cancel", """["nope"]""" },
        { "syntax error", "set_db_change_aware", """["maybe"]""" },
        { "syntax error", "monitor", """["Open_vSwitch","m",{"Nowhere":{}}]""" },
    };

    [Theory]
    [MemberData(nameof(BadCalls))]
    public async Task A_call_that_the_server_does_not_take_has_an_error_with_a_name(string error, string method, string parameters)
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        var refusal = await Assert.ThrowsAsync<OvsdbException>(() => client.Call(method, JsonElement.Parse(parameters), Token));

        Assert.Equal(error, refusal.Error);
        Assert.Null(refusal.OperationIndex);
        await client.Echo(Token);
    }

    public static TheoryData<string, string> BadOperations => new()
    {
        { OvsdbErrors.DomainError, """{"op":"mutate","table":"Open_vSwitch","where":[],"mutations":[["next_cfg","/=",0]]}""" },
        { OvsdbErrors.RangeError, """{"op":"mutate","table":"Open_vSwitch","where":[],"mutations":[["next_cfg","*=",9223372036854775807]]}""" },
        { OvsdbErrors.ConstraintViolation, """{"op":"update","table":"Bridge","where":[],"row":{"name":"b"}}""" },
        { OvsdbErrors.UnknownMutator, """{"op":"mutate","table":"Open_vSwitch","where":[],"mutations":[["next_cfg","^=",1]]}""" },
        { OvsdbErrors.UnknownFunction, """{"op":"select","table":"QoS","where":[["type","like","a"]]}""" },
        { OvsdbErrors.UnknownColumn, """{"op":"select","table":"QoS","where":[["typ","==","a"]]}""" },
        { OvsdbErrors.SyntaxError, """{"op":"insert","table":"QoS","row":{},"uuid-name":"1st"}""" },
        { OvsdbErrors.SyntaxError, """{"op":"select","table":"QoS","where":[["type","<","a"]]}""" },
    };

    [Theory]
    [MemberData(nameof(BadOperations))]
    public async Task An_operation_that_the_server_does_not_take_has_an_error_with_a_name(string error, string operation)
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        await client.Transact(Database, [new Operation.Insert("Open_vSwitch", new() { ["next_cfg"] = 2 })], Token);

        var reply = await client.Call("transact", JsonElement.Parse($"""["{Database}",{operation},null]"""), Token);

        Assert.Equal(error, reply[0].GetProperty("error").GetString());
        Assert.Equal(JsonValueKind.Null, reply[1].ValueKind);
    }

    [Fact]
    public async Task The_database_of_the_server_itself_is_not_to_be_written_to()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        var refusal = await Assert.ThrowsAsync<OvsdbException>(
            () => client.Transact("_Server", [new Operation.Delete("Database", Condition.Any)], Token));

        Assert.Equal(OvsdbErrors.NotAllowed, refusal.Error);
    }
}
