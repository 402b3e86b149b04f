using System.Buffers;
using System.Buffers.Binary;
using System.CommandLine;
using Sdn.Cli.Output;
using Sdn.OpenFlow;
using Sdn.OpenFlow.Json;

namespace Sdn.Cli.Commands;

/// <summary><c>sdnctl openflow</c>: OpenFlow messages as bytes, as ovs-ofctl's text and as JSON. Asks no controller.</summary>
static class OpenFlowCommands
{
    /// <summary>The JSON of the longest message stays below.</summary>
    const int LineBytesMax = 16 * 1024 * 1024;

    public static Command Create(Shell shell, Option<OutputFormat> format) => new("openflow", "Reads and writes OpenFlow 1.5 messages; needs no controller.")
    {
        Decode(shell, format),
        Encode(shell),
        Codec(shell),
        Flow(shell),
    };

    static ExampleCommand Decode(Shell shell, Option<OutputFormat> format)
    {
        var command = new ExampleCommand(
            "decode",
            "Reads messages in hexadecimal from the standard input, one or more a line, and prints each as 'ovs-ofctl ofp-print' does, "
                + "or 'error: NAME: where and why'. With -o json each is one line of JSON, as encode takes it.",
            "echo 0614000800000001 | sdnctl openflow decode",
            "echo 0614000800000001 | sdnctl openflow decode -o json",
            "echo '06:02:00:0a 0x00000001 0xbeef' | sdnctl openflow decode");
        var bytes = new ArrayBufferWriter<byte>();
        return Filter(command, shell, (line, parsed) =>
        {
            bytes.ResetWrittenCount();
            if (OpenFlowHex.Read(line, bytes) is { } wrong)
                return Refuse(shell, $"{OpenFlowCodec.BadHex}: {wrong}");
            return PrintAll(bytes.WrittenSpan, shell, parsed.GetValue(format));
        });
    }

    static ExampleCommand Encode(Shell shell)
    {
        var command = new ExampleCommand(
            "encode",
            "Reads messages as JSON from the standard input, one a line, and prints the bytes of each in hexadecimal, or "
                + "'error: NAME: where and why'.",
            """echo '{"version":6,"type":"BARRIER_REQUEST","xid":1}' | sdnctl openflow encode""",
            "sdnctl openflow encode < messages.json | sdnctl openflow decode");
        var bytes = new ArrayBufferWriter<byte>();
        return Filter(command, shell, (line, _) =>
        {
            bytes.ResetWrittenCount();
            try
            {
                OpenFlow.Codec.Encode(OpenFlowJson.Parse(line), bytes);
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                return Refuse(shell, $"{OpenFlowCodec.BadJson}: {e.Message}");
            }
            shell.Out.WriteLine(Convert.ToHexStringLower(bytes.WrittenSpan));
            return true;
        });
    }

    static ExampleCommand Codec(Shell shell)
    {
        var command = new ExampleCommand(
            "codec",
            "Answers requests in JSON, one a line, with one line each: op is decode, decode-actions, decode-instructions or decode-oxm (of "
                + "'hex'), or encode (of 'json'). An answer has the request's id, and 'ok':true with the result or 'ok':false with "
                + "'error' and 'detail'. Exits with 0 when all were answered.",
            """echo '{"id":1,"op":"decode","hex":"0614000800000001"}' | sdnctl openflow codec""",
            """echo '{"id":2,"op":"encode","json":{"version":6,"type":"ECHO_REQUEST","xid":1,"payload":"beef"}}' | sdnctl openflow codec""",
            """echo '{"id":3,"op":"decode-actions","hex":"0000001000000001ffff000000000000"}' | sdnctl openflow codec""");
        command.SetAction(async (_, cancellationToken) =>
        {
            var codec = new OpenFlowCodec(shell.Out);
            return await Run(shell, codec.Answer, codec.RefuseLongLine, cancellationToken) ? ExitCodes.Ok : ExitCodes.Interrupted;
        });
        return command;
    }

    static ExampleCommand Flow(Shell shell)
    {
        var texts = new Argument<string[]>("flow") { Description = "A flow as 'ovs-ofctl add-flow' takes it", Arity = ArgumentArity.OneOrMore };
        var command = new ExampleCommand(
            "flow",
            "Prints the bytes of the messages that add flows, in hexadecimal.",
            "sdnctl openflow flow 'table=0,priority=100,tcp,tp_dst=80 actions=output:7'",
            "sdnctl openflow flow 'actions=drop' | sdnctl openflow decode")
        {
            texts,
        };
        command.SetAction(parsed =>
        {
            var areAllRead = true;
            var bytes = new ArrayBufferWriter<byte>();
            foreach (var text in parsed.GetValue(texts)!)
            {
                bytes.ResetWrittenCount();
                try
                {
                    OpenFlow.Codec.Encode(FlowMod.Add(OpenFlow.Flow.Parse(text)), bytes);
                    shell.Out.WriteLine(Convert.ToHexStringLower(bytes.WrittenSpan));
                }
                catch (Exception e) when (e is FormatException or ArgumentException)
                {
                    areAllRead = Refuse(shell, $"BAD_FLOW: {e.Message}");
                }
            }
            return areAllRead ? ExitCodes.Ok : ExitCodes.Refused;
        });
        return command;
    }

    delegate bool LineReader(ReadOnlySpan<byte> line, ParseResult parsed);

    /// <summary>A command that does something for each line that is not blank, and says by its exit code whether all were good.</summary>
    static ExampleCommand Filter(ExampleCommand command, Shell shell, LineReader read)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var areAllGood = true;
            var isWhole = await Run(
                shell,
                line => areAllGood &= read(line.Span, parsed),
                number => areAllGood = Refuse(shell, $"{OpenFlowCodec.TooLong}: line {number} has more than {LineBytesMax} bytes"),
                cancellationToken);
            return !isWhole ? ExitCodes.Interrupted : areAllGood ? ExitCodes.Ok : ExitCodes.Refused;
        });
        return command;
    }

    /// <summary>Whether all lines were read, and no Ctrl-C came between.</summary>
    static async Task<bool> Run(Shell shell, Action<ReadOnlyMemory<byte>> read, Action<int> refuse, CancellationToken cancellationToken)
    {
        var lines = new OpenFlowLines(shell.In, LineBytesMax, shell.Out.Flush);
        try
        {
            while (await lines.Next(cancellationToken) is (true, var line))
            {
                if (line is not { } whole)
                    refuse(lines.Number);
                else if (!whole.Span.Trim(" \t"u8).IsEmpty)
                    read(whole);
            }
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    static bool Refuse(Shell shell, string why)
    {
        shell.Out.WriteLine($"error: {why}");
        return false;
    }

    /// <summary>Prints one message after the other; one that is cut off, or that says a length it cannot have, ends the line.</summary>
    static bool PrintAll(ReadOnlySpan<byte> bytes, Shell shell, OutputFormat format)
    {
        var isGood = true;
        for (var number = 1; !bytes.IsEmpty; number++)
        {
            var length = bytes.Length >= OpenFlow.Codec.HeaderBytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) : bytes.Length;
            var isCut = length < OpenFlow.Codec.HeaderBytes || length > bytes.Length;
            var message = isCut ? bytes : bytes[..length];
            try
            {
                shell.Out.WriteLine(Show(OpenFlow.Codec.Decode(message), format));
            }
            catch (OpenFlowException e)
            {
                isGood = Refuse(shell, number == 1 ? e.Message : $"{e.Error.Name}: message {number}, {e.Detail}");
            }
            bytes = bytes[message.Length..];
        }
        return isGood;
    }
    static string Show(OpenFlowMessage message, OutputFormat format) => format switch
    {
        OutputFormat.Json => OpenFlowJson.Format(message),
        OutputFormat.Yaml => $"--- {OpenFlowJson.Format(message)}",   // YAML takes JSON
        _ => message.ToString(),
    };
}
