using System.IO.Pipelines;
using System.Text;

namespace Sdn.Ovsdb.Tests;

/// <summary>Replies to monitor requests, whose rows are read while they arrive: what that must not change.</summary>
public sealed class LongReplyTests
{
    const string Schema = """{"name":"db","version":"1.0.0","tables":{"t":{"columns":{"n":{"type":"integer"},"s":{"type":"string"}},"isRoot":true},"u":{"columns":{"n":{"type":"integer"}},"isRoot":true}}}""";

    const string Rows = """{"t":{"00000000-0000-0000-0000-000000000001":{"initial":{"n":1,"s":"{\"a\":[}"}},"00000000-0000-0000-0000-000000000002":{"initial":{"s":"ä𝄞"}}},"u":{}}""";

    static readonly MonitorRequest Request = new("db", [new MonitoredTable("t"), new MonitoredTable("u")]);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"id":4,"result":[false,"00000000-0000-0000-0000-00000000000a",ROWS],"error":null}""")]
    [InlineData("""{"error":null,"result":[false,"00000000-0000-0000-0000-00000000000a",ROWS],"id":4}""")]
    [InlineData("""{"result":[false,"00000000-0000-0000-0000-00000000000a",ROWS] , "error" : null,"id":4}""")]
    public async Task A_dump_is_published_once_and_whole_however_it_is_cut(string reply)
    {
        var bytes = Bytes(reply);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var (peer, client, replica, attaching) = await Ask();
            await using var _ = client;

            await peer.Send(bytes[..cut]);
            await peer.Send(bytes[cut..^1]);
            Assert.False(replica.Snapshot.IsLoaded);
            Assert.Equal(0, replica.Snapshot["t"].Count);
            await peer.Send(bytes[^1..]);
            await attaching;

            Assert.Equal(1, replica.Snapshot.Version);
            Assert.Equal(["{\"a\":[}", "ä𝄞"], replica.Snapshot["t"].Rows.Select(row => row["s"].AsString).Order(StringComparer.Ordinal));
            Assert.Equal(1, replica.Snapshot["t"].Rows.Sum(row => row["n"].AsInteger));
            Assert.Equal(0, replica.Snapshot["u"].Count);
        }
    }

    [Fact]
    public async Task A_dump_of_an_older_server_is_read_when_each_byte_comes_alone()
    {
        var (peer, client, replica, attaching) = await Ask();
        await using var _ = client;
        await peer.Send("""{"id":4,"result":null,"error":{"error":"unknown method"}}""");
        Assert.Equal("monitor_cond", (await peer.Receive()).GetProperty("method").GetString());
        await peer.Send("""{"id":5,"result":null,"error":{"error":"unknown method"}}""");
        Assert.Equal("monitor", (await peer.Receive()).GetProperty("method").GetString());

        foreach (var octet in """{"id":6,"result":{"t":{"00000000-0000-0000-0000-000000000001":{"new":{"n":7,"s":"x"}}},"u":{"00000000-0000-0000-0000-000000000002":{"new":{"n":8}}}},"error":null}"""u8.ToArray())
            await peer.Send([octet]);
        await attaching;

        Assert.Equal(7, Assert.Single(replica.Snapshot["t"].Rows)["n"].AsInteger);
        Assert.Equal(8, Assert.Single(replica.Snapshot["u"].Rows)["n"].AsInteger);
    }

    [Theory]
    [InlineData("""{"id":4,"result":[false,"00000000-0000-0000-0000-00000000000a",{"t":{"00000000-0000-0000-0000-000000000001":{"initial":{}}},"v":{}}],"error":null}""", "an update of table v, which is not monitored (in message 3 of the session, a reply to 4)")]
    [InlineData("""{"id":4,"result":[false,"00000000-0000-0000-0000-00000000000a",{"t":{"00000000-0000-0000-0000-000000000001":{"initial":{}},"00000000-0000-0000-0000-000000000002":{"initial":{"n":"x"}},"00000000-0000-0000-0000-000000000003":{"initial":{}}}}],"error":null}""", "expected integer, not String (in column n) (in row 00000000-0000-0000-0000-000000000002 of table t) (in message 3 of the session, a reply to 4)")]
    [InlineData("""{"id":4,"result":[false,"00000000-0000-0000-0000-00000000000a",{"t":{"00000000-0000-0000-0000-000000000001":{"initial":{}}}}],"error":"both"}""", "a reply with both result and error (in message 3 of the session, a reply to 4)")]
    [InlineData("""{"id":4,"result":[false,"00000000-0000-0000-0000-00000000000a",{"t":{"00000000-0000-0000-0000-000000000001":{"initial":{}}}}],"id":3}""", "a message with two members \"id\" (in message 3 of the session)")]
    [InlineData("""{"id":4,"result":[false,"00000000-0000-0000-0000-00000000000a",{"t":{"00000000-0000-0000-0000-000000000001":{"initial":{}}}},{"t":{"00000000-0000-0000-0000-000000000002":{"initial":{}}}}],"error":null}""", "expected the end of the reply, not StartObject (in message 3 of the session, a reply to 4)")]
    public async Task A_dump_with_a_fault_ends_the_session_and_none_of_it_is_published(string reply, string why)
    {
        var bytes = Encoding.UTF8.GetBytes(reply);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var (peer, client, replica, attaching) = await Ask();
            await using var _ = client;

            await peer.Send(bytes[..cut]);
            await peer.Send(bytes[cut..]);

            var end = await Assert.ThrowsAsync<OvsdbException>(() => client.Completion);
            Assert.Equal("protocol violation", end.Error);
            Assert.Equal(why, end.Details);
            Assert.Equal("connection lost", (await Assert.ThrowsAsync<OvsdbException>(() => attaching)).Error);
            Assert.Equal(0, replica.Snapshot.Version);
        }
    }

    [Fact]
    public async Task A_dump_is_shown_whole_to_a_trace_though_it_comes_in_parts()
    {
        var received = new List<string>();
        var options = new OvsdbClientOptions
        {
            Trace = (way, message) => received.AddRange(way == OvsdbDirection.Received ? [Encoding.UTF8.GetString(message)] : []),
        };
        var (peer, client, replica, attaching) = await Ask(options: options);
        await using var _ = client;
        var reply = Bytes("""{"id":4,"result":[false,"00000000-0000-0000-0000-00000000000a",ROWS],"error":null}""");

        foreach (var part in reply.Chunk(10))
            await peer.Send(part);
        await attaching;

        Assert.Equal(Encoding.UTF8.GetString(reply), received[^1]);
        Assert.Equal(2, replica.Snapshot["t"].Count);
    }

    [Fact]
    public async Task A_dump_that_breaks_off_leaves_the_rows_of_the_session_before()
    {
        var (peer, client, replica, attaching) = await Ask();
        await using var _ = client;
        await peer.Send("""{"id":4,"result":[false,"00000000-0000-0000-0000-00000000000a",{"t":{"00000000-0000-0000-0000-000000000001":{"initial":{"n":1}}}}],"error":null}""");
        await attaching;
        var (other, next, _, again) = await Ask(replica);
        await using var __ = next;

        await other.Send("""{"id":4,"result":[false,"00000000-0000-0000-0000-00000000000a",{"t":{"00000000-0000-0000-0000-000000000002":{"initial":{"n":2}},""");
        other.Close();

        Assert.Equal("connection lost", (await Assert.ThrowsAsync<OvsdbException>(() => again)).Error);
        Assert.Equal(1, replica.Snapshot.Version);
        Assert.Equal(1, Assert.Single(replica.Snapshot["t"].Rows)["n"].AsInteger);
    }

    [Fact]
    public async Task A_dump_longer_than_the_limit_ends_the_session_though_its_rows_are_not_kept()
    {
        var (peer, client, replica, attaching) = await Ask(options: new OvsdbClientOptions { MessageBytesMax = 100_000 });
        await using var _ = client;

        await peer.Send("""{"id":4,"result":[false,"00000000-0000-0000-0000-00000000000a",{"t":{"00000000-0000-0000-0000-000000000001":{"initial":{}}""");
        for (var i = 2; i < 1_000 && client.IsOpen; i++)
            await peer.Send($$$""","{{{new Guid(i, 0, 0, new byte[8])}}}":{"initial":{"s":"{{{new string('x', 1_000)}}}"}}""");

        var end = await Assert.ThrowsAsync<OvsdbException>(() => client.Completion);
        Assert.Equal("a message longer than MessageBytesMax (100000 bytes) (in message 3 of the session)", end.Details);
        await Assert.ThrowsAsync<OvsdbException>(() => attaching);
        Assert.Equal(0, replica.Snapshot.Version);
    }

    /// <summary>The pipe takes 64 kB while the client reads what it took before: no read of a dump of 2 MB finds much more.</summary>
    [Fact]
    public async Task Rows_that_are_read_are_not_kept_until_the_dump_is_whole()
    {
        var peer = new FakePeer();
        var meter = new Meter(peer.ClientEnd);
        var opening = OvsdbClient.Open(meter, OvsdbClientOptions.Default, TimeProvider.System, Token);
        await peer.Receive();
        await peer.Send("""{"id":2,"result":{},"error":null}""");
        await using var client = await opening;
        var replica = new OvsdbReplica(Request);
        var attaching = await Ask(peer, client, replica);

        await peer.Send("""{"id":4,"result":[false,"00000000-0000-0000-0000-00000000000a",{"t":{"00000000-0000-0000-0000-000000000001":{"initial":{}}""");
        for (var i = 2; i <= 2_000; i++)
            await peer.Send($$$""","{{{new Guid(i, 0, 0, new byte[8])}}}":{"initial":{"s":"{{{new string('x', 1_000)}}}"}}""");
        await peer.Send("}}],\"error\":null}");
        await attaching;

        Assert.Equal(2_000, replica.Snapshot["t"].Count);
        Assert.InRange(meter.LengthMost, 1_000, 200_000);
    }

    static async Task<(FakePeer Peer, OvsdbClient Client, OvsdbReplica Replica, Task Attaching)> Ask(
        OvsdbReplica? replica = null, OvsdbClientOptions? options = null)
    {
        var (peer, client) = await FakePeer.Open(options);
        replica ??= new OvsdbReplica(Request);
        return (peer, client, replica, await Ask(peer, client, replica));
    }

    // A task in a task: the replica waits for the dump when this returns.
    static async Task<Task> Ask(FakePeer peer, OvsdbClient client, OvsdbReplica replica)
    {
        var attaching = replica.Attach(client, Token);
        await peer.Receive();
        await peer.Send($$"""{"id":3,"error":null,"result":{{Schema}}}""");
        await peer.Receive();
        return attaching;
    }

    static byte[] Bytes(string reply) => Encoding.UTF8.GetBytes(reply.Replace("ROWS", Rows, StringComparison.Ordinal));

    /// <summary>Notes how much a read has found at most.</summary>
    sealed class Meter(IDuplexPipe pipe) : PipeReader, IDuplexPipe
    {
        public long LengthMost { get; private set; }

        public PipeReader Input => this;

        public PipeWriter Output => pipe.Output;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var read = await pipe.Input.ReadAsync(cancellationToken);
            LengthMost = Math.Max(LengthMost, read.Buffer.Length);
            return read;
        }

        public override bool TryRead(out ReadResult result) => pipe.Input.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => pipe.Input.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => pipe.Input.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => pipe.Input.CancelPendingRead();

        public override void Complete(Exception? exception = null) => pipe.Input.Complete(exception);
    }
}
