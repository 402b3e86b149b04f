using System.Text.RegularExpressions;

namespace Sdn.OpenFlow.Tests.Properties;

/// <summary>Open vSwitch's own reading of flows that are written, thousands in one run of <c>ovs-ofctl parse-flows</c>.</summary>
static partial class ParseFlows
{
    const int LinesOfARun = 500, RefusalsMax = 40;

    /// <summary>For each text how Open vSwitch's reading differs from ours, or null where it does not.</summary>
    internal static async Task<IReadOnlyList<string?>> Compare(IReadOnlyList<string> texts)
    {
        var complaints = new string?[texts.Count];
        var theirs = new string?[texts.Count];
        var refusals = 0;
        foreach (var lines in Enumerable.Range(0, texts.Count).Chunk(LinesOfARun))
        {
            // Each refusal costs a run. That there are any is a failure; how many does not matter.
            if (refusals < RefusalsMax)
                refusals += await Read(texts, [.. lines], theirs, complaints);
        }

        var ours = new Dictionary<int, byte[]>();
        for (var i = 0; i < texts.Count; i++)
        {
            try
            {
                ours[i] = OfpParse.Bytes(FlowMod.Add(Flow.Parse(texts[i])));
            }
            catch (FormatException e)
            {
                complaints[i] ??= $"this library refuses it: {e.Message}";
            }
        }

        var printed = await OfpParse.Print(ours.Values);
        foreach (var (i, text) in ours.Keys.Zip(printed))
        {
            if (complaints[i] is null && theirs[i] is not null && text != theirs[i])
                complaints[i] = $"Open vSwitch reads\n{theirs[i]}\nand this library\n{text}";
        }

        return complaints;
    }

    /// <summary>Reads some of the texts, and counts the refusals: the program ends at the first, whose line is then left out.</summary>
    static async Task<int> Read(IReadOnlyList<string> texts, List<int> lines, string?[] printed, string?[] complaints)
    {
        var refusals = 0;
        while (lines.Count > 0)
        {
            var (exit, output, error) = await Run(lines.Select(line => texts[line]));
            if (exit == 0)
            {
                var flows = output.Split('\n').Where(line => line.StartsWith("OFPT_FLOW_MOD", StringComparison.Ordinal)).ToArray();
                Assert.Equal(lines.Count, flows.Length);
                foreach (var (line, flow) in lines.Zip(flows))
                    printed[line] = Xid().Replace(flow, "(xid=0x0)", 1);
                return refusals;
            }
            refusals++;
            if (RefusedLine().Match(error) is { Success: true } refused)
            {
                var at = int.Parse(refused.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) - 1;
                complaints[lines[at]] = $"Open vSwitch refuses it: {refused.Groups[2].Value}";
                lines.RemoveAt(at);
            }
            else if (lines.Count == 1)
            {
                complaints[lines[0]] = $"Open vSwitch refuses it: {error}";
                return refusals;
            }
            else
            {
                // It does not say which line makes the whole file one for other versions of OpenFlow.
                return await Read(texts, lines[..(lines.Count / 2)], printed, complaints)
                    + await Read(texts, lines[(lines.Count / 2)..], printed, complaints);
            }
        }
        return refusals;
    }

    static async Task<(int Exit, string Output, string Error)> Run(IEnumerable<string> lines)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
            return await Tool.TryRun("ovs-ofctl", "-O", "OpenFlow15", "-voff", "parse-flows", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"\(xid=0x[0-9a-f]+\)")]
    private static partial Regex Xid();

    [GeneratedRegex(@"^ovs-ofctl: [^:]*:(\d+): (.*)", RegexOptions.Multiline)]
    private static partial Regex RefusedLine();
}
