using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;

namespace Sdn.Controller.Services;

/// <summary>A page of a list, in the order of the ids.</summary>
readonly record struct Page<T>(IReadOnlyList<T> Items, string NextToken);

/// <summary>
/// Lists a page at a time. A token says after which id the next page begins and which list it belongs to; pages show what is
/// there when they are read, so that a list that changes meanwhile neither repeats nor loses what stayed.
/// </summary>
static class Pages
{
    const int SizeDefault = 100;
    const int SizeMax = 1000;

    // First in every token, so that the form can change.
    const string TokenVersion = "1";

    /// <param name="list">What is listed, with its filters: a token of another list is refused.</param>
    public static Page<T> Read<T>(
        this Violations violations,
        int pageSize,
        string pageToken,
        string list,
        ImmutableSortedDictionary<string, T> items,
        Func<T, bool>? filter = null)
    {
        var after = violations.ReadToken(pageSize, pageToken, list);
        violations.Throw();

        var size = SizeOf(pageSize);
        var found = new List<T>(Math.Min(size, items.Count));
        var last = "";
        foreach (var (id, item) in From(items, after))
        {
            if (filter is not null && !filter(item))
                continue;
            if (found.Count == size)
                return new(found, Write(list, last));

            found.Add(item);
            last = id;
        }

        return new(found, "");
    }

    public static int SizeOf(int pageSize) => pageSize == 0 ? SizeDefault : Math.Min(pageSize, SizeMax);

    /// <summary>The id after which the page begins.</summary>
    public static string ReadToken(this Violations violations, int pageSize, string pageToken, string list)
    {
        violations.Check(pageSize >= 0, "page_size", $"is {pageSize}; it must be 0 (for {SizeDefault}) to {SizeMax}");
        if (pageToken.Length == 0)
            return "";

        var parts = Base64Url.IsValid(pageToken) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(pageToken)).Split('\n') : [];
        var isToken = parts.Length == 3 && parts[0] == TokenVersion;
        violations.Check(isToken, "page_token", "is no token of this controller; begin again without one");
        violations.Check(!isToken || parts[1] == list, "page_token", "belongs to a list with other filters; begin again without one");
        return isToken ? parts[2] : "";
    }

    public static string Write(string list, string last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{TokenVersion}\n{list}\n{last}"));

    static IEnumerable<KeyValuePair<string, T>> From<T>(ImmutableSortedDictionary<string, T> items, string after)
    {
        // ImmutableSortedDictionary has no lookup of the next key; its keys as an indexable list would be a copy.
        return after.Length == 0 ? items : items.SkipWhile(pair => string.CompareOrdinal(pair.Key, after) <= 0);
    }
}
