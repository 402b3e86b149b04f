using Sdn.Ovsdb.OpenVSwitch;

namespace Sdn.Ovsdb.Tests;

public sealed class ClientTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_databases_and_reads_a_schema()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();

        var databases = await client.ListDatabases(Token);
        var schema = await client.GetSchema("Open_vSwitch", Token);

        Assert.Equal(["Open_vSwitch", "_Server"], databases.Order(StringComparer.Ordinal));
        Assert.Equal("Open_vSwitch", schema.Name);
        Assert.Equal("Port", schema.Tables["Bridge"].Columns["ports"].Type.Key.RefTable);
    }

    [Fact]
    public async Task A_bridge_with_port_and_interface_is_inserted_by_named_uuids()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(OpenVSwitchDatabase.Monitor);
        await replica.Attach(client, Token);

        var result = await client.Transact(
            "Open_vSwitch",
            [
                new Operation.Insert("Open_vSwitch", new() { ["bridges"] = OvsdbValue.NamedUuid("bridge") }),
                new Operation.Insert("Bridge", new() { ["name"] = "br-int", ["ports"] = OvsdbValue.NamedUuid("port"), ["fail_mode"] = "secure" })
                {
                    UuidName = "bridge",
                },
                new Operation.Insert("Port", new() { ["name"] = "br-int", ["interfaces"] = OvsdbValue.NamedUuid("interface") })
                {
                    UuidName = "port",
                },
                new Operation.Insert("Interface", new() { ["name"] = "br-int", ["type"] = "internal" }) { UuidName = "interface" },
            ],
            Token);

        var bridge = Assert.Single(replica.Snapshot.Bridges);
        Assert.Equal(result.Uuid(1), bridge.Uuid);
        Assert.Equal("secure", bridge.FailMode);
        var port = replica.Snapshot.Port(bridge.Ports.Single());
        Assert.Equal("internal", replica.Snapshot.Interface(port!.Value.Interfaces.Single())!.Value.Type);
    }
}
