using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace Sdn.Controller.Store;

/// <summary>Which changes are asked for; what is empty or null does not narrow them.</summary>
/// <param name="Before">Only changes older than this one: its revision and its place within it.</param>
/// <param name="After">Only changes after this revision.</param>
/// <param name="Kind">Only changes of resources of a kind.</param>
/// <param name="Id">Only changes of this one of them.</param>
/// <param name="Actor">Only changes that he asked for, from whatever port.</param>
/// <param name="From">Not before this time.</param>
/// <param name="Until">Before this time.</param>
sealed record ChangeFilter(
    (ulong Revision, int Ordinal)? Before,
    ulong After,
    ResourceKind? Kind,
    string Id,
    string Actor,
    DateTimeOffset? From,
    DateTimeOffset? Until);

/// <summary>
/// The change log on disk, read beside the writer: each reading has a connection of its own and sees one state of the
/// database, and SQLite lets it read while the writer goes on.
/// </summary>
sealed class ChangeHistory(string database)
{
    const string Columns = "SELECT revision, time, actor, kind, id, operation, body, ordinal FROM change ";

    /// <summary>
    /// The changes after a revision, in order: whole revisions, about as many changes as asked for. Null when some of them are no
    /// longer kept.
    /// </summary>
    public IReadOnlyList<Change>? After(ulong revision, int countMax)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: true); // the floor and the changes are of one state
        if (revision < ReadFloor(connection))
            return null;

        return [.. Read(
            connection,
            Columns + """
            WHERE revision > $1 AND revision <= (SELECT max(revision) FROM (SELECT revision FROM change WHERE revision > $1 ORDER BY revision LIMIT $2))
            ORDER BY revision, ordinal
            """,
            (long)revision,
            countMax).Select(row => row.Change)];
    }

    /// <summary>The newest changes that a filter asks for, the newest first.</summary>
    public IReadOnlyList<(Change Change, int Ordinal)> Newest(ChangeFilter filter, int countMax)
    {
        using var connection = Open();
        return Read(
            connection,
            Columns + """
            WHERE (revision, ordinal) < ($1, $2) AND revision > $3
              AND ($4 = 0 OR kind = $4) AND ($5 = '' OR id = $5)
              AND ($6 = '' OR actor = $6 OR substr(actor, 1, length($6) + 1) = $6 || ':')
              AND time >= $7 AND time < $8
            ORDER BY revision DESC, ordinal DESC LIMIT $9
            """,
            (long)(filter.Before?.Revision ?? long.MaxValue),
            filter.Before?.Ordinal ?? 0,
            (long)filter.After,
            (int)(filter.Kind ?? 0),
            filter.Id,
            filter.Actor,
            filter.From?.ToUnixTimeMilliseconds() ?? long.MinValue,
            filter.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue,
            countMax);
    }

    /// <summary>The revision after which all changes are kept.</summary>
    public ulong ReadFloor()
    {
        using var connection = Open();
        return ReadFloor(connection);
    }

    // A restore begins anew: what was changed before it is kept for people, and no watch goes over it.
    static ulong ReadFloor(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT max(
              coalesce((SELECT value FROM counter WHERE name = 'watch_floor'), 0),
              coalesce((SELECT min(revision) - 1 FROM change), (SELECT value FROM counter WHERE name = 'revision'), 0))
            """;
        return (ulong)(long)command.ExecuteScalar()!;
    }

    SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new StoreUnavailableException($"the store {database} cannot be read: {e.Message}", e);
        }
    }

    List<(Change Change, int Ordinal)> Read(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        try
        {
            using var row = command.ExecuteReader();
            var changes = new List<(Change, int)>();
            while (row.Read())
                changes.Add((StoreDatabase.ToChange(row), row.GetInt32(7)));
            return changes;
        }
        catch (Exception e) when (e is SqliteException or InvalidProtocolBufferException)
        {
            throw new StoreUnavailableException($"the store {database} cannot be read: {e.Message}", e);
        }
    }
}
