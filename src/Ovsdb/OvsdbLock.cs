using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>
/// A lock of the server's that this session has asked for (RFC 7047 section 4.1.8): held, or still waited for behind others.
/// With <see cref="Operation.Assert"/> it fences off a writer that has been replaced.
/// </summary>
public sealed class OvsdbLock
{
    readonly Lock _gate = new();

    // Written under the gate, by the read loop and whoever ends the session.
    bool _isHeld;
    OvsdbException? _sessionEnd;
    TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal OvsdbLock(string name) => Name = name;

    public string Name { get; }

    /// <summary>Whether the session has the lock, as far as the messages read so far tell.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_gate)
                return _isHeld;
        }
    }

    /// <summary>Waits until the session has the lock.</summary>
    /// <exception cref="OvsdbException">The session ended before.</exception>
    public Task WaitHeld(CancellationToken cancellationToken) => WaitFor(true, cancellationToken);

    /// <summary>Waits until the session has lost the lock to one that stole it, has given it back, or has ended.</summary>
    public Task WaitLost(CancellationToken cancellationToken) => WaitFor(false, cancellationToken);

    internal void Set(bool isHeld)
    {
        lock (_gate)
        {
            if (_isHeld == isHeld || _sessionEnd is not null)
                return;
            _isHeld = isHeld;
            _turn.TrySetResult();
            _turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The session has ended, and everything that it held with it.</summary>
    internal void End(OvsdbException why)
    {
        lock (_gate)
        {
            _sessionEnd = why;
            _isHeld = false;
            _turn.TrySetResult();
        }
    }

    async Task WaitFor(bool isHeld, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task turn;
            lock (_gate)
            {
                if (_isHeld == isHeld)
                    return;
                if (_sessionEnd is not null)
                    throw new OvsdbException(_sessionEnd.Error, _sessionEnd.Details, _sessionEnd);
                turn = _turn.Task;
            }
            await turn.WaitAsync(cancellationToken);
        }
    }
}

public sealed partial class OvsdbClient
{
    /// <summary>Asks for a lock, and waits for its turn behind those who asked before (section 4.1.8).</summary>
    public Task<OvsdbLock> Lock(string name, CancellationToken cancellationToken) => Lock("lock", name, cancellationToken);

    /// <summary>Takes a lock away from whoever has it.</summary>
    public Task<OvsdbLock> Steal(string name, CancellationToken cancellationToken) => Lock("steal", name, cancellationToken);

    /// <summary>Gives a lock back, or stops waiting for it.</summary>
    public async Task Unlock(OvsdbLock held, CancellationToken cancellationToken)
    {
        if (!_locks.TryRemove(held.Name, out _))
            return;
        held.Set(false);
        await Call("unlock", Json(writer => writer.WriteStringValue(held.Name)), cancellationToken);
    }

    async Task<OvsdbLock> Lock(string method, string name, CancellationToken cancellationToken)
    {
        var asked = new OvsdbLock(name);
        if (!_locks.TryAdd(name, asked))
            throw new InvalidOperationException($"This session has asked for the lock '{name}' already.");
        var call = new OvsdbCall<object?>(
            writer => writer.WriteStringValue(name),
            (ref Utf8JsonReader reader) =>
            {
                // Here and not after the call: a "stolen" may come right behind the reply.
                asked.Set(reader.Element() is { ValueKind: JsonValueKind.Object } json
                    && json.TryGetProperty("locked", out var locked) && locked.ValueKind == JsonValueKind.True);
                return null;
            });
        try
        {
            await Call(method, call, cancellationToken);
            return asked;
        }
        catch
        {
            _locks.TryRemove(name, out _);
            throw;
        }
    }

    void TakeLockNotification(bool isHeld, ref Utf8JsonReader parameters)
    {
        parameters.Next(JsonTokenType.String, "the name of a lock");
        if (_locks.TryGetValue(parameters.Text(), out var asked))
            asked.Set(isHeld);
    }
}
