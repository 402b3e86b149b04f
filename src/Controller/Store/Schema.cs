namespace Sdn.Controller.Store;

/// <summary>The database's schema as a list of steps; a database is at the version of the last step that it has taken.</summary>
static class Schema
{
    /// <summary>Step 1 leads to version 1, and so on. A step that was released is never changed.</summary>
    public static readonly IReadOnlyList<string> Steps =
    [
        // Times are milliseconds since 1970, numbers of pools 16 bytes, most significant first.
        """
        CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE resource (
          kind INTEGER NOT NULL, id TEXT NOT NULL, number INTEGER NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY (kind, id)) WITHOUT ROWID;
        CREATE TABLE change (
          revision INTEGER NOT NULL, ordinal INTEGER NOT NULL, time INTEGER NOT NULL, actor TEXT NOT NULL,
          kind INTEGER NOT NULL, id TEXT NOT NULL, operation INTEGER NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY (revision, ordinal));
        CREATE TABLE resting (
          space TEXT NOT NULL, first BLOB NOT NULL, last BLOB NOT NULL, until INTEGER NOT NULL, holder TEXT NOT NULL,
          PRIMARY KEY (space, first)) WITHOUT ROWID;
        CREATE INDEX resting_until ON resting (until);
        CREATE TABLE reservation (
          space TEXT NOT NULL, number BLOB NOT NULL, application TEXT NOT NULL, device TEXT NOT NULL, expires INTEGER NOT NULL,
          PRIMARY KEY (space, number)) WITHOUT ROWID;
        """,

        // Requests that were carried out, in that order: the oldest are forgotten first.
        """
        CREATE TABLE request (
          sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, fingerprint BLOB NOT NULL, answer BLOB NOT NULL, time INTEGER NOT NULL);
        CREATE INDEX request_time ON request (time);
        """,

        // By what the change log is asked for besides its order.
        """
        CREATE INDEX change_time ON change (time);
        CREATE INDEX change_resource ON change (kind, id);
        """,
    ];
}
