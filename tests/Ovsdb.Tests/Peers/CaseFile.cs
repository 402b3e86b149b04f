using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sdn.Ovsdb.Tests;

/// <summary>Cases of other projects' suites, one a line of JSON in Files, with an "id" each.</summary>
static partial class CaseFile
{
    public static IEnumerable<TheoryDataRow<string>> Rows(string name) => File.ReadLines(PathOf(name))
        .Select(line => new TheoryDataRow<string>(line) { TestDisplayName = JsonElement.Parse(line).GetProperty("id").GetString() });

    /// <summary>A schema that the Open vSwitch suite's shell functions print.</summary>
    public static string Schema(string name) =>
        JsonElement.Parse(File.ReadAllText(PathOf("suite-schemas.json"))).GetProperty(name).GetRawText();

    /// <summary>Replaces each UUID by a number in the order in which they come, as the suite's uuidfilt does.</summary>
    public static string NumberUuids(string text)
    {
        var numbers = new Dictionary<string, int>();
        var numbered = Uuid().Replace(text, match =>
        {
            numbers.TryAdd(match.Value, numbers.Count);
            return $"<{numbers[match.Value]}>";
        });
        return SetOfNumbers().Replace(numbered, match =>
        {
            var sorted = Number().Matches(match.Value).Select(number => int.Parse(number.Value)).Order();
            return $$"""["set",[{{string.Join(',', sorted.Select(number => $"""["uuid","<{number}>"]"""))}}]]""";
        });
    }

    /// <summary>Makes all UUIDs the same, and all their numbers too.</summary>
    public static string WithoutUuids(string text) => NumberedUuid().Replace(Uuid().Replace(text, "<>"), "<>");

    static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Files", name);

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("""\["set",\[(,?\["uuid","<[0-9]+>"\])+\]\]""")]
    private static partial Regex SetOfNumbers();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex("<[0-9]+>")]
    private static partial Regex NumberedUuid();
}
