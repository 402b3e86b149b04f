using System.Buffers;
using System.Diagnostics;
using Sdn.OpenFlow.Json;

namespace Sdn.OpenFlow.Fuzz;

/// <summary>What came of an input.</summary>
enum Outcome
{
    /// <summary>It is a message, which was written and read again in each form.</summary>
    Read,

    /// <summary>It is none, and the error says so.</summary>
    Refused,
}

/// <summary>An input that the library did not stand.</summary>
sealed class NotSurvivedException(byte[] input, string what, Exception? inner = null)
    : Exception($"{what}: {Convert.ToHexStringLower(input)}", inner);

/// <summary>
/// What holds for any bytes: decoding gives a message or an <see cref="OpenFlowException"/>, within a time and with memory in
/// proportion to the bytes; and what was decoded can be printed, encoded, written as JSON, and is the same when it comes back.
/// </summary>
sealed class Survival
{
    /// <summary>What decoding may allocate, a byte of input: a match field of 5 bytes becomes a value of 48, in a list that grows by doubling.</summary>
    const int AllocatedBytesPerByteMax = 64;

    /// <summary>What decoding may allocate besides, for exceptions and their texts.</summary>
    const int AllocatedBytesMax = 64 * 1024;

    const int MillisecondsMax = 5_000;

    readonly ArrayBufferWriter<byte> _first = new(), _second = new();

    /// <summary>The most that an input has made decoding allocate, a byte of it; small inputs do not count.</summary>
    internal double AllocatedBytesPerByte { get; private set; }

    internal Outcome Check(byte[] input)
    {
        var start = Stopwatch.GetTimestamp();
        OpenFlowMessage? message;
        try
        {
            message = Decode(input);
            if (message is not null)
                CheckForms(input, message);
        }
        catch (Exception e) when (e is not NotSurvivedException)
        {
            throw new NotSurvivedException(input, e.Message, e);
        }
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (took > MillisecondsMax)
            throw new NotSurvivedException(input, $"took {took} ms");
        return message is null ? Outcome.Refused : Outcome.Read;
    }

    OpenFlowMessage? Decode(byte[] input)
    {
        var (message, allocated) = Measured(input);
        // What is made once, when it is first needed, does not come again.
        if (allocated > AllocatedBytesMax)
            (message, allocated) = Measured(input);
        if (input.Length >= 1024)
            AllocatedBytesPerByte = Math.Max(AllocatedBytesPerByte, (double)allocated / input.Length);
        return allocated <= AllocatedBytesMax + (long)AllocatedBytesPerByteMax * input.Length
            ? message
            : throw new NotSurvivedException(input, $"decoding {input.Length} bytes allocated {allocated}");
    }

    static (OpenFlowMessage? Message, long Allocated) Measured(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = TryDecode(input);
        return (message, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    internal static OpenFlowMessage? TryDecode(ReadOnlySpan<byte> input)
    {
        try
        {
            return Codec.Decode(input);
        }
        catch (OpenFlowException)
        {
            return null;
        }
    }

    void CheckForms(byte[] input, OpenFlowMessage message)
    {
        var text = message.ToString();
        if (text.Length == 0)
            throw new NotSurvivedException(input, "the text is empty");
        Encode(message, _first);
        var again = Codec.Decode(_first.WrittenSpan);
        if (!again.Equals(message))
            throw new NotSurvivedException(input, $"encoded it is {Convert.ToHexStringLower(_first.WrittenSpan)}, which is another message: {again} is not {text}");
        var json = OpenFlowJson.Format(message);
        Encode(OpenFlowJson.Parse(json), _second);
        if (!_second.WrittenSpan.SequenceEqual(_first.WrittenSpan))
            throw new NotSurvivedException(input, $"its JSON {json} encodes as {Convert.ToHexStringLower(_second.WrittenSpan)}, not as {Convert.ToHexStringLower(_first.WrittenSpan)}");
    }

    /// <summary>Any JSON is a message that can be encoded, or is refused with a reason.</summary>
    internal Outcome CheckJson(byte[] json)
    {
        try
        {
            Encode(OpenFlowJson.Parse(json), _first);
            TryDecode(_first.WrittenSpan);
            return Outcome.Read;
        }
        catch (Exception e) when (e is FormatException or ArgumentException && e.Message.Length > 0)
        {
            return Outcome.Refused;
        }
        catch (Exception e)
        {
            throw new NotSurvivedException(json, $"{e.Message}: {System.Text.Encoding.UTF8.GetString(json)}", e);
        }
    }

    static void Encode(OpenFlowMessage message, ArrayBufferWriter<byte> to)
    {
        to.ResetWrittenCount();
        Codec.Encode(message, to);
    }
}
