using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sdn.Tests;

/// <summary>The part of a library's README that is printed from the library itself; the test projects of all packages share it.</summary>
sealed class ReadmeReference
{
    const string Begin = "<!-- reference:begin -->\n", End = "<!-- reference:end -->";

    readonly StringBuilder _text = new();

    /// <summary>Adds a table; the cells of its head and of each row are parted by " | ".</summary>
    public void Table(string heading, string head, IEnumerable<string> rows)
    {
        _text.Append(CultureInfo.InvariantCulture, $"### {heading}\n\n| {head} |\n|{string.Concat(Enumerable.Repeat("---|", head.Count(c => c == '|') + 1))}\n");
        foreach (var row in rows)
            _text.Append(CultureInfo.InvariantCulture, $"| {row} |\n");
        _text.Append('\n');
    }

    /// <summary>Compares it with a page, a path from the repository's root; <c>UPDATE_GOLDEN=1</c> rewrites that part of the page instead.</summary>
    public void Verify(string page)
    {
        var path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "../..", page);
        var shown = File.ReadAllText(path);

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") is null)
            File.WriteAllText(path, shown = $"{shown[..Start(shown)]}{_text}{shown[shown.IndexOf(End, StringComparison.Ordinal)..]}");

        Assert.Equal(_text.ToString(), shown[Start(shown)..shown.IndexOf(End, StringComparison.Ordinal)]);
    }

    static int Start(string shown) => shown.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;

    static string ThisFile([CallerFilePath] string path = "") => path;
}
