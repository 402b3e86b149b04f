using Sdn.OpenFlow.Text;

namespace Sdn.OpenFlow.Tests;

/// <summary>Thousands of lists of match fields, good and bad: ovs-ofctl takes the same ones, and refuses the others by the same error.</summary>
public sealed class OxmJudgeTests
{
    const int Lists = 4_000;
    const string Refusal = "nx_pull_match() returned error ";

    // So that fields behind them often have what they require.
    static readonly string[] Beginnings =
    [
        "", "80000a02(0800), ", "80000a02(86dd), ", "80000a02(0806), ", "80000a02(894f), ", "80000a02(8847), ", "80000c02(1005), ",
        "80000a02(0800), 80001401(06), ", "80000a02(86dd), 80001401(06), ", "80000a02(0800), 80001401(11), ", "80000a02(0800), 80001401(84), ",
        "80000a02(0800), 80001401(01), ", "80000a02(86dd), 80001401(3a), 80003a01(87), ", "80000a02(86dd), 80001401(3a), 80003a01(88), ",
        "80005804(00010800), ", "0001d204(00000022), ",
    ];

    static readonly NxmName[] Headers = [.. Fields.All.Where(f => f.Since is null).SelectMany(f => f.Headers())];

    [Fact]
    public async Task Lists_are_taken_or_refused_as_by_ovs_ofctl()
    {
        var random = new Random(31);
        var lists = Enumerable.Range(0, Lists).Select(_ => List(random)).ToArray();
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, lists, TestContext.Current.CancellationToken);

        var output = await Tool.Run("sh", "-c", $"exec ovs-ofctl --strict parse-oxm OpenFlow15 < {file}");
        File.Delete(file);

        var judged = output.TrimEnd('\n').Split('\n').Select(line => line.StartsWith(Refusal, StringComparison.Ordinal) ? line[Refusal.Length..].Trim() : "taken").ToArray();
        Assert.Equal(lists.Zip(judged, (list, judgement) => $"{judgement}: {list}"), lists.Select(list => $"{Judge(list)}: {list}"));
        Assert.Superset(
            new HashSet<string> { "taken", "OFPBMC_BAD_FIELD", "OFPBMC_BAD_WILDCARDS", "OFPBMC_BAD_MASK", "OFPBMC_BAD_VALUE", "OFPBMC_BAD_PREREQ", "OFPBMC_DUP_FIELD" },
            judged.ToHashSet());
    }

    static string Judge(string list)
    {
        try
        {
            Fragment.DecodeFields(OxmText.Parse(list));
            return "taken";
        }
        catch (OpenFlowException e)
        {
            return e.Error.Name;
        }
    }

    static string List(Random random) =>
        Beginnings[random.Next(Beginnings.Length)] + string.Join(", ", Enumerable.Range(0, random.Next(1, 5)).Select(_ => One(random)));

    // Mostly a field that there is, with its length; now and then another number or another length.
    static string One(Random random)
    {
        var header = Headers[random.Next(Headers.Length)];
        var field = Fields.Named(header.Name)!;
        var bytes = Math.Max(0, (field.IsOption ? random.Next(20) : field.Bytes) + (random.Next(40) == 0 ? random.Next(-1, 2) : 0));
        var number = random.Next(60) == 0 ? 126 : header.Number;   // no class has it
        var isMasked = random.Next(3) == 0;
        var (value, mask) = (Bytes(random, bytes), Bytes(random, bytes));
        for (var i = 0; i < bytes && isMasked && random.Next(40) != 0; i++)
            value[i] &= mask[i];
        var length = (isMasked ? 2 * bytes : bytes) + (header.Experimenter != 0 ? 4 : 0);
        var first = (uint)header.Class << 16 | (uint)number << 9 | (isMasked ? 1u << 8 : 0) | (uint)length;
        var experimenter = header.Experimenter != 0 ? $"{header.Experimenter:x8}" : "";
        return $"{first:x8}{experimenter}({Convert.ToHexStringLower(value)}{(isMasked ? "/" + Convert.ToHexStringLower(mask) : "")})";
    }

    static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        switch (random.Next(5))
        {
            case 0: random.NextBytes(bytes); break;
            case 1: Array.Fill(bytes, byte.MaxValue); break;
            case 2: break;
            default: Array.Fill(bytes, (byte)random.Next(1, 4), Math.Max(0, count - 1), Math.Min(1, count)); break;
        }
        return bytes;
    }
}
