using System.Text;
using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>
/// What Open vSwitch's JSON parser accepts and refuses (ovs/tests/json.at, a selection, and lib/json.c of 3.1), and what this library
/// does with the same text as the result of a reply. Where they differ, it is said here.
/// </summary>
public sealed class JsonCaseTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    // What these are about is not the value: in a message a value never stands alone, and what follows it belongs to the message.
    static readonly string[] OfWholeTexts = ["json/051", "json/064"];

    public static IEnumerable<TheoryDataRow<string, bool>> Cases() =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Files", "json-parser-cases.jsonl"))
        let json = JsonElement.Parse(line)
        let id = json.GetProperty("id").GetString()!
        where !OfWholeTexts.Contains(id)
        select new TheoryDataRow<string, bool>(json.GetProperty("input").GetString()!, json.GetProperty("accept").GetBoolean())
        {
            TestDisplayName = $"{id} {json.GetProperty("title").GetString()}",
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_text_is_read_where_Open_vSwitch_reads_it(string text, bool isAccepted) =>
        Assert.Equal(isAccepted, await IsRead(text));

    [Theory]
    [InlineData("""["\u0000"]""", false)]
    [InlineData("""["\ud834\udd1e"]""", true)]
    [InlineData("""["\ud834"]""", false)]
    [InlineData("""["\udd1e"]""", false)]
    [InlineData("""["\ud834x"]""", false)]
    [InlineData("""["\u12"]""", false)]
    [InlineData("[\"\t\"]", false)]
    [InlineData("[\"\u007f\"]", true)]
    [InlineData("[-0]", true)]
    [InlineData("[01]", false)]
    [InlineData("[-]", false)]
    [InlineData("[.5]", false)]
    [InlineData("[+1]", false)]
    [InlineData("[0x10]", false)]
    [InlineData("[NaN]", false)]
    [InlineData("[Infinity]", false)]
    [InlineData("[1e400]", false)]
    [InlineData("[123456789012345678901234567890]", true)]
    [InlineData("[TRUE]", false)]
    [InlineData("['a']", false)]
    [InlineData("[1,]", false)]
    [InlineData("[/* */1]", false)]
    [InlineData("[1\f]", false)]
    [InlineData("{\"a\":1 \"b\":2}", false)]
    [InlineData("{\"a\" 1}", false)]
    [InlineData("{,}", false)]
    public async Task So_is_what_json_c_has_words_for(string text, bool isAccepted) => Assert.Equal(isAccepted, await IsRead(text));

    /// <summary>Open vSwitch takes the last of two members of one name; which of them a peer means, nobody can tell.</summary>
    [Fact]
    public async Task A_name_that_is_there_twice_is_refused_where_Open_vSwitch_takes_the_last() =>
        Assert.False(await IsRead("""{"a":1,"a":2}"""));

    /// <summary>Open vSwitch allows 1,000 levels, and OVSDB has 9.</summary>
    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public async Task Nesting_is_refused_beyond_64_levels_where_Open_vSwitch_allows_1000(int levels, bool isAccepted) =>
        Assert.Equal(isAccepted, await IsRead(new string('[', levels) + new string(']', levels)));

    /// <summary>Open vSwitch underflows to 0 only where the exponent fits an int; the number is 0 here however long it is.</summary>
    [Fact]
    public async Task A_number_too_small_is_0_where_Open_vSwitch_minds_the_length_of_its_exponent() =>
        Assert.True(await IsRead("[1e-9999999999999999999]"));

    [Theory]
    [InlineData("c328")]
    [InlineData("c080")]
    [InlineData("eda080")]
    [InlineData("f8")]
    [InlineData("fffe")]
    public async Task Ill_formed_UTF_8_is_refused_where_Open_vSwitch_reads_it(string bytes) =>
        Assert.False(await IsRead([.. "[\""u8, .. Convert.FromHexString(bytes), .. "\"]"u8]));

    static Task<bool> IsRead(string text) => IsRead(Encoding.UTF8.GetBytes(text));

    static async Task<bool> IsRead(byte[] text)
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;
        var call = client.Call("any", JsonElement.Parse("[]"), Token);
        await peer.Receive();

        await peer.Send([.. """{"id":3,"error":null,"result":"""u8, .. text, (byte)'}']);
        peer.Close();

        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (call.IsCompletedSuccessfully)
            return true;
        Assert.Equal("protocol violation", Assert.IsType<OvsdbException>(await Record.ExceptionAsync(() => client.Completion)).Error);
        return false;
    }
}
