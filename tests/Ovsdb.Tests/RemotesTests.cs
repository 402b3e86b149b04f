using System.Threading.Channels;

namespace Sdn.Ovsdb.Tests;

/// <summary>Remotes that change while a session runs, as in "simple idl, initially empty, set remotes" of ovs/tests/ovsdb-idl.at.</summary>
public sealed class RemotesTests
{
    static readonly OvsdbEndpoint Nowhere = new OvsdbEndpoint.Unix("/nonexistent/bad_socket");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_goes_on_while_its_server_is_among_the_remotes()
    {
        await using var server = await OvsdbServer.Start();
        await using var run = new Sessions(server.Endpoint);
        var first = await run.Next(Token);

        run.Reconnector.SetRemotes(new OvsdbRemotes(server.Endpoint));
        run.Reconnector.SetRemotes(new OvsdbRemotes(Nowhere, server.Endpoint));
        await first.Echo(Token);

        Assert.Equal(server.Endpoint, run.Reconnector.Current);
        Assert.Equal([Nowhere, server.Endpoint], run.Reconnector.Remotes);
        Assert.True(first.IsOpen);
        Assert.Equal(1, run.Count);
    }

    [Fact]
    public async Task A_session_ends_with_the_removal_of_its_server_and_another_is_dialed_at_once()
    {
        await using var server = await OvsdbServer.Start();
        await using var other = await OvsdbServer.Start();
        await using var run = new Sessions(server.Endpoint);
        var first = await run.Next(Token);

        run.Reconnector.SetRemotes(new OvsdbRemotes(other.Endpoint));
        var current = run.Reconnector.Current;
        var second = await run.Next(Token);
        await second.Echo(Token);

        Assert.Null(current);
        Assert.False(first.IsOpen);
        Assert.Equal(other.Endpoint, run.Reconnector.Current);
        Assert.Empty(run.Failures);
    }

    [Fact]
    public async Task New_remotes_end_the_wait_for_those_before()
    {
        await using var server = await OvsdbServer.Start();
        await using var run = new Sessions(Nowhere);
        await run.Failed.WaitAsync(Token);

        run.Reconnector.SetRemotes(new OvsdbRemotes(server.Endpoint));
        var session = await run.Next(Token);
        await session.Echo(Token);

        // Longer than the test may take.
        Assert.Equal([TimeSpan.FromHours(1)], run.Failures.Select(failure => failure.Wait));
    }

    [Fact]
    public async Task Remotes_that_do_not_go_with_the_options_change_nothing()
    {
        await using var run = new Sessions(Nowhere);

        Assert.Throws<ArgumentException>(() => run.Reconnector.SetRemotes(OvsdbRemotes.Parse("ssl:127.0.0.1:6640")));

        Assert.Equal([Nowhere], run.Reconnector.Remotes);
    }

    /// <summary>A reconnector that runs, and the sessions that it made; a failure is followed by a wait of an hour.</summary>
    sealed class Sessions : IAsyncDisposable
    {
        readonly CancellationTokenSource _stop = new();
        readonly Channel<OvsdbClient> _made = Channel.CreateUnbounded<OvsdbClient>();
        readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly Task _running;

        public Sessions(OvsdbEndpoint remote)
        {
            var options = OvsdbReconnectorOptions.Default with
            {
                BackoffSecondsMin = 3600,
                BackoffSecondsMax = 3600,
                BackoffJitter = 0,
                IsShuffled = false,
            };
            Reconnector = new OvsdbReconnector(new OvsdbRemotes(remote), options, TimeProvider.System);
            _running = Reconnector.Run(Session, Note, _stop.Token);
        }

        public OvsdbReconnector Reconnector { get; }

        public List<OvsdbFailure> Failures { get; } = [];

        public Task Failed => _failed.Task;

        public int Count { get; private set; }

        public ValueTask<OvsdbClient> Next(CancellationToken cancellationToken) => _made.Reader.ReadAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
            _stop.Dispose();
        }

        Task Session(OvsdbClient client, CancellationToken ending)
        {
            Count++;
            _made.Writer.TryWrite(client);
            return client.Completion.WaitAsync(ending);
        }

        void Note(OvsdbFailure failure)
        {
            Failures.Add(failure);
            _failed.TrySetResult();
        }
    }
}
