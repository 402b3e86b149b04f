using System.Text.Json;

namespace Sdn.Ovsdb;

/// <summary>
/// A refusal by the server, or the end of a session, under the name that RFC 7047 (or this library) has for it.
/// </summary>
public sealed class OvsdbException : Exception
{
    // A server's whole schema may be at fault, and errors are logged.
    const int SyntaxLettersMax = 4096;

    public OvsdbException(string error, string? details = null, Exception? inner = null)
        : base(details is null ? error : $"{error}: {details}", inner)
    {
        Error = error;
        Details = details;
    }

    OvsdbException(string syntax, string error, string details)
        : base($"syntax \"{syntax}\": {error}: {details}")
    {
        Error = error;
        Details = details;
        Syntax = syntax;
    }

    /// <summary>The error's name, one of <see cref="OvsdbErrors"/> or whatever else the server said.</summary>
    public string Error { get; }

    /// <summary>The sentence that came with it, written for people.</summary>
    public string? Details { get; }

    /// <summary>The JSON that is at fault, where the error is about a piece of JSON.</summary>
    public string? Syntax { get; private init; }

    /// <summary>
    /// The operation of the transaction that failed, counted from 0; null for an error at commit or outside a transaction.
    /// </summary>
    public int? OperationIndex { get; init; }

    /// <summary>The error as the server sent it, a JSON string or object; null for an error found on this side.</summary>
    public JsonElement? Json { get; init; }

    /// <summary>Whether the session is over, so that only a new connection helps.</summary>
    public bool EndsSession =>
        Error is OvsdbErrors.ProtocolViolation or OvsdbErrors.ConnectionLost or OvsdbErrors.NotTrusted || IsServerUnfit;

    /// <summary>Whether the session was ended because its server will not do, so that another may.</summary>
    public bool IsServerUnfit => Error
        is OvsdbErrors.DatabaseMissing
        or OvsdbErrors.NotJoined
        or OvsdbErrors.ClusterLost
        or OvsdbErrors.NotLeader
        or OvsdbErrors.StaleServer
        or OvsdbErrors.SchemaChanged;

    /// <summary>An error that shows the JSON at fault, as ovsdb-server's do.</summary>
    internal static OvsdbException At(JsonElement json, string details, string error = OvsdbErrors.SyntaxError) =>
        new(OvsdbJson.Shown(CanonicalJson.Format(json), SyntaxLettersMax), error, details);

    /// <summary>An error that a server sent. Its message leaves out the syntax, which may be the whole request.</summary>
    internal static OvsdbException Of(string error, string? details, string? syntax, JsonElement json, int? operationIndex) =>
        new(error, details) { Syntax = syntax, Json = json, OperationIndex = operationIndex };

    /// <summary>The same error with a word on where it was found, from the inside out.</summary>
    internal OvsdbException In(string place) => new(Error, $"{Details} (in {place})", this);

    internal static OvsdbException Protocol(string details, Exception? inner = null) =>
        new(OvsdbErrors.ProtocolViolation, details, inner);
}
