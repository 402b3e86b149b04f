using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;

namespace Sdn.Ovsdb.Tests;

/// <summary>
/// Tasks that write rows of QoS through one replica, a transaction each, as clients should that may lose their server at any
/// time: it verifies and raises a count in a row of the task's own, so that one whose reply was lost is not done twice.
/// </summary>
sealed class LedgerWriters : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly Channel<string> _acknowledged = Channel.CreateUnbounded<string>();
    readonly ConcurrentQueue<string> _written = new();
    readonly OvsdbReplica _replica;
    readonly Task _writing;
    volatile bool _isStopped;
    int _attempts;   // Interlocked

    LedgerWriters(OvsdbReplica replica, IEnumerable<Guid> ledgers)
    {
        _replica = replica;
        _writing = Task.WhenAll(ledgers.Select((ledger, number) => Write($"writer {number}", ledger)).ToArray());
    }

    /// <summary>The types of the rows whose transactions were acknowledged.</summary>
    public IReadOnlyCollection<string> Written => _written;

    /// <summary>The transactions that were begun for them.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    public static async Task<LedgerWriters> Start(OvsdbReplica replica, int writers)
    {
        List<TransactionRow> ledgers = [];
        var outcome = await replica.Transact(
            transaction =>
            {
                ledgers = [.. Enumerable.Range(0, writers).Select(_ => transaction.Insert("QoS"))];
                ledgers.ForEach(ledger => ledger["type"] = "ledger");
            },
            TestContext.Current.CancellationToken);
        var success = Assert.IsType<CommitOutcome.Success>(outcome);
        return new(replica, ledgers.Select(success.Uuid));
    }

    /// <summary>Waits until so many rows are acknowledged since the start.</summary>
    public async Task Wrote(int rows)
    {
        while (_written.Count < rows)
        {
            var next = _acknowledged.Reader.ReadAsync(_stop.Token).AsTask();
            await await Task.WhenAny(next, _writing);
        }
    }

    /// <summary>Lets the transactions that are on their way end, and begins no others.</summary>
    public async Task Stop()
    {
        _isStopped = true;
        await _writing;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    async Task Write(string name, Guid ledger)
    {
        for (var i = 1; !_isStopped; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            var outcome = await _replica.Transact(transaction => Add(transaction, ledger, number, $"{name} {number}"), _stop.Token);
            Assert.True(outcome is CommitOutcome.Success or CommitOutcome.Unchanged, outcome.ToString());
            _written.Enqueue($"{name} {number}");
            _acknowledged.Writer.TryWrite(name);
        }
    }

    void Add(ReplicaTransaction transaction, Guid ledger, string number, string type)
    {
        Interlocked.Increment(ref _attempts);
        var row = transaction.Find("QoS", ledger)!;
        if (row["external_ids"].TextAt("written") == number)
            return;   // by an attempt whose reply was lost
        row.Verify("external_ids");
        row.Put("external_ids", "written", number);
        transaction.Insert("QoS")["type"] = type;
    }
}
