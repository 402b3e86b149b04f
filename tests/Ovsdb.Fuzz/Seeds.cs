using System.Text;

namespace Sdn.Ovsdb.Fuzz;

/// <summary>One recorded session: what the server said, and where the client's free part begins.</summary>
/// <param name="Name">The notification that told of changes.</param>
/// <param name="Opening">What is answered one by one: the opening, the schema, monitor methods that the server does not know.</param>
/// <param name="Stream">All that comes after.</param>
sealed record Seed(string Name, IReadOnlyList<byte[]> Opening, IReadOnlyList<byte[]> Stream);

/// <summary>What fuzzing breeds from: sessions with a real ovsdb-server 3.1, recorded by <c>record.sh</c>.</summary>
static class Seeds
{
    internal static IReadOnlyList<Seed> All { get; } = [Read("update3", fallbacks: 0), Read("update2", fallbacks: 1), Read("update", fallbacks: 2)];

    static Seed Read(string name, int fallbacks)
    {
        using var file = typeof(Seeds).Assembly.GetManifestResourceStream($"{name}.jsonl")!;
        using var lines = new StreamReader(file);
        var messages = lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes).ToArray();
        return new Seed(name, messages[..(2 + fallbacks)], messages[(2 + fallbacks)..]);
    }
}
