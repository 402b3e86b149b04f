namespace Sdn.OpenFlow.Tests;

/// <summary>Bundles that a switch refuses, or that do not come to their end: nothing of them is left.</summary>
public sealed class ProtocolBundleTests : IAsyncDisposable
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static readonly FlowMod[] Mods =
    [
        FlowMod.Add(Flow.Parse("table=1,priority=1 actions=drop")),
        FlowMod.Add(Flow.Parse("table=1,priority=2 actions=drop")),
    ];

    readonly FakeSwitch _switch = new();

    public ValueTask DisposeAsync() => _switch.DisposeAsync();

    [Fact]
    public async Task A_bundle_goes_out_whole_before_anything_is_waited_for()
    {
        await using var connection = await _switch.Shake();

        var at = new BundleProperty { Type = 1, Seconds = 5 };

        var bundle = connection.Bundle(Mods, new BundleOptions { Flags = BundleFlags.Ordered, Properties = [at] }, Cancellation);
        var open = await _switch.Receive<BundleControl>();
        var first = await _switch.Receive<BundleAdd>();
        var second = await _switch.Receive<BundleAdd>();
        var added = await _switch.Receive<BarrierRequest>();
        await _switch.Send(new BundleControl(1, BundleControlType.OpenReply, BundleFlags.Ordered) { Xid = open.Xid });
        await _switch.Send(new BarrierReply { Xid = added.Xid });
        var commit = await _switch.Receive<BundleControl>();
        var done = await _switch.Receive<BarrierRequest>();
        await _switch.Send(new BundleControl(1, BundleControlType.CommitReply, BundleFlags.Ordered) { Xid = commit.Xid });
        await _switch.Send(new BarrierReply { Xid = done.Xid });
        await bundle;

        Assert.Equal((BundleControlType.OpenRequest, BundleFlags.Ordered), (open.Control, open.Flags));
        Assert.Equal((BundleFlags.Ordered, Mods[0].Flow), (first.Flags, Assert.IsType<FlowMod>(first.Message).Flow));
        Assert.Equal((first.Xid + 1, first.Xid + 1), (second.Xid, second.Message.Xid));
        Assert.Equal(BundleControlType.CommitRequest, commit.Control);
        Assert.Equal((at, at), (Assert.Single(open.Properties), Assert.Single(commit.Properties)));
    }

    [Fact]
    public async Task A_bundle_that_cannot_be_opened_is_discarded_and_says_so()
    {
        await using var connection = await _switch.Shake();

        var bundle = connection.Bundle(Mods, Cancellation);
        var open = await _switch.Receive<BundleControl>();
        await _switch.Send(new ErrorMessage(Errors.OFPBFC_OUT_OF_BUNDLES, []) { Xid = open.Xid });
        await _switch.Receive<BundleAdd>();
        await _switch.Receive<BundleAdd>();
        await _switch.Answer<BarrierRequest>(new BarrierReply());
        await Discarded(new ErrorMessage(Errors.OFPBFC_BAD_ID, []));
        var refused = await Assert.ThrowsAsync<BundleRefusedException>(() => bundle);

        Assert.Equal((BundlePhase.Open, -1), (refused.Phase, refused.Index));
        Assert.Equal("OFPBFC_OUT_OF_BUNDLES: the open of the bundle: Too many bundle IDs.", refused.Message);
    }

    [Fact]
    public async Task A_message_that_is_not_taken_is_named_and_the_rest_discarded()
    {
        await using var connection = await _switch.Shake();

        var bundle = connection.Bundle(Mods, Cancellation);
        await _switch.Answer<BundleControl>(new BundleControl(1, BundleControlType.OpenReply, BundleFlags.None));
        await _switch.Receive<BundleAdd>();
        var second = await _switch.Receive<BundleAdd>();
        await _switch.Send(new ErrorMessage(Errors.OFPBFC_MSG_UNSUP, []) { Xid = second.Xid });
        await _switch.Answer<BarrierRequest>(new BarrierReply());
        await Discarded(new BundleControl(1, BundleControlType.DiscardReply, BundleFlags.None));
        var refused = await Assert.ThrowsAsync<BundleRefusedException>(() => bundle);

        Assert.Equal((BundlePhase.Add, 1), (refused.Phase, refused.Index));
        Assert.Equal(
            "OFPBFC_MSG_UNSUP: message 1 of the bundle, flow_mod Add table=1, priority=2 actions=drop: Unsupported message in this bundle.",
            refused.Message);
    }

    [Fact]
    public async Task A_message_that_is_refused_by_an_error_without_a_name_is_refused_all_the_same()
    {
        await using var connection = await _switch.Shake();

        var bundle = connection.Bundle(Mods, Cancellation);
        await _switch.Answer<BundleControl>(new BundleControl(1, BundleControlType.OpenReply, BundleFlags.None));
        var first = await _switch.Receive<BundleAdd>();
        await _switch.Receive<BundleAdd>();
        await _switch.SendBytes($"0601000c{first.Xid:x8}00630007");
        await _switch.Answer<BarrierRequest>(new BarrierReply());
        await Discarded(new BundleControl(1, BundleControlType.DiscardReply, BundleFlags.None));
        var refused = await Assert.ThrowsAsync<BundleRefusedException>(() => bundle);

        Assert.Equal((BundlePhase.Add, 0), (refused.Phase, refused.Index));
        Assert.Contains("no error has the type 99 and the code 7", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_that_fails_for_a_message_names_it()
    {
        await using var connection = await _switch.Shake();

        var bundle = connection.Bundle(Mods, Cancellation);
        await _switch.Answer<BundleControl>(new BundleControl(1, BundleControlType.OpenReply, BundleFlags.None));
        var first = await _switch.Receive<BundleAdd>();
        await _switch.Receive<BundleAdd>();
        await _switch.Answer<BarrierRequest>(new BarrierReply());
        var commit = await _switch.Receive<BundleControl>();
        await _switch.Send(new ErrorMessage(Errors.OFPFMFC_TABLE_FULL, []) { Xid = first.Xid });
        await _switch.Send(new ErrorMessage(Errors.OFPBFC_MSG_FAILED, []) { Xid = commit.Xid });
        await _switch.Answer<BarrierRequest>(new BarrierReply());
        var refused = await Assert.ThrowsAsync<BundleRefusedException>(() => bundle);

        Assert.Equal((BundlePhase.Commit, 0, "OFPFMFC_TABLE_FULL"), (refused.Phase, refused.Index, refused.Error.Name));
        await connection.RoundTrip(_switch);
    }

    [Fact]
    public async Task A_commit_that_fails_as_such_says_so()
    {
        await using var connection = await _switch.Shake();

        var bundle = connection.Bundle(Mods, Cancellation);
        await _switch.Answer<BundleControl>(new BundleControl(1, BundleControlType.OpenReply, BundleFlags.None));
        await _switch.Receive<BundleAdd>();
        await _switch.Receive<BundleAdd>();
        await _switch.Answer<BarrierRequest>(new BarrierReply());
        await _switch.Answer<BundleControl>(new ErrorMessage(Errors.OFPBFC_TIMEOUT, []));
        await _switch.Answer<BarrierRequest>(new BarrierReply());
        var refused = await Assert.ThrowsAsync<BundleRefusedException>(() => bundle);

        Assert.Equal("OFPBFC_TIMEOUT: the commit of the bundle: Bundle is taking too long.", refused.Message);
    }

    [Fact]
    public async Task A_bundle_that_is_canceled_is_discarded()
    {
        await using var connection = await _switch.Shake();
        using var cancel = new CancellationTokenSource();

        var bundle = connection.Bundle(Mods, cancel.Token);
        await _switch.Receive<BundleControl>();
        await _switch.Receive<BundleAdd>();
        await _switch.Receive<BundleAdd>();
        await _switch.Receive<BarrierRequest>();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bundle);

        Assert.Equal(BundleControlType.DiscardRequest, (await _switch.Receive<BundleControl>()).Control);
        await connection.RoundTrip(_switch);
    }

    [Fact]
    public async Task A_bundle_that_a_switch_does_not_read_is_given_up()
    {
        await using var slow = new FakeSwitch(pauseBytes: 1024);
        await using var connection = await slow.Shake(new() { UnsentBytesMax = 4096, RequestTimeoutSeconds = 20, EchoIntervalSeconds = 100_000 });
        var mods = Enumerable.Repeat(Mods[0], 1000).ToArray();

        var bundle = connection.Bundle(mods, Cancellation);
        var given = Assert.ThrowsAsync<TimeoutException>(() => bundle);
        await slow.AdvanceUntil(given);

        Assert.Equal("the switch has not read anything for 20 s", (await given).Message);
    }

    [Fact]
    public async Task A_bundle_with_too_many_messages_is_not_begun()
    {
        await using var connection = await _switch.Shake();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => connection.Bundle(Mods, new BundleOptions { MessagesMax = 1 }, Cancellation));

        Assert.StartsWith("the bundle has 2 messages, the limit is 1", error.Message, StringComparison.Ordinal);
        await connection.RoundTrip(_switch);
    }

    [Fact]
    public async Task A_bundle_that_is_too_long_is_discarded()
    {
        await using var connection = await _switch.Shake();

        var bundle = connection.Bundle(Mods, new BundleOptions { BytesMax = 100 }, Cancellation);
        await _switch.Answer<BundleControl>(new BundleControl(1, BundleControlType.OpenReply, BundleFlags.None));
        await _switch.Receive<BundleAdd>();
        await _switch.Receive<BundleAdd>();
        await Discarded(new BundleControl(1, BundleControlType.DiscardReply, BundleFlags.None));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => bundle);

        Assert.Equal("2 of the bundle's 2 messages take 144 bytes, the limit is 100", error.Message);
    }

    [Fact]
    public async Task A_message_that_fits_no_frame_is_named_and_the_bundle_discarded()
    {
        await using var connection = await _switch.Shake();
        OpenFlowMessage[] mods = [Mods[0], new PacketOut(new byte[65530], [])];

        var bundle = connection.Bundle(mods, Cancellation);
        await _switch.Answer<BundleControl>(new BundleControl(1, BundleControlType.OpenReply, BundleFlags.None));
        await _switch.Receive<BundleAdd>();
        await Discarded(new BundleControl(1, BundleControlType.DiscardReply, BundleFlags.None));
        var error = await Assert.ThrowsAsync<ArgumentException>(() => bundle);

        Assert.StartsWith("message 1 of the bundle, OFPT_PACKET_OUT: ", error.Message, StringComparison.Ordinal);
    }

    async Task Discarded(OpenFlowMessage answer)
    {
        var discard = await _switch.Receive<BundleControl>();
        Assert.Equal((1u, BundleControlType.DiscardRequest), (discard.BundleId, discard.Control));
        await _switch.Send(answer with { Xid = discard.Xid });
    }
}
