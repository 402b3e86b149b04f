using System.Globalization;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Sdn.Api;

namespace Sdn.Controller.Store;

/// <summary>
/// The store on disk: one SQLite file with one connection, which only the store's writer uses. What it has committed
/// survives the loss of the process and of power (WAL, synchronous=FULL).
/// </summary>
sealed class StoreDatabase : IDisposable
{
    readonly SqliteConnection _connection;
    readonly Statements _statements;

    StoreDatabase(SqliteConnection connection, string path)
    {
        _connection = connection;
        _statements = new(connection);
        Path = path;
    }

    public string Path { get; }

    public static StoreDatabase Open(string path)
    {
        // Without a pool: closing must let go of the file, and one connection is all there is.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000; PRAGMA foreign_keys = ON;");
            Migrate(connection, path);
            return new(connection, path);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new StoreOpenException($"the store {path} cannot be opened: {Describe(e)}", e);
        }
        catch (StoreOpenException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>All rows changes in one transaction; either all of them are durable when this returns, or none has happened.</summary>
    public void Commit(IEnumerable<RowChange> rows)
    {
        try
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var row in rows)
                _statements.Execute(row, transaction);
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            var isReadOnly = e.SqliteErrorCode == 8 || (e.SqliteErrorCode == 10 && IsReadOnly(Path));
            var (problem, reason) = (e.SqliteErrorCode, isReadOnly) switch
            {
                (13, _) => ("the disk is full; make room, and repeat the call", StoreUnavailableException.DiskFull),
                (_, true) => ("the disk is read-only; mount it writable, and restart sdn-controller", StoreUnavailableException.DiskReadOnly),
                _ => (Describe(e), StoreUnavailableException.Unavailable),
            };
            throw new StoreUnavailableException($"the store {Path} cannot be written: {problem}", e, reason);
        }
    }

    /// <summary>A counter as it is on disk; 0 if it was never written.</summary>
    public ulong ReadCounter(string name)
    {
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT value FROM counter WHERE name = $name";
            command.Parameters.AddWithValue("$name", name);
            return (ulong)Convert.ToInt64(command.ExecuteScalar() ?? 0L, CultureInfo.InvariantCulture);
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"the store {Path} cannot be read: {Describe(e)}", e);
        }
    }

    /// <summary>A request that was carried out after a time; null if there is none.</summary>
    public RememberedRequest? ReadRequest(Guid id, DateTimeOffset expired)
    {
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT fingerprint, answer, time FROM request WHERE id = $id AND time > $expired";
            command.Parameters.AddWithValue("$id", id.ToByteArray());
            command.Parameters.AddWithValue("$expired", expired.ToUnixTimeMilliseconds());
            using var row = command.ExecuteReader();
            return row.Read()
                ? new(new(id, row.GetFieldValue<byte[]>(0)), row.GetFieldValue<byte[]>(1), Time(row, 2))
                : null;
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"the store {Path} cannot be read: {Describe(e)}", e);
        }
    }

    public IEnumerable<(ResourceKind Kind, uint Number, IMessage Body)> ReadResources() => Read(
        "SELECT kind, number, body FROM resource ORDER BY kind",
        row => ((ResourceKind)row.GetInt32(0), (uint)row.GetInt64(1), Parse((ResourceKind)row.GetInt32(0), row.GetFieldValue<byte[]>(2))));

    public IEnumerable<(string Space, RestingRange Resting)> ReadResting() => Read(
        "SELECT space, first, last, until, holder FROM resting",
        row => (row.GetString(0), new RestingRange(new(Number(row, 1), Number(row, 2)), Time(row, 3), row.GetString(4))));

    public IEnumerable<(string Space, Reservation Reservation)> ReadReservations() => Read(
        "SELECT space, number, application, device, expires FROM reservation",
        row => (row.GetString(0), new Reservation(row.GetString(2), Number(row, 1), row.GetString(3), Time(row, 4))));

    /// <summary>The newest changes, the oldest of them first.</summary>
    public IEnumerable<Change> ReadChanges(int countMax) => Read(
        $"""
        SELECT revision, time, actor, kind, id, operation, body FROM
          (SELECT * FROM change ORDER BY revision DESC, ordinal DESC LIMIT {countMax}) ORDER BY revision, ordinal
        """,
        ToChange);

    /// <summary>A row of the change log: revision, time, actor, kind, id, operation, body.</summary>
    public static Change ToChange(SqliteDataReader row) => new(
        (ulong)row.GetInt64(0),
        Time(row, 1),
        row.GetString(2),
        (ResourceKind)row.GetInt32(3),
        row.GetString(4),
        (ChangeOperation)row.GetInt32(5),
        Parse((ResourceKind)row.GetInt32(3), row.GetFieldValue<byte[]>(6)));

    /// <summary>Reads every page and index; throws when something does not fit together.</summary>
    public void CheckIntegrity()
    {
        var problems = Read("PRAGMA integrity_check(3)", row => row.GetString(0));
        if (problems is not ["ok"])
            throw new StoreOpenException($"the store {Path} is damaged: {string.Join("; ", problems)}");
    }

    /// <summary>Moves everything from the log into the file itself.</summary>
    public void EmptyLog() => Read("PRAGMA wal_checkpoint(TRUNCATE)", row => row.GetInt32(0));

    public void Dispose()
    {
        _statements.Dispose();
        _connection.Dispose();
    }

    static UInt128 Number(SqliteDataReader row, int column) => Statements.ToNumber(row.GetFieldValue<byte[]>(column));

    static DateTimeOffset Time(SqliteDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    static IMessage Parse(ResourceKind kind, byte[] body) => kind switch
    {
        ResourceKind.Device => Device.Parser.ParseFrom(body),
        ResourceKind.Application => Application.Parser.ParseFrom(body),
        ResourceKind.Endpoint => Endpoint.Parser.ParseFrom(body),
        ResourceKind.Policy => Policy.Parser.ParseFrom(body),
        _ => throw new InvalidDataException($"resource kind {kind} is unknown"),
    };

    List<T> Read<T>(string sql, Func<SqliteDataReader, T> read)
    {
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(read(reader));
            return rows;
        }
        catch (SqliteException e)
        {
            throw new StoreOpenException($"the store {Path} cannot be read: {Describe(e)}", e);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new StoreOpenException($"the store {Path} is damaged: {e.Message}", e);
        }
    }

    static void Migrate(SqliteConnection connection, string path)
    {
        Execute(connection, "CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, applied INTEGER NOT NULL)");
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(version), 0) FROM migration";
        var version = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (version > Schema.Steps.Count)
            throw new StoreOpenException($"the store {path} has schema version {version}, this sdn-controller knows up to {Schema.Steps.Count}; run a newer one");

        for (var step = version; step < Schema.Steps.Count; step++)
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, Schema.Steps[step] + $"INSERT INTO migration VALUES ({step + 1}, unixepoch() * 1000);", transaction);
            transaction.Commit();
        }
    }

    static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    // SQLite says of a file that the kernel no longer lets it write only that the disk fails.
    static bool IsReadOnly(string path)
    {
        const int EReadOnlyFileSystem = 30; // .NET hands errno on as the HResult
        try
        {
            new FileStream(path + ".probe", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.HResult == EReadOnlyFileSystem;
        }
    }

    // sqlite.org/rescode.html
    static string Describe(SqliteException e) => e.SqliteErrorCode switch
    {
        5 or 6 => "another process has it locked",
        8 => "it is read-only",
        10 => $"the disk fails ({e.Message})",
        11 => "it is damaged; restore it from a backup",
        13 => "the disk is full",
        14 => "the file cannot be opened; check that the directory exists and may be written",
        26 => "it is no SQLite database",
        _ => e.Message,
    };
}
