using Grpc.Core;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>One event of a watch before it is a message of the API.</summary>
/// <param name="Revision">The revision to resume with.</param>
/// <param name="Resource">The resource as it is now; null when it was deleted or for the end of the snapshot.</param>
/// <param name="Deleted">The name of a resource that was deleted.</param>
readonly record struct WatchEvent<T>(ulong Revision, T? Resource, string? Deleted = null)
    where T : class
{
    public bool IsSnapshotComplete => Resource is null && Deleted is null;
}

/// <summary>
/// Watches of stored resources: a snapshot, then the change log. A watch holds nothing but its place in the log, so a slow
/// consumer costs nothing; when the log has gone past its place, the watch ends and its consumer begins again.
/// </summary>
sealed class Watches(ResourceStore store, IHostApplicationLifetime lifetime)
{
    const int ChangesPerRead = 1_000;

    /// <param name="snapshot">The resources of a snapshot that the watch shows.</param>
    /// <param name="kind">The kind that is watched.</param>
    /// <param name="isShown">Whether the watch shows a resource.</param>
    /// <param name="view">A resource as callers see it.</param>
    /// <param name="send">Sends one event; completes when the transport has taken it.</param>
    public async Task Run<T>(
        ulong startRevision,
        Func<StoreSnapshot, IEnumerable<T>> snapshot,
        ResourceKind kind,
        Func<T, bool> isShown,
        Func<StoreSnapshot, T, T> view,
        Func<WatchEvent<T>, Task> send,
        CancellationToken callToken)
        where T : class
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(callToken, lifetime.ApplicationStopping);
        try
        {
            var current = store.Current;
            CheckStart(startRevision, current);
            var position = startRevision;
            if (startRevision == 0)
            {
                foreach (var resource in snapshot(current).Where(isShown))
                    await send(new(current.Revision, view(current, resource)));
                await send(new(current.Revision, null));
                position = current.Revision;
            }

            while (true)
            {
                current = await store.WaitBeyond(position, stop.Token);
                var changes = ChangesAfter(position);
                foreach (var change in changes)
                {
                    position = change.Revision;
                    if (change.Kind != kind || change.Body is not T resource || !isShown(resource))
                        continue;

                    await send(change.Operation == ChangeOperation.Deleted
                        ? new(change.Revision, null, NameOf(kind, change.Id))
                        : new(change.Revision, view(current, resource)));
                }
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Stopping();
        }
    }

    /// <summary>Refuses a start that the log does not reach back to, or that has not happened yet.</summary>
    public void CheckStart(ulong startRevision, StoreSnapshot current)
    {
        if (startRevision == 0)
            return;

        if (startRevision > current.Revision)
        {
            throw Refusal.Make(
                StatusCode.OutOfRange,
                "REVISION_IN_FUTURE",
                $"start_revision {startRevision} is beyond the store's revision {current.Revision}; begin with a snapshot (0)");
        }

        // Memory is asked first: only what it no longer has is worth a look at the disk.
        if (startRevision < store.Changes.Floor && store.History.ReadFloor() is var floor && startRevision < floor)
        {
            throw Refusal.Make(
                StatusCode.OutOfRange,
                "REVISION_TOO_OLD",
                $"changes after revision {startRevision} are no longer kept, only those after {floor}; begin with a snapshot (0)");
        }
    }

    /// <summary>Changes after a revision, from memory or, where that does not go back so far, a part of them from disk.</summary>
    public IReadOnlyList<Change> ChangesAfter(ulong revision) =>
        store.Changes.After(revision) ?? store.History.After(revision, ChangesPerRead) ?? throw FellBehind(revision);

    static RpcException FellBehind(ulong position) => Refusal.Make(
        StatusCode.ResourceExhausted,
        "WATCH_FELL_BEHIND",
        $"the watch was read too slowly: changes after revision {position} are no longer kept; begin with a snapshot (0)");

    public static RpcException Stopping() =>
        Refusal.Make(StatusCode.Unavailable, "STOPPING", "the controller is stopping; watch again with the last revision seen");

    public static string NameOf(ResourceKind kind, string id) => kind switch
    {
        ResourceKind.Device => ResourceNames.Device(id),
        ResourceKind.Application => ResourceNames.Application(id),
        ResourceKind.Endpoint => ResourceNames.Endpoint(id),
        _ => ResourceNames.Policy(id),
    };
}
