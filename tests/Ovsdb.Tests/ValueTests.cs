using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>Values and their JSON; cases named like types/035 are those of Open vSwitch's own test suite.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("\"integer\"", "0", "0")]                                                         // data/056
    [InlineData("\"integer\"", "1e3", "1000")]
    [InlineData("\"integer\"", "9223372036854775807", "9223372036854775807")]
    [InlineData("\"integer\"", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("\"integer\"", "9223372036854775807.0", "9223372036854775807")]
    [InlineData("\"real\"", "125", "125")]
    [InlineData("\"real\"", "1e-9999", "0")]                                                      // json/050
    [InlineData("\"real\"", "-0.0", "0")]                                                         // data/067
    [InlineData("\"boolean\"", "true", "true")]
    [InlineData("\"string\"", "\"ä𝄞\\u00e4\\n\"", "\"ä\\uD834\\uDD1Eä\\n\"")]
    [InlineData("\"uuid\"", """["uuid","550e8400-e29b-41d4-a716-446655440000"]""", """["uuid","550e8400-e29b-41d4-a716-446655440000"]""")]
    [InlineData("""{"key":"integer","min":0,"max":"unlimited"}""", """["set",[3,1,2]]""", """["set",[1,2,3]]""")]
    [InlineData("""{"key":"integer","min":0,"max":"unlimited"}""", """["set",[3]]""", "3")]
    [InlineData("""{"key":"integer","min":0}""", """["set",[]]""", """["set",[]]""")]
    [InlineData("""{"key":"real","min":0,"max":9}""", """["set",[1.25,1.23,0.0,-1e99]]""", """["set",[-1E+99,0,1.23,1.25]]""")] // data/067
    [InlineData("""{"key":"string","min":0,"max":9}""", """["set",["abd","abc","\b","xxx"]]""", """["set",["\b","abc","abd","xxx"]]""")] // data/069
    [InlineData("""{"key":"string","min":0,"max":9}""", """["set",["𝄞","\uffff"]]""", """["set",["\uFFFF","\uD834\uDD1E"]]""")]
    [InlineData("""{"key":"string","value":"integer","min":0,"max":9}""", """["map",[["b",2],["a",1]]]""", """["map",[["a",1],["b",2]]]""")]
    [InlineData("""{"key":"string","value":"uuid","min":0,"max":9}""", """["map",[]]""", """["map",[]]""")]
    public void Values_are_read_into_normal_form(string type, string json, string expected)
    {
        Assert.Equal(expected, Value(json, Type(type)).ToString());
    }

    [Theory]
    [InlineData("\"boolean\"", "\"true\"", "expected boolean")]                                   // data/080
    [InlineData("\"integer\"", "1.5", "expected integer")]
    [InlineData("\"integer\"", "9223372036854775808", "expected integer")]
    [InlineData("\"integer\"", "true", "expected integer")]
    [InlineData("\"real\"", "1e9999", "number outside valid range")]                              // json/053
    [InlineData("\"real\"", "1e9999999999999999999", "number outside valid range")]               // json/054
    [InlineData("\"string\"", "null", "expected string")]
    [InlineData("\"string\"", "{}", "expected string")]
    [InlineData("\"uuid\"", """["uuid","550e8400"]""", "not a valid UUID")]
    [InlineData("\"uuid\"", """["named-uuid","row_1"]""", "expected [\"uuid\", ...]")]
    [InlineData("\"uuid\"", """["uuid","550e8400-e29b-41d4-a716-446655440000",1]""", "the end of a UUID")]
    [InlineData("\"uuid\"", """["guid","550e8400-e29b-41d4-a716-446655440000"]""", "expected [\"uuid\"")]
    [InlineData("\"uuid\"", "[]", "expected \"uuid\"")]
    [InlineData("""{"key":"uuid","max":5}""", """["set",[["uuid","7ef21525-0088-4a28-a418-5518413e43ea"],["uuid","355ad037-f1da-40aa-b47c-ff9c7e8c6a38"],["uuid","7ef21525-0088-4a28-a418-5518413e43ea"]]]""", "set contains duplicate")] // data/130
    [InlineData("""{"key":"real","min":0,"max":9}""", """["set",[0.0,-0.0]]""", "set contains duplicate")]
    [InlineData("""{"key":"string","value":"integer","max":9}""", """["map",[["a",1],["a",2]]]""", "map contains duplicate key")]
    [InlineData("""{"key":"string","value":"integer","max":9}""", """["map",[["a"]]]""", "expected integer")]
    [InlineData("""{"key":"string","value":"integer","max":9}""", """["set",["a"]]""", "expected a map")]
    [InlineData("""{"key":"string","value":"integer","max":9}""", "\"a\"", "expected a map")]
    [InlineData("""{"key":"string","max":9}""", """["map",[["a","b"]]]""", "expected a set")]
    [InlineData("""{"key":"string","max":9}""", """["set","a"]""", "the array of a set")]
    public void Values_of_the_wrong_shape_are_refused(string type, string json, string why)
    {
        var refusal = Assert.Throws<OvsdbException>(() => Value(json, Type(type)));

        Assert.Contains(why, refusal.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["map",[["2 gills","1 chopin"]]]""", """["map",[["2 gills","1 chopin"],["2 pints","1 quart"]]]""", """["map",[["2 pints","1 quart"]]]""")] // data/149
    [InlineData("""["map",[["2 gills","1 chopin"]]]""", """["map",[]]""", """["map",[["2 gills","1 chopin"]]]""")]
    [InlineData("""["map",[]]""", """["map",[["2 pints","1 quart"]]]""", """["map",[["2 pints","1 quart"]]]""")]
    [InlineData("""["map",[["2 gills","1 chopin"]]]""", """["map",[["2 gills","1 gallon"]]]""", """["map",[["2 gills","1 gallon"]]]""")]
    [InlineData("""["map",[["a","1"],["b","1"],["c","1"]]]""", """["map",[["b","1"]]]""", """["map",[["a","1"],["c","1"]]]""")]
    public void A_difference_of_maps_is_applied(string old, string difference, string expected)
    {
        var type = Type("""{"key":"string","value":"string","min":0,"max":3}""");

        Assert.Equal(expected, ValueDifference.Apply(Value(old, type), Value(difference, type), type).ToString());
    }

    [Theory]
    [InlineData("""{"key":"integer","min":0,"max":"unlimited"}""", """["set",[0,1,2]]""", """["set",[1,3]]""", """["set",[0,2,3]]""")]
    [InlineData("""{"key":"integer","min":0,"max":"unlimited"}""", """["set",[]]""", "0", "0")]
    [InlineData("""{"key":"integer","min":0,"max":"unlimited"}""", "0", "0", """["set",[]]""")]
    [InlineData("""{"key":"integer","min":0}""", "1", "2", "2")]
    [InlineData("""{"key":"integer","min":0}""", "1", """["set",[]]""", """["set",[]]""")]
    [InlineData("\"integer\"", "1", "2", "2")]
    public void A_difference_of_sets_is_applied(string type, string old, string difference, string expected)
    {
        var parsed = Type(type);

        Assert.Equal(expected, ValueDifference.Apply(Value(old, parsed), Value(difference, parsed), parsed).ToString());
    }

    [Fact]
    public void A_value_of_unknown_type_is_read_by_its_shape()
    {
        Assert.Equal(AtomType.Integer, Value("7", null).KeyAt(0).Type);
        Assert.Equal(AtomType.Real, Value("7.5", null).KeyAt(0).Type);
        Assert.Equal(7.0, Value("7", null).AsReal);
        Assert.Equal("b", Value("""["map",[["a","b"]]]""", null).TextAt("a"));
        Assert.Null(Value("""["map",[["a","b"]]]""", null).TextAt("b"));
        Assert.Null(Value("""["set",[]]""", null).AsOptionalString);
    }

    [Fact]
    public void A_set_of_one_is_its_element()
    {
        Assert.Equal((OvsdbValue)"a", OvsdbValue.Set(["a"]));
        Assert.Equal(OvsdbValue.Set(["a", "b"]), OvsdbValue.Set(["b", "a", "b"]));
        Assert.NotEqual(OvsdbValue.EmptySet, OvsdbValue.EmptyMap);
        Assert.NotEqual((OvsdbValue)1, (OvsdbValue)1.0);
        Assert.True(OvsdbValue.Set(["a", "b"]).Contains("b"));
        Assert.Throws<OvsdbException>(() => OvsdbValue.Set(["a", "b"]).AsString);
    }

    [Fact]
    public void Uuids_keep_their_bytes()
    {
        var uuid = new Guid("00112233-4455-6677-8899-aabbccddeeff");

        Assert.Equal(uuid, OvsdbAtom.Uuid(uuid).AsUuid);
        Assert.True(OvsdbAtom.Uuid(uuid) < OvsdbAtom.Uuid(new Guid("f0112233-4455-6677-8899-aabbccddeeff")));
    }

    // "no invalid UTF-8 sequences in strings" of ovs/tests/ovsdb-data.at.
    [Theory]
    [InlineData(new byte[] { 0x22, 0x6d, 0xc0, 0xc0, 0x22 }, "not a valid UTF-8 string: invalid UTF-8 sequence 0xc0")]
    [InlineData(new byte[] { 0x22, 0xed, 0xa0, 0x80, 0xed, 0x7f, 0x80, 0x22 }, "not a valid UTF-8 string: invalid UTF-8 sequence 0xed 0xa0")]
    [InlineData(new byte[] { 0x22, 0xc3, 0xa4, 0xe2, 0x82, 0x41, 0x22 }, "not a valid UTF-8 string: invalid UTF-8 sequence 0xe2 0x82 0x41")]
    [InlineData(new byte[] { 0x22, 0xf0, 0x9f, 0x22 }, "not a valid UTF-8 string: invalid UTF-8 sequence 0xf0 0x9f")]
    [InlineData(new byte[] { 0x22, 0x5c, 0x75, 0x64, 0x38, 0x30, 0x30, 0x22 }, "not a valid UTF-8 string: a surrogate without its other half")]
    public void Ill_formed_strings_are_refused(byte[] json, string why)
    {
        using var document = JsonDocument.Parse(json);

        var refusal = Assert.Throws<OvsdbException>(() => ValueParser.ParseAtom(document.RootElement, new BaseType(AtomType.String)));

        Assert.Equal("constraint violation", refusal.Error);
        Assert.Equal(why, refusal.Details);
    }

    static ColumnType Type(string json) => ColumnType.Parse(JsonElement.Parse(json));

    static OvsdbValue Value(string json, ColumnType? type)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        var value = ValueReader.Read(ref reader, type);
        Assert.Equal(json.Length, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(json)[..(int)reader.BytesConsumed]).Length);
        return value;
    }
}
