namespace Sdn.Cli.Resources;

/// <summary>Values of messages as tables show them.</summary>
static class Words
{
    /// <summary>An enum value in small letters; nothing for one that is not set.</summary>
    public static string Of(Enum value) => value.ToString() is not "Unspecified" and var name ? name.ToLowerInvariant() : "";

    public static string Of(bool value) => value ? "yes" : "no";

    /// <summary>A number; nothing for 0, which says that it is not set.</summary>
    public static string OfNonZero(ulong value) => value == 0 ? "" : value.ToString();

    public static string ShortNames(IEnumerable<string> names) => string.Join(",", names.Select(ResourceName.Short));
}
