using System.Collections.Immutable;

namespace Sdn.Ovsdb;

/// <summary>The conditions on all tables of a replica, as they were after one change of them.</summary>
sealed class ReplicaConditions
{
    readonly ImmutableDictionary<string, IReadOnlyList<Condition>> _byTable;

    ReplicaConditions(long sequence, ImmutableDictionary<string, IReadOnlyList<Condition>> byTable)
    {
        Sequence = sequence;
        _byTable = byTable;
    }

    /// <summary>Counts the changes.</summary>
    public long Sequence { get; }

    public static ReplicaConditions Of(MonitorRequest request) =>
        new(0, request.Tables.ToImmutableDictionary(table => table.Name, table => Normal(table.Where)));

    /// <summary>The conditions on a table; empty where all its rows are kept.</summary>
    public IReadOnlyList<Condition> Of(string table) => _byTable[table];

    /// <summary>The conditions with those of some tables replaced; the same where they are alike.</summary>
    /// <exception cref="ArgumentException">A table is not one of the replica's.</exception>
    public ReplicaConditions With(IReadOnlyDictionary<string, IReadOnlyList<Condition>> changes)
    {
        var changed = _byTable;
        foreach (var (table, where) in changes)
        {
            if (!_byTable.TryGetValue(table, out var before))
                throw new ArgumentException($"The replica does not keep table {table}.", nameof(changes));
            var after = Normal(where);
            if (!before.SequenceEqual(after))
                changed = changed.SetItem(table, after);
        }
        return ReferenceEquals(changed, _byTable) ? this : new ReplicaConditions(Sequence + 1, changed);
    }

    /// <summary>The tables whose conditions differ from earlier ones, with what they are now.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Condition>> Since(ReplicaConditions told) =>
        _byTable.Where(pair => !pair.Value.SequenceEqual(told._byTable[pair.Key])).ToDictionary();

    // A row needs to fulfil only one of them, so order and repetition do not matter, and one that holds always is all.
    static IReadOnlyList<Condition> Normal(IReadOnlyList<Condition> where) =>
        where.Any(condition => condition.Function == ConditionFunction.Always)
            ? []
            : [.. where.Distinct().Order(Comparer<Condition>.Create(Condition.Compare))];
}

public sealed partial class OvsdbReplica
{
    // Guarded by the gate. One change at a time is on its way to the server, so that they arrive in order.
    TaskCompletionSource? _telling;
    long _conditionsInForce = -1;
    TaskCompletionSource? _conditionsChanged;

    bool AreConditionsInForce => _conditionsInForce == _conditions.Sequence;

    /// <summary>
    /// Changes which rows of some tables are kept (ovsdb-server(7), 4.1.13), and gives the number under which
    /// <see cref="WaitForConditions"/> awaits that it is so: the number before, if the conditions were the same already. When this returns
    /// the replica shows exactly the rows that fulfil them, unless no session feeds it: then the next one begins with them.
    /// </summary>
    /// <param name="changes">The conditions by table; a row is kept that fulfils any of them, and every row where there are none.</param>
    /// <param name="cancellationToken">Gives up waiting for the server; the change may take effect all the same.</param>
    /// <exception cref="OvsdbException">The server refused them, and they are as before.</exception>
    public async Task<long> SetConditions(
        IReadOnlyDictionary<string, IReadOnlyList<Condition>> changes, CancellationToken cancellationToken)
    {
        ReplicaConditions before;
        ReplicaConditions after;
        lock (Gate)
        {
            before = _conditions;
            after = _conditions = before.With(changes);
        }
        try
        {
            await TellConditions(cancellationToken);
        }
        catch (OvsdbException e) when (e.Error != OvsdbErrors.ConnectionLost)
        {
            lock (Gate)
            {
                if (ReferenceEquals(_conditions, after))
                    _conditions = before;
            }
            throw;
        }
        catch (OvsdbException e) when (e.Error == OvsdbErrors.ConnectionLost)
        {
            // The next session begins with the new conditions.
        }
        return after.Sequence;
    }

    /// <summary>Changes which rows of one table are kept.</summary>
    public Task<long> SetConditions(string table, IReadOnlyList<Condition> where, CancellationToken cancellationToken) =>
        SetConditions(new Dictionary<string, IReadOnlyList<Condition>> { [table] = where }, cancellationToken);

    /// <summary>Waits until the conditions of a call of <see cref="SetConditions(string, IReadOnlyList{Condition}, CancellationToken)"/>, or later ones, are in force.</summary>
    public async Task<ReplicaSnapshot> WaitForConditions(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task signal;
            lock (Gate)
            {
                if (_conditionsInForce >= sequence)
                    return _snapshot;
                _conditionsChanged ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                signal = _conditionsChanged.Task;
            }
            await signal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Notes which conditions the rows fulfil, under the gate.</summary>
    internal void ConditionsInForce(ReplicaConditions conditions)
    {
        _conditionsInForce = conditions.Sequence;
        _conditionsChanged?.TrySetResult();
        _conditionsChanged = null;
    }

    /// <summary>Tells the server that feeds the replica of conditions that it has not been told of.</summary>
    async Task TellConditions(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task? other = null;
            ReplicaFeed? feed;
            ReplicaConditions wanted;
            lock (Gate)
            {
                (feed, wanted) = (_feed, _conditions);
                if (feed is not { IsLoaded: true, Client.IsOpen: true } || ReferenceEquals(feed.Told, wanted))
                    return;
                if (_telling is null)
                    _telling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                else
                    other = _telling.Task;
            }
            if (other is null)
                await Tell(feed, wanted, cancellationToken);
            else
                await other.WaitAsync(cancellationToken);
        }
    }

    async Task Tell(ReplicaFeed feed, ReplicaConditions wanted, CancellationToken cancellationToken)
    {
        try
        {
            var changes = feed.Understood(wanted.Since(feed.Told));
            if (feed.IsConditional && changes.Count > 0)
                await feed.Client.MonitorConditionChange(feed.MonitorId, changes, () => Applied(feed, wanted), cancellationToken);
            else
                Applied(feed, wanted);
        }
        finally
        {
            lock (Gate)
            {
                _telling!.SetResult();
                _telling = null;
            }
        }
    }

    void Applied(ReplicaFeed feed, ReplicaConditions conditions)
    {
        lock (Gate)
        {
            feed.Told = conditions;
            if (IsFedBy(feed))
                ConditionsInForce(conditions);
        }
    }
}
