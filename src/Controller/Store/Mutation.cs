using Google.Protobuf;

namespace Sdn.Controller.Store;

/// <summary>A decision that waits for the store's writer, and the one who waits for its outcome.</summary>
abstract class Mutation(string actor, RequestKey? request)
{
    public string Actor { get; } = actor;

    /// <summary>What its caller calls it by; null when it may not be repeated.</summary>
    public RequestKey? Request { get; } = request;

    /// <summary>The outcome of what was decided, to be remembered.</summary>
    public abstract byte[] Answer { get; }

    /// <summary>Runs the decision; false when it was given up or has thrown, of which its caller is told here.</summary>
    public abstract bool TryDecide(StoreWriter writer);

    /// <summary>Takes the outcome of the same request before instead of deciding.</summary>
    public abstract void Repeat(byte[] answer);

    /// <summary>Hands the outcome to the caller: it is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <inheritdoc/>
class Mutation<T>(string actor, RequestKey? request, Func<StoreWriter, T> decide, CancellationToken cancellationToken) : Mutation(actor, request)
{
    readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Completion => _completion.Task;

    public override byte[] Answer => throw new InvalidOperationException("the outcome is no message");

    protected T? Outcome { get; set; }

    public override bool TryDecide(StoreWriter writer)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            _completion.SetCanceled(cancellationToken);
            return false;
        }

        try
        {
            Outcome = decide(writer);
            return true;
        }
        catch (Exception e) // the caller's, who awaits it
        {
            _completion.SetException(e);
            return false;
        }
    }

    public override void Repeat(byte[] answer) => throw new InvalidOperationException("the outcome is no message");

    public override void Complete() => _completion.SetResult(Outcome!);

    public override void Fail(Exception exception) => _completion.SetException(exception);
}

/// <summary>A decision with an outcome that can be remembered.</summary>
sealed class RepeatableMutation<T>(string actor, RequestKey? request, Func<StoreWriter, T> decide, CancellationToken cancellationToken)
    : Mutation<T>(actor, request, decide, cancellationToken)
    where T : IMessage<T>, new()
{
    public override byte[] Answer => Outcome!.ToByteArray();

    public override void Repeat(byte[] answer)
    {
        Outcome = new T();
        Outcome.MergeFrom(answer);
    }
}
