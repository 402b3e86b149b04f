using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sdn.Tidy.Tests;

/// <summary>The files of the repository, as they lie on the disk.</summary>
static class Repository
{
    static readonly string[] Generated = ["bin", "obj", "TestResults", "node_modules", "BenchmarkDotNet.Artifacts"];

    public static readonly string Root = FindRoot();

    /// <summary>Every C# file of src, tests and lab, parsed.</summary>
    public static readonly IReadOnlyList<Source> Sources =
        [.. Files("*.cs").Select(f => new Source(f, CSharpSyntaxTree.ParseText(Read(f)).GetRoot()))];

    /// <summary>Paths below the root, with slashes; without what a build makes.</summary>
    public static IEnumerable<string> Files(string pattern) => Directory
        .EnumerateFiles(Root, pattern, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
        .Where(f => !f.Split('/').Any(part => Generated.Contains(part) || part.StartsWith('.')))
        .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    public static XElement Xml(string path) => XElement.Parse(Read(path));

    /// <summary>What an item of a project file includes.</summary>
    public static IEnumerable<string> Includes(string project, string item) =>
        Xml(project).Descendants(item).Select(e => (string?)e.Attribute("Include")).OfType<string>();

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SdnController.sln")))
            folder = folder.Parent ?? throw new FileNotFoundException("SdnController.sln is in no folder above the tests");
        return folder.FullName;
    }
}

/// <summary>A C# file and its syntax.</summary>
sealed record Source(string Path, SyntaxNode Root)
{
    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public IEnumerable<T> All<T>() => Root.DescendantNodes().OfType<T>();

    /// <summary>Where a node stands: <c>src/Cli/Program.cs:12</c>.</summary>
    public string PlaceOf(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}

/// <summary>A check that names every place that breaks it.</summary>
static class Findings
{
    public static void None(IEnumerable<string> places, string whatToDo)
    {
        var found = places.ToList();
        Assert.True(found.Count == 0, $"{whatToDo}\n  {string.Join("\n  ", found)}");
    }
}
