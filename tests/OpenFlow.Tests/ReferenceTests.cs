using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;
using Sdn.OpenFlow.Wire;

namespace Sdn.OpenFlow.Tests;

/// <summary>The library's README shows its tables as they are (<c>UPDATE_GOLDEN=1</c> rewrites that part of it), and its public types and methods say what they are.</summary>
public sealed class ReferenceTests
{
    const string Begin = "<!-- reference:begin -->\n", End = "<!-- reference:end -->";

    [Fact]
    public void The_README_shows_the_tables()
    {
        var path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../src/OpenFlow/README.md");
        var page = File.ReadAllText(path);

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") is null)
            File.WriteAllText(path, page = $"{page[..Start(page)]}{Reference()}{page[page.IndexOf(End, StringComparison.Ordinal)..]}");

        Assert.Equal(Reference(), page[Start(page)..page.IndexOf(End, StringComparison.Ordinal)]);
    }

    [Fact]
    public void Every_public_type_and_method_is_documented()
    {
        var documented = XDocument.Load(Path.ChangeExtension(typeof(Codec).Assembly.Location, ".xml"))
            .Descendants("member").Select(member => member.Attribute("name")!.Value.Split('(')[0]).ToHashSet();
        var types = typeof(Codec).Assembly.GetExportedTypes();

        var missing = types.Select(type => $"T:{NameOf(type)}")
            .Concat(types.Where(type => !type.IsEnum && !type.IsSubclassOf(typeof(Delegate))).SelectMany(MethodsOf))
            .Where(name => !documented.Contains(name))
            .Distinct();

        Assert.Equal("", string.Join("\n", missing));
    }

    /// <summary>The methods whose name and type do not say it all: not those that an interface or a base class explains, nor what records have anyway.</summary>
    static IEnumerable<string> MethodsOf(Type type) =>
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where !method.IsSpecialName && method.GetBaseDefinition() == method && !method.IsDefined(typeof(CompilerGeneratedAttribute))
        where method.Name is not ("Equals" or "GetEnumerator" or "Create" or "Dispose" or "DisposeAsync" or "<Clone>$")
        where !Implements(type, method)
        select $"M:{NameOf(type)}.{method.Name}{(method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "")}";

    static bool Implements(Type type, MethodInfo method) => !type.IsInterface && type.GetInterfaces()
        .Any(i => type.GetInterfaceMap(i).TargetMethods.Contains(method));

    static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    static string Reference()
    {
        var text = new StringBuilder();
        Table(text, "Messages", "type | name | body | record",
            MessageTable.All.Where(row => !row.Record.IsAbstract).Select(row => $"{(byte)row.Type} | {row.Name} | {row.Length} | `{row.Record.Name}`"));
        Table(text, "Multipart messages", "type | name | ovs-ofctl prints | request | its body | reply | its body",
            MultipartTable.All.Select(row => $"{(ushort)row.Type} | {row.Name} | {row.OvsName} | `{row.Request.Name}` | {row.RequestLength} | `{row.Reply.Name}` | {row.ReplyLength}"));
        Table(text, "Messages of experimenters", "experimenter | type | name | body | record",
            ExperimenterTable.All.Select(row => $"0x{row.Experimenter:x} | {row.ExperimenterType} | {row.Name} | {row.Length} | `{row.Record.Name}`"));
        Table(text, "Fields", "name | in a match | on the wire | class | number | bits | mask | set | needs",
            Fields.All.Select(f => $"{f.Name} | {f.MatchName} | {f.OxmName}{(f.Nxm is { } nxm ? $", {nxm.Name}" : "")} | 0x{(ushort)f.Class:x4} | {f.Number} | {f.Bits} | {YesNo(f.Maskable)} | {YesNo(f.Writable)} | {Prerequisites.Describe(f.Prerequisite)}"));
        Table(text, "Actions", "number | name | in JSON | in ovs-ofctl | record",
            ActionTable.All.Select(a => $"{a.Number}{(a.Experimenter == 0 ? "" : $" of 0x{a.Experimenter:x}")} | {a.SpecName} | {a.Name} | {a.Text} | `{a.Type.Name}`"));
        Table(text, "Errors", "name | type | code | experimenter | means",
            Errors.All.Select(e => $"{e.Name} | {e.Type} | {e.Code} | {(e.Experimenter == 0 ? "" : $"0x{e.Experimenter:x}")} | {e.Sentence}"));
        return text.ToString();
    }

    static void Table(StringBuilder text, string heading, string head, IEnumerable<string> rows)
    {
        text.Append(CultureInfo.InvariantCulture, $"### {heading}\n\n| {head} |\n|{string.Concat(Enumerable.Repeat("---|", head.Count(c => c == '|') + 1))}\n");
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {row} |\n");
        text.Append('\n');
    }

    static string YesNo(bool value) => value ? "yes" : "no";

    static int Start(string page) => page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;

    static string ThisFile([CallerFilePath] string path = "") => path;
}
