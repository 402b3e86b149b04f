using System.Text.Json;
using Sdn.Ovsdb.OpenVSwitch;

namespace Sdn.Ovsdb.Tests;

public sealed class OpenVSwitchTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_monitored_column_is_in_the_schema()
    {
        var json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", "vswitch.ovsschema"));
        var schema = OvsdbSchema.Parse(JsonElement.Parse(json));

        var missing = OpenVSwitchDatabase.Monitor.Tables
            .SelectMany(table => table.Columns!.Where(column => !schema.Tables[table.Name].Columns.ContainsKey(column)));

        Assert.Empty(missing);
    }

    [Fact]
    public async Task Typed_columns_write_what_typed_rows_read()
    {
        await using var server = await OvsdbServer.Start();
        await using var client = await server.Connect();
        var replica = new OvsdbReplica(OpenVSwitchDatabase.Monitor);
        await replica.Attach(client, Token);
        Assert.Null(replica.Snapshot.OpenVSwitch);

        await client.Transact(
            OpenVSwitchDatabase.Name,
            [
                new Operation.Insert("Open_vSwitch", new()
                {
                    [OpenVSwitchTable.Bridges.Name] = OvsdbValue.NamedUuid("bridge"),
                    [OpenVSwitchTable.ExternalIds.Name] = OvsdbValue.Map(("system-id", "device-1")),
                }),
                new Operation.Insert("Bridge", new()
                {
                    [BridgeTable.Name.Name] = BridgeTable.Name.Value("br-int"),
                    [BridgeTable.FailMode.Name] = BridgeTable.FailMode.Value("secure"),
                    [BridgeTable.Protocols.Name] = BridgeTable.Protocols.Value(["OpenFlow15"]),
                    [BridgeTable.OtherConfig.Name] = BridgeTable.OtherConfig.Value(new Dictionary<string, string> { ["disable-in-band"] = "true" }),
                    [BridgeTable.FlowTables.Name] = OvsdbValue.Map((0, OvsdbAtom.NamedUuid("classify"))),
                    [BridgeTable.Ports.Name] = OvsdbValue.NamedUuid("port"),
                    [BridgeTable.Controllers.Name] = OvsdbValue.NamedUuid("controller"),
                })
                {
                    UuidName = "bridge",
                },
                new Operation.Insert("Flow_Table", new() { ["name"] = "Classify" }) { UuidName = "classify" },
                new Operation.Insert("Controller", new() { ["target"] = "tcp:192.0.2.1:6653" }) { UuidName = "controller" },
                new Operation.Insert("Port", new() { ["name"] = "vx7", ["interfaces"] = OvsdbValue.NamedUuid("interface") }) { UuidName = "port" },
                new Operation.Insert("Interface", new()
                {
                    ["name"] = "vx7",
                    ["type"] = "vxlan",
                    ["options"] = OvsdbValue.Map(("key", "7"), ("remote_ip", "flow")),
                    ["ofport_request"] = InterfaceTable.OfPortRequest.Value(32768),
                    ["statistics"] = InterfaceTable.Statistics.Value(new Dictionary<string, long> { ["rx_bytes"] = 5 }),
                })
                {
                    UuidName = "interface",
                },
            ],
            Token);

        var snapshot = replica.Snapshot;
        var device = snapshot.OpenVSwitch!.Value;
        Assert.Equal("device-1", device.SystemId);
        Assert.Null(device.OvsVersion);
        Assert.Empty(device.DatapathTypes);
        var bridge = snapshot.Bridge(device.Bridges.Single())!.Value;
        Assert.Equal("br-int", bridge.Name);
        Assert.Equal("secure", bridge.FailMode);
        Assert.Null(bridge.DatapathId);
        Assert.Equal(["OpenFlow15"], bridge.Protocols);
        Assert.Equal("true", bridge.OtherConfig["disable-in-band"]);
        Assert.Equal("Classify", snapshot.FlowTable(bridge.FlowTables[0])!.Value.Name);
        var controller = snapshot.Controller(bridge.Controllers.Single())!.Value;
        Assert.Equal("tcp:192.0.2.1:6653", controller.Target);
        Assert.False(controller.IsConnected);
        var port = snapshot.Port(bridge.Ports.Single())!.Value;
        var tunnel = snapshot.Interface(port.Interfaces.Single())!.Value;
        Assert.Equal("vxlan", tunnel.Type);
        Assert.Equal([new("key", "7"), new("remote_ip", "flow")], tunnel.Options);
        Assert.Equal(32768, tunnel.OfPortRequest);
        Assert.Null(tunnel.OfPort);
        Assert.Equal(5, tunnel.Statistics["rx_bytes"]);
    }
}
