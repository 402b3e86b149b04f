namespace Sdn.Ovsdb.Tests;

/// <summary>Three real ovsdb-servers of one cluster; the first is its leader to begin with.</summary>
sealed class OvsdbCluster : IAsyncDisposable
{
    readonly List<OvsdbServer> _servers = [];

    public IReadOnlyList<OvsdbServer> Servers => _servers;

    /// <summary>All servers, in their order.</summary>
    public OvsdbRemotes Remotes => new(_servers.Select(server => server.Endpoint));

    public static async Task<OvsdbCluster> Start()
    {
        var cluster = new OvsdbCluster();
        try
        {
            var first = await OvsdbServer.StartCluster();
            cluster._servers.Add(first);
            cluster._servers.Add(await OvsdbServer.JoinCluster(first));
            cluster._servers.Add(await OvsdbServer.JoinCluster(first));
            foreach (var server in cluster._servers)
                await server.WaitConnected();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The server that a client is connected to.</summary>
    public OvsdbServer ServerOf(OvsdbClient client) => _servers.Single(server => server.SocketPath == client.Peer.EndPoint!.ToString());

    /// <summary>What a server says of its part in the cluster: "leader", "follower" or "candidate".</summary>
    public static async Task<string> RoleOf(OvsdbServer server)
    {
        var status = await server.Control("cluster/status", "Open_vSwitch");
        return status.Split('\n').Single(line => line.StartsWith("Role: ", StringComparison.Ordinal))[6..];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }
}
