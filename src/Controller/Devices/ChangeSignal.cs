namespace Sdn.Controller.Devices;

/// <summary>A counter that can be awaited: "look again" for any number of readers, coalescing.</summary>
sealed class ChangeSignal
{
    readonly Lock _gate = new();

    // Written under _gate. Completed and replaced at each change, so a reader that took it before the change is woken.
    TaskCompletionSource _changed = NewSource();
    long _sequence;

    public long Sequence => Interlocked.Read(ref _sequence);

    public void Raise()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _sequence++;
            changed = _changed;
            _changed = NewSource();
        }

        changed.SetResult();
    }

    /// <summary>Returns the sequence number once it is beyond the given one.</summary>
    public async ValueTask<long> WaitBeyond(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_sequence > sequence)
                {
                    return _sequence;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    // Continuations run elsewhere: the one who raises must not run the readers' code.
    static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
