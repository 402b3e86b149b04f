using System.Threading.Channels;

namespace Sdn.Ovsdb.Tests;

/// <summary>Inserts rows of QoS, one after the other, through one server of a cluster, whatever happens to the others.</summary>
sealed class CountingWriter : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly OvsdbServer _server;
    readonly Channel<int> _asked = Channel.CreateUnbounded<int>();
    readonly Channel<int> _written = Channel.CreateUnbounded<int>();
    readonly Task _writing;

    public CountingWriter(OvsdbServer server)
    {
        _server = server;
        _writing = Write();
    }

    /// <summary>Asks for so many rows more. (A server's history goes back 100 transactions: who missed more cannot resume.)</summary>
    public void Ask(int rows)
    {
        for (var i = 0; i < rows; i++)
            _asked.Writer.TryWrite(i);
    }

    /// <summary>Waits until so many rows more are in.</summary>
    public async Task Wrote(int rows)
    {
        for (var i = 0; i < rows; i++)
            await _written.Reader.ReadAsync(_stop.Token);
    }

    /// <summary>Stops, and gives the rows that the server has.</summary>
    public async Task<IReadOnlyCollection<Guid>> Stop()
    {
        _asked.Writer.Complete();
        await _writing;
        await using var client = await _server.Connect();
        var rows = await client.Transact(
            "Open_vSwitch", [new Operation.Select("QoS", Condition.Any)], TestContext.Current.CancellationToken);
        return [.. rows.Rows(0).Select(row => row.Uuid)];
    }

    public async ValueTask DisposeAsync()
    {
        _asked.Writer.TryComplete();
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    async Task Write()
    {
        await using var client = await _server.Connect();
        await foreach (var row in _asked.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            while (!await TryInsert(client))
                _stop.Token.ThrowIfCancellationRequested();
            _written.Writer.TryWrite(row);
        }
    }

    static async Task<bool> TryInsert(OvsdbClient client)
    {
        try
        {
            await client.Transact("Open_vSwitch", [new Operation.Insert("QoS", [])], TestContext.Current.CancellationToken);
            return true;
        }
        catch (OvsdbException e) when (!e.EndsSession)
        {
            // The cluster had no leader: whether the row is in is for the server to tell at the end.
            return false;
        }
    }
}
