using Microsoft.Data.Sqlite;

namespace Sdn.Controller.Store;

/// <summary>A copy of the store's database at one revision, on disk until it is disposed of.</summary>
sealed class StoreCopy : IDisposable
{
    const string Prefix = "backup-";
    const string Suffix = ".copy";

    readonly string _path;

    StoreCopy(string path, FileStream file, ulong revision)
    {
        _path = path;
        File = file;
        Revision = revision;
    }

    public FileStream File { get; }

    public ulong Revision { get; }

    /// <summary>Copies while others write: SQLite reads one state of the database, and writers go on in its log.</summary>
    public static StoreCopy Make(string database)
    {
        var path = Path.Combine(Path.GetDirectoryName(database)!, Prefix + Guid.NewGuid().ToString("N") + Suffix);
        try
        {
            using (var connection = Open(database, SqliteOpenMode.ReadWrite))
                Execute(connection, "VACUUM INTO $path", path);
            using var copy = Open(path, SqliteOpenMode.ReadOnly);
            var revision = (ulong)((long?)Execute(copy, "SELECT value FROM counter WHERE name = $path", "revision") ?? 0);
            return new(path, System.IO.File.OpenRead(path), revision);
        }
        catch (SqliteException e)
        {
            System.IO.File.Delete(path);
            throw e.SqliteErrorCode == 13
                ? new StoreUnavailableException($"the disk of {database} has no room for a copy of it", e, StoreUnavailableException.DiskFull)
                : new StoreUnavailableException($"the store {database} cannot be copied: {e.Message}", e);
        }
    }

    /// <summary>Deletes what a controller that was killed has left.</summary>
    public static void DeleteLeftovers(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, $"{Prefix}*{Suffix}*"))
            System.IO.File.Delete(path);
    }

    public void Dispose()
    {
        File.Dispose();
        System.IO.File.Delete(_path);
    }

    static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    static object? Execute(SqliteConnection connection, string sql, string argument)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$path", argument);
        return command.ExecuteScalar();
    }
}
