using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Sdn.Ovsdb.Tests;

public sealed class ReconnectTests
{
    static readonly OvsdbReconnectorOptions Exactly = new() { BackoffJitter = 0, IsShuffled = false };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The cases of tests/reconnect.at in Open vSwitch 3.1.0 that are about waiting to connect, and how many facts each has.</summary>
    [Theory]
    [InlineData("quick connect, idle disconnect", 8)]
    [InlineData("slow connect, idle disconnect", 10)]
    [InlineData("connect backs off", 35)]
    [InlineData("connections with no data preserve backoff", 22)]
    [InlineData("brief connection preserves backoff", 20)]
    [InlineData("brief connection with data preserves backoff", 22)]
    [InlineData("long connection resets backoff", 22)]
    [InlineData("connection attempt fails quickly", 7)]
    [InlineData("backoff-free tries work", 5)]
    public void The_waits_are_those_of_Open_vSwitch(string title, int facts)
    {
        var transcript = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Files", "reconnect-cases.jsonl"))
            .Select(line => JsonElement.Parse(line))
            .Single(@case => @case.GetProperty("title").GetString() == title)
            .GetProperty("expected").GetString()!;
        var script = new BackoffScript(transcript);

        script.Run();

        Assert.Equal(facts, script.Facts);
    }

    [Theory]
    [InlineData(1, "1 1 1 2 2 4 4 8 8 8 8 8")]
    [InlineData(3, "1 1 1 1 1 2 2 4 4 8 8 8 8 8")]
    public async Task A_server_that_is_not_there_is_dialed_when_Open_vSwitch_would(int remotes, string timers)
    {
        // Per attempt: the time to connect, and then the wait; a wait of nothing takes no timer.
        var clock = new AlarmClock();
        var nowhere = Enumerable.Range(0, remotes).Select(i => new OvsdbEndpoint.Unix($"/nonexistent/{i}"));
        var reconnector = new OvsdbReconnector(new OvsdbRemotes(nowhere), Exactly, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var attempts = new List<string>();

        var running = reconnector.Run(
            (_, _) => throw new InvalidOperationException("a session with nobody"),
            failure => attempts.Add(failure.Remote.ToString()),
            stop.Token);

        foreach (var seconds in timers.Split(' '))
        {
            var due = await clock.NextTimer(Token);
            Assert.Equal(seconds, due.TotalSeconds.ToString(CultureInfo.InvariantCulture));
            clock.Advance(due);
        }
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(Enumerable.Range(0, attempts.Count).Select(i => $"unix:/nonexistent/{i % remotes}"), attempts);
    }

    [Fact]
    public async Task The_share_of_a_wait_that_is_left_to_chance_is_never_more_than_that()
    {
        var clock = new AlarmClock();
        var options = new OvsdbReconnectorOptions { BackoffJitter = 0.5, BackoffSecondsMin = 8, BackoffSecondsMax = 8 };
        var reconnector = new OvsdbReconnector(new(new OvsdbEndpoint.Unix("/nonexistent/db")), options, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waits = new List<double>();
        var done = new TaskCompletionSource();

        var running = reconnector.Run(
            (_, _) => Task.CompletedTask,
            failure =>
            {
                waits.Add(failure.Wait.TotalSeconds);
                if (waits.Count == 50)
                    done.SetResult();
            },
            stop.Token);
        while (!done.Task.IsCompleted)
            clock.Advance(await clock.NextTimer(Token));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.All(waits, wait => Assert.InRange(wait, 4, 8));
        Assert.True(waits.Distinct().Count() > 40);
    }

    [Fact]
    public void Remotes_are_shuffled_once_unless_asked_otherwise()
    {
        var remotes = new OvsdbRemotes(Enumerable.Range(1, 100).Select(port => new OvsdbEndpoint.Tcp("192.0.2.1", port)));

        var kept = new OvsdbReconnector(remotes, Exactly, TimeProvider.System).Remotes;
        var shuffled = new OvsdbReconnector(remotes, OvsdbReconnectorOptions.Default, TimeProvider.System).Remotes;

        Assert.Equal(remotes.Endpoints, kept);
        Assert.NotEqual(remotes.Endpoints, shuffled);
        Assert.Equal(remotes.Endpoints.ToHashSet(), shuffled.ToHashSet());
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_is_passed_over()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var server = await OvsdbServer.Start();
        var remotes = new OvsdbRemotes(
            new OvsdbEndpoint.Tcp("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port), server.Endpoint);

        await using var reader = new Follower(remotes, Exactly with { OpeningTimeoutSeconds = 0.2, Database = "Open_vSwitch" });

        Assert.Equal(server.SocketPath, (await reader.NextSession()).Peer.EndPoint!.ToString());
        Assert.EndsWith(": no answer within 0.2 s", reader.Failures.Single().Error.Message, StringComparison.Ordinal);
        using var abandoned = await silent.AcceptSocketAsync(Token);
        while (await abandoned.ReceiveAsync(new byte[1000], Token) > 0)
        {
            // What it was asked, before it was given up.
        }
    }

    [Fact]
    public async Task The_other_remotes_are_dialed_at_once_when_a_server_is_gone()
    {
        await using var first = await OvsdbServer.Start();
        await using var second = await OvsdbServer.Start();
        var options = Exactly with { BackoffSecondsMin = 0.01, BackoffSecondsMax = 3600 };
        await using var reader = new Follower(new(first.Endpoint, second.Endpoint), options);
        var client = await reader.NextSession();
        Assert.Equal(first.SocketPath, client.Peer.EndPoint!.ToString());
        await client.Echo(Token);

        await first.Kill();

        Assert.Equal(second.SocketPath, (await reader.NextSession()).Peer.EndPoint!.ToString());
        Assert.Equal("connection lost", reader.Failures.Single().Error.Error);
    }

    [Fact]
    public async Task A_bug_in_a_session_ends_the_reconnector_and_leaves_no_connection()
    {
        await using var server = await OvsdbServer.Start();
        var reconnector = new OvsdbReconnector(new(server.Endpoint), Exactly, TimeProvider.System);
        OvsdbClient? left = null;

        await Assert.ThrowsAsync<InvalidOperationException>(() => reconnector.Run(
            (client, _) =>
            {
                left = client;
                throw new InvalidOperationException("a bug");
            },
            _ => { },
            Token));

        Assert.False(left!.IsOpen);
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_refused()
    {
        await using var server = await OvsdbServer.Start();
        OvsdbReconnectorOptions[] senseless =
        [
            new() { BackoffSecondsMin = 0 },
            new() { BackoffSecondsMin = 2, BackoffSecondsMax = 1 },
            new() { BackoffJitter = 1.5 },
            new() { OpeningTimeoutSeconds = 0 },
            new() { IsLeaderOnly = true },
        ];

        Assert.All(senseless, options => Assert.ThrowsAny<ArgumentException>(
            () => new OvsdbReconnector(new(server.Endpoint), options, TimeProvider.System)));
    }

    /// <summary>A clock that tells which timers are set, and goes only when told.</summary>
    sealed class AlarmClock : FakeTimeProvider
    {
        readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

        public async Task<TimeSpan> NextTimer(CancellationToken cancellationToken) => await _timers.Reader.ReadAsync(cancellationToken);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _timers.Writer.TryWrite(dueTime);
            return timer;
        }
    }
}
