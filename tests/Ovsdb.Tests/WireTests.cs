using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Sdn.Ovsdb.Tests;

public sealed class WireTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_JSON_RPC_1_0_without_a_version()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        var databases = client.ListDatabases(Token);
        var request = await peer.Receive();
        await peer.Send("""{"id":3,"result":["a","b"],"error":null}""");

        Assert.Equal("""{"id":3,"method":"list_dbs","params":[]}""", FakePeer.Normal(request));
        Assert.Equal(["a", "b"], await databases);
    }

    [Fact]
    public async Task Replies_may_come_out_of_order()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        var first = client.ListDatabases(Token);
        var second = client.ListDatabases(Token);
        await peer.Send("""{"id":4,"result":["second"],"error":null} {"id":3,"result":["first"],"error":null}""");

        Assert.Equal(["first"], await first);
        Assert.Equal(["second"], await second);
    }

    [Fact]
    public async Task Messages_are_found_however_the_stream_is_cut()
    {
        var text = """ {"error":null,"id":3,"result":["ä𝄞\"}{\\","b"]}  {"id":[1,{"a":2}],"method":"echo","params":["π"]}{"id":4,"result":[],"error":null}"""u8.ToArray();
        for (var cut = 1; cut < text.Length; cut++)
        {
            var (peer, client) = await FakePeer.Open();
            await using var _ = client;
            var first = client.ListDatabases(Token);
            var second = client.ListDatabases(Token);
            await peer.Receive();
            await peer.Receive();

            await peer.Send(text[..cut]);
            await peer.Send(text[cut..]);

            Assert.Equal(["ä𝄞\"}{\\", "b"], await first);
            Assert.Equal([], await second);
            Assert.Equal("""{"error":null,"id":[1,{"a":2}],"result":["π"]}""", Unescaped(await peer.Receive()));
        }
    }

    [Fact]
    public async Task Messages_are_found_when_each_byte_comes_alone()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;
        var databases = client.ListDatabases(Token);

        foreach (var octet in """ {"id":3,"result":["ä𝄞"],"error":null}"""u8.ToArray())
            await peer.Send([octet]);

        Assert.Equal(["ä𝄞"], await databases);
    }

    [Fact]
    public async Task A_large_reply_passes_through_a_small_pipe()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;
        var databases = client.ListDatabases(Token);

        var names = string.Join(',', Enumerable.Repeat("\"0123456789abcdef0123456789abcdef\"", 200_000));
        await peer.Send($$"""{"id":3,"result":[{{names}}],"error":null}""");

        Assert.Equal(200_000, (await databases).Count);
    }

    [Fact]
    public async Task An_error_that_is_a_string_is_kept()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        var databases = client.ListDatabases(Token);
        await peer.Send("""{"id":3,"result":null,"error":"out of sorts"}""");

        var error = await Assert.ThrowsAsync<OvsdbException>(() => databases);
        Assert.Equal("out of sorts", error.Error);
        Assert.False(error.EndsSession);
    }

    [Fact]
    public async Task An_error_that_is_an_object_is_kept_whole()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        var databases = client.ListDatabases(Token);
        await peer.Send("""{"id":3,"result":null,"error":{"error":"odd","details":"very","syntax":"[]"}}""");

        var error = await Assert.ThrowsAsync<OvsdbException>(() => databases);
        Assert.Equal("odd: very", error.Message);
        Assert.Equal("""{"error":"odd","details":"very","syntax":"[]"}""", error.Json?.GetRawText());
    }

    [Fact]
    public async Task An_unknown_request_of_the_peer_is_answered_with_an_error()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        await peer.Send("""{"id":"x","method":"dance","params":[1]}""");
        var reply = await peer.Receive();

        Assert.Equal("x", reply.GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, reply.GetProperty("result").ValueKind);
        Assert.Equal("unknown method", reply.GetProperty("error").GetProperty("error").GetString());
        Assert.True(client.IsOpen);
    }

    [Fact]
    public async Task An_unknown_notification_has_no_effect()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        var databases = client.ListDatabases(Token);
        await peer.Send("""{"id":null,"method":"dance","params":[1]}{"method":"update","params":["nobody",{}]}{"id":3,"result":[],"error":null}""");

        Assert.Empty(await databases);
    }

    [Theory]
    [InlineData("[]", "a message that is not a JSON object")]
    [InlineData("HTTP/1.1 400 Bad Request", "invalid start of a value")]
    [InlineData("""{"id":3,"result":[],"error":null,"jsonrpc":"2.0"}""", "unexpected member \"jsonrpc\"")]
    [InlineData("""{"id":3,"id":3,"result":[],"error":null}""", "two members \"id\"")]
    [InlineData("""{"id":3,"result":[],"error":"both"}""", "both result and error")]
    [InlineData("""{"id":3,"error":null}""", "without \"result\"")]
    [InlineData("""{"id":3,"method":"echo","params":[],"result":[]}""", "a reply with \"method\" or \"params\"")]
    [InlineData("""{"id":null,"method":"update","params":[],"error":"x"}""", "a reply with \"method\" or \"params\"")]
    [InlineData("""{"id":3,"result":[],"params":[]}""", "a reply with \"method\" or \"params\"")]
    [InlineData("""{"id":77,"result":[],"error":null}""", "request 77, which does not wait")]
    [InlineData("""{"id":"2","result":[],"error":null}""", "an id that is not ours")]
    [InlineData("""{"id":99999999999999999999,"result":[],"error":null}""", "an id that is not ours")]
    [InlineData("""{"id":null,"result":[],"error":null}""", "neither method nor id")]
    [InlineData("{}", "neither method nor id")]
    [InlineData("""{"id":3,"result":{"a":1},"error":null}""", "expected an array of strings")]
    [InlineData("""{"id":3,"result":["\ud800"],"error":null}""", "not well-formed")]
    [InlineData("""{"id":3,"result":[1,],"error":null}""", "trailing comma")]
    [InlineData("""{"id":null,"method":"update","params":{}}""", "expected an array of parameters")]
    [InlineData("""{"id":null,"method":7,"params":[]}""", "expected the name of a method")]
    [InlineData("""{"id":null,"method":"update"}""", "without \"params\"")]
    [InlineData("""{"id":1,"method":"echo","params":[{"a":1,"a":2}]}""", "duplicate")]
    public async Task A_peer_that_breaks_the_protocol_ends_its_session(string message, string why)
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;
        var databases = client.ListDatabases(Token);
        await peer.Receive();

        await peer.Send(message);

        var end = await Assert.ThrowsAsync<OvsdbException>(() => client.Completion);
        Assert.Equal("protocol violation", end.Error);
        Assert.Contains(why, end.Details, StringComparison.OrdinalIgnoreCase);
        var failure = await Assert.ThrowsAsync<OvsdbException>(() => databases);
        Assert.Equal("connection lost", failure.Error);
        Assert.Contains(why, failure.Details, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Ill_formed_UTF_8_ends_the_session()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;
        var databases = client.ListDatabases(Token);

        await peer.Send([.. """{"id":3,"result":["""u8, (byte)'"', 0xc3, 0x28, (byte)'"', .. """],"error":null}"""u8]);

        var end = await Assert.ThrowsAsync<OvsdbException>(() => client.Completion);
        Assert.Contains("not well-formed", end.Details, StringComparison.Ordinal);
        await Assert.ThrowsAsync<OvsdbException>(() => databases);
    }

    [Fact]
    public async Task Nesting_deeper_than_the_limit_ends_the_session()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        await peer.Send("""{"id":null,"method":"x","params":""" + new string('[', 100_000));

        var end = await Assert.ThrowsAsync<OvsdbException>(() => client.Completion);
        Assert.Contains("depth of 64", end.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_longer_than_the_limit_ends_the_session()
    {
        var (peer, client) = await FakePeer.Open(new OvsdbClientOptions { MessageBytesMax = 10_000 });
        await using var _ = client;

        await peer.Send("""{"id":null,"method":"x","params":[""" + string.Concat(Enumerable.Repeat("1,", 6_000)));

        var end = await Assert.ThrowsAsync<OvsdbException>(() => client.Completion);
        Assert.Contains("MessageBytesMax (10000 bytes)", end.Details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("1")]
    public async Task A_token_longer_than_the_limit_ends_the_session(string start)
    {
        var (peer, client) = await FakePeer.Open(new OvsdbClientOptions { TokenBytesMax = 10_000 });
        await using var _ = client;

        await peer.Send("""{"id":null,"method":"x","params":[""" + start + new string(start == "\"" ? 'a' : start[0], 11_000));

        var end = await Assert.ThrowsAsync<OvsdbException>(() => client.Completion);
        Assert.Equal("protocol violation", end.Error);
    }

    [Fact]
    public async Task A_peer_that_never_reads_its_answers_ends_its_session()
    {
        var (peer, client) = await FakePeer.Open(new OvsdbClientOptions { PeerRequestsPendingMax = 3 });
        await using var _ = client;
        var padding = new string('x', 200_000);

        foreach (var id in Enumerable.Range(0, 20))
            await peer.Send($$"""{"id":{{id}},"method":"echo","params":["{{padding}}"]}""");

        var end = await Assert.ThrowsAsync<OvsdbException>(() => client.Completion);
        Assert.Contains("PeerRequestsPendingMax (3)", end.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_ends_within_a_message_is_a_lost_connection()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        await peer.Send("""{"id":3,"resu""");
        peer.Close();

        var end = await Assert.ThrowsAsync<OvsdbException>(() => client.Completion);
        Assert.Equal("connection lost: the stream ended within a message", end.Message);
    }

    [Fact]
    public async Task A_stream_that_ends_between_messages_completes_the_session()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        await peer.Send("\n");
        peer.Close();

        await client.Completion.WaitAsync(Token);
        var error = await Assert.ThrowsAsync<OvsdbException>(() => client.ListDatabases(Token));
        Assert.Equal("connection lost", error.Error);
    }

    [Fact]
    public async Task A_peer_that_answers_no_echo_is_given_up()
    {
        var time = new FakeTimeProvider();
        var (peer, client) = await FakePeer.Open(new OvsdbClientOptions { EchoIntervalSeconds = 5 }, time);
        await using var _ = client;

        // The first tick sees the bytes of the opening, the second asks, the third gives up.
        time.Advance(TimeSpan.FromSeconds(5));
        await Patience.Until(() => client.KeepAliveTicks == 1, "a tick");
        time.Advance(TimeSpan.FromSeconds(5));
        var echo = await peer.Receive();
        Assert.Equal("""{"id":3,"method":"echo","params":["sdn"]}""", FakePeer.Normal(echo));
        await Patience.Until(() => client.KeepAliveTicks == 2, "a tick");
        time.Advance(TimeSpan.FromSeconds(5));

        var end = await Assert.ThrowsAsync<OvsdbException>(() => client.Completion);
        Assert.Equal("connection lost: no echo within 5 s", end.Message);
    }

    [Fact]
    public async Task A_request_without_a_reply_times_out_after_its_cancellation()
    {
        var time = new FakeTimeProvider();
        var options = new OvsdbClientOptions { RequestTimeoutSeconds = 7, CancelGraceSeconds = 2, EchoIntervalSeconds = 3600 };
        var (peer, client) = await FakePeer.Open(options, time);
        await using var _ = client;

        var databases = client.ListDatabases(Token);
        await peer.Receive();
        time.Advance(TimeSpan.FromSeconds(7));
        var cancel = await peer.Receive();
        await AdvanceUntil(time, databases);

        Assert.Equal("""{"id":null,"method":"cancel","params":[3]}""", FakePeer.Normal(cancel));
        var error = await Assert.ThrowsAsync<OvsdbException>(() => databases);
        Assert.Equal("request timed out: list_dbs after 7 s", error.Message);
        await peer.Send("""{"id":3,"result":null,"error":"canceled"}{"id":1,"method":"echo","params":[]}""");
        Assert.Equal(1, (await peer.Receive()).GetProperty("id").GetInt32());
        Assert.True(client.IsOpen);
    }

    [Fact]
    public async Task A_canceled_request_that_was_done_already_gives_its_result()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        var databases = client.ListDatabases(cancellation.Token);
        await peer.Receive();
        await cancellation.CancelAsync();
        await peer.Receive();
        await peer.Send("""{"id":3,"result":["done"],"error":null}""");

        Assert.Equal(["done"], await databases);
    }

    /// <summary>The pipe holds 64 kB: the first request fills it, and the others wait behind it for the peer to read.</summary>
    [Fact]
    public async Task A_request_that_is_canceled_while_it_waits_to_be_written_ends_at_once_and_is_never_sent()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (peer, client) = await FakePeer.Open(new OvsdbClientOptions { EchoIntervalSeconds = 3600, CancelGraceSeconds = 3600 });
        await using var _ = client;
        var large = client.Transact("db", [new Operation.Comment(new string('x', 100_000))], Token);
        var canceled = client.Transact("db", [new Operation.Comment("canceled")], cancellation.Token);
        var databases = client.ListDatabases(Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled.WaitAsync(TimeSpan.FromSeconds(30), Token));
        var first = await peer.Receive();
        var second = await peer.Receive();
        Assert.Equal("transact", first.GetProperty("method").GetString());
        Assert.Equal("list_dbs", second.GetProperty("method").GetString());
        await peer.Send($$"""{"id":{{first.GetProperty("id").GetInt64()}},"result":[{}],"error":null}{"id":{{second.GetProperty("id").GetInt64()}},"result":["a"],"error":null}""");
        Assert.Single((await large).Operations);
        Assert.Equal(["a"], await databases);
    }

    /// <summary>A cancellation that cannot be sent, since the peer does not read, is waited for no longer than the grace.</summary>
    [Fact]
    public async Task A_request_whose_cancellation_waits_to_be_written_ends_after_the_grace()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var time = new FakeTimeProvider();
        var (_, client) = await FakePeer.Open(new OvsdbClientOptions { EchoIntervalSeconds = 3600, RequestTimeoutSeconds = 3600 }, time);
        await using var _ = client;
        var databases = client.ListDatabases(cancellation.Token);
        var large = client.Transact("db", [new Operation.Comment(new string('x', 100_000))], Token);

        await cancellation.CancelAsync();
        await AdvanceUntil(time, databases);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => databases);
        Assert.False(large.IsCompleted);
        Assert.True(client.IsOpen);
    }

    [Fact]
    public async Task A_request_that_cannot_be_written_leaves_the_stream_whole()
    {
        var (peer, client) = await FakePeer.Open();
        await using var _ = client;

        var refusal = await Assert.ThrowsAsync<OvsdbException>(() => client.Transact(
            "db", [new Operation.Insert("t", new() { ["name"] = "a\0b" })], Token));
        var databases = client.ListDatabases(Token);
        var request = await peer.Receive();

        Assert.Contains("U+0000", refusal.Details, StringComparison.Ordinal);
        Assert.Equal("list_dbs", request.GetProperty("method").GetString());
        await peer.Send($$"""{"id":{{request.GetProperty("id").GetInt64()}},"result":[],"error":null}""");
        Assert.Empty(await databases);
    }

    static string Unescaped(JsonElement message)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, OvsdbJson.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var member in message.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                member.WriteTo(writer);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // The wait for the cancellation's answer begins some moments after the cancellation is sent.
    static async Task AdvanceUntil(FakeTimeProvider time, Task task)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
