using System.Text.Json;

namespace Sdn.Ovsdb;

public sealed partial class OvsdbClient
{
    /// <summary>Which process serves: a new UUID with each start of the server (ovsdb-server(7) section 4.1.17).</summary>
    public Task<Guid> GetServerId(CancellationToken cancellationToken) => Call(
        "get_server_id",
        new OvsdbCall<Guid>(static _ => { }, static (ref Utf8JsonReader reader) => reader.Uuid("the UUID of a server")),
        cancellationToken);

    /// <summary>
    /// Gives a database that is being served another schema (ovsdb-server(7) section 4.1.19). Tables and columns that the new one
    /// has not are lost; those that are new get their defaults. All monitors of the database end, of every client.
    /// </summary>
    /// <param name="database">The database; the new schema has the same name.</param>
    /// <param name="schema">The new schema, as a file of it has it: the server refuses members that it does not know.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <exception cref="OvsdbException">The schema, or the data under it, is not valid; nothing has changed.</exception>
    public Task Convert(string database, JsonElement schema, CancellationToken cancellationToken)
    {
        var call = Json(writer =>
        {
            writer.WriteStringValue(database);
            schema.WriteTo(writer);
        });
        return Call("convert", call, cancellationToken);
    }
}
