using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>Values of rows that follow one another: what is the same is kept once, what is not is never mistaken for it.</summary>
public sealed class RecentValuesTests
{
    [Theory]
    [InlineData("\"up\"")]
    [InlineData("1500")]
    [InlineData("1.5")]
    [InlineData("""["uuid","00000000-0000-0000-0000-000000000001"]""")]
    [InlineData("""["set",[1,2]]""")]
    [InlineData("""["set",["one"]]""")]
    [InlineData("""["map",[["a","1"],["b","2"]]]""")]
    public void A_value_that_the_last_row_has_too_is_the_same_object(string json)
    {
        var values = Read(json, json);

        Assert.Same(values[0], values[1]);
    }

    [Theory]
    [InlineData("1", "\"1\"")]
    [InlineData("1", "2")]
    [InlineData("1", "1.5")]
    [InlineData("\"a\"", "\"b\"")]
    [InlineData("\"a\"", """["set",["a","b"]]""")]
    [InlineData("""["set",["a","b"]]""", """["set",["a","c"]]""")]
    [InlineData("""["set",["a","b"]]""", """["set",["a","b","c"]]""")]
    [InlineData("""["set",[]]""", """["map",[]]""")]
    [InlineData("""["set",["a","b"]]""", """["map",[["a","a"],["b","b"]]]""")]
    [InlineData("""["map",[["a","1"],["b","2"]]]""", """["map",[["a","1"],["b","3"]]]""")]
    [InlineData("""["map",[["a","1"],["b","2"]]]""", """["map",[["a","1"],["c","2"]]]""")]
    [InlineData("""["map",[["a","1"],["b","2"]]]""", """["map",[["a","1"]]]""")]
    [InlineData("""["map",[["a","1"],["b","2"]]]""", """["map",[["a",1],["b",2]]]""")]
    [InlineData("""["map",[["a","1"],["b","2"]]]""", """["map",[["a","1"],["b",2]]]""")]
    public void A_value_after_another_is_read_as_it_is_alone(string first, string second)
    {
        var values = Read(first, second, first);

        Assert.Equal([first, second, first], values.Select(value => value.ToString()));
        Assert.NotEqual(values[0], values[1]);
        Assert.Equal(values[0], values[2]);
    }

    [Fact]
    public void Elements_that_come_in_another_order_are_the_same_value()
    {
        var values = Read("""["map",[["b","2"],["a","1"]]]""", """["map",[["a","1"],["b","2"]]]""");

        Assert.Same(values[0], values[1]);
    }

    [Fact]
    public void A_string_that_was_there_a_moment_ago_is_the_same_object_and_one_of_other_bytes_is_not()
    {
        var values = Read("\"veth1\"", "\"veth2\"", "\"veth1\"", "\"ä𝄞\"", "\"ä𝄟\"", "\"ä𝄞\"", "\"veth\\u0031\"");

        Assert.Same(values[0].AsString, values[2].AsString);
        Assert.Equal(["veth1", "veth2", "veth1", "ä𝄞", "ä𝄟", "ä𝄞", "veth1"], values.Select(value => value.AsString));
    }

    [Fact]
    public void Many_strings_that_share_places_stay_apart()
    {
        var texts = Enumerable.Range(0, 20_000).Select(i => $"{i * 7919:x}").ToArray();

        var values = Read([.. texts.Select(text => $"\"{text}\"")]);

        Assert.Equal(texts, values.Select(value => value.AsString));
    }

    [Fact]
    public void A_small_set_after_a_large_one_is_small()
    {
        var large = $"""["set",[{string.Join(',', Enumerable.Range(0, 10_000))}]]""";

        var values = Read(large, """["set",[1,2]]""", large);

        Assert.Equal([10_000, 2, 10_000], values.Select(value => value.Count));
        Assert.Equal(9_999, values[2].KeyAt(9_999).AsInteger);
    }

    static OvsdbValue[] Read(params string[] jsons)
    {
        var recent = new RecentValues(new RecentTexts());
        return Array.ConvertAll(jsons, json =>
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
            reader.Read();
            return ValueReader.Read(ref reader, null, recent);
        });
    }
}
