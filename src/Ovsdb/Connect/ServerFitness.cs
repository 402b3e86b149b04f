namespace Sdn.Ovsdb;

/// <summary>
/// Which servers may serve a database: decides by what they tell of it, and remembers how far the cluster was, from server to
/// server (the rules of lib/ovsdb-cs.c).
/// </summary>
/// <remarks>Asked by one session after the other, never by two at a time.</remarks>
sealed class ServerFitness(string database, Guid? clusterId, bool isLeaderOnly)
{
    /// <summary>The farthest that a server has been in the cluster's log.</summary>
    public long Index { get; private set; }

    /// <summary>The database's row among those that a server has.</summary>
    public DatabaseStatus? Find(ReplicaSnapshot server) => server["Database"].Rows
        .Select(DatabaseStatus.Read)
        .FirstOrDefault(status => clusterId is null ? status.Name == database : status.ClusterId == clusterId);

    /// <summary>Why a server will not do; null if it will.</summary>
    /// <param name="status">What it says of the database, null if it has not the database.</param>
    /// <param name="schemaBefore">The schema at the begin of the session.</param>
    public OvsdbException? Judge(DatabaseStatus? status, string? schemaBefore)
    {
        if (status is null)
        {
            return new(OvsdbErrors.DatabaseMissing, clusterId is { } id
                ? $"the server has no database of cluster {id}"
                : $"the server has no database {database}");
        }
        if (status.Schema is null)
            return new(OvsdbErrors.NotJoined, $"the server has no schema of {database} yet");
        if (schemaBefore is not null && status.Schema != schemaBefore)
            return new(OvsdbErrors.SchemaChanged, $"{database} has been converted to another schema");
        return status.Model switch
        {
            "clustered" => JudgeClustered(status),
            "relay" => JudgeRelay(status),
            _ => null,
        };
    }

    OvsdbException? JudgeClustered(DatabaseStatus status)
    {
        if (!status.IsConnected)
            return new(OvsdbErrors.ClusterLost, $"the server is not connected to the cluster of {database}");
        if (isLeaderOnly && !status.IsLeader)
            return new(OvsdbErrors.NotLeader, $"the server is not the leader of the cluster of {database}");
        var index = status.Index ?? 0;
        if (index < Index)
            return new(OvsdbErrors.StaleServer, $"the server has {database} as of log index {index}, which was at {Index} before");
        Index = index;
        return null;
    }

    OvsdbException? JudgeRelay(DatabaseStatus status)
    {
        if (!status.IsConnected)
            return new(OvsdbErrors.ClusterLost, $"the relay is not connected to its source of {database}");
        return isLeaderOnly ? new(OvsdbErrors.NotLeader, $"a relay is never the leader of the cluster of {database}") : null;
    }
}
