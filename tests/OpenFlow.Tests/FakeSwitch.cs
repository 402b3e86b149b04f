using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Sdn.OpenFlow.Tests;

/// <summary>The switch's end of a connection, in memory or over a socket, which says what a test tells it to and nothing by itself.</summary>
sealed class FakeSwitch : IAsyncDisposable
{
    readonly IDuplexPipe _transport;     // the switch's own end
    readonly IDuplexPipe? _controller;   // the other end, where it is in memory

    FakeSwitch(IDuplexPipe transport) => _transport = transport;

    internal FakeSwitch(int pauseBytes = 64 << 10)
    {
        var toController = new Pipe(new PipeOptions(useSynchronizationContext: false));
        var fromController = new Pipe(new PipeOptions(pauseWriterThreshold: pauseBytes, resumeWriterThreshold: pauseBytes / 2, useSynchronizationContext: false));
        _transport = new End(fromController.Reader, toController.Writer);
        _controller = new End(toController.Reader, fromController.Writer);
    }

    internal FakeTimeProvider Clock { get; } = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Dials a controller, with TLS if there are options for it.</summary>
    internal static async Task<FakeSwitch> Dial(IPEndPoint controller, SslClientAuthenticationOptions? tls = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(controller, Cancellation);
        return new(await SwitchTransport.Dial(socket, tls, Cancellation));
    }

    internal Task<SwitchConnection> Open(SwitchConnectionOptions? options = null) =>
        SwitchConnection.Open(_controller!, options ?? new(), Clock, Cancellation);

    /// <summary>Opens the connection and plays the switch's part of the handshake.</summary>
    internal async Task<SwitchConnection> Shake(SwitchConnectionOptions? options = null)
    {
        var open = Open(options);
        await Greet();
        return await open;
    }

    /// <summary>The switch's part of the handshake.</summary>
    internal async Task Greet(ulong datapathId = 0x2a)
    {
        await Send(new Hello { Xid = 1 });
        await Receive<Hello>();
        await Answer<FeaturesRequest>(new FeaturesReply(datapathId, 0, 254, 0, Capabilities.Bundles));
    }

    /// <summary>The same; false if the controller hangs up instead.</summary>
    internal async Task<bool> TryGreet()
    {
        try
        {
            if (await ReceiveFrame() is null)
                return false;
            await Send(new Hello { Xid = 1 });
            await Answer<FeaturesRequest>(new FeaturesReply(0x2b, 0, 254, 0, Capabilities.Bundles));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits for the controller's end of the connection, behind which nothing comes; a reset is one too.</summary>
    internal async Task IsHungUp()
    {
        try
        {
            Assert.Null(await ReceiveFrame());
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            TestContext.Current.SendDiagnosticMessage(e.Message);
        }
    }

    internal async Task Send(params IEnumerable<OpenFlowMessage> messages)
    {
        foreach (var message in messages)
            Codec.Encode(message, _transport.Output);
        await _transport.Output.FlushAsync(Cancellation);
    }

    internal async Task SendBytes(string hex) => await _transport.Output.WriteAsync(Convert.FromHexString(hex), Cancellation);

    internal async Task Answer<TRequest>(OpenFlowMessage answer)
        where TRequest : OpenFlowMessage
    {
        var request = await Receive<TRequest>();
        await Send(answer with { Xid = request.Xid });
    }

    internal async Task<T> Receive<T>()
        where T : OpenFlowMessage => Assert.IsType<T>(Codec.Decode(await ReceiveFrame() ?? throw new InvalidOperationException($"the controller hung up before {typeof(T).Name}")));

    /// <summary>The bytes of the next message; null if the controller has hung up.</summary>
    internal async Task<byte[]?> ReceiveFrame()
    {
        while (true)
        {
            var result = await _transport.Input.ReadAsync(Cancellation);
            var buffer = result.Buffer;
            if (FrameReader.TryTake(ref buffer, Codec.MessageBytesMax, out var frame))
            {
                var bytes = frame.ToArray();
                _transport.Input.AdvanceTo(buffer.Start);
                return bytes;
            }
            _transport.Input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                return null;
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

    internal void HangUp() => _transport.Output.Complete();

    public async ValueTask DisposeAsync()
    {
        if (_transport is IAsyncDisposable socket)
            await socket.DisposeAsync();
    }

    sealed class End(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
