using System.IO.Pipelines;
using System.Text;

namespace Sdn.Cli.Tests;

/// <summary><c>sdnctl openflow</c>, which asks no controller: none is there.</summary>
public sealed class OpenFlowTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0614000800000001", "OFPT_BARRIER_REQUEST (OF1.5) (xid=0x1):\n")]
    [InlineData("06 14 00 08\t00:00:00:02\r", "OFPT_BARRIER_REQUEST (OF1.5) (xid=0x2):\n")]
    [InlineData("0x06 0x14 0X0008 00000003", "OFPT_BARRIER_REQUEST (OF1.5) (xid=0x3):\n")]
    [InlineData("0615000800000004 0614000800000005", "OFPT_BARRIER_REPLY (OF1.5) (xid=0x4):\nOFPT_BARRIER_REQUEST (OF1.5) (xid=0x5):\n")]
    [InlineData(" \n\n0614000800000006\n \n", "OFPT_BARRIER_REQUEST (OF1.5) (xid=0x6):\n")]
    public async Task Decode_prints_what_ovs_ofctl_prints(string lines, string text) =>
        Assert.Equal(new Ran(0, text, ""), await Run(lines, "decode"));

    [Theory]
    [InlineData("06140", "error: BAD_HEX: column 5: the last byte has only one digit\n")]
    [InlineData("06140008z", "error: BAD_HEX: column 9: 'z' is no hexadecimal digit\n")]
    [InlineData("061400080000", "error: OFPBRC_BAD_LEN: at byte 0: the header needs 8 bytes, 6 are left\n")]
    [InlineData("0614000700000001", "error: OFPBRC_BAD_LEN: at byte 0: length 7 is below 8\n")]
    [InlineData("0663000800000001", "error: OFPBRC_BAD_TYPE: at byte 0: no message has the type 99\n")]
    [InlineData("0414000800000001", "error: OFPBRC_BAD_VERSION: at byte 0: unsupported version 4: this is 6, OpenFlow 1.5\n")]
    [InlineData(
        "0614000800000001 0614000900000001",
        "OFPT_BARRIER_REQUEST (OF1.5) (xid=0x1):\nerror: OFPBRC_BAD_LEN: message 2, at byte 8: the message needs 1 bytes, 0 are left\n")]
    public async Task Decode_says_which_error_where_and_why_and_exits_with_1(string line, string text) =>
        Assert.Equal(new Ran(1, text, ""), await Run(line, "decode"));

    [Theory]
    [InlineData("json", "")]
    [InlineData("yaml", "--- ")]
    public async Task Decode_prints_JSON_for_programs(string format, string before)
    {
        var ran = await Run("0602000a00000001beef 0614000800000002", "decode", "-o", format);

        Assert.Equal(
            new Ran(0, $$"""
                {{before}}{"version":6,"type":"ECHO_REQUEST","xid":1,"payload":"beef"}
                {{before}}{"version":6,"type":"BARRIER_REQUEST","xid":2}

                """, ""),
            ran);
    }

    [Fact]
    public async Task A_bad_line_does_not_stop_what_follows() => Assert.Equal(
        new Ran(1, "error: BAD_HEX: column 1: '?' is no hexadecimal digit\nOFPT_BARRIER_REQUEST (OF1.5) (xid=0x1):\n", ""),
        await Run("?\n0614000800000001", "decode"));

    [Fact]
    public async Task Encode_prints_the_bytes() => Assert.Equal(
        new Ran(0, "0602000a00000001beef\n", ""),
        await Run("""{"version":6,"type":"ECHO_REQUEST","xid":1,"payload":"beef"}""", "encode"));

    [Fact]
    public async Task Encode_says_what_is_wrong_and_exits_with_1() => Assert.Equal(
        new Ran(1, "error: BAD_JSON: no message has the type 'ECHO'; one is 'FLOW_MOD'\n0602000800000002\n", ""),
        await Run("{\"type\":\"ECHO\"}\n{\"type\":\"ECHO_REQUEST\",\"xid\":2,\"payload\":\"\"}", "encode"));

    [Fact]
    public async Task A_flow_is_the_bytes_that_add_it() => Assert.Equal(
        new Ran(0, FlowMod, ""),
        await Run("", "flow", "priority=5 actions=drop"));

    const string FlowMod = "060e003800000000000000000000000000000000000000000000000000000005ffffffffffffffffffffffff000000000001000400000000\n";

    [Theory]
    [InlineData("""{"id":1,"op":"decode","hex":"0614000800000001"}""", """{"id":1,"ok":true,"json":{"version":6,"type":"BARRIER_REQUEST","xid":1}}""")]
    [InlineData("""{"hex":"06 14 00 08 00000001","op":"decode","id":"a","more":[{}]}""", """{"id":"a","ok":true,"json":{"version":6,"type":"BARRIER_REQUEST","xid":1}}""")]
    [InlineData("""{"id":2,"op":"encode","json":{"version":6,"type":"ECHO_REPLY","xid":3,"payload":"00"}}""", """{"id":2,"ok":true,"hex":"060300090000000300"}""")]
    [InlineData("""{"id":3,"op":"decode-actions","hex":"0000001000000001ffff000000000000"}""", """{"id":3,"ok":true,"json":[{"type":"output","port":1,"max_len":65535}]}""")]
    [InlineData("""{"id":4,"op":"decode-instructions","hex":"00040018000000000000001000000001ffff000000000000"}""", """{"id":4,"ok":true,"json":[{"type":"output","port":1,"max_len":65535}]}""")]
    [InlineData("""{"id":5,"op":"decode-oxm","hex":"80000a020800"}""", """{"id":5,"ok":true,"json":[{"field":"eth_type","value":2048,"mask":null}]}""")]
    [InlineData("""{"id":6,"op":"decode","hex":"0614000900000001"}""", """{"id":6,"ok":false,"error":"OFPBRC_BAD_LEN","detail":"at byte 8: the message needs 1 bytes, 0 are left"}""")]
    [InlineData("""{"id":7,"op":"decode","hex":"061"}""", """{"id":7,"ok":false,"error":"BAD_HEX","detail":"column 3: the last byte has only one digit"}""")]
    [InlineData("""{"id":8,"op":"encode","json":{"type":"ECHO_REPLY","payload":"0"}}""", """{"id":8,"ok":false,"error":"BAD_JSON","detail":"'0' is no hexadecimal text; bytes are written \"00ff\""}""")]
    [InlineData("""{"id":9,"op":"encode"}""", """{"id":9,"ok":false,"error":"BAD_REQUEST","detail":"'json' is missing"}""")]
    [InlineData("""{"id":10,"op":"decode","hex":5}""", """{"id":10,"ok":false,"error":"BAD_REQUEST","detail":"'hex' is Number, not a text"}""")]
    [InlineData("""[1]""", """{"id":null,"ok":false,"error":"BAD_REQUEST","detail":"a request is a JSON object"}""")]
    public async Task Codec_answers_a_request(string request, string answer) =>
        Assert.Equal(new Ran(0, $"{answer}\n", ""), await Run(request, "codec"));

    [Theory]
    [InlineData("""{"id":11,"op":"decode","hex":"06""", "11")]
    [InlineData("""{"id":12,"op":nonsense}""", "12")]
    [InlineData("""{"id":13} {}""", "13")]
    [InlineData("""{"id":{"a":[14]},"op":"swim"}""", """{"a":[14]}""")]
    [InlineData("""{"op":"decode","hex":""", "null")]
    [InlineData("""nonsense""", "null")]
    [InlineData("""{"id":15,"op":"\ud800"}""", "15")]
    public async Task A_line_that_is_no_request_is_answered_with_the_id_that_can_be_read_and_the_next_one_too(string line, string id)
    {
        var ran = await Run($$"""{{line}}{{"\n"}}{"id":99,"op":"decode","hex":"0614000800000001"}""", "codec");

        var answers = ran.Out.Split('\n');
        Assert.StartsWith($$"""{"id":{{id}},"ok":false,"error":"BAD_REQUEST","detail":""", answers[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"id":99,"ok":true,""", answers[1], StringComparison.Ordinal);
        Assert.Equal((0, 3), (ran.ExitCode, answers.Length));
    }

    [Fact]
    public async Task A_line_without_end_is_refused_and_the_next_one_read()
    {
        var ran = await Run($"{new string('0', 40 * 1024 * 1024)}\n{{\"id\":1,\"op\":\"decode\",\"hex\":\"0614000800000001\"}}", "codec");

        Assert.Equal(
            """
            {"id":null,"ok":false,"error":"TOO_LONG","detail":"line 1 is longer than a request may be"}
            {"id":1,"ok":true,"json":{"version":6,"type":"BARRIER_REQUEST","xid":1}}

            """,
            ran.Out);
    }

    [Fact]
    public async Task A_peer_that_waits_for_each_answer_gets_it()
    {
        var (requests, answers) = (new Pipe(), new Pipe());
        await using var output = new StreamWriter(answers.Writer.AsStream(), new UTF8Encoding(false), bufferSize: 65536);
        var run = Sdnctl.Run(
            ["openflow", "codec"], new(requests.Reader.AsStream(), output, TextWriter.Null, HasColors: false, null), Cancellation);
        using var reader = new StreamReader(answers.Reader.AsStream());

        for (var id = 1; id <= 3; id++)
        {
            await requests.Writer.WriteAsync(Encoding.UTF8.GetBytes($"{{\"id\":{id},\"op\":\"decode\",\"hex\":\"0614000800000001\"}}\n"), Cancellation);
            Assert.StartsWith($$"""{"id":{{id}},"ok":true""", await reader.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        }
        await requests.Writer.CompleteAsync();

        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task Many_lines_are_answered_with_few_writes()
    {
        var input = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("0614000800000001\n", 20_000))));
        var output = new CountingWriter();

        var exitCode = await Sdnctl.Run(["openflow", "decode"], new(input, output, TextWriter.Null, HasColors: false, null), Cancellation);

        Assert.Equal((0, 20_000), (exitCode, output.Lines));
        Assert.InRange(output.Flushes, 1, 100);
    }

    static Task<Ran> Run(string lines, params string[] args) => Ran.Of(lines, null, ["openflow", .. args]);

    /// <summary>Counts what is written and how often it is sent on.</summary>
    sealed class CountingWriter : TextWriter
    {
        public int Lines { get; private set; }

        public int Flushes { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => Lines++;

        public override void Flush() => Flushes++;

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flushes++;
            return Task.CompletedTask;
        }
    }
}
