using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Sdn.Ovsdb.Tests;

public sealed class ListenerTests : IDisposable
{
    readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ovsdb-test-listener-");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ptcp:0:127.0.0.1", "tcp:127.0.0.1")]
    [InlineData("ptcp:0", "tcp:127.0.0.1")]
    [InlineData("ptcp:0:[::1]", "tcp:[::1]")]
    [InlineData("ptcp:0:[::]", "tcp:127.0.0.1")]
    public async Task A_server_dials_us_and_again_when_its_session_ended(string passive, string dialed)
    {
        using var listener = OvsdbListener.Start(OvsdbPassiveEndpoint.Parse(passive), new OvsdbListenerOptions(), TimeProvider.System);
        await using var server = await OvsdbServer.StartManaged();
        var second = new TaskCompletionSource<IReadOnlyList<string>>();
        var sessions = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = listener.Run(
            async (client, token) =>
            {
                var databases = await client.ListDatabases(token);
                if (++sessions == 2)
                    second.SetResult(databases);
            },
            (_, _) => { },
            stop.Token);

        await server.SetManager($"{dialed}:{((IPEndPoint)listener.LocalEndPoint).Port}");

        Assert.Contains("Open_vSwitch", await second.Task.Soon("a second session"));
        await stop.CancelAsync();
        await running.Soon("the listener to stop");
        Assert.Equal(0, listener.Connections);
    }

    [Fact]
    public async Task A_server_dials_a_socket_in_the_file_system()
    {
        var path = Path.Combine(_directory.FullName, "controller.sock");
        await using var server = await OvsdbServer.StartManaged();
        using (var listener = OvsdbListener.Start(new OvsdbPassiveEndpoint.Unix(path), new OvsdbListenerOptions(), TimeProvider.System))
        {
            var served = new TaskCompletionSource<IReadOnlyList<string>>();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var running = listener.Run(
                async (client, token) => served.TrySetResult(await client.ListDatabases(token)), (_, _) => { }, stop.Token);

            await server.SetManager($"unix:{path}");

            Assert.Contains("Open_vSwitch", await served.Task.Soon("a session"));
            await stop.CancelAsync();
            await running.Soon("the listener to stop");
        }
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void An_abandoned_socket_gives_way_and_a_used_one_or_a_file_does_not()
    {
        var path = Path.Combine(_directory.FullName, "abandoned.sock");
        using (var abandoned = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            abandoned.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + "~");
        }
        File.Move(path + "~", path);
        var file = Path.Combine(_directory.FullName, "file");
        File.WriteAllText(file, "precious");

        using var listener = Start(path);

        Assert.Equal("connection lost", Assert.Throws<OvsdbException>(() => Start(path)).Error);
        Assert.Equal("connection lost", Assert.Throws<OvsdbException>(() => Start(file)).Error);
        Assert.Equal("precious", File.ReadAllText(file));

        static OvsdbListener Start(string path) =>
            OvsdbListener.Start(new OvsdbPassiveEndpoint.Unix(path), new OvsdbListenerOptions(), TimeProvider.System);
    }

    [Fact]
    public void An_address_that_cannot_be_listened_at_is_named()
    {
        using var first = Start("ptcp:0:127.0.0.1");
        var taken = $"ptcp:{((IPEndPoint)first.LocalEndPoint).Port}:127.0.0.1";

        Assert.StartsWith($"{taken}: ", Assert.Throws<OvsdbException>(() => Start(taken)).Details, StringComparison.Ordinal);
        Assert.StartsWith("ptcp:0:192.0.2.1: ", Assert.Throws<OvsdbException>(() => Start("ptcp:0:192.0.2.1")).Details, StringComparison.Ordinal);
        Assert.StartsWith("ptcp:0:example: ", Assert.Throws<OvsdbException>(() => Start("ptcp:0:example")).Details, StringComparison.Ordinal);

        static OvsdbListener Start(string text) =>
            OvsdbListener.Start(OvsdbPassiveEndpoint.Parse(text), new OvsdbListenerOptions(), TimeProvider.System);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(10, 1)]
    public async Task Connections_and_handshakes_beyond_their_number_are_closed_at_once(int connectionsMax, int handshakesMax)
    {
        var options = new OvsdbListenerOptions { ConnectionsMax = connectionsMax, HandshakesMax = handshakesMax };
        using var listener = OvsdbListener.Start(OvsdbPassiveEndpoint.Parse("ptcp:0:127.0.0.1"), options, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = listener.Run((_, _) => Task.CompletedTask, (_, _) => { }, stop.Token);
        using var silent = await Dial(listener);
        await ReadSome(silent);

        using var second = await Dial(listener);

        Assert.Equal(0, await ReadToEnd(second));
        Assert.Equal(1, listener.TurnedAway);
        Assert.Equal(1, listener.Connections);
        await stop.CancelAsync();
        await running.Soon("the listener to stop");
        await ReadToEnd(silent);
    }

    [Fact]
    public async Task A_stranger_that_says_nothing_is_closed_when_its_time_is_up()
    {
        var time = new FakeTimeProvider();
        var options = new OvsdbListenerOptions
        {
            HandshakeTimeoutSeconds = 10,
            Client = new OvsdbClientOptions { EchoIntervalSeconds = 3600 },
        };
        using var listener = OvsdbListener.Start(OvsdbPassiveEndpoint.Parse("ptcp:0:127.0.0.1"), options, time);
        var failure = new TaskCompletionSource<Exception>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = listener.Run(
            (_, _) => throw new InvalidOperationException("a stranger is served"), (_, error) => failure.TrySetResult(error), stop.Token);
        using var silent = await Dial(listener);
        await ReadSome(silent);

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("connection lost: no session within 10 s", (await failure.Task.Soon("a failure")).Message);
        await ReadToEnd(silent);
        await stop.CancelAsync();
        await running.Soon("the listener to stop");
    }

    [Fact]
    public async Task What_serving_fails_with_is_told_and_other_connections_go_on()
    {
        using var listener = OvsdbListener.Start(
            OvsdbPassiveEndpoint.Parse("ptcp:0:127.0.0.1"), new OvsdbListenerOptions(), TimeProvider.System);
        await using var server = await OvsdbServer.StartManaged();
        var failures = new TaskCompletionSource();
        var count = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = listener.Run(
            (_, _) => throw new InvalidOperationException("a bug"),
            (_, error) =>
            {
                if (error is InvalidOperationException && ++count == 2)
                    failures.SetResult();
            },
            stop.Token);

        await server.SetManager($"tcp:127.0.0.1:{((IPEndPoint)listener.LocalEndPoint).Port}");

        await failures.Task.Soon("two failures");
        await stop.CancelAsync();
        await running.Soon("the listener to stop");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    static async Task<Socket> Dial(OvsdbListener listener)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoint, Token);
        return socket;
    }

    static async Task ReadSome(Socket socket) => Assert.NotEqual(0, await socket.ReceiveAsync(new byte[1000], Token));

    static async Task<int> ReadToEnd(Socket socket)
    {
        var total = 0;
        while (await socket.ReceiveAsync(new byte[1000], Token) is var count and > 0)
            total += count;
        return total;
    }
}
