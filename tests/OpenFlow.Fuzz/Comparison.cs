using System.Buffers;
using System.Buffers.Binary;
using System.Text.RegularExpressions;
using Sdn.OpenFlow.Json;

namespace Sdn.OpenFlow.Fuzz;

/// <summary>A message that we and Open vSwitch do not see alike.</summary>
sealed record Difference(string Id, string Hex, string What, string Theirs, string Ours)
{
    public override string ToString() => $"{Id} {Hex}\n  {What}\n  theirs: {Theirs}\n  ours:   {Ours}";
}

/// <summary>
/// Holds our reading of messages against Open vSwitch's: the same text or the same error; and what we write of them, from the message
/// and from its JSON alone, is the same bytes or such as Open vSwitch reads alike.
/// </summary>
static partial class Comparison
{
    static readonly (string How, Func<OpenFlowMessage, byte[]> Write)[] Ways =
    [
        ("encoding", Encode),
        ("encoding its JSON", message => Encode(OpenFlowJson.Parse(OpenFlowJson.Format(message)))),
    ];

    /// <summary>Whether the bytes are one message of version 1.5 by their header, so that ovs-ofctl can be asked about them.</summary>
    internal static bool IsFramed(byte[] bytes) =>
        bytes.Length >= Codec.HeaderBytes && bytes[0] == Codec.Version && BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2)) == bytes.Length;

    internal static async Task<IReadOnlyList<Difference>> With(
        IReadOnlyList<(string Id, byte[] Bytes)> messages, CancellationToken cancellationToken)
    {
        var differences = new List<Difference>();
        var rewritten = new List<(string Id, byte[] Bytes, byte[] Written, string Text, string How)>();
        var texts = await OvsPrinter.Print(messages.Select(m => m.Bytes), cancellationToken);
        foreach (var ((id, bytes), text) in messages.Zip(texts))
        {
            if (Read(id, bytes, text, differences) is not { } message)
                continue;
            foreach (var (how, write) in Ways)
            {
                try
                {
                    rewritten.Add((id, bytes, write(message), text, how));
                }
                catch (Exception e)
                {
                    differences.Add(new(id, Convert.ToHexStringLower(bytes), how, text, e.ToString()));
                }
            }
        }
        rewritten.RemoveAll(r => r.Written.AsSpan().SequenceEqual(r.Bytes));
        var again = await OvsPrinter.Print(rewritten.Select(r => r.Written), cancellationToken);
        differences.AddRange(rewritten.Zip(again).Where(pair => pair.First.Text != pair.Second).Select(pair => new Difference(
            pair.First.Id, Convert.ToHexStringLower(pair.First.Bytes),
            $"{pair.First.How} gives {Convert.ToHexStringLower(pair.First.Written)}", pair.First.Text, pair.Second)));
        return differences;
    }

    /// <summary>The message, if both read it.</summary>
    static OpenFlowMessage? Read(string id, byte[] bytes, string text, List<Difference> differences)
    {
        var theirs = ErrorIn(bytes, text) ?? text;
        OpenFlowMessage? message = null;
        string ours;
        try
        {
            message = Codec.Decode(bytes);
            ours = $"{message}\n";
        }
        catch (OpenFlowException e)
        {
            ours = e.Error.Name;
        }
        catch (Exception e)
        {
            ours = e.ToString();
        }
        // Where Open vSwitch has no name for what is wrong, any of ours will do.
        if (ours == theirs || (theirs == "<invalid>" && ours.StartsWith("OFP", StringComparison.Ordinal) && message is null))
            return message;
        differences.Add(new(id, Convert.ToHexStringLower(bytes), "the text", theirs, ours));
        return ErrorIn(bytes, text) is null ? message : null;
    }

    /// <summary>The error's name, unless it is that of what an error message quotes.</summary>
    static string? ErrorIn(byte[] bytes, string text) =>
        Refusal().Match(text) is { Success: true } refusal && (bytes[1] != (byte)MessageType.Error || refusal.Index < text.IndexOf('\n'))
            ? refusal.Groups["name"].Value
            : null;

    static byte[] Encode(OpenFlowMessage message)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Codec.Encode(message, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    [GeneratedRegex(@"\*\*\*decode error: (?<name>.*)\*\*\*$", RegexOptions.Multiline)]
    private static partial Regex Refusal();
}
