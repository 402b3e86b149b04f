using System.Diagnostics;

namespace Sdn.OpenFlow.Fuzz;

/// <summary>Open vSwitch's own reading of messages: <c>ovs-ofctl ofp-parse</c>, many in one run.</summary>
static class OvsPrinter
{
    // Between any two messages stands an echo that no one else sends, so that each has its text.
    static readonly byte[] Echo = Convert.FromHexString("0603000812345678");
    const string EchoText = "OFPT_ECHO_REPLY (OF1.5) (xid=0x12345678): 0 bytes of payload\n";

    /// <summary>The text of each message, which must be as long as its header says.</summary>
    internal static async Task<IReadOnlyList<string>> Print(IEnumerable<byte[]> messages, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using (var bytes = File.Create(file))
            {
                foreach (var message in messages)
                {
                    bytes.Write(message);
                    bytes.Write(Echo);
                }
            }
            var texts = (await Run("ofp-parse", file, cancellationToken)).Split(EchoText);
            return texts[..^1];
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task<string> Run(string command, string argument, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("ovs-ofctl", [command, argument])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.Latin1,
        }) ?? throw new InvalidOperationException("ovs-ofctl did not start: is Open vSwitch installed?");
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"ovs-ofctl {command} failed with {process.ExitCode}: {await errors}");
    }
}
