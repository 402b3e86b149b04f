using System.Buffers;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Open vSwitch's own reading of messages, thousands of them in one run of <c>ovs-ofctl ofp-parse</c>.</summary>
static class OfpParse
{
    // Stands between the messages, so that each text is known however many lines it has.
    static readonly BarrierReply Separator = new() { Xid = 0xb0b0b0b0 };
    const string SeparatorLine = "OFPT_BARRIER_REPLY (OF1.5) (xid=0xb0b0b0b0):\n";

    /// <summary>What it prints for each message, without the last newline.</summary>
    internal static async Task<string[]> Print(IEnumerable<byte[]> messages)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var message in messages)
        {
            bytes.Write(message);
            Codec.Encode(Separator, bytes);
        }
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, bytes.WrittenMemory, TestContext.Current.CancellationToken);
            var output = await Tool.Run("ovs-ofctl", "-O", "OpenFlow15", "-voff", "ofp-parse", file);
            return [.. output.Split(SeparatorLine).SkipLast(1).Select(text => text[..^1])];
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>For each message why Open vSwitch refuses it, or null where it does not.</summary>
    internal static async Task<IReadOnlyList<string?>> Refusals(IReadOnlyList<OpenFlowMessage> messages)
    {
        var printed = await Print(messages.Select(Bytes));
        Assert.Equal(messages.Count, printed.Length);
        return [.. printed.Select(text => text.Contains("***decode error", StringComparison.Ordinal) ? text : null)];
    }

    /// <summary>For each message how Open vSwitch's text differs from ours, or null where it does not.</summary>
    internal static async Task<IReadOnlyList<string?>> Compare(IReadOnlyList<OpenFlowMessage> messages)
    {
        var printed = await Print(messages.Select(Bytes));
        Assert.Equal(messages.Count, printed.Length);
        return [.. messages.Zip(printed, (message, text) => Difference(message.ToString(), text))];
    }

    internal static string Show(OpenFlowMessage message) => $"{message}\nin bytes {Convert.ToHexStringLower(Bytes(message))}";

    internal static byte[] Bytes(OpenFlowMessage message)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Codec.Encode(message, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    static string? Difference(string ours, string theirs) => ours == theirs
        ? null
        : $"Open vSwitch prints\n{theirs}\nand this library\n{ours}";
}
