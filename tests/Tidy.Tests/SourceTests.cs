using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sdn.Tidy.Tests;

public sealed partial class SourceTests
{
    const int FileLinesMax = 500;
    const int MethodLinesMax = 70;

    [Fact]
    public void The_source_is_found() => Assert.Contains(Repository.Sources, s => s.Path == "src/Cli/Program.cs");

    [Fact]
    public void Every_file_compiles_as_syntax() => Findings.None(
        from source in Repository.Sources
        from problem in source.Root.GetDiagnostics()
        where problem.Severity == DiagnosticSeverity.Error
        select $"{source.Path}: {problem}",
        "These files are not C# as this test's parser knows it: update Microsoft.CodeAnalysis.CSharp.");

    [Fact]
    public void No_file_is_too_long() => Findings.None(
        from source in Repository.Sources
        let lines = Repository.Lines(source.Path).Length
        where lines > FileLinesMax
        select $"{source.Path}: {lines} lines",
        $"A file has up to {FileLinesMax} lines: find the second thing in it, and give it a file.");

    [Fact]
    public void No_method_is_too_long() => Findings.None(
        from source in Repository.Sources
        from method in source.Root.DescendantNodes().Where(IsBody)
        let span = method.GetLocation().GetLineSpan()
        let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
        where lines > MethodLinesMax
        select $"{source.PlaceOf(method)}: {lines} lines",
        $"A method has up to {MethodLinesMax} lines: name its parts.");

    [Fact]
    public void No_type_has_an_empty_name() => Findings.None(
        from source in Repository.Sources
        from type in source.All<BaseTypeDeclarationSyntax>()
        where EmptyWord().IsMatch(type.Identifier.Text)
        select $"{source.PlaceOf(type)}: {type.Identifier.Text}",
        "These words say nothing: name the type by what it is. If no better noun comes, it is two things.");

    [Fact]
    public void Nothing_is_left_for_later() => Findings.None(
        from source in Repository.Sources
        from place in Unfinished(source)
        select place,
        "Finish it, or file an issue and delete this.");

    [Fact]
    public void An_empty_catch_says_exactly_what_it_lets_pass() => Findings.None(
        from source in Repository.Sources
        from clause in source.All<CatchClauseSyntax>()
        where clause.Block.Statements.Count == 0 && clause.Filter is null
        select source.PlaceOf(clause),
        "An empty catch hides bugs: do what is to be done, or say by a 'when' which failure alone is none.");

    [Fact]
    public void No_test_sleeps() => Findings.None(
        from source in Repository.Sources
        where source.IsTest && !source.Path.StartsWith("tests/Ovsdb.Shim/", StringComparison.Ordinal) // which has a verb that is to sleep
        from call in source.All<InvocationExpressionSyntax>()
        let name = call.Expression.ToString()
        where name is "Thread.Sleep" || (name is "Task.Delay" && !IsForEver(call))
        select source.PlaceOf(call),
        "Wait for the thing itself (a revision, a line, a TaskCompletionSource) or move a FakeTimeProvider.");

    [Fact]
    public void No_region_and_no_async_void() => Findings.None(
        (from source in Repository.Sources
         from region in source.Root.DescendantTrivia().Where(t => t.IsKind(SyntaxKind.RegionDirectiveTrivia))
         select $"{source.Path}: #region")
        .Concat(
            from source in Repository.Sources
            from method in source.All<MethodDeclarationSyntax>()
            where method.Modifiers.Any(SyntaxKind.AsyncKeyword) && method.ReturnType.ToString() == "void"
            select $"{source.PlaceOf(method)}: async void {method.Identifier.Text}"),
        "A region hides a second type; an async void loses its exceptions.");

    static bool IsBody(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax;

    /// <summary>A delay that only cancellation ends is no sleep: it stands for a peer that keeps its stream open.</summary>
    static bool IsForEver(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments is [{ } first, ..] && first.ToString() is "Timeout.Infinite" or "Timeout.InfiniteTimeSpan";

    static IEnumerable<string> Unfinished(Source source) =>
        source.Root.DescendantTrivia()
            .Where(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia) || t.IsKind(SyntaxKind.MultiLineCommentTrivia))
            .Where(t => LaterWord().IsMatch(t.ToString()))
            .Select(t => $"{source.Path}:{t.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {t}")
            .Concat(source.All<ObjectCreationExpressionSyntax>()
                .Where(n => n.Type.ToString() == "NotImplementedException")
                .Select(n => $"{source.PlaceOf(n)}: {n}"));

    /// <summary>
    /// The last word of a name, which says what the thing is. Before another word they may be a protocol's own: OVSDB has
    /// a Manager table, RFC 7047 a base-type.
    /// </summary>
    [GeneratedRegex("(Manager|Helpers?|Utils?|Utilities|Common|Base|Impl|Data|Info)$")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK)\b")]
    private static partial Regex LaterWord();
}
