using Google.Protobuf;
using Sdn.Controller.Devices;
using Sdn.Controller.Store;

namespace Sdn.Controller.Services;

/// <summary>
/// Watches of what changes with the status of devices, which no log keeps: at each change what is there is compared with
/// what was sent last. Changes that come together are seen as one, so a slow consumer sees fewer of them and costs no more.
/// </summary>
sealed class StateWatches(ResourceStore store, IDeviceStatuses statuses, IHostApplicationLifetime lifetime)
{
    /// <param name="hasSnapshot">Whether the first pass ends with the event that says that the snapshot is complete.</param>
    /// <param name="read">All that the watch shows, by name.</param>
    /// <param name="send">Sends one event; completes when the transport has taken it.</param>
    public async Task Run<T>(
        bool hasSnapshot,
        Func<StoreSnapshot, IEnumerable<KeyValuePair<string, T>>> read,
        Func<WatchEvent<T>, Task> send,
        CancellationToken callToken)
        where T : class, IMessage<T>
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(callToken, lifetime.ApplicationStopping);
        try
        {
            var sent = new Dictionary<string, T>(StringComparer.Ordinal);
            var isFirst = true;
            while (true)
            {
                var sequence = statuses.Sequence; // before it is read: a change in between wakes the next pass
                var snapshot = store.Current;
                var there = new HashSet<string>(StringComparer.Ordinal);
                foreach (var (name, resource) in read(snapshot))
                {
                    there.Add(name);
                    if (sent.TryGetValue(name, out var last) && last.Equals(resource))
                        continue;

                    sent[name] = resource;
                    await send(new(snapshot.Revision, resource));
                }

                foreach (var gone in sent.Keys.Where(name => !there.Contains(name)).ToList())
                {
                    sent.Remove(gone);
                    await send(new(snapshot.Revision, null, gone));
                }

                if (isFirst && hasSnapshot)
                    await send(new(snapshot.Revision, null));
                isFirst = false;
                await WaitForChange(snapshot.Revision, sequence, stop.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Watches.Stopping();
        }
    }

    async Task WaitForChange(ulong revision, long sequence, CancellationToken stopToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopToken);
        var ofStore = store.WaitBeyond(revision, either.Token).AsTask();
        var ofStatus = statuses.WaitForChange(sequence, either.Token).AsTask();
        await Task.WhenAny(ofStore, ofStatus);
        await either.CancelAsync();
        await Task.WhenAll(ofStore, ofStatus).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopToken.ThrowIfCancellationRequested();
    }
}
