using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sdn.Ovsdb.Shim;

namespace Sdn.Ovsdb.Tests.Judges;

/// <summary>
/// Cases of Open vSwitch's own suite for its client libraries (ovs/tests/ovsdb-idl.at, a selection): a replica goes through steps against
/// a real ovsdb-server, and prints what test-ovsdb prints.
/// </summary>
public sealed partial class IdlCaseTests
{
    static readonly string Schema = File.ReadAllText(PathOf("idltest.ovsschema"));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<string>> Cases() => Rows("idl-cases.jsonl");

    public static IEnumerable<TheoryDataRow<string>> IndexCases() => Rows("idl-index-cases.jsonl");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_shim_prints_what_test_ovsdb_prints(string line)
    {
        var json = JsonElement.Parse(line);

        var output = await RunCase(json);

        var sorted = string.Concat(output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(text => text + '\n'));
        var numbered = json.GetProperty("are_uuids_numbered").GetBoolean() ? NumberUuids(sorted) : sorted;
        // Which of two rows the server names first is open (case idl/021's own filter; no other has such a line).
        var filtered = EitherRow.Replace(numbered, "$1<x>$2");
        Assert.Equal(json.GetProperty("expected").GetString(), filtered);
    }

    [Theory]
    [MemberData(nameof(IndexCases))]
    public async Task The_shim_prints_rows_in_the_order_of_their_index(string line)
    {
        var json = JsonElement.Parse(line);

        var output = await RunCase(json);

        foreach (var view in json.GetProperty("views").EnumerateArray())
        {
            var lines = output.Split('\n').Where(text => Regex.IsMatch(text, $"^[0-9]{{3}}: {Text(view, "first")}=")).ToArray();
            Assert.Equal(Text(view, "in_order"), Lines(lines.Select(text => Regex.Replace(text, Text(view, "strip"), ""))));
            Assert.Equal(Text(view, "sorted"), Lines(lines
                .OrderBy(text => int.Parse(text[..3], CultureInfo.InvariantCulture))
                .ThenBy(text => text.Split(' ')[1], StringComparer.Ordinal)
                .ThenBy(text => text.Split(' ')[2], StringComparer.Ordinal)
                .ThenBy(text => text, StringComparer.Ordinal)));
        }
    }

    // Case idl/066, OVSDB_CHECK_IDL_CHANGE_AWARE of ovs/tests/ovsdb-idl.at.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_online_conversion_cancels_the_monitor_and_the_shim_takes_it_up_again(bool isClustered)
    {
        await using var server = isClustered ? await OvsdbServer.StartClusterWith(Schema) : await OvsdbServer.StartWith(Schema);
        await using var client = await server.Connect();
        await client.Call("transact", JsonElement.Parse("""
            ["idltest",
             {"op":"insert","table":"simple","row":{"i":1,"r":2.0,"b":true,"s":"first row",
              "u":["uuid","84f5c8f5-ac76-4dbc-a24f-8860eb407fc1"],"ia":["set",[1,2,3]],"ra":["set",[-0.5]],
              "ba":["set",[true]],"sa":["set",["abc","def"]],
              "ua":["set",[["uuid","69443985-7806-45e2-b35f-574a04e720f9"],["uuid","aad11ef0-816a-4b01-93e6-03b8b4256b98"]]]}},
             {"op":"insert","table":"simple","row":{"b":false,"s":"second row"}},
             {"op":"insert","table":"simple","row":{"b":true,"s":"third row"}}]
            """), Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var output = new LineWriter();

        var running = IdlVerbs.Run(
            new IdlOptions(),
            ["idl", $"unix:{server.SocketPath}", """condition simple [["b","==",true]]""", "monitor"],
            output,
            stop.Token);
        await output.WaitFor(3, Token);
        await server.ConvertOnline(Schema
            .Replace("\"ua\": {", "\"extra_column\": {\"type\": \"string\"}, \"ua\": {", StringComparison.Ordinal)
            .Replace("1.2.3", "1.2.4", StringComparison.Ordinal));
        await output.WaitFor(5, Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal(
            """
            000: simple: change conditions
            001: table simple: i=0 r=0 b=true s=third row u=<0> ia=[] ra=[] ba=[] sa=[] ua=[] uuid=<1>
            001: table simple: i=1 r=2 b=true s=first row u=<2> ia=[1 2 3] ra=[-0.5] ba=[true] sa=[abc def] ua=[<3> <4>] uuid=<5>
            002: table simple: i=0 r=0 b=true s=third row u=<0> ia=[] ra=[] ba=[] sa=[] ua=[] uuid=<1>
            002: table simple: i=1 r=2 b=true s=first row u=<2> ia=[1 2 3] ra=[-0.5] ba=[true] sa=[abc def] ua=[<3> <4>] uuid=<5>

            """,
            NumberUuids(Lines(output.Lines.Order(StringComparer.Ordinal))));
    }

    static async Task<string> RunCase(JsonElement json)
    {
        await using var server = await OvsdbServer.StartWith(Schema);
        await using (var client = await server.Connect())
        {
            foreach (var transaction in Texts(json, "pre_transactions"))
                await client.Call("transact", JsonElement.Parse(transaction), Token);
        }
        var (options, verb) = IdlOptions.Parse(
            [.. Texts(json, "options"), Text(json, "verb"), $"unix:{server.SocketPath}", .. Texts(json, "steps")]);
        var output = new StringWriter { NewLine = "\n" };

        var exit = await IdlVerbs.Run(options with { TimeoutSeconds = 30 }, verb, output, Token);

        Assert.Equal(0, exit);
        return output.ToString();
    }

    static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    static IEnumerable<string> Texts(JsonElement json, string name) => json.GetProperty(name).EnumerateArray().Select(item => item.GetString()!);

    static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + '\n'));

    static IEnumerable<TheoryDataRow<string>> Rows(string file) => File.ReadLines(PathOf(file))
        .Select(line => new TheoryDataRow<string>(line) { TestDisplayName = JsonElement.Parse(line).GetProperty("id").GetString() });

    static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Files", file);

    /// <summary>Replaces each UUID by a number in the order in which they come, as the suite's uuidfilt does.</summary>
    static string NumberUuids(string text)
    {
        var numbers = new Dictionary<string, int>();
        return Uuid.Replace(text, match =>
        {
            numbers.TryAdd(match.Value, numbers.Count);
            return $"<{numbers[match.Value]}>";
        });
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    static partial Regex Uuid { get; }

    [GeneratedRegex("^(004:.*row )<[23]>( references)", RegexOptions.Multiline)]
    static partial Regex EitherRow { get; }

    /// <summary>Collects lines, and lets a test wait for a number of them.</summary>
    sealed class LineWriter : TextWriter
    {
        readonly Lock _gate = new();
        readonly List<string> _lines = [];
        TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Encoding Encoding => Encoding.UTF8;

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_gate)
                    return [.. _lines];
            }
        }

        public override void WriteLine(string? value)
        {
            lock (_gate)
            {
                _lines.Add(value!);
                _more.SetResult();
                _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public async Task WaitFor(int count, CancellationToken cancellationToken)
        {
            while (true)
            {
                Task more;
                lock (_gate)
                {
                    if (_lines.Count >= count)
                        return;
                    more = _more.Task;
                }
                await more.WaitAsync(cancellationToken);
            }
        }
    }
}
