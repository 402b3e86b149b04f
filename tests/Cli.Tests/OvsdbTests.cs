using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Sdn.Ovsdb;
using Sdn.Ovsdb.Tests;

namespace Sdn.Cli.Tests;

/// <summary><c>sdnctl ovsdb</c> with a real ovsdb-server, and beside ovsdb-client.</summary>
public sealed class OvsdbTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("table", "Open_vSwitch\n_Server\n")]
    [InlineData("json", "[\"Open_vSwitch\",\"_Server\"]\n")]
    [InlineData("yaml", "---\n- Open_vSwitch\n- \"_Server\"\n")]
    public async Task List_names_the_databases(string format, string text)
    {
        await using var server = await OvsdbServer.Start();

        Assert.Equal(new Ran(0, text, ""), await Run("list", $"unix:{server.SocketPath}", "-o", format));
    }

    [Fact]
    public async Task Of_several_servers_the_first_that_answers_is_asked()
    {
        await using var server = await OvsdbServer.Start();

        Assert.Equal(
            new Ran(0, "Open_vSwitch\n_Server\n", ""),
            await Run("list", $"unix:{server.SocketPath}.not,tcp:127.0.0.1:1,unix:{server.SocketPath}"));
    }

    [Fact]
    public async Task A_server_is_asked_over_TLS_with_the_options_of_the_other_OVS_tools()
    {
        using var authority = new Certificates();
        await using var server = await OvsdbServer.StartListening("pssl:0:127.0.0.1", authority.ServerArguments("db"));

        var ran = await Run(["list", $"ssl:127.0.0.1:{server.Port}", .. authority.ServerArguments("sdnctl")]);
        using var other = new Certificates("other");
        var refused = await Run(["list", $"ssl:127.0.0.1:{server.Port}", .. other.ServerArguments("sdnctl")]);

        Assert.Equal(new Ran(0, "Open_vSwitch\n_Server\n", ""), ran);
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("not trusted", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_prints_what_ovsdb_client_prints()
    {
        await using var server = await OvsdbServer.Start();

        var ran = await Run("schema", $"unix:{server.SocketPath}");

        Assert.StartsWith("""{"cksum":"2823623553 27869","name":"Open_vSwitch","tables":{"AutoAttach":""", ran.Out, StringComparison.Ordinal);
        Assert.Equal(await OvsdbClientPrints("get-schema", $"unix:{server.SocketPath}"), ran.Out);
    }

    [Theory]
    [InlineData("dump REMOTE", "dump REMOTE")]
    [InlineData("dump REMOTE _Server", "dump REMOTE _Server")]
    [InlineData("dump REMOTE Open_vSwitch Bridge", "dump REMOTE Open_vSwitch Bridge")]
    [InlineData("dump REMOTE Open_vSwitch QoS type other_config", "dump REMOTE Open_vSwitch QoS type other_config")]
    [InlineData("dump REMOTE -o json", "-f json dump REMOTE")]
    [InlineData("dump REMOTE Open_vSwitch QoS _uuid type -o json", "-f json dump REMOTE Open_vSwitch QoS _uuid type")]
    public async Task Dump_prints_what_ovsdb_client_prints(string words, string wordsForOvsdbClient)
    {
        await using var server = await OvsdbServer.Start();
        await Fill(server);

        var ran = await Run(Words(words, server));

        Assert.Equal(new Ran(0, await OvsdbClientPrints(Words(wordsForOvsdbClient, server)), ""), ran);
    }

    [Fact]
    public async Task Dump_shows_a_table_to_people_and_to_programs()
    {
        await using var server = await OvsdbServer.Start();
        await Fill(server);

        var table = await Run(Words("dump REMOTE Open_vSwitch QoS type other_config", server));
        var json = await Run(Words("dump REMOTE Open_vSwitch QoS type other_config -o json", server));
        var yaml = await Run(Words("dump REMOTE Open_vSwitch Flow_Table name prefixes -o yaml", server));

        Assert.Equal(
            """
            QoS table
            other_config           type
            ---------------------- ----
            {}                     a
            {k="two words", l="1"} "é"

            """,
            table.Out);
        Assert.Equal(
            """{"caption":"QoS table","data":[[["map",[]],"a"],[["map",[["k","two words"],["l","1"]]],"é"]],"headings":["other_config","type"]}""" + "\n",
            json.Out);
        Assert.Equal("---\ncaption: \"Flow_Table table\"\ndata: []\nheadings:\n- name\n- prefixes\n", yaml.Out);
    }

    [Theory]
    [InlineData("""["Open_vSwitch",{"op":"select","table":"QoS","where":[["type","==","a"]],"columns":["type"]}]""", 0, """[{"rows":[{"type":"a"}]}]""")]
    [InlineData("""["Open_vSwitch",{"op":"delete","table":"QoS","where":[]},{"op":"abort"},{"op":"comment","comment":""}]""", 1, """[{"count":2},{"details":"aborted by request","error":"aborted"},null]""")]
    [InlineData("""["Open_vSwitch"]""", 0, "[]")]
    [InlineData("""["Open_vSwitch",7]""", 1, """[{"details":"Parsing ovsdb operation 1 of 1 failed: Object expected.","error":"syntax error"}]""")]
    public async Task Transact_prints_the_reply_as_ovsdb_client_does(string transaction, int exitCode, string reply)
    {
        await using var server = await OvsdbServer.Start();
        await Fill(server);

        var ran = await Run("transact", $"unix:{server.SocketPath}", transaction);

        Assert.Equal(new Ran(exitCode, $"{reply}\n", ""), ran);
        Assert.Equal(await OvsdbClientPrints("transact", $"unix:{server.SocketPath}", transaction), ran.Out);
    }

    [Fact]
    public async Task Monitor_prints_a_line_for_the_rows_and_one_for_each_change()
    {
        await using var server = await OvsdbServer.Start();
        var rows = await Fill(server);
        await using var client = await server.Connect();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var monitor = new Monitor(Words("monitor REMOTE Open_vSwitch QoS type", server), interrupt.Token);

        Assert.Equal($"{{\"QoS\":{{{rows}}}}}", await monitor.Line());
        await client.Transact("Open_vSwitch", [new Operation.Update("QoS", [Condition.Equal("type", "a")], new() { ["type"] = "b" })], Cancellation);
        Assert.EndsWith(""":{"new":{"type":"b"},"old":{"type":"a"}}}}""", await monitor.Line(), StringComparison.Ordinal);
        await client.Transact("Open_vSwitch", [new Operation.Delete("QoS", [Condition.Equal("type", "b")])], Cancellation);
        Assert.EndsWith(""":{"old":{"type":"b"}}}}""", await monitor.Line(), StringComparison.Ordinal);
        await interrupt.CancelAsync();

        Assert.Equal(new Ran(130, "", ""), await monitor.End());
    }

    [Fact]
    public async Task Monitor_leaves_out_events_and_rows_that_were_not_asked_for()
    {
        await using var server = await OvsdbServer.Start();
        await Fill(server);
        await using var client = await server.Connect();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var changes = new Monitor(Words("monitor REMOTE Open_vSwitch QoS type,!initial,!insert", server), interrupt.Token);
        using var some = new Monitor([.. Words("monitor REMOTE Open_vSwitch QoS type --where", server), """[["type","==","z"]]"""], interrupt.Token);
        Assert.Equal("{}", await changes.Line());
        Assert.Equal("{}", await some.Line());

        await client.Transact("Open_vSwitch", [new Operation.Insert("QoS", new() { ["type"] = "y" })], Cancellation);
        await client.Transact("Open_vSwitch", [new Operation.Insert("QoS", new() { ["type"] = "z" })], Cancellation);
        await client.Transact("Open_vSwitch", [new Operation.Delete("QoS", [Condition.Equal("type", "z")])], Cancellation);

        Assert.EndsWith(""":{"old":{"type":"z"}}}}""", await changes.Line(), StringComparison.Ordinal);
        Assert.EndsWith(""":{"insert":{"type":"z"}}}}""", await some.Line(), StringComparison.Ordinal);
        Assert.EndsWith(""":{"delete":null}}}""", await some.Line(), StringComparison.Ordinal);
        await interrupt.CancelAsync();
        Assert.Equal(130, (await changes.End()).ExitCode);
        Assert.Equal(130, (await some.End()).ExitCode);
    }

    [Fact]
    public async Task Monitor_says_when_the_server_goes()
    {
        await using var server = await OvsdbServer.Start();
        using var monitor = new Monitor(Words("monitor REMOTE Open_vSwitch ALL", server), Cancellation);
        Assert.Equal("{}", await monitor.Line());

        await server.Kill();

        Assert.Equal(
            new Ran(4, "", $"sdnctl: the OVSDB server at unix:{server.SocketPath} is not there, or no longer: connection lost: the session has ended\n"),
            await monitor.End());
    }

    [Theory]
    [InlineData("list nowhere", 2, "sdnctl: 'nowhere' is no OVSDB endpoint to dial: ")]
    [InlineData("list", 2, "sdnctl: Required argument 'remote' missing for command: 'list'.")]
    [InlineData("list cid:11111111-2222-3333-4444-555555555555,REMOTE", 2, "sdnctl: 'cid:")]
    [InlineData("list ssl:127.0.0.1", 2, "sdnctl: ssl: needs --private-key, --certificate, --ca-cert.\n")]
    [InlineData("list ssl:127.0.0.1 -p /no/key -c /no/cert -C /no/ca", 2, "sdnctl: /no/key, /no/cert, /no/ca: ")]
    [InlineData("list unix:/nowhere", 4, "sdnctl: the OVSDB server at unix:/nowhere is not there, or no longer: connection lost: ")]
    [InlineData("schema REMOTE other", 1, "sdnctl: REMOTE refused: unknown database: get_schema request specifies unknown database other\n")]
    [InlineData("dump REMOTE Open_vSwitch Brige", 2, "sdnctl: Database Open_vSwitch has no table 'Brige': did you mean 'Bridge'?\n")]
    [InlineData("dump REMOTE Open_vSwitch Bridge nam", 2, "sdnctl: Table Bridge has no column 'nam': did you mean 'name'?\n")]
    [InlineData("transact REMOTE {}", 2, "sdnctl: '{}' is not a transaction: a database and operations, in a JSON array.\n")]
    [InlineData("transact REMOTE [", 2, "sdnctl: '[' is no JSON: ")]
    [InlineData("transact REMOTE [\"other\"]", 1, "sdnctl: REMOTE refused: unknown database: transact request specifies unknown database other\n")]
    [InlineData("monitor REMOTE Open_vSwitch QoS !delet", 2, "sdnctl: '!delet' is no event: write !initial, !insert, !delete or !modify\n")]
    [InlineData("monitor REMOTE Open_vSwitch ALL name", 2, "sdnctl: ALL goes with neither columns nor conditions: name a table.\n")]
    [InlineData("monitor REMOTE Open_vSwitch QoS --where [[\"typ\",\"==\",1]]", 2, "sdnctl: --where: syntax \"[\"typ\",\"==\",1]\": unknown column: No column typ in table QoS.\n")]
    public async Task What_cannot_be_is_said_with_an_exit_code(string words, int exitCode, string error)
    {
        await using var server = await OvsdbServer.Start();

        var ran = await Run(Words(words, server));

        Assert.Equal((exitCode, ""), (ran.ExitCode, ran.Out));
        Assert.StartsWith(error.Replace("REMOTE", $"unix:{server.SocketPath}", StringComparison.Ordinal), ran.Error, StringComparison.Ordinal);
    }

    /// <summary>A bridge and two rows of QoS, which come back as a monitor shows their types.</summary>
    static async Task<string> Fill(OvsdbServer server)
    {
        await using var client = await server.Connect();
        var result = await client.Transact(
            "Open_vSwitch",
            [
                new Operation.Insert("QoS", new() { ["type"] = "é", ["other_config"] = OvsdbValue.Map(("l", "1"), ("k", "two words")) }),
                new Operation.Insert("QoS", new() { ["type"] = "a" }),
                new Operation.Insert("Bridge", new() { ["name"] = "br0", ["flood_vlans"] = OvsdbValue.Set(2, 10) }) { UuidName = "bridge" },
                new Operation.Insert("Open_vSwitch", new() { ["bridges"] = OvsdbValue.NamedUuid("bridge") }),
            ],
            Cancellation);
        string[] rows = [$"\"{result.Uuid(0)}\":{{\"new\":{{\"type\":\"é\"}}}}", $"\"{result.Uuid(1)}\":{{\"new\":{{\"type\":\"a\"}}}}"];
        return string.Join(',', rows.Order(StringComparer.Ordinal));
    }

    static string[] Words(string words, OvsdbServer server) =>
        [.. words.Split(' ').Select(word => word == "REMOTE" ? $"unix:{server.SocketPath}" : word)];

    static Task<Ran> Run(params string[] args) => Ran.Of("", null, ["ovsdb", .. args]);

    static async Task<string> OvsdbClientPrints(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("ovsdb-client", args) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    /// <summary>A run whose lines are read while it goes on.</summary>
    sealed class Monitor : IDisposable
    {
        readonly StringWriter _error = new() { NewLine = "\n" };
        readonly StreamReader _reader;
        readonly Task<int> _run;

        public Monitor(string[] args, CancellationToken cancellationToken)
        {
            var pipe = new Pipe();
            _reader = new StreamReader(pipe.Reader.AsStream());
            var output = new StreamWriter(pipe.Writer.AsStream(), new UTF8Encoding(false), bufferSize: 16384);
            _run = Sdnctl.Run(["ovsdb", .. args], new(Stream.Null, output, _error, HasColors: false, null), cancellationToken);
        }

        public async Task<string?> Line() => await _reader.ReadLineAsync(Cancellation);

        public async Task<Ran> End() => new(await _run, "", _error.ToString());

        public void Dispose()
        {
            _reader.Dispose();
            _error.Dispose();
        }
    }
}
