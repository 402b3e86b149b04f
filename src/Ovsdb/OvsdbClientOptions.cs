using System.Buffers;

namespace Sdn.Ovsdb;

/// <summary>The limits of one session, each named with its unit.</summary>
public sealed record OvsdbClientOptions
{
    public static OvsdbClientOptions Default { get; } = new();

    /// <summary>The longest message that the peer may send; the whole first dump of a monitor is one message.</summary>
    public long MessageBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>The longest single string or number in a message.</summary>
    public int TokenBytesMax { get; init; } = 1024 * 1024;

    /// <summary>The deepest nesting of arrays and objects in a message; OVSDB itself needs 9.</summary>
    public int DepthMax { get; init; } = 64;

    /// <summary>Requests of ours that may wait for their replies at one time.</summary>
    public int RequestsPendingMax { get; init; } = 4096;

    /// <summary>Requests of the peer's (echo) that may wait for our replies at one time.</summary>
    public int PeerRequestsPendingMax { get; init; } = 64;

    /// <summary>How long a request waits for its reply; a caller's token may end it sooner.</summary>
    public int RequestTimeoutSeconds { get; init; } = 60;

    /// <summary>How long a canceled request waits for the server to say whether it was too late.</summary>
    public int CancelGraceSeconds { get; init; } = 2;

    /// <summary>Silence after which the peer is asked for an echo; after as long again without a byte it is given up.</summary>
    public int EchoIntervalSeconds { get; init; } = 5;

    /// <summary>Shown every message, for diagnosis; null costs nothing.</summary>
    public OvsdbTrace? Trace { get; init; }

    internal void Validate()
    {
        Positive(MessageBytesMax, nameof(MessageBytesMax));
        Positive(TokenBytesMax, nameof(TokenBytesMax));
        Positive(DepthMax, nameof(DepthMax));
        Positive(RequestsPendingMax, nameof(RequestsPendingMax));
        Positive(PeerRequestsPendingMax, nameof(PeerRequestsPendingMax));
        Positive(RequestTimeoutSeconds, nameof(RequestTimeoutSeconds));
        Positive(CancelGraceSeconds, nameof(CancelGraceSeconds));
        Positive(EchoIntervalSeconds, nameof(EchoIntervalSeconds));
    }

    static void Positive(long value, string name) => ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
}

/// <summary>The way that a message went.</summary>
public enum OvsdbDirection
{
    /// <summary>To the peer.</summary>
    Sent,

    /// <summary>From the peer.</summary>
    Received,
}

/// <summary>
/// Is shown a message, whole and as it is on the wire, where it is written or before it is acted on. It holds up the session as long as it
/// runs, and the bytes are gone when it returns.
/// </summary>
public delegate void OvsdbTrace(OvsdbDirection direction, ReadOnlySequence<byte> message);
