using System.Globalization;
using Sdn.OpenFlow.Fuzz;

// The long forms of what tests/OpenFlow.Tests runs briefly.
return args switch
{
    ["survive", var count, .. var from] => Campaign.RunMessages(Number(count), from is [var first] ? Number(first) : 1),
    ["survive-json", var count, .. var from] => Campaign.RunJson(Number(count), from is [var first] ? Number(first) : 1),
    ["compare"] => await Report(Seeds.All),
    ["compare-bred", var count, .. var from] => await Report(Bred(Number(count), from is [var first] ? Number(first) : 1)),
    ["compare", var file] => await Report([.. File.ReadLines(file).Select(Convert.FromHexString)]),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: OpenFlow.Fuzz survive COUNT [FIRST]        breeds COUNT messages, and checks what must hold for any bytes
               OpenFlow.Fuzz survive-json COUNT [FIRST]   the same with JSON
               OpenFlow.Fuzz compare [FILE]               holds the library's reading of each message against ovs-ofctl's; a line of FILE is one, in hexadecimal
               OpenFlow.Fuzz compare-bred COUNT [FIRST]   the same with COUNT messages that are bred
        """);
    return 2;
}

static IReadOnlyList<byte[]> Bred(int count, int first)
{
    var mutator = new Mutator(Seeds.All, first);
    return [.. Enumerable.Range(0, count).Select(_ => mutator.Next()).Where(Comparison.IsFramed)];
}

static async Task<int> Report(IReadOnlyList<byte[]> messages)
{
    var differences = await Comparison.With([.. messages.Select((m, i) => ($"{i}", m))], CancellationToken.None);
    foreach (var difference in differences)
        Console.WriteLine(difference);
    foreach (var kind in differences.CountBy(d => $"{d.What.Split(" gives ")[0]} of {d.Theirs.Split(' ', '\n')[0]}").OrderByDescending(kind => kind.Value))
        Console.WriteLine($"{kind.Value,6} {kind.Key}");
    Console.WriteLine($"{messages.Count} messages, {differences.Count} differences");
    return differences.Count == 0 ? 0 : 1;
}
