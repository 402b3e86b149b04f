using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Sdn.Ovsdb.Tests;

/// <summary>Who dials us and is no good server: it ends with a reason, and the others are served.</summary>
public sealed class ListenerFaultTests : IAsyncDisposable
{
    static readonly OvsdbListenerOptions Plain = new() { Client = new() { EchoIntervalSeconds = 3600, MessageBytesMax = 1_000_000, TokenBytesMax = 100_000 } };

    readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly Channel<Exception> _failures = Channel.CreateUnbounded<Exception>();
    readonly Channel<OvsdbClient> _served = Channel.CreateUnbounded<OvsdbClient>();
    OvsdbListener? _listener;
    Task _running = Task.CompletedTask;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    int Port => ((IPEndPoint)_listener!.LocalEndPoint).Port;

    public static TheoryData<string, string, string> Strangers { get; } = new()
    {
        { "GET / HTTP/1.1\r\nHost: controller\r\n\r\n", "", "protocol violation: 'G' is an invalid start of a value. LineNumber: 0 | BytePositionInLine: 0. (in message 1 of the session)" },
        { "\x16\x03\x01\x02\0\x01\0\x01", "", "protocol violation: '0x16' is an invalid start of a value. LineNumber: 0 | BytePositionInLine: 0. (in message 1 of the session)" },
        { """{"id":1,"result":[],"error":null}""", "", "protocol violation: a reply to request 1, which does not wait for one (in message 1 of the session, a reply to 1)" },
        { "{\"id\":", "[", "protocol violation: The maximum configured depth of 64 has been exceeded. Cannot read next JSON array. LineNumber: 0 | BytePositionInLine: 69. (in message 1 of the session)" },
        { "{\"id\":\"", "x", "protocol violation: a token longer than TokenBytesMax (100000 bytes) (in message 1 of the session)" },
        { "{\"id\":[0", ",1", "protocol violation: a message longer than MessageBytesMax (1000000 bytes) (in message 1 of the session)" },
        { "", " ", "protocol violation: a message longer than MessageBytesMax (1000000 bytes) (in message 1 of the session)" },
        { "", """{"id":1,"method":"echo","params":["flood"]}""", "more than PeerRequestsPendingMax (64) requests whose answers are not read" },
        { "", """{"id":null,"method":"update","params":["nobody",{}]}""", "connection lost: no session within 3 s" },
    };

    /// <summary>Each floods us as fast as we read, and reads nothing itself.</summary>
    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_stranger_ends_with_a_reason_whatever_it_says(string first, string again, string why)
    {
        Listen("ptcp:0:127.0.0.1", Plain with { HandshakeTimeoutSeconds = 3 });
        using var stranger = await Dial();

        var flooding = Flood(stranger, Encoding.Latin1.GetBytes(first), Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(again, 1000))));

        var failure = Assert.IsType<OvsdbException>(await _failures.Reader.ReadAsync(Token).AsTask().Soon("the stranger's failure"));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        await flooding.Soon("the stranger's connection to be closed");
        await AssertThatOthersAreServed("tcp");
    }

    /// <summary>It opens a session as a server would, and then asks for answers that it does not read.</summary>
    [Fact]
    public async Task A_peer_that_has_a_session_and_floods_it_with_requests_is_closed()
    {
        Listen("ptcp:0:127.0.0.1", Plain);
        using var stranger = await Dial();
        await OpenSession(stranger);
        var echo = $$"""{"id":1,"method":"echo","params":["{{new string('x', 10_000)}}"]}""";

        var flooding = Flood(stranger, [], Encoding.UTF8.GetBytes(echo));

        var failure = Assert.IsType<OvsdbException>(await _failures.Reader.ReadAsync(Token).AsTask().Soon("the stranger's failure"));
        Assert.Contains("more than PeerRequestsPendingMax (64) requests whose answers are not read", failure.Message, StringComparison.Ordinal);
        await flooding.Soon("the stranger's connection to be closed");
    }

    [Fact]
    public async Task A_listener_that_stops_does_not_wait_for_a_peer_that_reads_nothing()
    {
        Listen("ptcp:0:127.0.0.1", Plain);
        using var stranger = await Dial();
        await OpenSession(stranger);
        var client = await _served.Reader.ReadAsync(Token).AsTask().Soon("the session");
        var transaction = client.Transact("db", [new Operation.Comment(new string('x', 30_000_000))], Token);

        await _stop.CancelAsync();

        await _running.Soon("the listener to stop");
        Assert.Equal("connection lost", (await transaction.FailsSoon("the end of the transaction")).Error);
    }

    [Fact]
    public async Task A_server_that_dials_us_and_is_stopped_is_noticed_and_served_again_when_it_goes_on()
    {
        Listen("ptcp:0:127.0.0.1", Plain with { Client = new() { EchoIntervalSeconds = 1 } });
        await using var server = await OvsdbServer.StartManaged();
        await server.SetManager($"tcp:127.0.0.1:{Port}");
        await _served.Reader.ReadAsync(Token).AsTask().Soon("the first session");

        await server.Freeze();
        var failure = await _failures.Reader.ReadAsync(Token).AsTask().Soon("the failure of the session");
        await server.Thaw();

        Assert.Equal("connection lost: no echo within 1 s", failure.Message);
        var next = await _served.Reader.ReadAsync(Token).AsTask().Soon("the next session");
        Assert.Contains("Open_vSwitch", await next.ListDatabases(Token));
    }

    [Theory]
    [InlineData("""{"id":null,"method":"echo","params":[]}""", 1)]
    [InlineData("\x16\x03\x01\x00\x05\xff\xff\xff\xff\xff", 1)]
    [InlineData("\x15\x03\x03\x00\x02\x02\x28", 1)]
    [InlineData("\xff", 100_000)]
    [InlineData("\0", 100_000)]
    public async Task Garbage_in_place_of_a_TLS_handshake_ends_with_a_reason(string garbage, int times)
    {
        using var authority = new Certificates();
        Listen("pssl:0:127.0.0.1", Plain with { Tls = OvsdbTls.Server(authority.Sign("controller"), authority.Authorities) });
        using var stranger = await Dial();

        var flooding = Flood(stranger, Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(garbage, times))), []);

        var failure = Assert.IsType<OvsdbException>(await _failures.Reader.ReadAsync(Token).AsTask().Soon("the stranger's failure"));
        Assert.Equal("not trusted", failure.Error);
        await flooding.Soon("the stranger's connection to be closed");
        await AssertThatOthersAreServed("ssl", authority.ServerArguments("device"));
    }

    /// <summary>The head of a TLS record whose rest never comes, and nothing at all.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("\x16\x03\x01\x02\0\x01")]
    public async Task A_TLS_handshake_that_stops_is_closed_when_its_time_is_up(string start)
    {
        using var authority = new Certificates();
        var time = new FakeTimeProvider();
        Listen("pssl:0:127.0.0.1", Plain with { Tls = OvsdbTls.Server(authority.Sign("controller"), authority.Authorities) }, time);
        using var stranger = await Dial();
        await stranger.SendAsync(Encoding.Latin1.GetBytes(start), Token);
        await Patience.Until(() => _listener!.Connections == 1, "the connection");

        // The time begins to count some moments after the connection is there.
        await Patience.Until(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return _failures.Reader.TryPeek(out _);
            },
            "the stranger's failure");

        Assert.Equal("connection lost: no session within 10 s", (await _failures.Reader.ReadAsync(Token)).Message);
        await Flood(stranger, [], []).Soon("the stranger's connection to be closed");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.Soon("the listener to stop");
        _listener?.Dispose();
        _stop.Dispose();
    }

    void Listen(string endpoint, OvsdbListenerOptions options, TimeProvider? time = null)
    {
        _listener = OvsdbListener.Start(OvsdbPassiveEndpoint.Parse(endpoint), options, time ?? TimeProvider.System);
        _running = _listener.Run(
            async (client, token) =>
            {
                _served.Writer.TryWrite(client);
                await client.Completion.WaitAsync(token);
            },
            (_, error) => _failures.Writer.TryWrite(error),
            _stop.Token);
    }

    async Task AssertThatOthersAreServed(string scheme, params string[] arguments)
    {
        await using var server = await OvsdbServer.StartManaged(arguments);
        await server.SetManager($"{scheme}:127.0.0.1:{Port}");
        var client = await _served.Reader.ReadAsync(Token).AsTask().Soon("the session of another server");
        Assert.Contains("Open_vSwitch", await client.ListDatabases(Token));
    }

    async Task<Socket> Dial()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_listener!.LocalEndPoint, Token);
        return socket;
    }

    static async Task OpenSession(Socket stranger)
    {
        var bytes = new byte[1000];
        var count = await stranger.ReceiveAsync(bytes, Token);
        Assert.Equal("""{"id":2,"method":"set_db_change_aware","params":[true]}""", Encoding.UTF8.GetString(bytes, 0, count));
        await stranger.SendAsync("""{"id":2,"result":{},"error":null}"""u8.ToArray(), Token);
    }

    /// <summary>Sends until the other side has closed the connection, and waits until it does.</summary>
    static async Task Flood(Socket socket, byte[] first, byte[] again)
    {
        try
        {
            await socket.SendAsync(first, Token);
            while (again.Length > 0)
                await socket.SendAsync(again, Token);
            while (await socket.ReceiveAsync(new byte[1000], Token) > 0)
            {
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // It was closed with bytes of ours unread.
        }
    }
}
