using System.Globalization;
using System.Text;

namespace Sdn.Pipeline;

/// <summary>The pipeline's tables, registers and drop reasons as the architecture page shows them, in Markdown.</summary>
public static class Reference
{
    public static string Print()
    {
        var text = new StringBuilder();
        Line("| table | name | does | on a miss |");
        Line("|---|---|---|---|");
        foreach (var table in Tables.All)
            Line($"| {table.Id} | {table.Name} | {table.Task} | {Of(table.Miss)} |");
        Line("");
        Line("| bits | name | meaning |");
        Line("|---|---|---|");
        foreach (var register in Registers.All)
            Line($"| {register.Bits.Field}[{register.Bits.Start}..{register.Bits.Start + register.Bits.Length - 1}] | {register.Name} | {register.Meaning} |");
        Line("");
        Line("| reason | name | a packet is dropped because |");
        Line("|---|---|---|");
        foreach (var reason in DropReason.All)
            Line($"| {reason.Number} | {reason.Name} | {reason.Sentence} |");
        return text.ToString();

        void Line(string line) => text.Append(CultureInfo.InvariantCulture, $"{line}\n");
    }

    static string Of(Miss miss) => miss switch
    {
        { Next: { } next } => $"goes on in {next} {Tables.NameOf(next)}",
        { Reason: { } reason } => $"dropped: {reason.Name}",
        _ => "ends",
    };
}
