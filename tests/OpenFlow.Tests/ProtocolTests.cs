using System.Text;

namespace Sdn.OpenFlow.Tests;

/// <summary>What the connection does with a peer that is slow, silent, hostile or of another version.</summary>
public sealed class ProtocolTests : IAsyncDisposable
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    readonly FakeSwitch _switch = new();

    public ValueTask DisposeAsync() => _switch.DisposeAsync();

    [Fact]
    public async Task The_handshake_tells_the_datapath_id()
    {
        await using var connection = await _switch.Shake();

        Assert.Equal(0x2aUL, connection.Features.DatapathId);
    }

    [Theory]
    [InlineData("0400000800000001", "0064")]                            // OpenFlow 1.3, no bitmap
    [InlineData("0500001000000001" + "0001000800000032", "0064")]       // 1.0, 1.3 and 1.4 by bitmap
    public async Task A_switch_of_another_version_is_refused_and_told_so_in_its_own(string hello, string length)
    {
        var open = _switch.Open();
        await _switch.SendBytes(hello);

        var error = await Assert.ThrowsAsync<OpenFlowException>(() => open);

        await _switch.Receive<Hello>();
        await _switch.Receive<FeaturesRequest>();
        var told = await _switch.ReceiveFrame();
        Assert.Equal("OFPHFC_INCOMPATIBLE", error.Error.Name);
        Assert.Equal(Convert.FromHexString(hello[..2] + "01" + length + "00000001" + "00000000"), told![..12]);
        Assert.Equal($"OpenFlow 1.5 (version 0x06) is spoken here, up to version 0x{hello[..2]} there: no common version.", Encoding.ASCII.GetString(told[12..]));
        Assert.Null(await _switch.ReceiveFrame());
    }

    [Fact]
    public async Task A_flow_with_what_is_not_known_here_does_not_cost_the_dump()
    {
        await using var connection = await _switch.Shake();
        var known = Flow.Parse("table=1,priority=3 actions=drop");
        var others = new Flow(1, 2, [], [new RawAction(0xffff, [0x00, 0x12, 0x34, 0x56, 1, 2, 3, 4])], cookie: 0x77);

        var dump = connection.RequestAll<FlowDescReply>(new FlowDescRequest(FlowFilter.All), Cancellation);
        var request = await _switch.Receive<FlowDescRequest>();
        await _switch.Send(
            new FlowDescReply([new(known, new())]) { Xid = request.Xid, HasMore = true },
            new FlowDescReply([new(others, new()), new(known, new())]) { Xid = request.Xid });
        var parts = await dump;

        Assert.Equal([known, known], parts.SelectMany(part => part.Flows).Select(desc => desc.Flow));
        var unreadable = Assert.Single(parts.SelectMany(part => part.Unreadable));
        Assert.Equal((1, 2, 0x77UL), (unreadable.Table, unreadable.Priority, unreadable.Cookie));
        Assert.StartsWith("OFPBAC_BAD_VENDOR: at byte ", unreadable.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switch_that_does_not_begin_with_hello_is_refused()
    {
        var open = _switch.Open();
        await _switch.Send(new FeaturesReply(1, 0, 254, 0, Capabilities.None) { Xid = 2 });

        var error = await Assert.ThrowsAsync<OpenFlowException>(() => open);

        await _switch.Receive<Hello>();
        await _switch.Receive<FeaturesRequest>();
        Assert.Equal("the switch began with OFPT_FEATURES_REPLY instead of a hello", error.Detail);
        Assert.Equal("OFPBRC_BAD_TYPE", (await _switch.Receive<ErrorMessage>()).Error.Name);
        Assert.Null(await _switch.ReceiveFrame());
    }

    [Fact]
    public async Task A_later_version_that_also_speaks_1_5_is_taken()
    {
        var open = _switch.Open();
        await _switch.SendBytes("0700001000000001" + "00010008000000c0");
        await _switch.Receive<Hello>();
        await _switch.Answer<FeaturesRequest>(new FeaturesReply(1, 0, 254, 0, Capabilities.None));

        await using var connection = await open;

        Assert.Equal(1UL, connection.Features.DatapathId);
    }

    [Fact]
    public async Task A_switch_that_refuses_the_hello_is_believed()
    {
        var open = _switch.Open();
        await _switch.Send(new ErrorMessage(Errors.OFPHFC_INCOMPATIBLE, []));

        var error = await Assert.ThrowsAsync<OpenFlowException>(() => open);

        Assert.Equal("OFPHFC_INCOMPATIBLE: the switch refused the controller's hello", error.Message);
    }

    [Fact]
    public async Task A_switch_that_never_says_hello_times_out()
    {
        var open = _switch.Open(new() { EchoIntervalSeconds = 1000 });
        await _switch.Receive<Hello>();
        await _switch.Receive<FeaturesRequest>();

        _switch.Clock.Advance(TimeSpan.FromSeconds(10));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => open);

        Assert.Equal("the switch has not said hello and who it is within 10 s", error.Message);
    }

    [Fact]
    public async Task An_echo_is_answered_with_its_bytes()
    {
        await using var connection = await _switch.Shake();

        await _switch.Send(new EchoRequest([1, 2, 3]) { Xid = 77 });

        Assert.Equal(new EchoReply([1, 2, 3]) { Xid = 77 }, await _switch.Receive<EchoReply>());
    }

    [Fact]
    public async Task A_silent_switch_is_asked_again_and_again_and_kept_while_it_answers()
    {
        await using var connection = await _switch.Shake(new() { EchoIntervalSeconds = 5, EchoTimeoutSeconds = 100_000 });

        for (var i = 0; i < 3; i++)
        {
            var asked = _switch.Answer<EchoRequest>(new EchoReply([]));
            await _switch.AdvanceUntil(asked);
        }

        await connection.RoundTrip(_switch);
    }

    [Fact]
    public async Task A_switch_that_does_not_answer_an_echo_is_given_up()
    {
        await using var connection = await _switch.Shake(new() { EchoIntervalSeconds = 5, EchoTimeoutSeconds = 10 });

        await _switch.AdvanceUntil(connection.Completion);

        Assert.Equal("the switch has not answered an echo within 10 s", (await connection.Completion).Reason);
    }

    [Fact]
    public async Task A_request_that_is_not_answered_times_out_and_the_connection_lives()
    {
        await using var connection = await _switch.Shake(new() { RequestTimeoutSeconds = 3, EchoIntervalSeconds = 1000 });

        var barrier = connection.Barrier(Cancellation);
        await _switch.Receive<BarrierRequest>();
        _switch.Clock.Advance(TimeSpan.FromSeconds(3));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => barrier);

        Assert.Equal("the switch has not answered OFPT_BARRIER_REQUEST within 3 s", error.Message);
        await connection.RoundTrip(_switch);
    }

    [Fact]
    public async Task A_refused_request_says_what_was_refused_and_why()
    {
        await using var connection = await _switch.Shake();

        var request = connection.Request<RoleReply>(new RoleRequest(ControllerRole.Master, 1), Cancellation);
        await _switch.Answer<RoleRequest>(new ErrorMessage(Errors.OFPRRFC_STALE, []));
        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() => request);

        Assert.Equal("OFPRRFC_STALE: OFPT_ROLE_REQUEST: Stale Message: old generation_id.", refused.Message);
    }

    [Fact]
    public async Task An_answer_in_parts_is_put_together()
    {
        await using var connection = await _switch.Shake();
        var first = new FlowDesc(Flow.Parse("table=1,priority=1 actions=drop"), new() { PacketCount = 5 });
        var second = new FlowDesc(Flow.Parse("table=2,priority=1 actions=drop"), default);

        var dump = connection.DumpFlows(Cancellation);
        var request = await _switch.Receive<FlowDescRequest>();
        await _switch.Send(new FlowDescReply([first]) { HasMore = true, Xid = request.Xid });
        await _switch.Send(new FlowDescReply([second]) { Xid = request.Xid });

        Assert.Equal([first, second], await dump);
    }

    [Fact]
    public async Task An_answer_without_end_is_refused()
    {
        await using var connection = await _switch.Shake(new() { MultipartMessagesMax = 3 });

        var dump = connection.DumpFlows(Cancellation);
        var request = await _switch.Receive<FlowDescRequest>();
        for (var i = 0; i < 3; i++)
            await _switch.Send(new FlowDescReply([]) { HasMore = true, Xid = request.Xid });
        var error = await Assert.ThrowsAsync<OpenFlowException>(() => dump);

        Assert.Equal("the answer has more than 3 parts", error.Detail);
        await connection.RoundTrip(_switch);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_refused()
    {
        await using var connection = await _switch.Shake(new() { MultipartBytesMax = 100 });
        var desc = new FlowDesc(Flow.Parse("table=1,priority=1 actions=drop"), default);

        var dump = connection.DumpFlows(Cancellation);
        var request = await _switch.Receive<FlowDescRequest>();
        for (var i = 0; i < 2; i++)
            await _switch.Send(new FlowDescReply([desc, desc]) { HasMore = true, Xid = request.Xid });
        var error = await Assert.ThrowsAsync<OpenFlowException>(() => dump);

        Assert.Equal("OFPBRC_MULTIPART_BUFFER_OVERFLOW: the answer has more than 100 bytes", error.Message);
        await connection.RoundTrip(_switch);
    }

    [Fact]
    public async Task An_answer_that_drips_is_given_up()
    {
        await using var connection = await _switch.Shake(new() { MultipartTimeoutSeconds = 60, EchoIntervalSeconds = 1000 });

        var dump = connection.DumpFlows(Cancellation);
        var request = await _switch.Receive<FlowDescRequest>();
        for (var i = 0; i < 4; i++)
        {
            await _switch.Send(new FlowDescReply([]) { HasMore = true, Xid = request.Xid });
            await connection.RoundTrip(_switch);
            _switch.Clock.Advance(TimeSpan.FromSeconds(20));
        }
        var error = await Assert.ThrowsAsync<TimeoutException>(() => dump);

        Assert.Equal("the answer to OFPT_MULTIPART_REQUEST FlowDesc has no end within 60 s", error.Message);
    }

    [Theory]
    [InlineData("0663000800000009", "OFPBRC_BAD_TYPE")]                                     // no message has the type 99
    [InlineData("060e0010000000090000000000000000", "OFPBRC_BAD_LEN")]                      // a flow mod of 16 bytes
    [InlineData("0605000800000009", "OFPBRC_BAD_TYPE")]                                     // a request that controllers make
    [InlineData("061300100000000900f0000000000000", "OFPBRC_BAD_STAT")]                     // a multipart of type 240
    [InlineData("06040010000000090012345600000001", "OFPBRC_BAD_VENDOR")]                   // an unknown experimenter
    [InlineData("06040010000000090000232000000fff", "OFPBRC_BAD_SUBTYPE")]                  // Nicira, but no message of its
    [InlineData("0402000800000009", "OFPBRC_BAD_VERSION")]                                  // an echo request of OpenFlow 1.3
    [InlineData("060a000c0000000900000000", "OFPBRC_BAD_LEN")]                              // a packet-in of 12 bytes
    public async Task A_message_that_cannot_be_read_is_refused_by_name_and_the_connection_lives(string bytes, string name)
    {
        await using var connection = await _switch.Shake();

        await _switch.SendBytes(bytes);
        var error = await _switch.Receive<ErrorMessage>();

        Assert.Equal((name, 9u), (error.Error.Name, error.Xid));
        Assert.Equal(Convert.FromHexString(bytes), error.Refused);
        await connection.RoundTrip(_switch);
    }

    const string Zeros48 = "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public async Task A_refusal_gives_back_the_first_64_bytes()
    {
        await using var connection = await _switch.Shake();

        await _switch.SendBytes("0663006400000009" + Zeros48 + Zeros48[..88]);
        var error = await _switch.Receive<ErrorMessage>();

        Assert.Equal(Convert.FromHexString("0663006400000009" + Zeros48 + "0000000000000000"), error.Refused);
    }

    [Fact]
    public async Task An_error_that_cannot_be_read_is_not_answered()
    {
        await using var connection = await _switch.Shake();

        await _switch.SendBytes("0601000a000000090001");

        await connection.RoundTrip(_switch);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_fails_its_request_alone()
    {
        await using var connection = await _switch.Shake();

        var request = connection.Request<FeaturesReply>(new FeaturesRequest(), Cancellation);
        var xid = (await _switch.Receive<FeaturesRequest>()).Xid;
        await _switch.SendBytes($"0606000c{xid:x8}00000000");
        var error = await Assert.ThrowsAsync<OpenFlowException>(() => request);

        Assert.Equal("OFPBRC_BAD_LEN: at byte 8: the body of OFPT_FEATURES_REPLY has 24 bytes, 4 are there", error.Message);
        await connection.RoundTrip(_switch);
    }

    [Fact]
    public async Task A_bad_packet_in_does_not_fail_the_request_whose_xid_it_has()
    {
        await using var connection = await _switch.Shake();

        var barrier = connection.Barrier(Cancellation);
        var xid = (await _switch.Receive<BarrierRequest>()).Xid;
        await _switch.SendBytes($"060a000c{xid:x8}00000000");
        await _switch.Receive<ErrorMessage>();
        await _switch.Send(new BarrierReply { Xid = xid });

        await barrier;
    }

    [Theory]
    [InlineData("0614000400000001", "OFPBRC_BAD_LEN: a message says it is 4 bytes long")]
    [InlineData("060a100100000001", "OFPBRC_BAD_LEN: a message of 4097 bytes is above the limit of 4096")]
    public async Task A_stream_that_cannot_be_followed_ends_the_connection_and_the_switch_is_told_why(string bytes, string reason)
    {
        await using var connection = await _switch.Shake(new() { FrameBytesMax = 4096 });

        await _switch.SendBytes(bytes);
        var error = await _switch.Receive<ErrorMessage>();

        Assert.Equal(("OFPBRC_BAD_LEN", 1u), (error.Error.Name, error.Xid));
        Assert.Equal(Convert.FromHexString(bytes), error.Refused);
        Assert.Null(await _switch.ReceiveFrame());
        Assert.Equal(reason, (await connection.Completion).Reason);
    }

    [Fact]
    public async Task Messages_are_put_together_however_they_are_cut()
    {
        await using var connection = await _switch.Shake();
        const string Messages = "0602000c00000001aabbccdd" + "0602000800000002" + "0602000900000003ee";

        for (var i = 0; i < Messages.Length; i += 2)
            await _switch.SendBytes(Messages[i..(i + 2)]);

        Assert.Equal(new EchoReply([0xaa, 0xbb, 0xcc, 0xdd]) { Xid = 1 }, await _switch.Receive<EchoReply>());
        Assert.Equal(new EchoReply([]) { Xid = 2 }, await _switch.Receive<EchoReply>());
        Assert.Equal(new EchoReply([0xee]) { Xid = 3 }, await _switch.Receive<EchoReply>());
    }

    [Fact]
    public async Task Requests_in_flight_fail_when_the_switch_hangs_up()
    {
        await using var connection = await _switch.Shake();

        var barrier = connection.Barrier(Cancellation);
        await _switch.Receive<BarrierRequest>();
        _switch.HangUp();
        var error = await Assert.ThrowsAsync<SwitchDisconnectedException>(() => barrier);

        Assert.Equal("the switch closed the connection", error.Message);
    }

    [Fact]
    public async Task Packets_that_nobody_reads_are_dropped_and_counted_and_port_changes_are_not()
    {
        await using var connection = await _switch.Shake(new() { AsynchronousMessagesMax = 8 });

        for (var i = 0; i < 10; i++)
            await _switch.Send(new PacketIn());
        for (var i = 0; i < 4; i++)
            await _switch.Send(new PortStatus(PortReason.Add, new((uint)i, "p", default, default, default)));
        await connection.RoundTrip(_switch);

        Assert.Equal(6, connection.PacketInsDropped);
        Assert.Equal(8, connection.Asynchronous.Count);
        await _switch.Send(new PortStatus(PortReason.Add, new(9, "p", default, default, default)));
        Assert.Contains("8 asynchronous messages were not read", (await connection.Completion).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_waits_while_the_switch_takes_nothing()
    {
        var slow = new FakeSwitch(pauseBytes: 1024);
        await using var connection = await slow.Shake(new() { UnsentBytesMax = 4096 });
        var flow = FlowMod.Add(Flow.Parse("table=0 actions=drop"));

        var sent = 0;
        ValueTask sending;
        while ((sending = connection.Send(flow, Cancellation)).IsCompleted)
            sent++;
        await slow.Receive<FlowMod>();
        for (var i = 1; i < sent; i++)
            await slow.Receive<FlowMod>();
        await sending;

        Assert.InRange(sent, 4096 / 56, 3 * 4096 / 56);
    }

    [Fact]
    public async Task A_connection_that_is_disposed_says_so_to_those_who_wait()
    {
        var connection = await _switch.Shake();
        var barrier = connection.Barrier(Cancellation);
        await _switch.Receive<BarrierRequest>();

        await connection.DisposeAsync();

        await Assert.ThrowsAsync<SwitchDisconnectedException>(() => barrier);
        Assert.Equal("the controller closed the connection", (await connection.Completion).Reason);
    }
}

static class RoundTrips
{
    /// <summary>A barrier and its answer: what was sent before has been read, in both directions.</summary>
    internal static async Task RoundTrip(this SwitchConnection connection, FakeSwitch peer)
    {
        var barrier = connection.Barrier(TestContext.Current.CancellationToken);
        await peer.Answer<BarrierRequest>(new BarrierReply());
        await barrier;
    }
}
