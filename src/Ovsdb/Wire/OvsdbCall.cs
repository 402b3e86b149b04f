using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>Reads a reply's result, on the read loop and before any later message is looked at.</summary>
delegate T ResultReader<out T>(ref Utf8JsonReader reader);

/// <summary>Reads a part of a reply's result, on the read loop: all that lies between the last part's end and the end of a row.</summary>
delegate void RowsReader(ref Utf8JsonReader reader);

/// <summary>How a result that may be long is read while it arrives.</summary>
/// <param name="Depth">How deep in the result the objects lie that are rows; 1 for those that it holds itself.</param>
/// <param name="Read">
/// Reads a part. The first time the reader is on the result's first token, later before the next one; what is left when the
/// result is whole is read as other results are.
/// </param>
sealed record RowsReading(int Depth, RowsReader Read);

/// <summary>A request or notification of ours: how its parameters are written and its result is read, and who waits for it.</summary>
/// <remarks>It travels through StreamJsonRpc as the only argument, so that nothing between needs to know its content.</remarks>
abstract class OvsdbCall(Action<Utf8JsonWriter> writeParams)
{
    const long NotToBeSent = -1;

    // The request's id once it is written; before, 0 or NotToBeSent.
    long _id;
    int _isCanceled;
    SemaphoreSlim? _slots;

    /// <summary>Whether the server answers: not to a notification.</summary>
    public bool HasReply { get; init; } = true;

    /// <summary>Set for a result that is not kept until it is whole.</summary>
    public RowsReading? Rows { get; init; }

    /// <summary>Writes what stands inside the array "params".</summary>
    public void WriteParams(Utf8JsonWriter writer) => writeParams(writer);

    /// <summary>Notes the id under which the request is about to be sent; false for one that is not wanted any more.</summary>
    public bool TrySend(long id) => Interlocked.CompareExchange(ref _id, id, 0) == 0;

    /// <summary>Keeps a request from being sent, or tells the id of one that is sent already; false if it is canceled already.</summary>
    public bool TryCancel(out long? sentId)
    {
        var id = Interlocked.CompareExchange(ref _id, NotToBeSent, 0);
        sentId = id > 0 ? id : null;
        return Interlocked.Exchange(ref _isCanceled, 1) == 0;
    }

    /// <summary>Notes where the request has taken the room that it needs here and with the server.</summary>
    public void Occupy(SemaphoreSlim slots) => _slots = slots;

    /// <summary>Gives back the room: when the server has answered, be it that the caller gave up long ago, or will not any more.</summary>
    public void Leave() => Interlocked.Exchange(ref _slots, null)?.Release();

    /// <summary>Ends with the reply, its error, or the reason why there will be none.</summary>
    public abstract Task Ended { get; }

    /// <summary>Reads the result and hands it to the one who waits, whose code runs elsewhere than on the read loop.</summary>
    public abstract void Complete(ref Utf8JsonReader result);

    /// <summary>Ends the wait unless it has ended.</summary>
    public abstract void Fail(Exception why);
}

/// <summary>A call with a result of one type.</summary>
sealed class OvsdbCall<T>(Action<Utf8JsonWriter> writeParams, ResultReader<T> readResult) : OvsdbCall(writeParams)
{
    readonly TaskCompletionSource<T> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Reply => _reply.Task;

    public override Task Ended => _reply.Task;

    public override void Complete(ref Utf8JsonReader result) => _reply.TrySetResult(readResult(ref result));

    public override void Fail(Exception why) => _reply.TrySetException(why);
}
