using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;

namespace Sdn.OpenFlow.Tests;

/// <summary>The switch's end of a connection in memory, which says what a test tells it to and nothing by itself.</summary>
sealed class FakeSwitch
{
    readonly Pipe _toController;
    readonly Pipe _fromController;

    internal FakeSwitch(int pauseBytes = 64 << 10)
    {
        _toController = new(new PipeOptions(useSynchronizationContext: false));
        _fromController = new(new PipeOptions(pauseWriterThreshold: pauseBytes, resumeWriterThreshold: pauseBytes / 2, useSynchronizationContext: false));
    }

    internal FakeTimeProvider Clock { get; } = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal Task<SwitchConnection> Open(SwitchConnectionOptions? options = null) =>
        SwitchConnection.Open(new End(_toController.Reader, _fromController.Writer), options ?? new(), Clock, Cancellation);

    /// <summary>Opens the connection and plays the switch's part of the handshake.</summary>
    internal async Task<SwitchConnection> Shake(SwitchConnectionOptions? options = null)
    {
        var open = Open(options);
        await Send(new Hello { Xid = 1 });
        await Receive<Hello>();
        await Answer<FeaturesRequest>(new FeaturesReply(0x2a, 0, 254, 0, Capabilities.Bundles));
        return await open;
    }

    internal async Task Send(OpenFlowMessage message)
    {
        Codec.Encode(message, _toController.Writer);
        await _toController.Writer.FlushAsync(Cancellation);
    }

    internal async Task SendBytes(string hex) => await _toController.Writer.WriteAsync(Convert.FromHexString(hex), Cancellation);

    internal async Task Answer<TRequest>(OpenFlowMessage answer)
        where TRequest : OpenFlowMessage
    {
        var request = await Receive<TRequest>();
        await Send(answer with { Xid = request.Xid });
    }

    internal async Task<T> Receive<T>()
        where T : OpenFlowMessage
    {
        while (true)
        {
            var result = await _fromController.Reader.ReadAsync(Cancellation);
            var buffer = result.Buffer;
            if (FrameReader.TryTake(ref buffer, Codec.MessageBytesMax, out var frame))
            {
                var message = Codec.Decode(frame);
                _fromController.Reader.AdvanceTo(buffer.Start);
                return Assert.IsType<T>(message);
            }
            _fromController.Reader.AdvanceTo(buffer.Start, buffer.End);
            Assert.False(result.IsCompleted, $"the controller hung up before {typeof(T).Name}");
        }
    }

    /// <summary>Lets time pass, a second at a time, until something has come of it.</summary>
    internal async Task AdvanceUntil(Task done)
    {
        while (!done.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await done;
    }

    internal void HangUp() => _toController.Writer.Complete();

    sealed class End(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
