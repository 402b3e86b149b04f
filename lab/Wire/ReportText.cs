using System.Globalization;
using System.Text;

namespace Sdn.Wire;

/// <summary>A report for people: a line an application and link, then what else was there, then the verdict.</summary>
static class ReportText
{
    public static string Write(WireReport report)
    {
        var text = new StringBuilder();
        foreach (var application in report.Applications)
            text.Append(Line($"{application.Name} ({Tunnel(application)})", report, l => l.Own, application.Name));
        foreach (var tally in report.Links)
        {
            foreach (var (pair, count) in tally.Joined)
                text.Append(CultureInfo.InvariantCulture, $"  {tally.Link}: {count} between {pair}, by policy\n");
            text.Append(CultureInfo.InvariantCulture, $"  {tally.Link}: {tally.Packets} packets");
            text.Append(Others(tally.Other)).Append('\n');
            foreach (var (what, count) in tally.Leaks)
                text.Append(CultureInfo.InvariantCulture, $"  {tally.Link}: LEAK {count} {what}\n");
            foreach (var (what, count) in tally.Unexplained)
                text.Append(CultureInfo.InvariantCulture, $"  {tally.Link}: UNEXPLAINED {count} {what}\n");
        }
        text.Append(report.IsClean
            ? "Every packet of every application is in its own tunnel, and nothing else is on the wire.\n"
            : string.Create(CultureInfo.InvariantCulture,
                $"NOT CLEAN: {report.Leaks} leaked, {report.Unexplained} unexplained, {report.Lost} lost.\n"));
        return text.ToString();
    }

    static string Line(
        string title, WireReport report, Func<LinkTally, IReadOnlyDictionary<string, long>> counts, string key)
    {
        var links = report.Links.Select(l =>
            string.Create(CultureInfo.InvariantCulture, $"{l.Link} {counts(l).GetValueOrDefault(key)}"));
        return $"  {title}: {string.Join(", ", links)}\n";
    }

    static string Tunnel(Application application) => application.Encapsulation switch
    {
        Encapsulation.Vxlan => string.Create(CultureInfo.InvariantCulture, $"VXLAN, VNI {application.Key}"),
        Encapsulation.Gre => string.Create(CultureInfo.InvariantCulture, $"GRE, key {application.Key}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string Others(IReadOnlyDictionary<string, long> other) =>
        other.Count == 0
            ? ""
            : ", of these " + string.Join(", ",
                other.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Value} {o.Key}")));
}
