namespace Sdn.OpenFlow.Tests;

/// <summary>Messages that are answered where they are read.</summary>
public sealed class ProtocolResponderTests : IAsyncDisposable
{
    /// <summary>A packet-in of 110 bytes: xid 5, buffer 0x11, miss in table 3, cookie 0xabc, in_port 7, metadata 0x99, a UDP packet from :0a to :0b.</summary>
    const string PacketIn = "060a006e00000005" + "00000011003c0003" + "0000000000000abc"
        + "00010018" + "8000000400000007" + "800004080000000000000099"
        + "0000" + Packet;

    const string Packet = "02000000000b02000000000a0800" + "4500002e0000000040112efe0a0000010a000002" + "10002000001a0000000000000000000000000000000000000000";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    readonly FakeSwitch _switch = new();

    public ValueTask DisposeAsync() => _switch.DisposeAsync();

    [Fact]
    public void A_packet_in_is_read_where_it_lies()
    {
        var bytes = Convert.FromHexString(PacketIn);

        var packet = new PacketInView(new FrameView(bytes));

        Assert.Equal((5u, 0x11u, 60), (packet.Xid, packet.BufferId, packet.TotalLength));
        Assert.Equal((PacketInReason.NoMatch, (byte)3, 0xabcUL), (packet.Reason, packet.Table, packet.Cookie));
        Assert.Equal(7u, packet.InPort);
        Assert.True(packet.TryFind(Fields.Metadata, out var metadata));
        Assert.Equal(0x99UL, metadata);
        Assert.False(packet.TryFind(Fields.TunnelId, out _));
        Assert.Equal(Packet, Convert.ToHexString(packet.Packet), ignoreCase: true);
        Assert.Equal(("02:00:00:00:00:0b", "02:00:00:00:00:0a"), (packet.EthDst.ToString(), packet.EthSrc.ToString()));
        Assert.Equal(0x800, packet.EthType);
    }

    [Theory]
    [InlineData("060a000c0000000500000011", "OFPBRC_BAD_LEN")]                                                              // ends in its head
    [InlineData("060a002000000005" + "00000011003c0003" + "0000000000000abc" + "0000000400000000", "OFPBMC_BAD_TYPE")]      // not OXM
    [InlineData("060a002000000005" + "00000011003c0003" + "0000000000000abc" + "0001000300000000", "OFPBMC_BAD_LEN")]       // a match shorter than its head
    [InlineData("060a002000000005" + "00000011003c0003" + "0000000000000abc" + "0001008000000000", "OFPBRC_BAD_LEN")]       // and longer than the message
    [InlineData("060a002000000005" + "00000011003c0003" + "0000000000000abc" + "0001000400000000", "OFPBRC_BAD_LEN")]       // no room for the padding
    [InlineData("060a002200000005" + "00000011003c0003" + "0000000000000abc" + "0001000880000004" + "0000", "OFPBMC_BAD_LEN")]   // a field without its value
    public async Task A_bad_packet_in_is_refused_and_the_connection_lives(string bytes, string error)
    {
        await using var connection = await _switch.Shake(new() { Responder = _ => Flood });

        await _switch.SendBytes(bytes);

        Assert.Equal(error, (await _switch.Receive<ErrorMessage>()).Error.Name);
        await connection.RoundTrip(_switch);
    }

    [Fact]
    public async Task A_flow_mod_is_laid_out_as_its_record_is()
    {
        await using var connection = await _switch.Shake(new() { Responder = _ => Learn });

        await _switch.SendBytes(PacketIn);
        var flow = await _switch.Receive<FlowMod>();
        var drop = await _switch.Receive<FlowMod>();

        Assert.Equal((5u, 0x11u), (flow.Xid, flow.BufferId));
        Assert.Equal(
            Flow.Parse("table=2, idle_timeout=60, hard_timeout=600, cookie=0x77, priority=9, send_flow_rem,in_port=7,dl_dst=02:00:00:00:00:0b,dl_src=02:00:00:00:00:0a actions=output:8,output:9"),
            flow.Flow);
        Assert.Equal(Flow.Parse("table=0, priority=1,in_port=7 actions=drop"), drop.Flow);
    }

    [Fact]
    public async Task A_packet_out_is_laid_out_as_its_record_is()
    {
        await using var connection = await _switch.Shake(new() { Responder = _ => Flood });

        await _switch.SendBytes(PacketIn);
        var buffered = await _switch.Receive<PacketOut>();
        var whole = await _switch.Receive<PacketOut>();

        Assert.Equal(new PacketOut([], [new Output(Ports.Flood)]) { Xid = 5, BufferId = 0x11, Metadata = [Fields.InPort.Is(7)] }, buffered);
        Assert.Equal(new PacketOut(Convert.FromHexString(Packet), [new Output(3)]) { Xid = 6, Metadata = [Fields.InPort.Is(Ports.Controller)] }, whole);
    }

    [Fact]
    public async Task What_came_together_is_answered_together_and_in_order()
    {
        await using var connection = await _switch.Shake(new() { Responder = _ => Flood });

        await _switch.SendBytes(string.Concat(Enumerable.Repeat(PacketIn, 200)) + "0602000800000001");
        for (var i = 0; i < 400; i++)
            await _switch.Receive<PacketOut>();

        Assert.Equal(1u, (await _switch.Receive<EchoReply>()).Xid);
    }

    [Fact]
    public async Task No_packet_in_goes_past_a_responder_that_the_options_have()
    {
        var open = _switch.Open(new() { Responder = _ => Flood });
        await _switch.Send(new Hello { Xid = 1 });
        await _switch.Receive<Hello>();
        var request = await _switch.Receive<FeaturesRequest>();
        var features = $"06060020{request.Xid:x8}" + "000000000000002a" + "00000000fe000000" + "0000000000000000";

        await _switch.SendBytes(features + PacketIn);

        await _switch.Receive<PacketOut>();
        await using var connection = await open;
        Assert.Equal(0, connection.Asynchronous.Count);
    }

    [Fact]
    public async Task What_a_responder_does_not_take_comes_as_without_one()
    {
        await using var connection = await _switch.Shake();
        connection.Respond(static (in FrameView frame, FrameBuffer _) => frame.Type == MessageType.FlowRemoved);

        await _switch.SendBytes(PacketIn);
        var first = await connection.Asynchronous.ReadAsync(Cancellation);
        connection.Respond(Flood);
        await _switch.SendBytes(PacketIn);
        await _switch.Receive<PacketOut>();
        await _switch.Receive<PacketOut>();
        connection.Respond(null);
        await _switch.SendBytes(PacketIn);
        var second = await connection.Asynchronous.ReadAsync(Cancellation);

        Assert.Equal((7u, 7u), ((uint)first.AsPacketIn().Metadata[0].Value, (uint)second.AsPacketIn().Metadata[0].Value));
    }

    [Fact]
    public async Task A_responder_sees_messages_that_have_no_records()
    {
        await using var connection = await _switch.Shake();
        var seen = new TaskCompletionSource<string>();
        connection.Respond((in FrameView frame, FrameBuffer _) => seen.TrySetResult(Convert.ToHexString(frame.Body)));

        await _switch.SendBytes("06040012000000090012345600000007abcd");

        Assert.Equal("0012345600000007ABCD", await seen.Task);
    }

    [Fact]
    public async Task What_a_responder_refuses_is_refused_and_its_half_answer_left_out()
    {
        await using var connection = await _switch.Shake();
        connection.Respond(static (in FrameView frame, FrameBuffer replies) =>
        {
            replies.Write(new BarrierRequest(), 1);
            throw new OpenFlowException(Errors.OFPBRC_EPERM, "not from here");
        });

        await _switch.SendBytes(PacketIn);

        var error = await _switch.Receive<ErrorMessage>();
        Assert.Equal(("OFPBRC_EPERM", 5u, 64), (error.Error.Name, error.Xid, error.Refused.Count));
    }

    [Fact]
    public async Task A_responder_that_fails_ends_the_connection_and_is_named()
    {
        await using var connection = await _switch.Shake();
        connection.Respond(static (in FrameView _, FrameBuffer _) => throw new InvalidOperationException("a bug"));

        await _switch.SendBytes(PacketIn);

        var end = await connection.Completion;
        Assert.Equal("a bug", end.Reason);
        Assert.IsType<InvalidOperationException>(end.Error);
    }

    [Fact]
    public async Task A_switch_that_does_not_read_its_answers_is_not_read_either()
    {
        await using var slow = new FakeSwitch(pauseBytes: 1024);
        await using var connection = await slow.Shake(new() { UnsentBytesMax = 4096 });
        var seen = 0;
        connection.Respond((in FrameView frame, FrameBuffer replies) =>
        {
            Interlocked.Increment(ref seen);
            return Flood(frame, replies);
        });

        await slow.SendBytes(string.Concat(Enumerable.Repeat(PacketIn, 500)));
        await slow.Receive<PacketOut>();
        var before = Volatile.Read(ref seen);
        for (var i = 1; i < 1000; i++)
            await slow.Receive<PacketOut>();

        Assert.InRange(before, 1, 100);   // its answers take 156 bytes; 4096 may wait, and as much again be on its way
        Assert.Equal(500, seen);
    }

    static bool Flood(in FrameView frame, FrameBuffer replies)
    {
        if (frame.Type != MessageType.PacketIn)
            return false;
        var packet = new PacketInView(in frame);
        PacketOutWriter.Write(replies, packet.Xid, packet.BufferId, packet.InPort, Ports.Flood, []);
        PacketOutWriter.Write(replies, packet.Xid + 1, Sdn.OpenFlow.PacketIn.NoBuffer, Ports.Controller, 3, packet.Packet);
        return true;
    }

    static bool Learn(in FrameView frame, FrameBuffer replies)
    {
        if (frame.Type != MessageType.PacketIn)
            return false;
        var packet = new PacketInView(in frame);
        var head = new FlowModHead
        {
            Table = 2,
            Priority = 9,
            Cookie = 0x77,
            IdleTimeoutSeconds = 60,
            HardTimeoutSeconds = 600,
            Flags = FlowFlags.SendFlowRemoved,
            BufferId = packet.BufferId,
        };
        var flow = new FlowModWriter(replies, head, packet.Xid);
        flow.Match(Fields.InPort, packet.InPort);
        flow.Match(Fields.EthDst, packet.EthDst.Value);
        flow.Match(Fields.EthSrc, packet.EthSrc.Value);
        flow.Output(8);
        flow.Output(9);
        flow.End();
        var drop = new FlowModWriter(replies, new() { Priority = 1 }, packet.Xid);
        drop.Match(Fields.InPort, packet.InPort);
        drop.End();
        return true;
    }
}

static class Messages
{
    internal static PacketIn AsPacketIn(this OpenFlowMessage message) => Assert.IsType<PacketIn>(message);
}
