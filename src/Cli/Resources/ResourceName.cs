using Sdn.Cli.Calls;

namespace Sdn.Cli.Resources;

/// <summary>Resource names, which people may shorten: <c>d1</c> is <c>devices/d1</c>.</summary>
static class ResourceName
{
    public static string Full(string noun, string collection, string given)
    {
        var prefix = $"{collection}/";
        var id = given.StartsWith(prefix, StringComparison.Ordinal) ? given[prefix.Length..] : given;
        return id == "" || id.Contains('/')
            ? throw new UsageException($"'{given}' cannot be the name of a {noun}: write {prefix}NAME or only NAME")
            : prefix + id;
    }

    public static string Device(string given) => Full("device", "devices", given);

    public static string Application(string given) => Full("application", "applications", given);

    /// <summary>The last part.</summary>
    public static string Short(string fullName) => fullName[(fullName.IndexOf('/') + 1)..];
}
