using System.Runtime.CompilerServices;

namespace Sdn.Pipeline.Tests;

/// <summary>
/// The whole plans of small fleets; <c>UPDATE_GOLDEN=1</c> rewrites them, and <c>git diff</c> then shows what changed.
/// </summary>
public sealed class GoldenTests
{
    public static TheoryData<string, string> Devices => [.. CaseNames().SelectMany(
        name => Case(name).Devices.Keys.Order(StringComparer.Ordinal),
        (name, device) => (name, device))];

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_case_gives_its_plan(string name, string device)
    {
        var actual = PlanText.Of(Planner.Plan(Case(name), device));
        var path = Path.Combine(Folder, name, device + ".flows");

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") is null)
            File.WriteAllText(path, actual);

        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void Every_golden_belongs_to_a_device_of_its_case()
    {
        var expected = CaseNames().SelectMany(name => Case(name).Devices.Keys.Select(device => $"{name}/{device}.flows"));
        var found = Directory.EnumerateFiles(Folder, "*.flows", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(Folder, p));

        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    internal static Fleet Case(string name) => Desired.Read(Path.Combine(Folder, name, "desired.yaml"));

    internal static IEnumerable<string> CaseNames() =>
        Directory.EnumerateDirectories(Folder).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal);

    static string Folder { get; } = Path.Combine(Path.GetDirectoryName(ThisFile())!, "cases");

    static string ThisFile([CallerFilePath] string path = "") => path;
}
