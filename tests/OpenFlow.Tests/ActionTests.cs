using System.Diagnostics;
using Sdn.OpenFlow.Json;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Tests;

/// <summary>Actions and instructions, held against what Open vSwitch 3.1 says of the same bytes and texts.</summary>
public sealed class ActionTests
{
    /// <summary>The lists of ovs/tests/ofp-actions.at, and what <c>ovs-ofctl parse-actions OpenFlow15</c> or parse-instructions says: a text or an error.</summary>
    public static TheoryData<string, string, string> Lists => Rows("actions.tsv", row => (row[0], row[1], row[2]));

    /// <summary>Texts, and what <c>ovs-ofctl parse-flow</c> sends of them.</summary>
    public static TheoryData<string, string, string> Spellings => Rows("action-spellings.tsv", row => (row[0], row[1], ""));

    /// <summary>Bytes of one action, and its JSON.</summary>
    public static TheoryData<string, string, string> Documents => Rows("actions-json.tsv", row => (row[0], row[1], ""));

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_is_read_or_refused_as_Open_vSwitch_does(string kind, string hex, string expected) =>
        Assert.Equal(expected, Reading(kind, hex));

    // The order in which things are looked at decides which error a doubly wrong list gives; no list of ours would find all.
    [Fact]
    public async Task Lists_with_changed_bytes_are_read_or_refused_as_Open_vSwitch_does()
    {
        var random = new Random(1);
        var seeds = Lists.Select(row => row.Data.Item2).Where((_, i) => Lists.ElementAt(i).Data.Item1 == "actions").ToArray();
        string[] lists = [.. Enumerable.Range(0, 3000).Select(_ => Changed(Convert.FromHexString(seeds[random.Next(seeds.Length)]), random)).Distinct()];

        var theirs = await Judge(lists);

        Assert.Equal(lists.Length, theirs.Length);
        Assert.DoesNotContain(lists.Zip(theirs), pair => Tame(Reading("actions", pair.First)) != Tame(pair.Second));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_text_is_sent_as_ovs_ofctl_sends_it(string text, string expected, string _)
    {
        var bytes = new byte[4096];
        var length = Codec.Encode(FlowMod.Add(Flow.Parse(text)), bytes);

        var sent = Assert.IsType<FlowMod>(Codec.Decode(bytes.AsSpan(0, length))).Flow.ToString();

        Assert.Equal(expected, sent[sent.IndexOf("actions=", StringComparison.Ordinal)..]);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void An_action_has_a_form_in_JSON_that_is_enough_to_send_it(string hex, string json, string _)
    {
        var actions = Fragment.DecodeActions(Convert.FromHexString(hex));
        var message = new PacketOut([], actions);

        var written = OpenFlowJson.Format(actions);
        var read = Assert.IsType<PacketOut>(OpenFlowJson.Parse(OpenFlowJson.Format(message)));

        Assert.Equal(json, written);
        Assert.Equal(actions, read.Actions);
    }

    [Fact]
    public void Every_action_that_Open_vSwitch_reads_is_among_the_lists()
    {
        var read = Lists.Where(row => row.Data.Item1 == "actions").SelectMany(row => RowsIn(Convert.FromHexString(row.Data.Item2)))
            .Concat(Documents.SelectMany(row => RowsIn(Convert.FromHexString(row.Data.Item1))));

        Assert.Empty(ActionTable.All.Where(row => row.Type != typeof(RawAction)).Select(row => row.SpecName).Except(read));
    }

    [Fact]
    public void Every_action_has_a_name_of_its_own() =>
        Assert.Equal(ActionTable.All.Count, ActionTable.All.Select(row => row.Name).Distinct().Count());

    [Fact]
    public void Encoding_any_action_allocates_nothing()
    {
        OpenFlowMessage[] messages = [.. Spellings.Select(row => FlowMod.Add(Flow.Parse(row.Data.Item1)))];
        var bytes = new byte[4096];
        foreach (var message in messages)
            Codec.Encode(message, bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var message in messages)
            Codec.Encode(message, bytes);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void An_action_of_an_unknown_experimenter_is_sent_and_not_read()
    {
        var bytes = new byte[256];
        var length = Codec.Encode(new PacketOut([], [new RawAction(0xffff, [0x00, 0x12, 0x34, 0x56, 1, 2, 3, 4, 5, 6, 7, 8])]), bytes);

        var error = Assert.Throws<OpenFlowException>(() => Codec.Decode(bytes.AsSpan(0, length)));

        Assert.Equal("OFPBAC_BAD_VENDOR", error.Error.Name);
        Assert.Equal(
            """[{"type":"experimenter","experimenter":1193046,"data":"0102030405060708"}]""",
            OpenFlowJson.Format([new RawAction(0xffff, [0x00, 0x12, 0x34, 0x56, 1, 2, 3, 4, 5, 6, 7, 8])]));
    }

    static string Reading(string kind, string hex)
    {
        try
        {
            var bytes = Convert.FromHexString(hex);
            var actions = kind == "actions" ? Fragment.DecodeActions(bytes) : Fragment.DecodeInstructions(bytes);
            return actions.Count == 0 ? "drop" : string.Join(',', actions);
        }
        catch (OpenFlowException e)
        {
            return e.Error.Name;
        }
    }

    // Which of the two an unknown field gives in Open vSwitch is decided by where its number falls in a hash table (nx-match.c,
    // nxm_field_by_header()); and of a tunnel option's length in delete_field the same function makes no use.
    static string Tame(string reading) => reading is "OFPBAC_BAD_SET_LEN" or "OFPBAC_BAD_SET_TYPE" or "OFPBMC_BAD_FIELD"
        || reading.StartsWith("delete_field", StringComparison.Ordinal) ? "a field" : reading;

    static string Changed(byte[] bytes, Random random)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
            bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : random.Next(2) * 255);
        return Convert.ToHexStringLower(bytes);
    }

    static async Task<string[]> Judge(string[] lists)
    {
        using var ofctl = Process.Start(new ProcessStartInfo("ovs-ofctl", ["-voff", "parse-actions", "OpenFlow15"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var output = ofctl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        foreach (var list in lists)
            await ofctl.StandardInput.WriteLineAsync(list);
        ofctl.StandardInput.Close();
        var answers = (await output).Split('\n');
        return
        [
            .. answers.Where(line => line.StartsWith("actions=", StringComparison.Ordinal) || line.StartsWith("bad ", StringComparison.Ordinal))
                .Select(line => line.StartsWith("bad ", StringComparison.Ordinal) ? line[(line.LastIndexOf(' ') + 1)..] : line["actions=".Length..]),
        ];
    }

    // The rows of the actions at the top of a list, by the heads alone.
    static List<string> RowsIn(byte[] bytes)
    {
        var names = new List<string>();
        for (var at = 0; at + 8 <= bytes.Length;)
        {
            var (type, length) = (bytes[at] << 8 | bytes[at + 1], bytes[at + 2] << 8 | bytes[at + 3]);
            var isNicira = type == 0xffff && at + 16 <= bytes.Length;
            var row = isNicira ? ActionTable.Find(ActionTable.Nicira, (ushort)(bytes[at + 8] << 8 | bytes[at + 9])) : ActionTable.Find(0, (ushort)type);
            if (row is not null)
                names.Add(row.SpecName);
            if (row?.SpecName == "NXAST_CT" && bytes.Length > at + 24)
                names.AddRange(RowsIn(bytes[(at + 24)..]));
            at += Math.Max(length, 8);
        }
        return names;
    }

    static TheoryData<string, string, string> Rows(string file, Func<string[], (string, string, string)> row)
    {
        var data = new TheoryData<string, string, string>();
        foreach (var (a, b, c) in File.ReadAllLines(Vectors.Path(file)).Select(line => row(line.Split('\t'))))
            data.Add(a, b, c);
        return data;
    }
}
