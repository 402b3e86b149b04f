using System.Text.RegularExpressions;

namespace Sdn.Tidy.Tests;

public sealed partial class ProtoTests
{
    /// <summary>Fields that mean the same in every resource.</summary>
    static readonly string[] SelfExplaining = ["create_time"];

    [Fact]
    public void The_API_guide_names_every_rpc()
    {
        var guide = Repository.Read("proto/README.md");

        var rpcs = Protos().SelectMany(p => Rpc().Matches(Repository.Read(p))).Select(m => m.Groups["name"].Value).ToList();

        Assert.Contains("CreateDevice", rpcs);
        Findings.None(rpcs.Where(r => !guide.Contains($"`{r}`")), "Name each in the table of proto/README.md.");
    }

    [Fact]
    public void Every_service_rpc_message_and_enum_has_a_comment() => Findings.None(
        Uncommented(line => Declaration().IsMatch(line)),
        "The comment is the API's documentation: write one on the line above.");

    /// <summary>
    /// A field is explained by a comment above it, or above the fields that it stands with, or by its type, if that is
    /// one of ours (those have comments by the test above).
    /// </summary>
    [Fact]
    public void Every_field_is_explained() => Findings.None(
        Uncommented(line => Field().Match(line) is { Success: true } field
            && !char.IsUpper(field.Groups["type"].Value[0])
            && !SelfExplaining.Contains(field.Groups["name"].Value)),
        "Say what the field means, its unit and its limits, in a comment above it.");

    /// <summary>Each member of a state machine says what it awaits or means.</summary>
    [Fact]
    public void Every_state_is_explained()
    {
        var states = new List<string>();
        foreach (var path in Protos())
        {
            var isState = false;
            var lines = Repository.Lines(path);
            for (var i = 0; i < lines.Length; i++)
            {
                isState = lines[i].StartsWith("enum ", StringComparison.Ordinal)
                    ? lines[i].EndsWith("State {", StringComparison.Ordinal)
                    : isState && lines[i] != "}";
                if (isState && EnumValue().IsMatch(lines[i]) && !lines[i].Contains("_UNSPECIFIED") && !IsComment(lines[i - 1]))
                    states.Add($"{path}:{i + 1}: {lines[i].Trim()}");
            }
        }

        Findings.None(states, "Say what the state means, in a comment above it.");
    }

    [Fact]
    public void Every_enum_begins_with_UNSPECIFIED() => Findings.None(
        from path in Protos()
        from Match value in EnumStart().Matches(Repository.Read(path))
        where !value.Groups["value"].Value.EndsWith("_UNSPECIFIED", StringComparison.Ordinal)
        select $"{path}: {value.Groups["name"].Value} begins with {value.Groups["value"].Value}",
        "The value 0 is what an old client sends for what it does not know: call it ..._UNSPECIFIED.");

    static IEnumerable<string> Protos() => Repository.Files("*.proto");

    /// <summary>The lines that need a comment and have none: neither above them nor above the lines that they stand with.</summary>
    static IEnumerable<string> Uncommented(Func<string, bool> needsComment)
    {
        foreach (var path in Protos())
        {
            var isExplained = false;
            var lines = Repository.Lines(path);
            for (var i = 0; i < lines.Length; i++)
            {
                isExplained = IsComment(lines[i]) || (isExplained && IsPartOfRun(lines[i]));
                if (!isExplained && needsComment(lines[i]))
                    yield return $"{path}:{i + 1}: {lines[i].Trim()}";
                if (lines[i].EndsWith('{'))
                    isExplained = false; // what is inside is explained inside
            }
        }
    }

    static bool IsComment(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    static bool IsPartOfRun(string line) => line.Trim() is not ("" or "}");

    [GeneratedRegex(@"^\s*rpc (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Rpc();

    [GeneratedRegex(@"^\s*(service|rpc|message|enum|oneof) \w+")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\s+(repeated |optional )?(?<type>map<[^>]+>|[\w.]+) (?<name>\w+) = \d+;")]
    private static partial Regex Field();

    [GeneratedRegex(@"^\s+[A-Z0-9_]+ = \d+;")]
    private static partial Regex EnumValue();

    [GeneratedRegex(@"^enum (?<name>\w+) \{\s*(//[^\n]*\s*)*(?<value>[A-Z0-9_]+) = 0;", RegexOptions.Multiline)]
    private static partial Regex EnumStart();
}
