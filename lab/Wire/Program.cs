using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Sdn.Wire;
using SharpPcap;

// Exit codes: 0 all packets are where they belong; 1 they are not; 2 wrong usage; 3 nothing could be proven, because
// the command or the capture failed.

var applications = new Option<Application[]>("--application", "-a")
{
    Description = "An application as NAME=vxlan|gre:KEY:IPV4_SUBNET:IPV6_SUBNET; may be given several times.",
    CustomParser = result =>
    {
        try
        {
            return [.. result.Tokens.Select(t => Application.Parse(t.Value))];
        }
        catch (FormatException e)
        {
            result.AddError(e.Message);
            return [];
        }
    },
};
var joined = new Option<string[]>("--joined", "-j")
{
    Description = "A pair of applications that a policy joins, as cameras+meters; may be given several times.",
};
var json = new Option<bool>("--json") { Description = "Writes JSON." };

var links = new Option<string[]>("--interface", "-i")
{
    Description = "An interface of this network namespace to capture; may be given several times.",
    Required = true,
};
var command = new Argument<string[]>("command")
{
    Description = "What to run while capturing, after --.",
    Arity = ArgumentArity.OneOrMore,
};
var capture = new Command("capture", "Captures while a command runs, and judges every frame.")
{
    links, applications, joined, json, command,
};
capture.SetAction(async (parsed, stop) =>
{
    var report = new WireReport(
        parsed.GetValue(applications) ?? [], (parsed.GetValue(joined) ?? []).ToHashSet(), parsed.GetValue(links)!);
    using var running = await Capture.Start(report, stop);
    var exitCode = await Run(parsed.GetValue(command)!, stop);
    await running.Finish(stop);
    Console.Out.Write(parsed.GetValue(json) ? ReportJson.Write(report) : ReportText.Write(report));
    if (exitCode == 0)
        return report.IsClean ? 0 : 1;
    Console.Error.WriteLine($"sdn-lab-wire: the command failed with exit code {exitCode}");
    return 3;
});

var file = new Argument<FileInfo>("file") { Description = "A capture file (pcap or pcapng)." }.AcceptExistingOnly();
var read = new Command("read", "Judges every frame of a capture file.") { file, applications, joined, json };
read.SetAction(parsed =>
{
    var path = parsed.GetValue(file)!;
    var report = new WireReport(
        parsed.GetValue(applications) ?? [], (parsed.GetValue(joined) ?? []).ToHashSet(), [path.Name]);
    Capture.ReadFile(path.FullName, path.Name, report);
    Console.Out.Write(parsed.GetValue(json) ? ReportJson.Write(report) : ReportText.Write(report));
    return report.IsClean ? 0 : 1;
});

var root = new RootCommand("Shows on the wire which application each packet between devices belongs to.")
{
    capture, read,
};
var parseResult = root.Parse(args);
if (parseResult.Errors.Count > 0)
    return Usage(parseResult);
try
{
    return await parseResult.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is PcapException or InvalidOperationException or TimeoutException or Win32Exception)
{
    Console.Error.WriteLine($"sdn-lab-wire: {e.Message}");
    return 3;
}

static int Usage(ParseResult parsed)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"sdn-lab-wire: {error.Message}");
    return 2;
}

static async Task<int> Run(string[] command, CancellationToken stop)
{
    // Its output goes to the error stream, so that the report alone is on the output stream.
    var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true };
    using var process = Process.Start(start)!;
    await process.StandardOutput.BaseStream.CopyToAsync(Console.OpenStandardError(), stop);
    await process.WaitForExitAsync(stop);
    return process.ExitCode;
}
