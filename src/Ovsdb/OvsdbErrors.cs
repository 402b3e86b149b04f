namespace Sdn.Ovsdb;

/// <summary>
/// The names of errors, to switch on: those that servers send, each with the section that has it ("RFC" for RFC 7047,
/// "server" for ovsdb-server(7), a file where only its source tells), and three of this side's own. A server may send others.
/// </summary>
public static class OvsdbErrors
{
    /// <summary>RFC 5.2.8: the transaction held an <see cref="Operation.Abort"/>.</summary>
    public const string Aborted = "aborted";

    /// <summary>RFC 4.1.4: the client asked for it; server 4.1.19: the database was removed or converted meanwhile.</summary>
    public const string Canceled = "canceled";

    /// <summary>ovsdb/raft.c: the cluster could not commit; try again.</summary>
    public const string ClusterError = "cluster error";

    /// <summary>RFC 4.1.3, 5.1, 5.2.1, 5.2.3: a value, a row or a table beyond what the schema allows.</summary>
    public const string ConstraintViolation = "constraint violation";

    /// <summary>ovsdb/jsonrpc-server.c: the database is there but cannot be used, for it has not joined its cluster.</summary>
    public const string DatabaseNotAvailable = "database not available";

    /// <summary>RFC 5.1, 5.2.4: a division by zero.</summary>
    public const string DomainError = "domain error";

    /// <summary>Server 5.2.1: the UUID that an insert chose is taken.</summary>
    public const string DuplicateUuid = "duplicate uuid";

    /// <summary>RFC 5.2.1: two inserts of a transaction with one name.</summary>
    public const string DuplicateUuidName = "duplicate uuid-name";

    /// <summary>ovsdb-error.c: a bug of the server's.</summary>
    public const string InternalError = "internal error";

    /// <summary>Server 4.1.19, ovsdb/jsonrpc-server.c: parameters that the method cannot take.</summary>
    public const string InvalidParameters = "invalid parameters";

    /// <summary>RFC 4.1.3: the server's disk.</summary>
    public const string IoError = "I/O error";

    /// <summary>RFC 5.2.10: an <see cref="Operation.Assert"/> on a lock that the session does not hold.</summary>
    public const string NotOwner = "not owner";

    /// <summary>RFC 5.2.7: a durable <see cref="Operation.Commit"/> that the server cannot give.</summary>
    public const string NotSupported = "not supported";

    /// <summary>ovsdb/execution.c: the database is not to be written to, as that of a backup server or "_Server".</summary>
    public const string NotAllowed = "not allowed";

    /// <summary>Server 4.1.3: the session's role may not do that.</summary>
    public const string PermissionError = "permission error";

    /// <summary>RFC 5.1, 5.2.4: the result of a mutation cannot be represented.</summary>
    public const string RangeError = "range error";

    /// <summary>RFC 4.1.3: a strong reference to a row that is not there.</summary>
    public const string ReferentialIntegrityViolation = "referential integrity violation";

    /// <summary>RFC 4.1.3: memory, disk or another limit of the server's.</summary>
    public const string ResourcesExhausted = "resources exhausted";

    /// <summary>ovsdb-error.c: JSON that is not what the method, the operation or the column wants.</summary>
    public const string SyntaxError = "syntax error";

    /// <summary>RFC 5.2.6: an <see cref="Operation.Wait"/> whose time ran out.</summary>
    public const string TimedOut = "timed out";

    /// <summary>ovsdb/condition.c, mutation.c: the table has no such column.</summary>
    public const string UnknownColumn = "unknown column";

    /// <summary>RFC 4.1.2, 4.1.3, 4.1.5: the server has no such database.</summary>
    public const string UnknownDatabase = "unknown database";

    /// <summary>lib/ovsdb-condition.c: no such function in a condition.</summary>
    public const string UnknownFunction = "unknown function";

    /// <summary>RFC 4: no such method, as that of a newer server.</summary>
    public const string UnknownMethod = "unknown method";

    /// <summary>RFC 4.1.7: no such monitor in this session.</summary>
    public const string UnknownMonitor = "unknown monitor";

    /// <summary>ovsdb/mutation.c: no such mutator.</summary>
    public const string UnknownMutator = "unknown mutator";

    /// <summary>ovsdb/file.c: no such table.</summary>
    public const string UnknownTable = "unknown table";

    /// <summary>The peer sent something that the protocol does not allow; its session is over.</summary>
    public const string ProtocolViolation = "protocol violation";

    /// <summary>The transport ended, or the peer went silent.</summary>
    public const string ConnectionLost = "connection lost";

    /// <summary>No reply came within <see cref="OvsdbClientOptions.RequestTimeoutSeconds"/>.</summary>
    public const string RequestTimedOut = "request timed out";

    /// <summary>The peer's certificate, or its TLS, is not accepted.</summary>
    public const string NotTrusted = "not trusted";

    // Why a server will not do though it answers (OvsdbException.IsServerUnfit), by its database "_Server".

    /// <summary>The server does not have the database, or no longer.</summary>
    public const string DatabaseMissing = "database missing";

    /// <summary>The server has not joined the database's cluster yet.</summary>
    public const string NotJoined = "cluster not joined";

    /// <summary>The server has lost touch with the cluster, or as a relay with its source.</summary>
    public const string ClusterLost = "cluster lost";

    /// <summary>The server is not the cluster's leader, and nothing else was asked for.</summary>
    public const string NotLeader = "not leader";

    /// <summary>The server knows less of the database than a server before it.</summary>
    public const string StaleServer = "stale server";

    /// <summary>The database was converted: what is known of its schema no longer holds.</summary>
    public const string SchemaChanged = "schema changed";
}
