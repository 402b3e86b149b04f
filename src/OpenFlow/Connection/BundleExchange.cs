namespace Sdn.OpenFlow;

/// <summary>How a bundle is sent. OpenFlow 1.5.1, 6.9.</summary>
public sealed record BundleOptions
{
    public static BundleOptions Default { get; } = new();

    /// <summary>In order and as one by default: packets see all of the bundle or nothing.</summary>
    public BundleFlags Flags { get; init; } = BundleFlags.Atomic | BundleFlags.Ordered;

    /// <summary>When to commit, and what experimenters ask; sent with the bundle's opening and its commit.</summary>
    public ValueList<BundleProperty> Properties { get; init; } = [];

    /// <summary>The messages that one bundle may have: a switch holds all of them until it commits.</summary>
    public int MessagesMax { get; init; } = 1_000_000;

    /// <summary>The bytes that its messages may take together.</summary>
    public long BytesMax { get; init; } = 256 << 20;
}

/// <summary>
/// One bundle from its opening to its end: open, add all, look what was refused, commit, barrier. Only the three answers are
/// waited for, whatever the number of messages.
/// </summary>
sealed class BundleExchange(SwitchConnection connection, uint bundle, uint firstXid, IReadOnlyList<OpenFlowMessage> mods, BundleOptions options)
{
    readonly BundleErrors _errors = new(firstXid, mods);
    BundlePhase _phase;

    internal BundleErrors Errors => _errors;

    /// <exception cref="BundleRefusedException">The switch refused it.</exception>
    internal async Task Run(CancellationToken cancellation)
    {
        try
        {
            await OpenAndAdd(cancellation);
            _phase = BundlePhase.Commit;
            var commit = Control(BundleControlType.CommitRequest, cancellation);
            await Task.WhenAll(commit, connection.Barrier(cancellation));
        }
        catch (Exception e) when (_phase != BundlePhase.Commit)
        {
            await Discard(e, cancellation);
            throw;
        }
        catch (RequestRefusedException e) when (e.Error == OpenFlow.Errors.OFPBFC_MSG_FAILED && _errors.First is not null)
        {
            // The switch has named the message in an error of its own, before it said that the bundle failed.
            throw _errors.Exception(_phase);
        }
        catch (RequestRefusedException e)
        {
            throw new BundleRefusedException(_phase, -1, e.Request, e.Error);
        }
    }

    async Task OpenAndAdd(CancellationToken cancellation)
    {
        Task open = Control(BundleControlType.OpenRequest, cancellation);
        try
        {
            await AddAll(cancellation);
            // A message that is refused is not in the bundle, and the rest would be committed without it: look first.
            await connection.Barrier(cancellation);
        }
        finally
        {
            await open.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (open.Exception?.InnerException is RequestRefusedException e)
            throw new BundleRefusedException(BundlePhase.Open, -1, e.Request, e.Error);
        await open;
        _phase = BundlePhase.Add;
        if (_errors.First is not null)
            throw _errors.Exception(_phase);
    }

    async ValueTask AddAll(CancellationToken cancellation)
    {
        var bytes = 0L;
        for (var i = 0; i < mods.Count; i++)
        {
            var xid = firstXid + (uint)i;
            var add = new BundleAdd(bundle, options.Flags, mods[i]) { Xid = xid };
            try
            {
                bytes += await connection.SendNumbered(add, xid, cancellation);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"message {i} of the bundle, {MessageText.Describe(mods[i])}: {e.Message}", e);
            }
            if (bytes > options.BytesMax)
                throw new ArgumentException($"{i + 1} of the bundle's {mods.Count} messages take {bytes} bytes, the limit is {options.BytesMax}");
        }
    }

    /// <summary>Has the switch forget what it holds. Without waiting where it is the waiting that has failed.</summary>
    async Task Discard(Exception why, CancellationToken cancellation)
    {
        if (why is SwitchDisconnectedException)
            return;
        if (why is OperationCanceledException or TimeoutException)
        {
            connection.SendNow(new BundleControl(bundle, BundleControlType.DiscardRequest, options.Flags));
            return;
        }
        try
        {
            await Control(BundleControlType.DiscardRequest, cancellation);
        }
        catch (Exception e) when (e is RequestRefusedException or SwitchDisconnectedException or TimeoutException or OperationCanceledException)
        {
            // The switch has thrown the bundle away by itself, as it does with one that it refuses, or is gone or slow; what
            // counts is why the bundle failed.
        }
    }

    Task<BundleControl> Control(BundleControlType type, CancellationToken cancellation) =>
        connection.Request<BundleControl>(new BundleControl(bundle, type, options.Flags) { Properties = options.Properties }, cancellation);
}
