namespace Sdn.Cli.Manifests;

/// <summary>What somebody may have meant by a word that does not exist.</summary>
static class Nearest
{
    const int EditsMax = 3;

    public static string Suggest(string word, IReadOnlyList<string> known)
    {
        var nearest = known.MinBy(k => Edits(word.ToLowerInvariant(), k.ToLowerInvariant()));
        return nearest is not null && Edits(word.ToLowerInvariant(), nearest.ToLowerInvariant()) <= EditsMax
            ? $"did you mean '{nearest}'?"
            : $"it has {string.Join(", ", known)}";
    }

    /// <summary>Levenshtein's distance, a row at a time.</summary>
    static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
