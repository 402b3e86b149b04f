namespace Sdn.OpenFlow.Tests;

/// <summary>What the connection does with a reader or a switch that does not keep up.</summary>
public sealed class ProtocolBackPressureTests : IAsyncDisposable
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    readonly FakeSwitch _switch = new();

    public ValueTask DisposeAsync() => _switch.DisposeAsync();

    [Fact]
    public async Task A_reader_that_is_waited_for_loses_nothing()
    {
        await using var connection = await _switch.Shake(new() { AsynchronousMessagesMax = 4, SlowReader = SlowReader.Waits });

        await _switch.Send(Enumerable.Range(0, 100).Select(i => new PacketIn { BufferId = (uint)i }));
        var read = new List<uint>();
        for (var i = 0; i < 100; i++)
            read.Add(Assert.IsType<PacketIn>(await connection.Asynchronous.ReadAsync(Cancellation)).BufferId);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (uint)i), read);
        Assert.Equal(0, connection.PacketInsDropped);
    }

    [Fact]
    public async Task While_a_reader_is_waited_for_the_switch_is_not_read()
    {
        await using var connection = await _switch.Shake(new() { AsynchronousMessagesMax = 4, SlowReader = SlowReader.Waits });

        await _switch.Send(Enumerable.Range(0, 5).Select(_ => new PacketIn()).Append<OpenFlowMessage>(new EchoRequest([]) { Xid = 7 }));
        var echo = _switch.Receive<EchoReply>();
        while (!connection.IsPaused)
            await Task.Yield();
        var wasRead = echo.IsCompleted;
        for (var i = 0; i < 5; i++)
            await connection.Asynchronous.ReadAsync(Cancellation);

        Assert.False(wasRead);
        Assert.Equal(7u, (await echo).Xid);
    }

    [Fact]
    public async Task A_switch_is_not_given_up_while_it_is_the_reader_who_is_slow()
    {
        await using var connection = await _switch.Shake(new() { AsynchronousMessagesMax = 2, SlowReader = SlowReader.Waits, EchoIntervalSeconds = 5, EchoTimeoutSeconds = 10 });
        await _switch.Send(Enumerable.Range(0, 3).Select(_ => new PacketIn()));
        while (!connection.IsPaused)
            await Task.Yield();

        for (var i = 0; i < 60; i++)
        {
            _switch.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        for (var i = 0; i < 3; i++)
            await connection.Asynchronous.ReadAsync(Cancellation);

        var barrier = connection.Barrier(Cancellation);
        while (await _switch.ReceiveFrame() is { } frame)
        {
            if (Codec.Decode(frame) is BarrierRequest request)
            {
                await _switch.Send(new BarrierReply { Xid = request.Xid });
                break;
            }
        }
        await barrier;
    }

    [Fact]
    public async Task A_switch_that_takes_nothing_is_given_up_and_who_waits_is_told()
    {
        await using var slow = new FakeSwitch(pauseBytes: 1024);
        await using var connection = await slow.Shake(new() { UnsentBytesMax = 4096, EchoIntervalSeconds = 5, EchoTimeoutSeconds = 10, RequestTimeoutSeconds = 100_000 });
        var flow = FlowMod.Add(Flow.Parse("table=0 actions=drop"));
        ValueTask sending;
        do
            sending = connection.Send(flow, Cancellation);
        while (sending.IsCompleted);
        var barrier = connection.Barrier(Cancellation);

        await slow.AdvanceUntil(connection.Completion);

        Assert.Equal("the switch has not answered an echo within 10 s", (await connection.Completion).Reason);
        await Assert.ThrowsAsync<SwitchDisconnectedException>(() => barrier);
    }

    [Fact]
    public async Task A_switch_that_talks_instead_of_answering_an_echo_is_kept()
    {
        await using var connection = await _switch.Shake(new() { EchoIntervalSeconds = 5, EchoTimeoutSeconds = 10 });

        _switch.Clock.Advance(TimeSpan.FromSeconds(5));
        await _switch.Receive<EchoRequest>();
        _switch.Clock.Advance(TimeSpan.FromSeconds(4));
        await _switch.Send(new PacketIn());
        await connection.Asynchronous.ReadAsync(Cancellation);
        _switch.Clock.Advance(TimeSpan.FromSeconds(6));

        await connection.RoundTrip(_switch);
    }
}
