namespace Sdn.Ovsdb;

/// <summary>What a server says of one of its databases: a row of table Database in its "_Server" (ovsdb-server(5)).</summary>
sealed record DatabaseStatus
{
    /// <summary>What to monitor for it.</summary>
    public static MonitorRequest Monitor { get; } = new("_Server",
    [
        new MonitoredTable("Database")
        {
            Columns = ["name", "model", "connected", "leader", "schema", "cid", "index"],
        },
    ])
    {
        Newest = MonitorMethod.Conditional,
    };

    public required string Name { get; init; }

    /// <summary>"standalone", "clustered" or "relay".</summary>
    public required string Model { get; init; }

    /// <summary>Whether a clustered server is in touch with most of its cluster, or a relay with its source.</summary>
    public required bool IsConnected { get; init; }

    public required bool IsLeader { get; init; }

    /// <summary>The schema as JSON; null for a server that has not joined its cluster yet.</summary>
    public string? Schema { get; init; }

    public Guid? ClusterId { get; init; }

    /// <summary>How far the server is in the cluster's log; it only ever grows.</summary>
    public long? Index { get; init; }

    /// <summary>Reads a row; columns that an older server has not are as if empty.</summary>
    public static DatabaseStatus Read(OvsdbRow row) => new()
    {
        Name = row.Find("name")?.AsOptionalString ?? "",
        Model = row.Find("model")?.AsOptionalString ?? "",
        IsConnected = row.Find("connected")?.AsOptionalBoolean ?? false,
        IsLeader = row.Find("leader")?.AsOptionalBoolean ?? false,
        Schema = row.Find("schema")?.AsOptionalString,
        ClusterId = row.Find("cid")?.AsOptionalUuid,
        Index = row.Find("index")?.AsOptionalInteger,
    };
}
