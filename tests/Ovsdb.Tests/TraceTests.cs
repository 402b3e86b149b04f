using System.Text;

namespace Sdn.Ovsdb.Tests;

/// <summary>What a trace is shown of a session.</summary>
public sealed class TraceTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trace_is_shown_every_message_as_it_is_on_the_wire()
    {
        await using var server = await OvsdbServer.Start();
        var messages = new List<string>();
        var options = OvsdbClientOptions.Default with { Trace = (way, message) => Note(messages, way, Encoding.UTF8.GetString(message)) };

        await using (var client = await server.Connect(options))
            await client.Transact("Open_vSwitch", [new Operation.Comment("ü")], Token);

        Assert.Equal(
            [
                """Sent {"id":2,"method":"set_db_change_aware","params":[true]}""",
                """Received {"id":2,"result":{},"error":null}""",
                """Sent {"id":3,"method":"transact","params":["Open_vSwitch",{"op":"comment","comment":"ü"}]}""",
                """Received {"id":3,"result":[{}],"error":null}""",
            ],
            messages);
    }

    // "simple idl, monitor_cond_since, cluster disconnect" of ovs/tests/ovsdb-idl.at counts requests that begin at the beginning.
    [Fact]
    public async Task The_servers_own_database_is_monitored_without_asking_where_to_resume()
    {
        await using var server = await OvsdbServer.StartCluster();
        var messages = new List<string>();
        var options = OvsdbReconnectorOptions.Default with
        {
            Database = "Open_vSwitch",
            Client = OvsdbClientOptions.Default with { Trace = (way, message) => Note(messages, way, Encoding.UTF8.GetString(message)) },
        };
        var reconnector = new OvsdbReconnector(new OvsdbRemotes(server.Endpoint), options, TimeProvider.System);
        var replica = new OvsdbReplica(new MonitorRequest("Open_vSwitch", [new MonitoredTable("Bridge") { Columns = ["name"] }]));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var running = reconnector.Run(replica.Follow, static _ => { }, stop.Token);
        await replica.WaitForChange(0, Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Equal(
            [
                """monitor_cond","params":["_Server","replica1",{"Database":[{"columns":["name","model","connected","leader","schema","cid","index"]}]}]}""",
                """monitor_cond_since","params":["Open_vSwitch","replica2",{"Bridge":[{"columns":["name"]}]},"00000000-0000-0000-0000-000000000000"]}""",
            ],
            messages.Where(message => message.Contains("\"method\":\"monitor", StringComparison.Ordinal))
                .Select(message => message[message.IndexOf("monitor_", StringComparison.Ordinal)..]));
    }

    static void Note(List<string> messages, OvsdbDirection way, string message)
    {
        lock (messages)
            messages.Add($"{way} {message.TrimEnd('\n')}");
    }
}
