namespace Sdn.Ovsdb;

/// <summary>Looks at a session's server for as long as the session lives, and ends the session when the server is no longer fit.</summary>
sealed class ServerWatch
{
    readonly OvsdbClient _client;
    readonly ServerFitness _fitness;
    readonly OvsdbReplica _server;
    readonly string? _schema;
    readonly long _version;

    ServerWatch(OvsdbClient client, ServerFitness fitness, OvsdbReplica server, string? schema, long version) =>
        (_client, _fitness, _server, _schema, _version) = (client, fitness, server, schema, version);

    /// <summary>Looks for the first time. A server without "_Server" (before 2.9) is taken as it is, and not looked at again.</summary>
    /// <exception cref="OvsdbException">The server is not fit: one of the names of <see cref="OvsdbErrors"/> that say so.</exception>
    public static async Task<ServerWatch?> Begin(OvsdbClient client, ServerFitness fitness, CancellationToken cancellationToken)
    {
        var server = new OvsdbReplica(DatabaseStatus.Monitor);
        try
        {
            await server.Attach(client, cancellationToken);
        }
        catch (OvsdbException e) when (e.Json is not null)
        {
            return null;
        }
        var snapshot = server.Snapshot;
        var status = fitness.Find(snapshot);
        return fitness.Judge(status, null) is { } why
            ? throw why
            : new ServerWatch(client, fitness, server, status!.Schema, snapshot.Version);
    }

    /// <summary>Looks at each change, until canceled or the session is ended.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        for (var version = _version; ;)
        {
            var snapshot = await _server.WaitForChange(version, cancellationToken);
            version = snapshot.Version;
            if (_fitness.Judge(_fitness.Find(snapshot), _schema) is not { } why)
                continue;
            _client.End(why);
            return;
        }
    }
}
