using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Sdn.Tests;

/// <summary>What a library shows to those who use its package; the test projects of all packages share it.</summary>
static class PublicSurface
{
    /// <summary>The public types and methods without a summary, a line each.</summary>
    public static string Undocumented(Assembly library)
    {
        var documented = XDocument.Load(Path.ChangeExtension(library.Location, ".xml"))
            .Descendants("member").Select(member => member.Attribute("name")!.Value.Split('(')[0]).ToHashSet();
        var types = library.GetExportedTypes().Where(type => !type.FullName!.Contains('<', StringComparison.Ordinal)).ToArray();

        var missing = types.Select(type => $"T:{NameOf(type)}")
            .Concat(types.Where(type => !type.IsEnum && !type.IsSubclassOf(typeof(Delegate))).SelectMany(MethodsOf))
            .Where(name => !documented.Contains(name))
            .Distinct();

        return string.Join("\n", missing);
    }

    /// <summary>The methods whose name and type do not say it all: not those that an interface or a base class explains, nor what records have anyway.</summary>
    static IEnumerable<string> MethodsOf(Type type) =>
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where !method.IsSpecialName && !method.Name.StartsWith("get_", StringComparison.Ordinal) // an extension's property is a plain method
        where method.GetBaseDefinition() == method && !method.IsDefined(typeof(CompilerGeneratedAttribute))
        where method.Name is not ("Equals" or "GetEnumerator" or "Create" or "Dispose" or "DisposeAsync" or "<Clone>$")
        where !Implements(type, method)
        select $"M:{NameOf(type)}.{method.Name}{(method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "")}";

    static bool Implements(Type type, MethodInfo method) => !type.IsInterface && type.GetInterfaces()
        .Any(i => type.GetInterfaceMap(i).TargetMethods.Contains(method));

    static string NameOf(Type type) => type.FullName!.Replace('+', '.');
}
