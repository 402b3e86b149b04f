namespace Sdn.Controller.Store;

/// <summary>A decision that waits for the store's writer, and the one who waits for its outcome.</summary>
abstract class Mutation(string actor)
{
    public string Actor { get; } = actor;

    /// <summary>Runs the decision; false when it was given up or has thrown, of which its caller is told here.</summary>
    public abstract bool TryDecide(StoreWriter writer);

    /// <summary>Hands the outcome to the caller: it is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <inheritdoc/>
sealed class Mutation<T>(string actor, Func<StoreWriter, T> decide, CancellationToken cancellationToken) : Mutation(actor)
{
    readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    T? _outcome;

    public Task<T> Completion => _completion.Task;

    public override bool TryDecide(StoreWriter writer)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            _completion.SetCanceled(cancellationToken);
            return false;
        }

        try
        {
            _outcome = decide(writer);
            return true;
        }
        catch (Exception e) // the caller's, who awaits it
        {
            _completion.SetException(e);
            return false;
        }
    }

    public override void Complete() => _completion.SetResult(_outcome!);

    public override void Fail(Exception exception) => _completion.SetException(exception);
}
