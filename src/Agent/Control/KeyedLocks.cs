namespace Sdn.Agent.Control;

/// <summary>One lock a key: what happens to one endpoint happens one after the other, endpoints go side by side.</summary>
sealed class KeyedLocks
{
    readonly Lock _gate = new();                                              // owns _holders
    readonly Dictionary<string, Holder> _holders = new(StringComparer.Ordinal); // only keys that are held or waited for

    public async Task<IDisposable> Enter(string key)
    {
        Holder? holder;
        lock (_gate)
        {
            if (!_holders.TryGetValue(key, out holder))
                _holders[key] = holder = new Holder();
            holder.Users++;
        }
        await holder.Turn.WaitAsync();
        return new Release(this, key, holder);
    }

    sealed class Holder : IDisposable
    {
        public readonly SemaphoreSlim Turn = new(1, 1);
        public int Users; // those who hold or wait

        public void Dispose() => Turn.Dispose();
    }

    sealed class Release(KeyedLocks locks, string key, Holder holder) : IDisposable
    {
        public void Dispose()
        {
            holder.Turn.Release();
            lock (locks._gate)
            {
                if (--holder.Users == 0)
                {
                    locks._holders.Remove(key);
                    holder.Dispose();
                }
            }
        }
    }
}
