using System.Net.Security;

namespace Sdn.Ovsdb;

/// <summary>Which servers will do, and how long to wait before dialing again; each time named with its unit.</summary>
public sealed record OvsdbReconnectorOptions
{
    public static OvsdbReconnectorOptions Default { get; } = new();

    /// <summary>The first wait; each further failure doubles it.</summary>
    public double BackoffSecondsMin { get; init; } = 1;

    /// <summary>The longest wait.</summary>
    public double BackoffSecondsMax { get; init; } = 8;

    /// <summary>
    /// The share of each wait that is left to chance, so that many clients of one server do not come back in step: 0 waits
    /// exactly as long as Open vSwitch, 1 anything from nothing to that.
    /// </summary>
    public double BackoffJitter { get; init; } = 0.5;

    /// <summary>How long a server that is connected to may take to answer the first requests and to show that it is fit.</summary>
    public double OpeningTimeoutSeconds { get; init; } = 10;

    /// <summary>Whether the remotes are brought into an order of chance, once, so that clients spread over the servers.</summary>
    public bool IsShuffled { get; init; } = true;

    /// <summary>
    /// The database that the session is about: a server is left, by what its database "_Server" tells, when it does not have the
    /// database, converts it, has lost its cluster, or knows less of it than a server before. Null takes any server.
    /// </summary>
    public string? Database { get; init; }

    /// <summary>Whether only the leader of a cluster will do, which sees its own writes first and needs nobody to forward them.</summary>
    public bool IsLeaderOnly { get; init; }

    /// <summary>Needed for <see cref="OvsdbEndpoint.Ssl"/>; <see cref="OvsdbTls.Client"/> makes it.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>The limits of each session.</summary>
    public OvsdbClientOptions Client { get; init; } = OvsdbClientOptions.Default;

    internal void Validate(OvsdbRemotes remotes)
    {
        Client.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BackoffSecondsMin, nameof(BackoffSecondsMin));
        ArgumentOutOfRangeException.ThrowIfLessThan(BackoffSecondsMax, BackoffSecondsMin, nameof(BackoffSecondsMax));
        ArgumentOutOfRangeException.ThrowIfNegative(BackoffJitter, nameof(BackoffJitter));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BackoffJitter, 1, nameof(BackoffJitter));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(OpeningTimeoutSeconds, nameof(OpeningTimeoutSeconds));
        if (Tls is null && remotes.Endpoints.FirstOrDefault(endpoint => endpoint is OvsdbEndpoint.Ssl) is { } secured)
            throw new ArgumentException($"{secured} needs options for TLS ({nameof(Tls)}).", nameof(remotes));
        if (Database is null && (IsLeaderOnly || remotes.ClusterId is not null))
        {
            throw new ArgumentException(
                $"A leader or a cluster's id is a matter of one database, which {nameof(Database)} does not name.", nameof(remotes));
        }
    }
}
