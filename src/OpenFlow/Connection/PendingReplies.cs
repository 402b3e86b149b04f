namespace Sdn.OpenFlow;

/// <summary>Who waits for what the switch answers, found by the xid of the answer.</summary>
sealed class PendingReplies
{
    readonly Lock _lock = new();
    readonly Dictionary<uint, PendingReply> _byXid = [];   // under _lock; added by requesters, taken by the read loop
    readonly List<BundleErrors> _bundles = [];             // under _lock; few are sent at a time
    Disconnect? _closed;                                   // under _lock

    internal void Add(uint xid, PendingReply reply)
    {
        lock (_lock)
        {
            if (_closed is { } closed)
                throw new SwitchDisconnectedException(closed);
            _byXid.Add(xid, reply);
        }
    }

    internal PendingReply? Find(uint xid)
    {
        lock (_lock)
        {
            return _byXid.GetValueOrDefault(xid);
        }
    }

    internal void Remove(uint xid)
    {
        lock (_lock)
        {
            _byXid.Remove(xid);
        }
    }

    internal void Add(BundleErrors bundle)
    {
        lock (_lock)
        {
            _bundles.Add(bundle);
        }
    }

    internal void Remove(BundleErrors bundle)
    {
        lock (_lock)
        {
            _bundles.Remove(bundle);
        }
    }

    /// <summary>The bundle that has a message with this xid.</summary>
    internal BundleErrors? FindBundle(uint xid)
    {
        lock (_lock)
        {
            return _bundles.Find(bundle => bundle.Owns(xid));
        }
    }

    /// <summary>Tells everyone who waits that no answer comes any more.</summary>
    internal void Close(Disconnect reason)
    {
        PendingReply[] left;
        lock (_lock)
        {
            _closed = reason;
            left = [.. _byXid.Values];
            _byXid.Clear();
        }
        foreach (var reply in left)
            reply.Fail(new SwitchDisconnectedException(reason));
    }
}
