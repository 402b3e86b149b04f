using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sdn.Tests;

namespace Sdn.Ovsdb.Tests;

/// <summary>The library's README shows its options and errors as they are (<c>UPDATE_GOLDEN=1</c> rewrites that part of it), and its public types and methods say what they are.</summary>
public sealed partial class ReferenceTests
{
    static readonly Assembly Library = typeof(OvsdbClient).Assembly;

    static readonly Dictionary<string, XElement> Summaries = XDocument.Load(Path.ChangeExtension(Library.Location, ".xml"))
        .Descendants("member").Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!);

    [Fact]
    public void The_README_shows_the_options_and_errors()
    {
        var reference = new ReadmeReference();
        foreach (var options in (object[])[new OvsdbClientOptions(), new OvsdbReconnectorOptions(), new OvsdbListenerOptions()])
        {
            reference.Table(options.GetType().Name, "option | default | what it is",
                from option in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                select $"`{option.Name}` | {Shown(option.GetValue(options))} | {Summary('P', option)}");
        }
        reference.Table("Errors", "name | ends the session | means",
            from error in typeof(OvsdbErrors).GetFields()
            let thrown = new OvsdbException((string)error.GetRawConstantValue()!)
            select $"{thrown.Error} | {(thrown.EndsSession ? "yes" : "no")} | {Summary('F', error)}");

        reference.Verify("src/Ovsdb/README.md");
    }

    [Fact]
    public void Every_public_type_and_method_is_documented() => Assert.Equal("", PublicSurface.Undocumented(Library));

    static string Shown(object? value) => value switch
    {
        null => "none",
        bool flag => flag ? "yes" : "no",
        OvsdbClientOptions => "those above",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    static string Summary(char kind, MemberInfo member)
    {
        var text = string.Concat(Summaries[$"{kind}:{member.DeclaringType!.FullName}.{member.Name}"].Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => $"`{Parameters().Replace(see.Attribute("cref")!.Value[2..].Replace($"{nameof(Sdn)}.{nameof(Ovsdb)}.", ""), "")}`",
            XElement code => $"`{code.Value}`",
            _ => node.ToString(),
        }));
        return Blanks().Replace(text, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\(.*\)$")]
    private static partial Regex Parameters();
}
