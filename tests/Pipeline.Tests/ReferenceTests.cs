using System.Runtime.CompilerServices;

namespace Sdn.Pipeline.Tests;

/// <summary>The architecture page shows the tables as they are; <c>UPDATE_GOLDEN=1</c> rewrites that part of it.</summary>
public sealed class ReferenceTests
{
    const string Begin = "<!-- pipeline:begin -->\n", End = "<!-- pipeline:end -->";

    [Fact]
    public void The_architecture_page_shows_the_pipeline()
    {
        var path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../src/README.md");
        var page = File.ReadAllText(path);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") is null)
            File.WriteAllText(path, page[..begin] + Reference.Print() + page[end..]);

        page = File.ReadAllText(path);
        end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.Equal(Reference.Print(), page[begin..end]);
    }

    static string ThisFile([CallerFilePath] string path = "") => path;
}
