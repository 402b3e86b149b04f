using Google.Protobuf;

namespace Sdn.Controller.Store;

/// <summary>One entry of the change log: what was done to one resource at a revision.</summary>
/// <param name="Revision">The store's revision; changes that were made together share it.</param>
/// <param name="Time">When.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Kind">The resource's kind.</param>
/// <param name="Id">The last part of the resource's name.</param>
/// <param name="Operation">What was done.</param>
/// <param name="Body">The resource as it was written; for a deletion, as it was before. Never changed after this.</param>
sealed record Change(
    ulong Revision,
    DateTimeOffset Time,
    string Actor,
    ResourceKind Kind,
    string Id,
    ChangeOperation Operation,
    IMessage Body);

/// <summary>The newest changes in the order of their revisions, as many as are kept in memory for watches.</summary>
/// <param name="changesMax">How many changes are kept.</param>
sealed class ChangeLog(int changesMax)
{
    readonly Lock _lock = new();

    // Written by the store under the lock.
    readonly Queue<Change> _changes = new();
    ulong _floor;

    /// <summary>The revision after which all changes are kept.</summary>
    public ulong Floor
    {
        get
        {
            lock (_lock)
                return _floor;
        }
    }

    /// <summary>Nothing before a revision can be told.</summary>
    public void Begin(ulong floor)
    {
        lock (_lock)
            _floor = floor;
    }

    public void Append(IEnumerable<Change> changes)
    {
        lock (_lock)
        {
            foreach (var change in changes)
            {
                _changes.Enqueue(change);
                if (_changes.Count > changesMax)
                    _floor = _changes.Dequeue().Revision;
            }
        }
    }

    /// <summary>All changes after a revision; null when some of them are no longer kept.</summary>
    public IReadOnlyList<Change>? After(ulong revision)
    {
        lock (_lock)
            return revision < _floor ? null : [.. _changes.SkipWhile(c => c.Revision <= revision)];
    }
}
