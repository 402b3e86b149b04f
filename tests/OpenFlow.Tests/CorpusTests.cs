using System.Text.Json;
using Sdn.OpenFlow.Fuzz;

namespace Sdn.OpenFlow.Tests;

/// <summary>Wire data of the field's own test suites (Open vSwitch, os-ken, loxigen) and of Open vSwitch's fuzzing, with Open vSwitch 3.1 as the judge.</summary>
public sealed class CorpusTests
{
    /// <summary>Messages of version 1.5: where each comes from, its bytes, and what <c>ovs-ofctl ofp-print</c> of 3.1 says of them.</summary>
    public static TheoryData<string, string, string> Messages
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var row in Rows())
                data.Add(row.GetProperty("id").GetString()!, row.GetProperty("hex").GetString()!, (row.TryGetProperty("text", out var text) ? text : row.GetProperty("error")).GetString()!);
            return data;
        }
    }

    /// <summary>Messages of other versions.</summary>
    public static TheoryData<string, string, string> OtherVersions => Tsv("corpus-other-versions.tsv");

    /// <summary>
    /// Lists of match fields, and the error of those that cannot be. Those of ovs/tests/ovs-ofctl.at, but for NXM_NX_COOKIE, which only
    /// matches of OpenFlow 1.0 have, and one that is read loosely.
    /// </summary>
    public static TheoryData<string, string, string> Fields => Tsv("corpus-oxm.tsv");

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_has_the_text_or_the_error_of_Open_vSwitch(string id, string hex, string expected) =>
        Assert.Equal((id, expected), (id, Reading(() => $"{Codec.Decode(Convert.FromHexString(hex))}\n")));

    // Open vSwitch 3.1 knows no controller status and no features of bundles, which OpenFlow 1.5.1 has (7.4.8 and 7.3.5.20); and it has no
    // name for what is wrong with the flow: in_port has a mask.
    [Theory]
    [InlineData(
        "06230038000000000030ffff0000000101010000000000000000001a746c733a3139322e3136382e33342e32333a36363533000000000000",
        "OFPT_CONTROLLER_STATUS (OF1.5) (xid=0x0):\n short_id=65535 role=equal reason=channel_status status=down uri=tls:192.168.34.23:6653")]
    [InlineData(
        "061300400000000000120000000000000030ffff0000000101010000000000000000001a746c733a3139322e3136382e33342e32333a36363533000000000000",
        "OFPMP_CONTROLLER_STATUS reply (OF1.5) (xid=0x0):\n short_id=65535 role=equal reason=channel_status status=down uri=tls:192.168.34.23:6653")]
    [InlineData(
        "06120060123456780013000100000000000000010000000000010048000000000000000000000003b2d05e00000000000000000000000003b2d05e00000000000000000000000003b2d05e00000000000000000000000003b2d05e0000000000",
        "OFPMP_BUNDLE_FEATURES request (OF1.5) (xid=0x12345678): flags=[more] flags=0x1 sched_accuracy=3.3000000000 sched_max_future=3.3000000000 sched_max_past=3.3000000000 timestamp=3.3000000000")]
    [InlineData(
        "0613006812345678000100010000000000580000010000010010006000010001fedcba9876543210000100108000010800000004000000050000001c8002000800000000000000048002020800000000000000060000000000010008040000000001000807000000",
        "OFPBMC_BAD_MASK")]
    public void Four_messages_of_others_tests_are_read_otherwise_than_by_Open_vSwitch(string hex, string expected) =>
        Assert.Equal(expected, Reading(() => Codec.Decode(Convert.FromHexString(hex)).ToString()));

    [Theory]
    [MemberData(nameof(OtherVersions))]
    public void A_message_of_another_version_is_refused_unless_it_speaks_of_versions(string id, string version, string hex)
    {
        var bytes = Convert.FromHexString(hex);

        var error = Reading(() => Codec.Decode(bytes) is Hello or ErrorMessage { Error.Type: 0 } ? "OFPBRC_BAD_VERSION" : "read");

        Assert.Equal((id, version, "OFPBRC_BAD_VERSION"), (id, version, error));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Match_fields_are_read_or_refused_by_the_error_of_Open_vSwitch(string id, string hex, string error) =>
        Assert.Equal((id, error), (id, Reading(() => Fragment.DecodeFields(Convert.FromHexString(hex)) is null ? "nothing" : "")));

    [Fact]
    public async Task What_is_written_of_a_message_or_of_its_json_alone_is_read_alike_by_Open_vSwitch() => Assert.Empty(await Differences(
        Rows().Where(row => row.TryGetProperty("text", out _))
            .Select(row => (row.GetProperty("id").GetString()!, Convert.FromHexString(row.GetProperty("hex").GetString()!)))));

    [Fact]
    public async Task Match_fields_in_a_flow_mod_are_seen_alike_by_Open_vSwitch()
    {
        var differences = await Comparison.With(
            [.. Fields.Select(row => (row.Data.Item1, FlowMod(Convert.FromHexString(row.Data.Item2))))], TestContext.Current.CancellationToken);

        Assert.Equal(string.Join("\n", SeenOtherwise.Keys.Order()), string.Join("\n", differences.Select(d => d.Id).Distinct().Order()));
    }

    const string LaterRegister = "reg16 and above came after Open vSwitch 3.1, which refuses them";

    /// <summary>The match fields that Open vSwitch 3.1 sees otherwise, and why.</summary>
    static readonly Dictionary<string, string> SeenOtherwise = new()
    {
        ["oxm/parse-nx-match/strict/NXM/021"] = "a VLAN tag that is not there has a priority; the library has no priority without a tag",
        ["oxm/parse-nx-match/strict/NXM/198"] = LaterRegister,
        ["oxm/parse-nx-match/strict/NXM/211"] = LaterRegister,
        ["oxm/parse-nx-match/strict/NXM/212"] = LaterRegister,
        ["oxm/parse-nx-match/strict/NXM/214"] = LaterRegister,
        ["oxm/parse-nx-match/strict/NXM/216"] = LaterRegister,
        ["oxm/parse-nx-match/strict/NXM/230"] = LaterRegister,
    };

    [Fact]
    public async Task Messages_that_nobody_meant_are_seen_alike_by_Open_vSwitch()
    {
        var differences = await Comparison.With([.. Seeds.All.Select((bytes, i) => ($"seed {i}", bytes))], TestContext.Current.CancellationToken);

        var quotes = differences.Where(d => QuotesAnotherVersion(Convert.FromHexString(d.Hex))).ToList();
        var old = differences.Where(d => HasOldMatch(Convert.FromHexString(d.Hex))).ToList();
        Assert.Equal(11_398, Seeds.All.Count);
        Assert.Empty(differences.Except([.. quotes, .. old]).Select(d => $"{d}\n"));
        Assert.Equal((80, 22), (quotes.Count, old.Count));
    }

    /// <summary>An error that quotes a message of another version: it is read and written as it is, but what it quotes is not explained.</summary>
    static bool QuotesAnotherVersion(byte[] bytes) => bytes[1] == (byte)MessageType.Error && bytes[12] != Codec.Version;

    /// <summary>A flow request whose match has the fixed form of OpenFlow 1.1 (OFPMT_STANDARD), which OpenFlow 1.5 deprecates and this library refuses.</summary>
    static bool HasOldMatch(byte[] bytes) => bytes.AsSpan() is [_, (byte)MessageType.MultipartRequest, ..] && bytes.AsSpan(48) is [0, 0, 0, 88, ..];

    /// <summary>A flow mod with these match fields and no actions.</summary>
    static byte[] FlowMod(byte[] fields)
    {
        var (match, padding) = (4 + fields.Length, (8 - (4 + fields.Length) % 8) % 8);
        var head = Convert.FromHexString("060e000000000001" + "0000000000000000" + "0000000000000000" + "0000000000000064" + "ffffffffffffffffffffffff00000000");
        byte[] bytes = [.. head, 0, 1, (byte)(match >> 8), (byte)match, .. fields, .. new byte[padding]];
        (bytes[2], bytes[3]) = ((byte)(bytes.Length >> 8), (byte)bytes.Length);
        return bytes;
    }

    static async Task<IEnumerable<string>> Differences(IEnumerable<(string, byte[])> messages) =>
        from difference in await Comparison.With([.. messages], TestContext.Current.CancellationToken)
        select $"{difference}\n";

    static string Reading(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (OpenFlowException e)
        {
            return e.Error.Name;
        }
    }

    static IEnumerable<JsonElement> Rows() => File.ReadLines(Vectors.Path("corpus.jsonl")).Select(line => JsonElement.Parse(line));

    static TheoryData<string, string, string> Tsv(string file)
    {
        var data = new TheoryData<string, string, string>();
        foreach (var row in File.ReadLines(Vectors.Path(file)).Select(line => line.Split('\t')))
            data.Add(row[0], row[1], row[2]);
        return data;
    }
}
