using System.Globalization;

namespace Sdn.Controller.Store;

/// <summary>
/// Puts a backup in the place of a store that no controller has open. Everything that can be refused is refused before the
/// store is touched; what was there is kept in a directory beside it.
/// </summary>
static class StoreRestore
{
    static readonly string[] Counters = ["device", "endpoint", "policy", "mac"];

    /// <summary>Restores and says what was done.</summary>
    public static string Restore(string stateDirectory, string backup, DateTimeOffset now)
    {
        var directory = Path.GetFullPath(stateDirectory);
        if (!File.Exists(backup))
            throw new StoreOpenException($"there is no file {backup}");

        using var stateLock = StateLock.Take(directory);
        var store = Path.Combine(directory, "store.db");
        var restoring = store + ".restoring";
        try
        {
            BackupFile.Unpack(backup, restoring);
            var (from, to) = Prepare(restoring, File.Exists(store) ? ReadCounters(store) : null, backup);
            var aside = File.Exists(store) ? KeepAside(store, directory, now) : null;
            File.Move(restoring, store, overwrite: true);
            return $"{directory} is restored from revision {from} and goes on at {to}; " + (aside is null ? "there was no store before" : $"what was there is in {aside}");
        }
        finally
        {
            foreach (var suffix in (string[])["", "-wal", "-shm"])
                File.Delete(restoring + suffix);
        }
    }

    // Revisions and numbers that were given after the backup are not given again: others may know them. A watch cannot go back
    // to what was before, since what happened then and now is not what it would be told.
    static (ulong From, ulong To) Prepare(string restoring, Dictionary<string, ulong>? replaced, string backup)
    {
        try
        {
            using var database = StoreDatabase.Open(restoring);
            database.CheckIntegrity();
            var from = StoreLoader.Load(database).Snapshot.Revision;
            var to = Math.Max(from, replaced?["revision"] ?? 0) + 1;
            database.Commit(
            [
                new RowChange.CounterWritten("revision", to),
                new RowChange.CounterWritten("watch_floor", to),
                .. Counters.Select(name => new RowChange.CounterWritten(name, Math.Max(database.ReadCounter(name), replaced?[name] ?? 0))),
            ]);
            database.EmptyLog();
            return (from, to);
        }
        catch (StoreUnavailableException e)
        {
            throw new StoreOpenException($"{backup} cannot be restored: {e.Message}", e);
        }
    }

    // Null when the store there is too damaged to be read: that may be why another one is wanted.
    static Dictionary<string, ulong>? ReadCounters(string store)
    {
        try
        {
            using var database = StoreDatabase.Open(store);
            database.EmptyLog();
            return Counters.Append("revision").ToDictionary(name => name, database.ReadCounter);
        }
        catch (Exception e) when (e is StoreOpenException or StoreUnavailableException)
        {
            return null;
        }
    }

    // Copied, not moved: if this process ends here, there is still a store. Its log must not be applied to another database.
    static string KeepAside(string store, string directory, DateTimeOffset now)
    {
        var aside = Path.Combine(directory, "replaced-" + now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture));
        Directory.CreateDirectory(aside);
        string[] there = [.. new[] { store, store + "-wal", store + "-shm" }.Where(File.Exists)];
        foreach (var file in there)
            File.Copy(file, Path.Combine(aside, Path.GetFileName(file)));
        foreach (var file in there.Where(f => f != store))
            File.Delete(file);
        return aside;
    }
}
