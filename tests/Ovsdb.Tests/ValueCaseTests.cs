using System.Diagnostics;
using System.Text.Json;

namespace Sdn.Ovsdb.Tests;

/// <summary>
/// The cases of Open vSwitch's own suite about types, atoms, data, rows, conditions, mutations and queries
/// (ovs/tests/ovsdb-*.at, a selection), run through the shim that has the face of its test-ovsdb.
/// </summary>
public sealed class ValueCaseTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Files", "value-cases.jsonl"))
            .Select(line => new TheoryDataRow<string>(line) { TestDisplayName = JsonElement.Parse(line).GetProperty("id").GetString() });

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_shim_prints_what_test_ovsdb_prints(string line)
    {
        var json = JsonElement.Parse(line);
        var isRefusal = json.GetProperty("expect").GetString() != "stdout";

        var (exit, output, error) = await Run(json.GetProperty("argv").EnumerateArray().Select(argument => argument.GetString()!));

        Assert.Equal(isRefusal ? 1 : 0, exit);
        Assert.Contains(json.GetProperty("expected").GetString()!.TrimEnd('\n'), isRefusal ? error : output.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Equal(isRefusal ? "" : json.GetProperty("expected").GetString()!.TrimEnd('\n'), output.TrimEnd('\n'));
    }

    static async Task<(int Exit, string Output, string Error)> Run(IEnumerable<string> arguments)
    {
        var shim = Path.Combine(AppContext.BaseDirectory, "Sdn.Ovsdb.Shim.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", shim, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
