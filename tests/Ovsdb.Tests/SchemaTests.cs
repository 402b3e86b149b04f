using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>Schemas; cases named like types/035 are those of Open vSwitch's own test suite.</summary>
public sealed class SchemaTests
{
    [Fact]
    public void The_schema_of_Open_vSwitch_is_read()
    {
        var schema = OvsdbSchema.Parse(JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Files", "vswitch.ovsschema"))));

        Assert.Equal("8.8.0", schema.Version);
        Assert.Equal(19, schema.Tables.Count);
        var root = schema.Tables["Open_vSwitch"];
        Assert.Equal(1, root.MaxRows);
        Assert.True(root.IsRoot);
        Assert.Equal([["name"]], schema.Tables["Bridge"].Indexes);
        var controller = schema.Tables["Bridge"].Columns["controller"].Type;
        Assert.Equal(ColumnType.Unlimited, controller.Max);
        Assert.Equal("Controller", controller.Key.RefTable);
        Assert.Equal(RefType.Strong, controller.Key.RefType);
        Assert.True(schema.Tables["Controller"].Columns["is_connected"].IsEphemeral);
        Assert.False(schema.Tables["Bridge"].Columns["name"].IsMutable);
        var failMode = schema.Tables["Bridge"].Columns["fail_mode"].Type;
        Assert.True(failMode.IsOptional);
        Assert.Equal("""["set",["secure","standalone"]]""", failMode.Key.Enum!.ToString());
    }

    [Theory]
    [InlineData("\"real\"", true, false, false)]                                                  // types/030
    [InlineData("""{"key":"real","min":1,"max":1}""", true, false, false)]                        // types/035
    [InlineData("""{"key":"boolean","min":0}""", false, true, false)]                             // types/038
    [InlineData("""{"key":"string","min":0,"max":3}""", false, false, false)]                     // types/040
    [InlineData("""{"key":"string","value":"uuid","min":0,"max":10}""", false, false, true)]      // types/050
    [InlineData("""{"key":"string","value":"real","min":0,"max":"unlimited"}""", false, false, true)] // types/052
    public void Types_are_read(string json, bool isScalar, bool isOptional, bool isMap)
    {
        var type = ColumnType.Parse(JsonElement.Parse(json));

        Assert.Equal(isScalar, type.IsScalar);
        Assert.Equal(isOptional, type.IsOptional);
        Assert.Equal(isMap, type.IsMap);
    }

    [Theory]
    [InlineData("""{"key":"real","min":5,"max":3}""", "ovsdb type fails constraint checks")]                           // types/043
    [InlineData("""{"key":{"type":"uuid","refTable":"a-b-c"}}""", "member 'refTable'")]           // types/026
    [InlineData("""{"key":{"type":"integer","minInteger":3,"maxInteger":2}}""", "minInteger exceeds")]
    [InlineData("""{"key":{"type":"string","minLength":-1}}""", "minLength out of valid range 0 to 4294967295")]
    [InlineData("""{"key":"integer","max":"many"}""", "bad min or max value")]
    [InlineData("""{"key":"text"}""", "not an atomic-type")]
    [InlineData("""{"value":"string"}""", "'key' member is missing")]
    [InlineData("7", "ovsdb type expected")]
    public void Types_that_break_the_rules_are_refused(string json, string why)
    {
        var refusal = Assert.Throws<OvsdbException>(() => ColumnType.Parse(JsonElement.Parse(json)));

        Assert.Contains(why, refusal.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"columns":{"a":{"type":"integer"},"b":{"type":"string"}},"indexes":[[]]}""", "index must have at least one column")] // table/162
    [InlineData("""{"columns":{"_column":{"type":"integer"}}}""", "names beginning with \"_\" are reserved")]                           // table/164
    [InlineData("""{"columns":{"a":{"type":"integer"}},"indexes":[["b"]]}""", "b is not a valid column name")]
    [InlineData("""{"columns":{"a":{"type":"integer","ephemeral":true}},"indexes":[["a"]]}""", "ephemeral")]
    [InlineData("""{"columns":{},"maxRows":1}""", "at least one column")]
    [InlineData("""{"columns":{"a":{"type":"integer"}},"maxRows":0}""", "maxRows must be at least 1")]
    public void Tables_that_break_the_rules_are_refused(string json, string why)
    {
        var refusal = Assert.Throws<OvsdbException>(() => TableSchema.Parse("mytable", JsonElement.Parse(json)));

        Assert.Contains(why, refusal.Details, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_without_version_is_read()                                                // schema/171
    {
        var schema = OvsdbSchema.Parse(JsonElement.Parse("""{"name":"mydb","cksum":"x","x-own":1,"tables":{"x":{"columns":{"y":{"type":"integer"}}}}}"""));

        Assert.Null(schema.Version);
    }

    [Theory]
    [InlineData("""{"name":"mydb","version":"1.2","tables":{}}""", "not in format x.y.z")]
    [InlineData("""{"name":"my-db","tables":{}}""", "member 'name'")]
    [InlineData("""{"name":"mydb","tables":[]}""", "member 'tables'")]
    [InlineData("""{"name":"mydb","tables":{"a":{"columns":{"c":{"type":{"key":{"type":"uuid","refTable":"b"}}}}}}}""", "undefined table b")]
    public void Schemas_that_break_the_rules_are_refused(string json, string why)
    {
        var refusal = Assert.Throws<OvsdbException>(() => OvsdbSchema.Parse(JsonElement.Parse(json)));

        Assert.Contains(why, refusal.Details, StringComparison.Ordinal);
    }
}
