using System.Net;
using System.Net.Sockets;

namespace Sdn.Ovsdb.Tests;

public sealed class TlsTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pssl:0:127.0.0.1", "127.0.0.1")]
    [InlineData("pssl:0:[::1]", "::1")]
    public async Task A_server_of_our_authority_is_dialed(string remote, string host)
    {
        using var authority = new Certificates();
        await using var server = await OvsdbServer.StartListening(remote, authority.ServerArguments("db"));

        await using var client = await Dial(new OvsdbEndpoint.Ssl(host, server.Port), authority, authority);

        Assert.Equal(["Open_vSwitch", "_Server"], (await client.ListDatabases(Token)).Order(StringComparer.Ordinal));
        Assert.Equal("CN=db", client.Peer.Certificate!.Subject);
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_trusted()
    {
        using var ours = new Certificates("ours");
        using var theirs = new Certificates("theirs");
        await using var server = await OvsdbServer.StartListening("pssl:0:127.0.0.1", theirs.ServerArguments("db"));
        var endpoint = new OvsdbEndpoint.Ssl("127.0.0.1", server.Port);

        var failure = await Assert.ThrowsAsync<OvsdbException>(() => Dial(endpoint, ours, ours));

        Assert.Equal("not trusted", failure.Error);
        Assert.StartsWith($"ssl:127.0.0.1:{server.Port}: ", failure.Details, StringComparison.Ordinal);
        Assert.True(failure.EndsSession);
    }

    [Fact]
    public async Task A_server_that_does_not_believe_our_authority_is_a_lost_connection()
    {
        using var ours = new Certificates("ours");
        using var theirs = new Certificates("theirs");
        await using var server = await OvsdbServer.StartListening("pssl:0:127.0.0.1", theirs.ServerArguments("db"));
        var endpoint = new OvsdbEndpoint.Ssl("127.0.0.1", server.Port);

        var failure = await Assert.ThrowsAsync<OvsdbException>(() => Dial(endpoint, ours, theirs));

        Assert.Equal("connection lost", failure.Error);
    }

    [Fact]
    public async Task A_server_without_TLS_is_no_session()
    {
        using var authority = new Certificates();
        await using var server = await OvsdbServer.StartListening("ptcp:0:127.0.0.1");

        var dialing = Dial(new OvsdbEndpoint.Ssl("127.0.0.1", server.Port), authority, authority);

        // ovsdb-server reads our hello as bad JSON and hangs up.
        var failure = await Assert.ThrowsAsync<OvsdbException>(() => dialing);
        Assert.Equal("connection lost", failure.Error);
    }

    [Fact]
    public async Task TLS_without_options_is_a_mistake_of_the_caller()
    {
        var endpoint = new OvsdbEndpoint.Ssl("127.0.0.1");

        await Assert.ThrowsAsync<ArgumentException>(
            () => OvsdbConnector.Connect(endpoint, OvsdbClientOptions.Default, TimeProvider.System, Token));
        Assert.Throws<ArgumentException>(
            () => new OvsdbReconnector(new OvsdbRemotes(endpoint), OvsdbReconnectorOptions.Default, TimeProvider.System));
        Assert.Throws<ArgumentException>(
            () => OvsdbListener.Start(new OvsdbPassiveEndpoint.Ssl(0, "127.0.0.1"), new OvsdbListenerOptions(), TimeProvider.System));
    }

    [Fact]
    public async Task A_server_dials_us_with_its_certificate_as_set_manager_tells_it()
    {
        using var authority = new Certificates();
        var options = new OvsdbListenerOptions { Tls = OvsdbTls.Server(authority.Sign("controller"), authority.Authorities) };
        using var listener = OvsdbListener.Start(OvsdbPassiveEndpoint.Parse("pssl:0:127.0.0.1"), options, TimeProvider.System);
        await using var server = await OvsdbServer.StartManaged(authority.ServerArguments("device"));
        var served = new TaskCompletionSource<(string?, IReadOnlyList<string>)>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = listener.Run(
            async (client, token) => served.SetResult((client.Peer.Certificate?.Subject, await client.ListDatabases(token))),
            (_, _) => { },
            stop.Token);

        await server.SetManager($"ssl:127.0.0.1:{((IPEndPoint)listener.LocalEndPoint).Port}");

        var (subject, databases) = await served.Task.Soon("a session");
        Assert.Equal("CN=device", subject);
        Assert.Contains("Open_vSwitch", databases);
        await stop.CancelAsync();
        await running.Soon("the listener to stop");
        Assert.Equal(0, listener.Connections);
    }

    [Fact]
    public async Task A_server_of_another_authority_that_dials_us_is_not_served()
    {
        using var ours = new Certificates("ours");
        using var theirs = new Certificates("theirs");
        var options = new OvsdbListenerOptions { Tls = OvsdbTls.Server(ours.Sign("controller"), ours.Authorities) };
        using var listener = OvsdbListener.Start(OvsdbPassiveEndpoint.Parse("pssl:0:127.0.0.1"), options, TimeProvider.System);
        // It checks us too, and would hang up first: it has to believe us for us to see whom it shows.
        var arguments = theirs.ServerArguments("device");
        arguments[2] = ours.ServerArguments("unused")[2];
        await using var server = await OvsdbServer.StartManaged(arguments);
        var failure = new TaskCompletionSource<(EndPoint?, Exception)>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = listener.Run(
            (_, _) => throw new InvalidOperationException("a stranger is served"),
            (peer, error) => failure.TrySetResult((peer, error)),
            stop.Token);

        await server.SetManager($"ssl:127.0.0.1:{((IPEndPoint)listener.LocalEndPoint).Port}");

        var (address, why) = await failure.Task.Soon("a failure");
        Assert.Equal(AddressFamily.InterNetwork, address!.AddressFamily);
        Assert.Equal("not trusted", Assert.IsType<OvsdbException>(why).Error);
        await stop.CancelAsync();
        await running.Soon("the listener to stop");
    }

    [Fact]
    public async Task A_client_that_is_disposed_of_does_not_wait_for_a_stopped_server()
    {
        using var authority = new Certificates();
        await using var server = await OvsdbServer.StartListening("pssl:0:127.0.0.1", authority.ServerArguments("db"));
        var client = await Dial(new OvsdbEndpoint.Ssl("127.0.0.1", server.Port), authority, authority);
        await server.Freeze();
        var transaction = client.Transact("Open_vSwitch", [new Operation.Comment(new string('x', 10_000_000))], Token);

        await client.DisposeAsync().Soon("the client to be disposed of");

        Assert.Equal("connection lost", (await transaction.FailsSoon("the end of the transaction")).Error);
        await server.Thaw();
    }

    static async Task<OvsdbClient> Dial(OvsdbEndpoint endpoint, Certificates own, Certificates believed)
    {
        var tls = OvsdbTls.Client(own.Sign("controller"), believed.Authorities);
        return await OvsdbConnector.Connect(endpoint, tls, OvsdbClientOptions.Default, TimeProvider.System, Token);
    }
}
