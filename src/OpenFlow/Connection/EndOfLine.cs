using System.Runtime.CompilerServices;

namespace Sdn.OpenFlow;

/// <summary>
/// Awaited to let all other work of the thread pool go first. <see cref="Task.Yield"/> does not: what it continues with comes
/// before all that other threads have queued.
/// </summary>
readonly struct EndOfLine : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public EndOfLine GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(System.Action continuation) =>
        ThreadPool.QueueUserWorkItem(static action => action(), continuation, preferLocal: false);

    public void UnsafeOnCompleted(System.Action continuation) =>
        ThreadPool.UnsafeQueueUserWorkItem(static action => action(), continuation, preferLocal: false);
}
