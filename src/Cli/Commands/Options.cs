using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sdn.Cli.Commands;

/// <summary>Options of the types that several commands take; a value that cannot be says what could.</summary>
static partial class Options
{
    public static Option<string> Text(string name, string valueName, string description) =>
        new(name) { HelpName = valueName, Description = description };

    public const string RequestIdName = "--request-id";

    /// <summary>For the commands whose requests have a request_id; <see cref="Calls.Call.RequestId"/> reads it.</summary>
    public static Option<string> RequestId() => Text(
        RequestIdName, "UUID", "A new UUID for this change: repeating the command with it is no second change");

    public static Option<string[]> Texts(string name, string valueName, string description) =>
        new(name) { HelpName = valueName, Description = description };

    public static Option<uint> Number(string name, string valueName, string description) => new(name)
    {
        HelpName = valueName,
        Description = description,
        CustomParser = result => uint.TryParse(Value(result), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Refuse<uint>(result, $"write a whole number from 0 to {uint.MaxValue}"),
    };

    /// <summary>A time with its zone, as RFC 3339 writes it.</summary>
    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = result => DateTimeOffset.TryParseExact(
            Value(result), ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : Refuse<DateTimeOffset?>(result, "write a time like 2026-01-31T08:00:00Z"),
    };

    public static Option<ulong> Revision(string name, string description) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result => ulong.TryParse(Value(result), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Refuse<ulong>(result, "write a whole number"),
    };

    /// <summary>One of a few words. The parser is for an option of the type that the words stand for.</summary>
    public static Func<ArgumentResult, T> Choice<T>(params (string Word, T Value)[] choices) => result =>
    {
        foreach (var (word, value) in choices)
        {
            if (word == Value(result))
                return value;
        }
        return Refuse<T>(result, $"write {Alternatives([.. choices.Select(c => c.Word)])}");
    };

    /// <summary><c>key=value</c>, any number of times.</summary>
    public static Option<KeyValuePair<string, string>[]> Labels(string description) => new("--label")
    {
        HelpName = "KEY=VALUE",
        Description = description,
        CustomParser = result =>
        {
            var labels = new List<KeyValuePair<string, string>>();
            foreach (var token in result.Tokens)
            {
                var equals = token.Value.IndexOf('=');
                if (equals > 0 && labels.All(l => l.Key != token.Value[..equals]))
                    labels.Add(new(token.Value[..equals], token.Value[(equals + 1)..]));
                else
                    return Refuse<KeyValuePair<string, string>[]>(result, "write KEY=VALUE, each key once", token.Value)!;
            }
            return [.. labels];
        },
    };

    /// <summary><c>500ms</c>, <c>30s</c>, <c>2m</c>, <c>1m30s</c>.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        HelpName = "DURATION",
        Description = description,
        CustomParser = result =>
        {
            var match = DurationParts().Match(Value(result));
            if (!match.Success)
                return Refuse<TimeSpan?>(result, "write a duration like 30s, 500ms or 1m30s");
            var milliseconds = 0L;
            for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
            {
                var number = long.Parse(match.Groups["number"].Captures[i].Value, CultureInfo.InvariantCulture);
                milliseconds += number * match.Groups["unit"].Captures[i].Value switch
                {
                    "ms" => 1L,
                    "s" => 1000L,
                    "m" => 60_000L,
                    _ => 3_600_000L,
                };
            }
            return TimeSpan.FromMilliseconds(milliseconds);
        },
    };

    /// <summary>Says that the option's value cannot be.</summary>
    public static T Refuse<T>(ArgumentResult result, string wouldBeRight, string? value = null)
    {
        var option = (result.Parent as OptionResult)?.Option.Name;
        result.AddError($"{option} cannot be '{value ?? Value(result)}': {wouldBeRight}");
        return default!;
    }

    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    static string Value(ArgumentResult result) => result.Tokens[^1].Value;

    static string Alternatives(string[] words) =>
        words is [var only] ? only : $"{string.Join(", ", words[..^1])} or {words[^1]}";

    [GeneratedRegex(@"^(?:(?<number>[0-9]{1,9})(?<unit>ms|s|m|h))+\z")]
    private static partial Regex DurationParts();
}
