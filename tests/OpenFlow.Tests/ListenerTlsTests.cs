using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;

namespace Sdn.OpenFlow.Tests;

/// <summary>TLS with certificates of both ends, over the loopback address.</summary>
public sealed class ListenerTlsTests : IDisposable
{
    readonly ListenerCertificates _devices = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _devices.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_switch_is_known_by_its_certificate(SslProtocols protocol)
    {
        await using var host = new ListenerHost(Options());
        var tls = OpenFlowTls.Client(_devices.Sign("d1"), _devices.Authorities);
        tls.EnabledSslProtocols = protocol;
        tls.TargetHost = "controller";
        await using var peer = await FakeSwitch.Dial(host.EndPoint, tls);

        await peer.Greet();
        var connection = await host.NextServed();

        Assert.Equal("CN=d1", connection.Peer.Certificate?.Subject);
        await connection.RoundTrip(peer);
        await connection.DisposeAsync();
        await peer.IsHungUp();   // with TLS's own farewell: without one the read would fail
    }

    [Fact]
    public async Task Large_answers_come_whole_through_TLS()
    {
        await using var host = new ListenerHost(Options());
        await using var peer = await FakeSwitch.Dial(host.EndPoint, OpenFlowTls.Client(_devices.Sign("d1"), _devices.Authorities).For("controller"));
        await peer.Greet();
        var connection = await host.NextServed();
        var flows = Enumerable.Range(0, 500).Select(i => new FlowDesc(new(1, (ushort)i, [], []), default)).ToArray();

        var dump = connection.DumpFlows(Cancellation);
        var request = await peer.Receive<FlowDescRequest>();
        for (var i = 0; i < 20; i++)
            await peer.Send(new FlowDescReply(flows) { HasMore = i < 19, Xid = request.Xid });

        Assert.Equal(10_000, (await dump).Count);
    }

    [Fact]
    public async Task A_switch_with_a_certificate_of_another_authority_is_refused()
    {
        using var others = new ListenerCertificates("others");
        await using var host = new ListenerHost(Options());
        var tls = OpenFlowTls.Client(others.Sign("d1"), _devices.Authorities).For("controller");

        await HearsNothing(host.EndPoint, tls);

        Assert.IsType<AuthenticationException>(await host.NextFailed());
    }

    [Fact]
    public async Task A_switch_without_a_certificate_is_refused()
    {
        await using var host = new ListenerHost(Options());
        var tls = OpenFlowTls.Client(_devices.Sign("d1"), _devices.Authorities).For("controller");
        tls.ClientCertificateContext = null;

        await HearsNothing(host.EndPoint, tls);

        Assert.IsType<AuthenticationException>(await host.NextFailed());
    }

    [Fact]
    public async Task A_controller_with_a_certificate_of_another_authority_is_not_believed()
    {
        using var others = new ListenerCertificates("others");
        await using var host = new ListenerHost(Options());

        await Assert.ThrowsAsync<AuthenticationException>(
            () => FakeSwitch.Dial(host.EndPoint, OpenFlowTls.Client(_devices.Sign("d1"), others.Authorities).For("controller")));
    }

    [Fact]
    public async Task A_switch_that_speaks_no_TLS_is_refused()
    {
        await using var host = new ListenerHost(Options());
        await using var peer = await FakeSwitch.Dial(host.EndPoint);

        await peer.Send(new Hello { Xid = 1 });

        Assert.IsType<AuthenticationException>(await host.NextFailed());
        await peer.IsHungUp();
    }

    [Fact]
    public async Task A_TLS_handshake_that_does_not_come_is_given_up()
    {
        var clock = new FakeTimeProvider();
        await using var host = new ListenerHost(Options() with { Connection = new() { HandshakeTimeoutSeconds = 7 } }, clock);
        using var silent = new TcpClient();
        await silent.ConnectAsync(host.EndPoint, Cancellation);
        var failed = host.NextFailed().AsTask();
        while (!failed.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("the TLS handshake has not ended within 7 s", (await failed).Message);
        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1], Cancellation));
    }

    OpenFlowListenerOptions Options() => new() { Tls = OpenFlowTls.Server(_devices.Sign("controller"), _devices.Authorities) };

    /// <summary>With TLS 1.3 a switch's own handshake is over before it is refused: what counts is that no hello comes.</summary>
    static async Task HearsNothing(IPEndPoint controller, SslClientAuthenticationOptions tls)
    {
        try
        {
            await using var peer = await FakeSwitch.Dial(controller, tls);
            Assert.Null(await peer.ReceiveFrame());
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            TestContext.Current.SendDiagnosticMessage(e.Message);
        }
    }
}

static class TlsOptions
{
    internal static SslClientAuthenticationOptions For(this SslClientAuthenticationOptions options, string host)
    {
        options.TargetHost = host;
        return options;
    }
}
