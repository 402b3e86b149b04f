using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>Reads a reply's result, on the read loop and before any later message is looked at.</summary>
delegate T ResultReader<out T>(ref Utf8JsonReader reader);

/// <summary>A request or notification of ours: how its parameters are written and its result is read.</summary>
/// <remarks>It travels through StreamJsonRpc as the only argument, so that nothing between needs to know its content.</remarks>
abstract class OvsdbCall(Action<Utf8JsonWriter> writeParams)
{
    /// <summary>Writes what stands inside the array "params".</summary>
    public void WriteParams(Utf8JsonWriter writer) => writeParams(writer);

    public abstract object? ReadResult(ref Utf8JsonReader reader);
}

/// <summary>A call with a result of one type.</summary>
sealed class OvsdbCall<T>(Action<Utf8JsonWriter> writeParams, ResultReader<T> readResult) : OvsdbCall(writeParams)
{
    public override object? ReadResult(ref Utf8JsonReader reader) => readResult(ref reader);
}
