namespace Sdn.Ovsdb;

/// <summary>The names of errors: those of RFC 7047 as servers send them, and three of this side's own.</summary>
public static class OvsdbErrors
{
    // RFC 7047 sections 3.1 and 4.1.3, and ovsdb-server's own.
    public const string Aborted = "aborted";
    public const string Canceled = "canceled";
    public const string ConstraintViolation = "constraint violation";
    public const string DomainError = "domain error";
    public const string DuplicateUuidName = "duplicate uuid-name";
    public const string IoError = "I/O error";
    public const string NotOwner = "not owner";
    public const string NotSupported = "not supported";
    public const string NotAllowed = "not allowed";
    public const string RangeError = "range error";
    public const string ReferentialIntegrityViolation = "referential integrity violation";
    public const string ResourcesExhausted = "resources exhausted";
    public const string SyntaxError = "syntax error";
    public const string TimedOut = "timed out";
    public const string UnknownColumn = "unknown column";
    public const string UnknownDatabase = "unknown database";
    public const string UnknownMethod = "unknown method";
    public const string UnknownTable = "unknown table";

    /// <summary>The peer sent something that the protocol does not allow; its session is over.</summary>
    public const string ProtocolViolation = "protocol violation";

    /// <summary>The transport ended, or the peer went silent.</summary>
    public const string ConnectionLost = "connection lost";

    /// <summary>No reply came within <see cref="OvsdbClientOptions.RequestTimeoutSeconds"/>.</summary>
    public const string RequestTimedOut = "request timed out";
}
