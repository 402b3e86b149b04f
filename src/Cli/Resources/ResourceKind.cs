using Google.Protobuf;

namespace Sdn.Cli.Resources;

/// <summary>A kind of resource as people name and see it.</summary>
/// <param name="Noun">One of it: <c>device</c>.</param>
/// <param name="Collection">The first part of its names: <c>devices</c>.</param>
/// <param name="Name">The full name of one.</param>
/// <param name="Columns">Its table; the first column is the short name.</param>
sealed record ResourceKind<T>(string Noun, string Collection, Func<T, string> Name, IReadOnlyList<Column<T>> Columns)
    where T : class, IMessage<T>
{
    public string FullName(string given) => ResourceName.Full(Noun, Collection, given);

    public string[] Row(T resource) => [.. Columns.Select(c => c.Text(resource))];
}

/// <summary>One event of a watch.</summary>
/// <param name="Message">The event as it came.</param>
/// <param name="Resource">The resource as it is now; null for other events.</param>
/// <param name="Deleted">The name of a deleted resource; empty for other events.</param>
/// <param name="IsSnapshotComplete">What follows are changes.</param>
sealed record ResourceEvent<T>(IMessage Message, T? Resource, string Deleted, bool IsSnapshotComplete)
    where T : class, IMessage<T>;

/// <summary>Some resources of a list, and where the next page begins (empty on the last).</summary>
sealed record Page<T>(IReadOnlyList<T> Resources, string NextPageToken);
