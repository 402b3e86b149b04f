using System.Text.Json;
using Sdn.Ovsdb.OpenVSwitch;

namespace Sdn.Ovsdb.Tests;

public sealed class OpenVSwitchTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The newest schema, in which every column is.</summary>
    static readonly string Newest = Path.Combine(AppContext.BaseDirectory, "Files", "vswitch.ovsschema");

    /// <summary>That of the Open vSwitch that is installed; an older one.</summary>
    const string Installed = "/usr/share/openvswitch/vswitch.ovsschema";

    [Fact]
    public void The_table_has_every_column_of_the_schema_as_it_is_there_and_no_other() =>
        Assert.Equal(ColumnsOf(Newest), OpenVSwitchDatabase.Tables.SelectMany(table => table.Columns).Select(Words).Order(StringComparer.Ordinal));

    [Fact]
    public void The_table_has_every_column_of_the_installed_schema_as_it_is_there()
    {
        var installed = ColumnsOf(Installed);

        Assert.Equal(184, installed.Length);
        Assert.Empty(installed.Except(OpenVSwitchDatabase.Tables.SelectMany(table => table.Columns).Select(Words)));
    }

    public static TheoryData<string> Tables => [.. OpenVSwitchDatabase.Tables.Select(table => table.Name)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_typed_row_has_a_property_for_each_column_that_reads_it(string name)
    {
        var table = OpenVSwitchDatabase.Tables.Single(table => table.Name == name);
        var declaration = typeof(BridgeTable).Assembly.GetTypes()
            .Single(type => type.GetField("Table")?.GetValue(null) == table);
        var view = typeof(BridgeRow).Assembly.GetType(declaration.FullName![..^"Table".Length] + "Row")!;
        var fields = declaration.GetFields().Where(field => field.Name != "Table").ToArray();
        var without = Activator.CreateInstance(view, new OvsdbRow(new RowLayout(name, []), Guid.Empty, []));

        Assert.Equal(table.Columns.Count, fields.Length);
        Assert.All(fields, field =>
        {
            var column = (OvsdbColumn)field.GetValue(null)!;
            var with = Activator.CreateInstance(view, new OvsdbRow(new RowLayout(name, [column.Name]), Guid.Empty, [Sample(column.Type)]));
            var property = view.GetProperty(field.Name)!;

            Assert.Equal(field.FieldType, typeof(OvsdbColumn<>).MakeGenericType(property.PropertyType));
            Assert.NotEqual(property.GetValue(without), property.GetValue(with));
        });
    }

    /// <summary>A value that differs from that of a row without the column.</summary>
    static OvsdbValue Sample(ColumnType type) => type.Value is { } value
        ? OvsdbValue.Map([KeyValuePair.Create(Sample(type.Key), Sample(value))])
        : OvsdbValue.Scalar(Sample(type.Key));

    static OvsdbAtom Sample(BaseType type) => type.Type switch
    {
        AtomType.Integer => 7,
        AtomType.Boolean => true,
        AtomType.String => "text",
        _ => new Guid("11111111-2222-3333-4444-555555555555"),
    };

    /// <summary>The columns of a schema: table, name, type without limits of numbers and sizes, and whether it may change.</summary>
    static string[] ColumnsOf(string path) =>
    [
        .. OvsdbSchema.Parse(JsonElement.Parse(File.ReadAllText(path))).Tables.Values
            .SelectMany(table => table.Columns.Values.Select(column => Words(table.Name, column.Name, column.Type, column.IsMutable)))
            .Order(StringComparer.Ordinal),
    ];

    static string Words(OvsdbColumn column) => Words(column.Table.Name, column.Name, column.Type, column.IsMutable);

    static string Words(string table, string column, ColumnType type, bool isMutable)
    {
        var unlimited = type with
        {
            Key = WithoutRange(type.Key),
            Value = type.Value is { } value ? WithoutRange(value) : null,
            Max = type.Max > 1 ? ColumnType.Unlimited : 1,
        };
        return $"{table}.{column}: {unlimited}{(isMutable ? "" : ", immutable")}";
    }

    static BaseType WithoutRange(BaseType type) => new(type.Type) { Enum = type.Enum, RefTable = type.RefTable, RefType = type.RefType };

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
