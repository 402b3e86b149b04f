using System.Text.RegularExpressions;

namespace Sdn.Tidy.Tests;

public sealed partial class ProjectTests
{
    [Fact]
    public void The_dependency_table_is_true()
    {
        var rows = Table("src/README.md", "## Who may depend on whom")
            .Select(cells => $"{cells[0]} | {Sorted(Words(cells[1]))} | {Sorted(Words(cells[2]))}");

        var projects = Repository.Files("*.csproj").Where(p => p.StartsWith("src/", StringComparison.Ordinal)).Select(
            p => $"{Path.GetFileNameWithoutExtension(p)}"
                + $" | {Sorted(Repository.Includes(p, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)!))}"
                + $" | {Sorted(Repository.Includes(p, "PackageReference"))}");

        Assert.Equal(Lines(projects), Lines(rows));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("SdnController.sln").Replace('\\', '/');

        Findings.None(
            Repository.Files("*.csproj").Where(p => !solution.Contains($"\"{p}\"")),
            "Add them: dotnet sln add PROJECT.");
    }

    [Fact]
    public void Every_package_has_a_reason()
    {
        var unexplained = new List<string>();
        var isGroupExplained = false;
        foreach (var line in Repository.Lines("Directory.Packages.props").Select(l => l.Trim()))
        {
            var isPackage = line.StartsWith("<PackageVersion ", StringComparison.Ordinal);
            isGroupExplained = isPackage ? isGroupExplained : line.StartsWith("<!--", StringComparison.Ordinal);
            if (isPackage && !isGroupExplained && !line.Contains("<!--"))
                unexplained.Add(line);
        }

        Findings.None(unexplained, "Say in Directory.Packages.props why: beside the version, or in a comment above its group.");
    }

    [Fact]
    public void Every_package_is_used()
    {
        var used = Repository.Files("*.csproj").Append("Directory.Build.props")
            .SelectMany(p => Repository.Includes(p, "PackageReference"))
            .ToHashSet();

        Findings.None(
            Repository.Includes("Directory.Packages.props", "PackageVersion").Where(p => !used.Contains(p)),
            "No project references these: delete them from Directory.Packages.props.");
    }

    [Fact]
    public void The_README_names_every_folder()
    {
        var readme = Repository.Read("README.md");
        var folders = Directory.GetDirectories(Repository.Root)
            .Select(f => Path.GetFileName(f)!)
            .Where(f => !f.StartsWith('.') && Directory.EnumerateFileSystemEntries(Path.Combine(Repository.Root, f)).Any())
            .Where(f => Repository.Files("*").Any(file => file.StartsWith($"{f}/", StringComparison.Ordinal)));

        Findings.None(folders.Where(f => !readme.Contains($"{f}/")), "Give each a line under \"What's here?\" in README.md.");
    }

    [Fact]
    public void The_folders_that_the_README_links_to_are_there() => Findings.None(
        from Match link in Link().Matches(Repository.Read("README.md"))
        let target = link.Groups["target"].Value.TrimEnd('/')
        where !File.Exists(Path.Combine(Repository.Root, target)) && !Directory.Exists(Path.Combine(Repository.Root, target))
        select target,
        "README.md links to what is not there: correct the link.");

    static IEnumerable<string[]> Table(string path, string heading) => Repository.Lines(path)
        .SkipWhile(l => l != heading)
        .Skip(1)
        .TakeWhile(l => !l.StartsWith('#'))
        .Where(l => l.StartsWith('|'))
        .Skip(2) // the header and the line under it
        .Select(l => l.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries));

    static string[] Words(string cell) => cell.Split([',', ' ', '`'], StringSplitOptions.RemoveEmptyEntries);

    static string Sorted(IEnumerable<string> words) =>
        string.Join(", ", words.Order(StringComparer.Ordinal)) is { Length: > 0 } list ? list : "nothing";

    static string Lines(IEnumerable<string> rows) => string.Join('\n', rows.Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\]\((?<target>[^)#:]+)\)")]
    private static partial Regex Link();
}
